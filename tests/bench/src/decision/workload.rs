//! What is decided on: the same routes, roles, callers and requests for every contender.

use std::fmt::Write as _;

/// Routes and roles.
pub(super) struct Workload {
    /// What its policy is called.
    pub(super) name: &'static str,
    /// The roles that each role includes, by their places.
    pub(super) roles: Vec<Vec<usize>>,
    /// The routes.
    pub(super) routes: Vec<RouteShape>,
}

/// A route.
pub(super) struct RouteShape {
    /// The method in capitals.
    pub(super) method: &'static str,
    /// The template, as in `/r7/{id}`.
    pub(super) template: String,
    /// The role that it asks for.
    pub(super) role: usize,
    /// Whether whoever holds that role has to be the one whom the path names.
    pub(super) is_owned: bool,
}

/// 20 routes, six roles that include each other in a chain, one route of an owner.
pub(super) fn small() -> Workload {
    let roles = (0..6).map(|role| if role == 0 { Vec::new() } else { vec![role - 1] }).collect();
    Workload { name: "small", roles, routes: routes(2, 6, 1) }
}

/// 1,000 routes, 50 roles that include each other as a tree, ten routes of owners.
pub(super) fn large() -> Workload {
    let below = |role: usize| (2 * role + 1..=2 * role + 2).filter(|below| *below < 50).collect();
    Workload { name: "large", roles: (0..50).map(below).collect(), routes: routes(100, 50, 10) }
}

/// Ten routes for each of so many resources; each of the last `owned` resources has one of its owner.
fn routes(resources: usize, roles: usize, owned: usize) -> Vec<RouteShape> {
    let shapes = [
        ("GET", ""),
        ("POST", ""),
        ("GET", "/{id}"),
        ("PUT", "/{id}"),
        ("DELETE", "/{id}"),
        ("GET", "/{id}/parts"),
        ("POST", "/{id}/parts"),
        ("GET", "/{id}/parts/{part}"),
        ("DELETE", "/{id}/parts/{part}"),
        ("GET", "/of/{owner}"),
    ];
    let mut all = Vec::new();
    for resource in 0..resources {
        for (place, (method, rest)) in shapes.into_iter().enumerate() {
            all.push(RouteShape {
                method,
                template: format!("/resource{resource}{rest}"),
                role: (resource * 7 + place * 3) % roles,
                is_owned: rest == "/of/{owner}" && resource + owned >= resources,
            });
        }
    }
    all
}

impl Workload {
    /// Whoever holds `role`: itself and the roles that include it.
    pub(super) fn holders(&self, role: usize) -> Vec<usize> {
        let mut holders = vec![role];
        loop {
            let more = (0..self.roles.len()).find(|candidate| {
                let includes = self.roles.get(*candidate);
                !holders.contains(candidate)
                    && includes.is_some_and(|below| below.iter().any(|one| holders.contains(one)))
            });
            match more {
                Some(more) => holders.push(more),
                None => return holders,
            }
        }
    }

    /// The policy.
    pub(super) fn policy(&self) -> String {
        let name = self.name;
        let mut text = format!("policy {name} 1.0.0\n\ntarget rust\n\n");
        text.push_str("principal {\n    id:    string\n    roles: [role]\n}\n\n");
        let granted: Vec<String> = (0..self.roles.len()).map(role_name).collect();
        let _ = write!(
            text,
            "auth caller = api_key {{\n    from:   header \"x-api-key\"\n    keys:   file \"caller.keys\"\n    \
             grants: [{}]\n}}\n\n",
            granted.join(", ")
        );
        for (role, below) in self.roles.iter().enumerate() {
            let names: Vec<String> = below.iter().map(|below| role_name(*below)).collect();
            let includes = if names.is_empty() {
                String::new()
            } else {
                format!(" includes {}", names.join(", "))
            };
            let _ = writeln!(text, "role {}{includes}", role_name(role));
        }
        let _ = write!(text, "\napi all at / {{\n    auth: [caller]\n\n");
        for route in &self.routes {
            let template = route.template.replace('}', ": string ..64}");
            let role = role_name(route.role);
            let owned = if route.is_owned { " when principal.id == path.owner" } else { "" };
            let _ = writeln!(text, "    {} {template} allow {role}{owned}", route.method);
        }
        text.push_str("}\n");
        text
    }
}

/// The name of a role.
pub(super) fn role_name(role: usize) -> String {
    format!("role{role}")
}
