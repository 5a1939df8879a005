//! Stage 11: no body where none is declared; else media type, size, JSON and schema, or the size alone.

use super::decision::{Stage, Trace};
use super::request::{Headers, Request};
use crate::policy::{Body, BodyContent, Route, Schema};
use crate::primitive::json::{self, Json};
use crate::primitive::media_type::is_json;
use crate::primitive::schema::validate;
use crate::refusal::Refusal;

/// The body, where it is one that conditions can read.
pub(super) fn check(
    route: &Route,
    request: &Request,
    headers: &Headers,
    trace: &mut Trace,
) -> Result<Option<Json>, Refusal> {
    match &route.body {
        None => check_absent(route, request, headers, trace).map(|()| None),
        Some(body) => match &body.content {
            BodyContent::Any => {
                check_size(route, body, request, trace)?;
                trace.pass(Stage::Content, "any body", Some(body.span));
                Ok(None)
            }
            BodyContent::Json(schema) => {
                check_json(route, body, schema, request, headers, trace).map(Some)
            }
        },
    }
}

fn check_size(
    route: &Route,
    body: &Body,
    request: &Request,
    trace: &mut Trace,
) -> Result<(), Refusal> {
    let size = u64::try_from(request.body.len()).unwrap_or(u64::MAX);
    if size > body.max {
        let detail = format!("the body has {size} bytes, more than {}", body.max);
        let refusal = Refusal::body_size(route.name.clone());
        return trace.refuse(Stage::Content, detail, Some(body.span), refusal);
    }
    Ok(())
}

fn check_absent(
    route: &Route,
    request: &Request,
    headers: &Headers,
    trace: &mut Trace,
) -> Result<(), Refusal> {
    let is_zero = |length: &[u8]| !length.is_empty() && length.iter().all(|byte| *byte == b'0');
    let announced = headers.first("content-length").is_some_and(|length| !is_zero(length))
        || headers.first("transfer-encoding").is_some();
    if announced || !request.body.is_empty() {
        let refusal = Refusal::body(route.name.clone());
        return trace.refuse(Stage::Content, "the route takes no body", Some(route.span), refusal);
    }
    trace.pass(Stage::Content, "no body", Some(route.span));
    Ok(())
}

fn check_json(
    route: &Route,
    body: &Body,
    schema: &Schema,
    request: &Request,
    headers: &Headers,
    trace: &mut Trace,
) -> Result<Json, Refusal> {
    let span = Some(body.span);
    let media_types = headers.all("content-type");
    if !matches!(media_types.as_slice(), [media_type] if is_json(media_type)) {
        let refusal = Refusal::body_type(route.name.clone());
        return trace.refuse(Stage::Content, "the body is not announced as JSON", span, refusal);
    }
    if headers.first("content-encoding").is_some() {
        let refusal = Refusal::body_type(route.name.clone());
        return trace.refuse(Stage::Content, "the body has a content coding", span, refusal);
    }
    check_size(route, body, request, trace)?;
    let value = match json::parse(&request.body) {
        Ok(value) => value,
        Err(error) => {
            return trace.refuse(
                Stage::Content,
                error,
                span,
                Refusal::body_json(route.name.clone()),
            );
        }
    };
    if let Err(violation) = validate(schema, &value) {
        let refusal =
            Refusal::body_schema(route.name.clone()).telling(Some(violation.clone().into()));
        return trace.refuse(Stage::Content, violation, Some(schema.span()), refusal);
    }
    trace.pass(Stage::Content, format!("the body is of `{}`", schema.name()), span);
    Ok(value)
}
