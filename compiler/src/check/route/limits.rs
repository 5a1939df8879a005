//! Limits of a route: the api's first, then its own.

use std::sync::Arc;

use gatewright_core::policy::{Limit, LimitKey, Span};

use super::super::api::{Inherited, NamedLimit};
use super::super::condition::{self, Declared, Surroundings};
use super::super::limit::Limits;
use super::super::setting::listed_twice;
use super::overrides::Overrides;
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::{LimitClause, Word};

/// Joins the limits, in the order in which they are asked.
pub(super) fn check(
    api: &Inherited<'_>,
    clauses: &[&LimitClause],
    limits: &Limits,
    surroundings: &Surroundings<'_>,
    declared: &Declared<'_>,
    overrides: &mut Overrides<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Option<Vec<Arc<Limit>>> {
    let mut joined: Vec<NamedLimit> = Vec::new();
    let dropped = api.limits.is_some() && overrides.take("limit").is_some();
    if let (Some(inherited), false) = (&api.limits, dropped) {
        joined.extend(inherited.iter().cloned());
    }
    let inherited = joined.len();
    for word in clauses.iter().flat_map(|clause| &clause.names) {
        if let Some((earlier, _)) = joined.iter().find(|(earlier, _)| earlier.text == word.text) {
            findings.push(listed_twice(&word.text, word.span, earlier.span));
            continue;
        }
        joined.push((word.clone(), limits.resolve(word, findings).cloned().flatten()));
    }
    let mut right = true;
    for (index, (word, limit)) in joined.iter().enumerate() {
        if let Some(limit) = limit {
            let own = index >= inherited;
            right &= countable(word, limit, own, surroundings, declared, findings);
        }
    }
    let limits: Option<Vec<Arc<Limit>>> = joined.into_iter().map(|(_, limit)| limit).collect();
    limits.filter(|_| right)
}

/// Whether the route knows what the limit counts by.
fn countable(
    word: &Word,
    limit: &Limit,
    own: bool,
    surroundings: &Surroundings<'_>,
    declared: &Declared<'_>,
    findings: &mut Vec<Diagnostic>,
) -> bool {
    let LimitKey::Principal { field, .. } = &limit.key else { return true };
    if let Some(anyone) = surroundings.anyone {
        findings.push(unknown_caller(word, field, own, anyone));
        return false;
    }
    if let Some(auth) = surroundings.auth
        && !auth.iter().any(|scheme| condition::gives(scheme, field))
        && let Some(field) = declared.fields.get(field)
    {
        findings.push(condition::not_given(word.span, field, auth));
        return false;
    }
    true
}

fn unknown_caller(word: &Word, field: &str, own: bool, anyone: Span) -> Diagnostic {
    let error = Diagnostic::error(
        codes::PRINCIPAL_OF_ANYONE,
        format!("limit `{}` counts by the caller, and this route does not know it", word.text),
    )
    .label(anyone, "no credential is read")
    .label(word.span, format!("counts by `principal.{field}`"));
    error.help(if own {
        "use a limit that counts `by client.ip`"
    } else {
        "add `override [auth, limit]` to the route, and name the limits that count `by client.ip`"
    })
}
