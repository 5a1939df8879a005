//! `step_up` of a route: the api's first, then its own.

use std::sync::Arc;

use gatewright_core::policy::{Scheme, Span, StepUp};

use super::super::api::{Inherited, NamedStepUp};
use super::super::condition::{Declared, Surroundings};
use super::super::distinct::Distinct;
use super::super::suggest;
use super::overrides::Overrides;
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::{StepUpClause, Word};

/// Joins the step-ups, in the order in which they are asked.
pub(super) fn check(
    api: &Inherited<'_>,
    clauses: &[&StepUpClause],
    declared: &Declared<'_>,
    surroundings: &Surroundings<'_>,
    overrides: &mut Overrides<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Option<Vec<Arc<StepUp>>> {
    let mut joined: Vec<NamedStepUp> = Vec::new();
    let dropped = api.step_ups.is_some() && overrides.take("step_up").is_some();
    if let (Some(inherited), false) = (&api.step_ups, dropped) {
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
            let step_up = declared.step_ups.resolve(word, findings).cloned().flatten();
            joined.push((word.clone(), step_up));
        }
    }
    let mut right = true;
    for (index, (word, step_up)) in joined.iter().enumerate() {
        let Some(step_up) = step_up else { continue };
        let own = index >= inherited;
        let wrong = match (surroundings.anyone, surroundings.auth) {
            (Some(anyone), _) => Some(of_anyone(word, own, anyone)),
            (None, Some(auth)) if !auth.iter().any(|one| step_up.schemes.contains(&one.name)) => {
                Some(met_by_none(word, step_up, auth))
            }
            (None, _) => None,
        };
        right &= wrong.is_none();
        findings.extend(wrong);
    }
    let step_ups: Option<Vec<Arc<StepUp>>> = joined.into_iter().map(|(_, found)| found).collect();
    step_ups.filter(|_| right)
}

fn of_anyone(word: &Word, own: bool, anyone: Span) -> Diagnostic {
    let error = Diagnostic::error(
        codes::PRINCIPAL_OF_ANYONE,
        format!("step-up `{}` asks the caller, and this route does not know it", word.text),
    )
    .label(anyone, "no credential is read")
    .label(word.span, "asks how the caller authenticated");
    error.help(if own {
        "write `allow authenticated`, or delete the `step_up`"
    } else {
        "add `step_up` to the route's `override [auth]`"
    })
}

fn met_by_none(word: &Word, step_up: &StepUp, auth: &[Arc<Scheme>]) -> Diagnostic {
    let names = suggest::list(auth.iter().map(|scheme| scheme.name.as_str()));
    let error = Diagnostic::error(
        codes::FIELD_NOT_GIVEN,
        format!("no scheme of this route gives what step-up `{}` reads", step_up.name),
    )
    .label(word.span, "refuses every caller")
    .label(step_up.span, "declared here")
    .note(format!("this route accepts {names}"));
    error.help(match step_up.schemes.as_slice() {
        [] => "map each field that it reads in one scheme".to_owned(),
        able => format!(
            "add {} to the route's `auth`, or delete the `step_up`",
            suggest::list(able.iter().map(String::as_str))
        ),
    })
}
