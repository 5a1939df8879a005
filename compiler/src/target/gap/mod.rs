//! Rules that a target cannot enforce, against the gaps that the policy accepts in writing.

use gatewright_core::policy::{Policy, Span, Target as Declared};

use super::{Capability, Fidelity, Target};
use crate::diagnostic::{Diagnostic, codes};

/// What of a policy this target cannot enforce and the policy does not give up, and what it gives up without need.
#[must_use]
pub fn gaps(policy: &Policy, target: &dyn Target) -> Vec<Diagnostic> {
    let declared = policy.targets.iter().find(|declared| declared.kind == target.kind());
    declared.map_or_else(Vec::new, |declared| judge(declared, &target.capabilities(policy)))
}

fn judge(declared: &Declared, capabilities: &[Capability]) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for capability in capabilities {
        let why = match &capability.fidelity {
            Fidelity::Exact => continue,
            Fidelity::Approximate(why) => format!("{} only comes close: {why}", name(declared)),
            Fidelity::Unsupported(why) => format!("{} cannot: {why}", name(declared)),
        };
        if !declared.accepted_gaps.iter().any(|gap| gap.rule == capability.rule) {
            diagnostics.push(not_enforced(declared, capability, why));
        }
    }
    for gap in &declared.accepted_gaps {
        if !capabilities.iter().any(|one| one.rule == gap.rule && one.fidelity != Fidelity::Exact) {
            diagnostics.push(no_such_gap(declared, &gap.rule, gap.span, capabilities));
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

fn no_such_gap(
    declared: &Declared,
    rule: &str,
    span: Span,
    capabilities: &[Capability],
) -> Diagnostic {
    let message = format!("the target `{}` has no gap `{rule}`", name(declared));
    let diagnostic = Diagnostic::error(codes::NO_SUCH_GAP, message).label(span, "accepted here");
    let gaps: Vec<String> = capabilities
        .iter()
        .filter(|capability| capability.fidelity != Fidelity::Exact)
        .map(|capability| format!("`{}`", capability.rule))
        .collect();
    if gaps.is_empty() {
        return diagnostic.help("remove it: the target enforces the whole policy");
    }
    diagnostic.note(format!("its gaps are {}", gaps.join(", ")))
}

fn name(declared: &Declared) -> &'static str {
    declared.kind.name()
}

#[cfg(test)]
mod tests;
