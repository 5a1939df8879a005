//! Limits of a route: the api's first, then its own.

use std::sync::Arc;

use gatewright_core::policy::{Limit, LimitKey, Span};

use super::super::api::{Inherited, NamedLimit};
use super::super::condition::{self, Declared, Surroundings};
use super::super::distinct::Distinct;
use super::super::limit::Limits;
use super::overrides::Overrides;
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::{LimitClause, Word};

/// How many limits a request may be counted by.
pub(in super::super) const MOST_LIMITS: usize = 16;

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
    let mut distinct = Distinct::new();
    for (word, _) in &joined {
        // What stands twice in the api's own list was reported there.
        distinct.admit(word.text.clone(), &word.text, word.span, &mut Vec::new());
    }
    for word in clauses.iter().flat_map(|clause| &clause.names) {
        if distinct.admit(word.text.clone(), &word.text, word.span, findings) {
            joined.push((word.clone(), limits.resolve(word, findings).cloned().flatten()));
        }
    }
    if let Some((word, _)) = joined.get(MOST_LIMITS) {
        findings.push(
            Diagnostic::error(
                codes::OUT_OF_RANGE,
                format!("a route asks at most {MOST_LIMITS} limits"),
            )
            .label(word.span, "one too many")
            .help("count by fewer things"),
        );
        return None;
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
    if let (Some(auth), Some(field)) = (surroundings.auth, declared.fields.get(field))
        && !auth.iter().any(|scheme| scheme.gives(field).is_some())
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
