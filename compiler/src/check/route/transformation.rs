//! What the upstream gets in the place of what the client sent.

use std::sync::Arc;

use gatewright_core::policy::{
    DerivedPath, DerivedSegment, Segment, Span, Transformation, Upstream,
};

use super::super::derived_path;
use super::super::path::Path;
use crate::diagnostic::{Applicability, Diagnostic, Suggestion, codes};
use crate::syntax::ast::ToClause;

/// Checks the clauses. `upstream` is the route's, `None` where that is wrong.
pub(super) fn check(
    to: Option<&ToClause>,
    path: &Path,
    upstream: Option<&Option<Arc<Upstream>>>,
    findings: &mut Vec<Diagnostic>,
) -> Option<Transformation> {
    let Some(clause) = to else { return Some(Transformation::default()) };
    if let Some(None) = upstream {
        findings.push(no_upstream("path", clause.span));
    }
    let derived = derived_path::check(&clause.path, path, findings)?;
    if is_same(&derived, path) {
        findings.push(
            Diagnostic::error(codes::UNREACHABLE_ALLOW, "this `to` changes nothing")
                .label(clause.span, "the path that the upstream gets without it")
                .suggest(
                    "delete it",
                    Suggestion::delete(clause.span, Applicability::MachineApplicable),
                ),
        );
        return None;
    }
    Some(Transformation { path: Some(derived) })
}

/// The error of a change that nobody sees.
fn no_upstream(what: &str, span: Span) -> Diagnostic {
    Diagnostic::error(codes::NOTHING_FORWARDED, format!("no upstream gets this {what}"))
        .label(span, "the route has no upstream")
        .help("name one: `upstream: NAME` in the api, `upstream NAME` on the route")
}

/// Whether this is the route's own path.
fn is_same(derived: &DerivedPath, path: &Path) -> bool {
    let same = |(derived, own): (&DerivedSegment, &Option<Segment>)| match (derived, own) {
        (DerivedSegment::Literal(text), Some(Segment::Literal(own))) => text == own,
        (DerivedSegment::Parameter(name), Some(Segment::Parameter(own))) => *name == own.name,
        (DerivedSegment::Literal(_), Some(Segment::Parameter(_)) | None)
        | (DerivedSegment::Parameter(_), Some(Segment::Literal(_)) | None) => false,
    };
    derived.segments.len() == path.segments.len()
        && derived.segments.iter().zip(&path.segments).all(same)
}
