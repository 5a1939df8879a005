//! `hide`: whether callers who may not call a route learn that it exists.

use std::sync::Arc;

use gatewright_core::policy::{
    AllowClause, DenyClause, RequireClause, Span, StepUp, Visibility, Who,
};

use super::super::api::Inherited;
use super::super::setting::listed_twice;
use super::overrides::Overrides;
use crate::diagnostic::{Applicability, Diagnostic, Suggestion, codes};

/// What refuses with 403, as far as it is right.
pub(super) struct Refusing<'a> {
    pub(super) allow: Option<&'a [AllowClause]>,
    pub(super) deny: &'a Option<Vec<DenyClause>>,
    pub(super) require: &'a Option<Vec<RequireClause>>,
    pub(super) step_up: &'a Option<Vec<Arc<StepUp>>>,
}

impl Refusing<'_> {
    /// Whether every caller with a valid credential is admitted.
    fn nobody(&self) -> bool {
        let is_empty = |length: Option<usize>| length == Some(0);
        self.allow.is_some_and(|clauses| clauses.iter().any(admits_all))
            && is_empty(self.deny.as_ref().map(Vec::len))
            && is_empty(self.require.as_ref().map(Vec::len))
            && is_empty(self.step_up.as_ref().map(Vec::len))
    }
}

fn admits_all(clause: &AllowClause) -> bool {
    clause.when.is_none()
        && match clause.who {
            Who::Anyone | Who::Authenticated => true,
            Who::Role { .. } => false,
        }
}

/// Whether the route is hidden by itself or by its api.
pub(super) fn check(
    own: Option<Span>,
    api: &Inherited<'_>,
    refusing: Refusing<'_>,
    overrides: &mut Overrides<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Option<Visibility> {
    let inherited = api.hide.filter(|_| overrides.take("hide").is_none());
    match (inherited, own) {
        (None, None) => Some(Visibility::Shown),
        (Some(span), None) => Some(Visibility::Hidden { span }),
        (Some(earlier), Some(span)) => {
            findings.push(listed_twice("hide", span, earlier));
            None
        }
        (None, Some(span)) if refusing.nobody() => {
            let error = Diagnostic::error(codes::UNREACHABLE_ALLOW, "this `hide` hides nothing")
                .label(span, "the route refuses nobody with 403");
            findings.push(
                error.suggest(
                    "delete it",
                    Suggestion::delete(span, Applicability::MachineApplicable),
                ),
            );
            None
        }
        (None, Some(span)) => Some(Visibility::Hidden { span }),
    }
}
