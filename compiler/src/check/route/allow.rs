//! `allow`: who may call.

use std::collections::HashMap;
use std::sync::Arc;

use gatewright_core::policy::{AllowClause, PrincipalType, Scheme, Who};

use super::super::condition::{self, Declared, Surroundings};
use super::super::suggest::{self, Vocabulary};
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast;

/// Checks all clauses; a route without any admits nobody and does not compile.
pub(super) fn check<'a>(
    route: &ast::Route,
    written: &[&'a ast::AllowClause],
    declared: &'a Declared<'a>,
    surroundings: &'a Surroundings<'a>,
    findings: &mut Vec<Diagnostic>,
) -> Option<Vec<AllowClause>> {
    if written.is_empty() {
        findings.push(
            Diagnostic::error(codes::NO_ALLOW, "nobody may call this route")
                .label(route.method_span.to(route.path.span), "has no `allow`")
                .help("add `allow ROLE`, `allow authenticated` or `allow anyone`"),
        );
        return None;
    }
    refuse_unreachable(written, surroundings, findings);
    let clauses: Vec<Option<AllowClause>> =
        written.iter().map(|clause| allow(clause, declared, surroundings, findings)).collect();
    clauses.into_iter().collect()
}

fn allow<'a>(
    written: &'a ast::AllowClause,
    declared: &'a Declared<'a>,
    surroundings: &'a Surroundings<'a>,
    findings: &mut Vec<Diagnostic>,
) -> Option<AllowClause> {
    let who = who(written, declared, surroundings, findings);
    let when = match &written.when {
        Some(expression) => {
            condition::check(expression, declared, surroundings, findings).map(Some)
        }
        None => Some(None),
    };
    Some(AllowClause { who: who?, when: when?, span: written.span })
}

fn who(
    written: &ast::AllowClause,
    declared: &Declared<'_>,
    surroundings: &Surroundings<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Option<Who> {
    match written.who.text.as_str() {
        "anyone" => return Some(Who::Anyone),
        "authenticated" => return Some(Who::Authenticated),
        text if !declared.roles.is_declared(text) => {
            if let Some(better) = suggest::similar(text, ["anyone", "authenticated"]) {
                let error =
                    Diagnostic::error(codes::UNKNOWN_NAME, format!("there is no role `{text}`"))
                        .label(written.who.span, "not declared");
                // Nobody is admitted by a guess.
                let better = better.unsure();
                findings.push(better.offer(error, written.who.span, Vocabulary::Policy));
                return None;
            }
        }
        _ => {}
    }
    let role = condition::role(&written.who, declared.roles, findings)?;
    let roles = declared.fields.get("roles");
    let Some(field) = roles.filter(|field| field.kind == PrincipalType::Roles) else {
        findings.push(condition::no_roles(written.who.span, declared.fields));
        return None;
    };
    // On a route for anyone this clause is unreachable, and without schemes there is another error.
    if let (None, Some(auth)) = (surroundings.anyone, surroundings.auth)
        && !auth.iter().any(|scheme| scheme.gives(field).is_some())
    {
        findings.push(condition::not_given(written.who.span, field, auth));
        return None;
    }
    if let (None, Some(auth), Who::Role { held_by, .. }) =
        (surroundings.anyone, surroundings.auth, &role)
        && !auth.iter().any(|scheme| held_by.iter().any(|role| scheme.grants.contains(role)))
    {
        findings.push(not_granted(&written.who, auth));
        return None;
    }
    Some(role)
}

fn not_granted(role: &ast::Word, auth: &[Arc<Scheme>]) -> Diagnostic {
    let role_name = &role.text;
    let error = Diagnostic::error(
        codes::ROLE_NOT_GRANTED,
        format!("nobody who may call this route can have the role `{role_name}`"),
    )
    .label(role.span, "no scheme of this route grants it");
    let error = auth.iter().fold(error, |error, scheme| {
        let grants = match scheme.grants.as_slice() {
            [] => "no role".to_owned(),
            grants => suggest::list(grants.iter().map(String::as_str)),
        };
        error.note(format!("`{}` grants {grants}", scheme.name))
    });
    error.help(format!(
        "add `{role_name}` to the `grants` of a scheme that may give it, or delete the clause"
    ))
}

/// Reports clauses that change nothing: what another admits without a condition, this one need not.
fn refuse_unreachable(
    written: &[&ast::AllowClause],
    surroundings: &Surroundings<'_>,
    findings: &mut Vec<Diagnostic>,
) {
    let mut for_anyone = written.iter().filter(|clause| clause.who.text == "anyone");
    // Where credentials are read, `anyone` is everybody, and else nobody who has a role.
    let (anyone, no_more) = match surroundings.anyone {
        Some(_) => (for_anyone.next(), "never holds: without a credential nobody has a role"),
        None => (for_anyone.find(|clause| clause.when.is_none()), "changes nothing"),
    };
    // For each role the first clause without a condition.
    let mut open: HashMap<&str, &ast::AllowClause> = HashMap::new();
    for clause in written.iter().filter(|clause| clause.when.is_none()) {
        open.entry(&clause.who.text).or_insert(clause);
    }
    for clause in written {
        let (other, why) = match (anyone, open.get(clause.who.text.as_str())) {
            (Some(anyone), _) if clause.who.text != "anyone" => (*anyone, no_more),
            (_, Some(open)) if open.span != clause.span => (*open, "changes nothing"),
            _ => continue,
        };
        findings.push(
            Diagnostic::error(codes::UNREACHABLE_ALLOW, "this clause admits nobody more")
                .label(clause.span, why)
                .label(other.span, "because of this one")
                .help("delete one of the two"),
        );
    }
}
