//! `returns SCHEMA max SIZE`: what leaves of the upstream's answer.

use gatewright_core::policy::{Method, Returns};

use super::super::api::body_size;
use super::super::types::Types;
use crate::diagnostic::{Applicability, Diagnostic, Suggestion, codes};
use crate::syntax::ast::{self, ReturnsClause};

/// Body size where the route does not say: 1 MiB.
const BODY: u64 = 1_048_576;

/// Checks the clause.
pub(super) fn check(
    clause: &ReturnsClause,
    route: &ast::Route,
    types: &Types,
    findings: &mut Vec<Diagnostic>,
) -> Option<Returns> {
    let has_body = has_body(clause, route, findings);
    let schema = types.object(&clause.schema, "an answer", findings);
    let max = match &clause.max {
        Some(given) => given.literal().and_then(|size| body_size(size.value, size.span, findings)),
        None => Some(BODY),
    };
    let (schema, max) = (schema?, max?);
    has_body.then_some(Returns { schema, shape: clause.shape, max, span: clause.span })
}

/// Whether an answer can have the fields at all (RFC 9110 §9.3.2).
fn has_body(clause: &ReturnsClause, route: &ast::Route, findings: &mut Vec<Diagnostic>) -> bool {
    match route.method {
        Method::Get
        | Method::Post
        | Method::Put
        | Method::Patch
        | Method::Delete
        | Method::Options => true,
        Method::Head => {
            findings.push(
                Diagnostic::error(codes::BODILESS_METHOD, "an answer to HEAD has no body")
                    .label(clause.span, "no field ever leaves here")
                    .label(route.method_span, "the answer is its headers")
                    .suggest(
                        "delete the clause",
                        Suggestion::delete(clause.span, Applicability::MachineApplicable),
                    ),
            );
            false
        }
    }
}
