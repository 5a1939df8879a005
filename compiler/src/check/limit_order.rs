//! Limits that routes ask in contradicting orders.

use gatewright_core::policy::{LimitStage, Route};

use crate::analysis::limit_order::{self, Precedence};
use crate::diagnostic::{Diagnostic, codes};

/// Reports a contradiction of each stage: whoever resolves it is told of the next.
pub(super) fn check<'a>(
    routes: impl Iterator<Item = &'a Route> + Clone,
    findings: &mut Vec<Diagnostic>,
) {
    let contradictions = LimitStage::ALL
        .into_iter()
        .filter_map(|stage| limit_order::order(routes.clone(), stage).err());
    findings.extend(contradictions.map(|circle| contradiction(&circle)));
}

fn contradiction(circle: &[Precedence<'_>]) -> Diagnostic {
    let names: Vec<String> =
        circle.iter().map(|precedence| format!("`{}`", precedence.before.name)).collect();
    let mut error = Diagnostic::error(
        codes::LIMIT_ORDER,
        format!("routes ask the limits {} in contradicting orders", names.join(", ")),
    );
    for Precedence { before, after, route } in circle {
        error = error.label(route.span, format!("asks `{}` before `{}`", before.name, after.name));
    }
    error
        .note("a limit that refuses charges nothing, so that the order decides who is charged; every target keeps one order for all routes")
        .help("list them in the same order on every route; an api's limits come before those of its routes")
}
