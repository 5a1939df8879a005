//! Rules that a target cannot enforce, against the gaps that the policy accepts in writing.

mod elsewhere;

use std::collections::{BTreeSet, HashSet};

use gatewright_core::policy::{Policy, Span, Target as Declared, TargetKind};

use super::{Capability, Fidelity, Target};
use crate::analysis::construct;
use crate::check::suggest;
use crate::diagnostic::{Applicability, Diagnostic, Suggestion, codes};

pub(crate) use elsewhere::kept_elsewhere;
pub use elsewhere::notes;

/// What of a policy this target cannot enforce and the policy does not give up, and what it gives up without need.
#[must_use]
pub fn gaps(policy: &Policy, target: &dyn Target) -> Vec<Diagnostic> {
    let declared = policy.targets.iter().find(|declared| declared.kind == target.kind());
    let Some(declared) = declared else { return Vec::new() };
    let mut capabilities = target.capabilities(policy);
    capabilities.extend(of_constructs(policy, target));
    judge(declared, &capabilities)
}

/// The constructs of a policy that this target does not have at all, whether or not the policy declares it.
#[must_use]
pub fn absent(policy: &Policy, target: &dyn Target) -> Vec<Diagnostic> {
    let of_constructs = of_constructs(policy, target).into_iter();
    let absent = of_constructs.filter_map(|capability| match capability.fidelity {
        Fidelity::Exact
        | Fidelity::Approximate(_)
        | Fidelity::Unsupported(_)
        | Fidelity::Elsewhere(_) => None,
        Fidelity::Absent(why) => {
            Some(not_there(target.kind(), &capability.rule, capability.span, why))
        }
    });
    absent.collect()
}

fn of_constructs(policy: &Policy, target: &dyn Target) -> Vec<Capability> {
    let uses = construct::uses(policy).into_iter();
    uses.map(|found| Capability {
        rule: found.rule,
        fidelity: target.construct(found.construct),
        span: found.span,
    })
    .collect()
}

fn judge(declared: &Declared, capabilities: &[Capability]) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let accepted: HashSet<&str> =
        declared.accepted_gaps.iter().map(|gap| gap.rule.as_str()).collect();
    for capability in capabilities {
        let why = match &capability.fidelity {
            Fidelity::Exact | Fidelity::Elsewhere(_) => continue,
            Fidelity::Approximate(why) => format!("{} only comes close: {why}", name(declared)),
            Fidelity::Unsupported(why) => format!("{} cannot: {why}", name(declared)),
            Fidelity::Absent(why) => {
                let error =
                    not_there(declared.kind, &capability.rule, capability.span, why.clone());
                diagnostics.push(error.label(declared.span, "declared here"));
                continue;
            }
        };
        if !accepted.contains(capability.rule.as_str()) {
            diagnostics.push(not_enforced(declared, capability, why));
        }
    }
    let gaps: BTreeSet<&str> = capabilities
        .iter()
        .filter(|capability| can_be_given_up(capability))
        .map(|capability| capability.rule.as_str())
        .collect();
    for gap in &declared.accepted_gaps {
        if !gaps.contains(gap.rule.as_str()) {
            diagnostics.push(no_such_gap(declared, &gap.rule, gap.span, &gaps));
        }
    }
    diagnostics
}

fn not_enforced(declared: &Declared, capability: &Capability, why: String) -> Diagnostic {
    let rule = &capability.rule;
    let message = format!("`{rule}` cannot be enforced exactly by the target `{}`", name(declared));
    let diagnostic = Diagnostic::error(codes::NOT_ENFORCED, message)
        .label(capability.span, "asked for here")
        .label(declared.span, "for this target")
        .note(why);
    // Rules of one route hold a path, and cannot be given up.
    if rule.contains('/') {
        return diagnostic.help("change the rule, or leave the target away");
    }
    diagnostic.help(format!(
        "change the rule, or give it up there in writing: `accept_gap: [{rule}]  reason: \"…\"`"
    ))
}

fn not_there(kind: TargetKind, rule: &str, span: Span, why: String) -> Diagnostic {
    let message = format!("the target `{}` does not enforce `{rule}`", kind.name());
    Diagnostic::error(codes::NOT_ENFORCED, message)
        .label(span, "asked for here")
        .note(why)
        .help("leave the target or the rule away; `check --language-only` judges the policy without its targets")
}

fn can_be_given_up(capability: &Capability) -> bool {
    match capability.fidelity {
        Fidelity::Exact | Fidelity::Elsewhere(_) | Fidelity::Absent(_) => false,
        Fidelity::Approximate(_) | Fidelity::Unsupported(_) => true,
    }
}

fn no_such_gap(declared: &Declared, rule: &str, span: Span, gaps: &BTreeSet<&str>) -> Diagnostic {
    let message = format!("the target `{}` has no gap `{rule}`", name(declared));
    let diagnostic = Diagnostic::error(codes::NO_SUCH_GAP, message).label(span, "accepted here");
    if gaps.is_empty() {
        return diagnostic.suggest(
            "remove it: the target enforces the whole policy",
            Suggestion::delete_item(span, Applicability::MachineApplicable),
        );
    }
    diagnostic.note(format!("its gaps are {}", suggest::list(gaps.iter().copied())))
}

fn name(declared: &Declared) -> &'static str {
    declared.kind.name()
}

#[cfg(test)]
mod tests;
