//! `body SCHEMA max SIZE`, `body form SCHEMA max SIZE` and `body any max SIZE`.

use gatewright_core::policy::{Body, BodyContent, Method};

use super::super::api::{Inherited, body_size};
use super::super::types::Types;
use super::overrides::Overrides;
use super::{form, multipart};
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::{self, BodyClause};

/// Checks the clause.
pub(super) fn check(
    clause: &BodyClause,
    route: &ast::Route,
    api: &Inherited<'_>,
    types: &Types,
    overrides: &mut Overrides<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Option<Body> {
    let permitted = permitted(clause, route, findings);
    let max = max(clause, api, overrides, findings);
    let content = match &clause.content {
        Some(ast::BodyContent::Any(_)) => Some(BodyContent::Any),
        Some(ast::BodyContent::Schema(schema)) => {
            types.expression(schema, findings).map(BodyContent::Json)
        }
        Some(ast::BodyContent::Form(schema)) => {
            form::check(schema, clause.span, types, findings).map(BodyContent::Form)
        }
        Some(ast::BodyContent::Multipart(written)) => {
            multipart::check(written, (clause.span, max), types, findings)
                .map(BodyContent::Multipart)
        }
        None => {
            findings.push(
                Diagnostic::error(codes::MISSING_SETTING, "a body needs its schema")
                    .label(clause.span, "any bytes would pass")
                    .help("write `body SCHEMA max 64KiB`, or `body any max 64KiB` if any may"),
            );
            None
        }
    };
    permitted.then_some(Body { content: content?, max: max?, span: clause.span })
}

/// RFC 9110 gives bodies of GET and HEAD no meaning; servers and caches drop or misread them.
fn permitted(clause: &BodyClause, route: &ast::Route, findings: &mut Vec<Diagnostic>) -> bool {
    match route.method {
        Method::Post | Method::Put | Method::Patch | Method::Delete => true,
        Method::Get | Method::Head | Method::Options => {
            findings.push(
                Diagnostic::error(
                    codes::BODY_METHOD,
                    format!("a {} request has no body", route.method.name()),
                )
                .label(clause.span, "declares a body")
                .label(route.method_span, "bodies of this method mean nothing")
                .help("use POST, PUT, PATCH or DELETE, or read the values from the query"),
            );
            false
        }
    }
}

/// The route's own size, else the api's; a larger one takes a restriction away.
fn max(
    clause: &BodyClause,
    api: &Inherited<'_>,
    overrides: &mut Overrides<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Option<u64> {
    let Some(given) = &clause.max else { return Some(api.body_max()) };
    let written = given.literal()?;
    let max = body_size(written.value, written.span, findings)?;
    let Some((inherited, most)) = api.body else { return Some(max) };
    if max > most && overrides.take("body").is_none() {
        findings.push(
            Diagnostic::error(codes::BODY_SIZE, "this body is larger than its api allows")
                .label(written.span, format!("{max} bytes"))
                .label(inherited, format!("at most {most} bytes"))
                .help("write a smaller size, or add `override [body]` to the route"),
        );
        return None;
    }
    Some(max)
}
