//! Who may call what: one line a route, one column a role.

use gatewright_core::policy::{AllowClause, Policy, Route, Visibility, Who};

/// What a caller who holds one role, and no other, can expect of a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Admitted by who it is.
    Always,
    /// Admitted where a condition holds, or unless one applies.
    Conditional,
    /// Refused.
    Never,
}

impl Access {
    /// The cell as people read it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Access::Always => "yes",
            Access::Conditional => "if",
            Access::Never => "-",
        }
    }
}

/// What a caller can expect of `route`: nobody in particular (`None`), or the holder of one role.
#[must_use]
pub fn access(route: &Route, role: Option<&str>) -> Access {
    let admits = |clause: &&AllowClause| match (&clause.who, role) {
        (Who::Anyone, _) => true,
        (Who::Authenticated, caller) => caller.is_some(),
        (Who::Role { held_by, .. }, Some(role)) => held_by.iter().any(|holder| holder == role),
        (Who::Role { .. }, None) => false,
    };
    let mut clauses = route.allow.iter().filter(admits).peekable();
    if clauses.peek().is_none() {
        return Access::Never;
    }
    let unconditional = clauses.any(|clause| clause.when.is_none());
    let unrestricted =
        route.deny.is_empty() && route.require.is_empty() && route.step_up.is_empty();
    if unconditional && unrestricted { Access::Always } else { Access::Conditional }
}

/// The whole table as text: method, path, then a column for nobody and one for each role, and what else is asked.
#[must_use]
pub fn render(policy: &Policy) -> String {
    let roles: Vec<&str> = policy.roles.iter().map(|role| role.name.as_str()).collect();
    let mut rows = vec![header(&roles)];
    rows.extend(policy.routes().map(|route| row(route, &roles)));
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns)
        .map(|column| {
            let cells = rows.iter().filter_map(|row| row.get(column));
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
        })
        .collect();
    rows.iter().map(|row| line(row, &widths)).collect()
}

fn header(roles: &[&str]) -> Vec<String> {
    ["", "", "nobody"].iter().chain(roles).map(|cell| (*cell).to_owned()).collect()
}

fn row(route: &Route, roles: &[&str]) -> Vec<String> {
    let mut cells = vec![route.method.name().to_owned(), route.template()];
    let callers = std::iter::once(None).chain(roles.iter().map(|role| Some(*role)));
    cells.extend(callers.map(|caller| access(route, caller).word().to_owned()));
    cells.extend(marks(route));
    cells
}

/// What else stands between a caller and the route; nothing on most.
fn marks(route: &Route) -> Option<String> {
    let mut marks: Vec<String> =
        route.step_up.iter().map(|step_up| format!("step_up {}", step_up.name)).collect();
    if !route.require.is_empty() {
        marks.insert(0, "require".to_owned());
    }
    match route.visibility {
        Visibility::Shown => {}
        Visibility::Hidden { .. } => marks.push("hide".to_owned()),
    }
    (!marks.is_empty()).then(|| marks.join(", "))
}

fn line(row: &[String], widths: &[usize]) -> String {
    let cells: Vec<String> =
        row.iter().zip(widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
    format!("{}\n", cells.join("  ").trim_end())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

    use crate::source::{Alone, Source};

    #[test]
    fn the_shop_s_table() {
        let source = Source::new("shop.gate", include_str!("../../../examples/shop/shop.gate"));
        let policy = crate::compile(source, &Alone).outcome.unwrap();
        let expected = "
                                  nobody  viewer  clerk  admin
GET     /v1/orders                -       yes     yes    yes
GET     /v1/orders/{id}           -       yes     yes    yes
POST    /v1/orders                -       -       if     if
DELETE  /v1/orders/{id}           -       -       -      yes
GET     /v1/orders/of/{customer}  -       if      if     yes
GET     /v1/orders/health         yes     yes     yes    yes
";
        assert_eq!(super::render(&policy), expected.trim_start_matches('\n'));
    }

    #[test]
    fn what_else_is_asked_stands_last() {
        let text = r#"policy shop 1.0.0
            principal { id: string  roles: [role]  mfa_at?: time }
            role viewer
            auth customer = jwt {
                issuer: "https://id.example.com/"  audience: "shop"  token_type: "at+jwt"
                algorithms: [ES256]  keys: jwks file "jwks.json"  grants: [viewer]
                principal { id: claim.sub  roles: claim.roles  mfa_at: claim.auth_time }
            }
            step_up recent = principal.mfa_at within 5m
            api shop at /shop {
                auth: [customer]
                GET / allow viewer
                GET /hidden allow viewer hide
                GET /all allow viewer require method == "GET" step_up recent hide
            }"#;
        let policy = crate::check_language(Source::new("test.gate", text), &Alone).outcome.unwrap();
        let expected = "
                  nobody  viewer
GET  /shop/       -       yes
GET  /shop/hidden -       yes     hide
GET  /shop/all    -       if      require, step_up recent, hide
";
        let trimmed = |text: &str| -> Vec<String> {
            text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
        };
        let expected = expected.trim_start_matches('\n').replace("/shop/ ", "/shop ");
        assert_eq!(trimmed(&super::render(&policy)), trimmed(&expected));
    }
}
