//! Which pages may call a route: its own `cors`, or its api's.

use std::sync::Arc;

use gatewright_core::policy::Cors;

use super::super::api::Inherited;
use super::super::cors::Declared;
use super::clause_twice;
use super::overrides::Overrides;
use crate::diagnostic::{Applicability, Diagnostic, Suggestion, codes};
use crate::syntax::ast::CorsClause;

/// What the route has; `None` where that is wrong.
pub(super) fn check(
    clauses: &[&CorsClause],
    api: &Inherited<'_>,
    declared: &Declared,
    overrides: &mut Overrides<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Option<Option<Arc<Cors>>> {
    for clause in clauses {
        declared.mark_used(&clause.name.text);
    }
    let overriding = api.cors.as_ref().and_then(|_| overrides.take("cors"));
    let (clause, inherited) = match (clauses, &api.cors) {
        ([], None) => return Some(None),
        ([], Some((_, inherited))) => {
            return match overriding {
                Some(_) => Some(None),
                None => inherited.clone().map(Some),
            };
        }
        ([clause], inherited) => (clause, inherited),
        ([first, second, ..], _) => {
            findings.push(clause_twice("cors", second.span, first.span));
            return None;
        }
    };
    let own = declared.resolve(&clause.name, findings)?.clone()?;
    let Some((place, inherited)) = inherited else { return Some(Some(own)) };
    let is_same = inherited.as_ref().is_some_and(|inherited| inherited.name == own.name);
    if is_same {
        let error = Diagnostic::error(codes::CORS_TWICE, "the route's api has this `cors` already")
            .label(clause.span, "changes nothing")
            .label(*place, "inherited from here");
        findings.push(match overriding {
            Some(_) => error.help("delete it together with `override [cors]`"),
            None => error.suggest(
                "delete it",
                Suggestion::delete(clause.span, Applicability::MachineApplicable),
            ),
        });
        return None;
    }
    if overriding.is_none() {
        findings.push(
            Diagnostic::error(codes::CORS_TWICE, "the route's api has another `cors`")
                .label(clause.span, "would take its place")
                .label(*place, "inherited from here")
                .help("add `override [cors]` to the route"),
        );
        return None;
    }
    Some(Some(own))
}
