//! What a policy says that another server than a declared target keeps: told, not refused, for it says how connections are
//! made and kept up, and never who may call.

use std::collections::HashSet;

use gatewright_core::policy::{Policy, Span};

use super::of_constructs;
use crate::diagnostic::{Diagnostic, codes};
use crate::target::{Fidelity, Target, registry};

/// One setting that another server keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Kept {
    /// The setting, as [`Capability::rule`](crate::target::Capability::rule) names it.
    pub(crate) rule: String,
    /// Who keeps it.
    pub(crate) who: &'static str,
    /// Where the policy asks for it.
    pub(crate) span: Span,
}

/// What of a policy is not this target's to keep, each setting once.
pub(crate) fn kept_elsewhere(policy: &Policy, target: &dyn Target) -> Vec<Kept> {
    let mut told = HashSet::new();
    let mut kept = Vec::new();
    for capability in of_constructs(policy, target) {
        let who = match capability.fidelity {
            Fidelity::Elsewhere(who) => who,
            Fidelity::Exact
            | Fidelity::Approximate(_)
            | Fidelity::Unsupported(_)
            | Fidelity::Absent(_) => continue,
        };
        if told.insert(capability.rule.clone()) {
            kept.push(Kept { rule: capability.rule, who, span: capability.span });
        }
    }
    kept
}

/// A note for each setting of a policy that one of its targets leaves to another server.
#[must_use]
pub fn notes(policy: &Policy) -> Vec<Diagnostic> {
    let targets = policy.targets.iter().map(|declared| registry::find(declared.kind));
    let notes = targets.flat_map(|target| {
        let name = target.kind().name();
        kept_elsewhere(policy, target).into_iter().map(move |Kept { rule, who, span }| {
            let message =
                format!("the target `{name}` does not keep `{rule}`; the gateway in front must");
            Diagnostic::informational(codes::KEPT_ELSEWHERE, message)
                .label(span, "asked for here")
                .note(format!("it is kept by {who}; the service refuses no request by it"))
        })
    });
    notes.collect()
}
