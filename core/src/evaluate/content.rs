//! Stage 11: no body where none is declared; else media type, size, JSON or form, and schema, or the size alone.

mod parts;

use super::decision::{Stage, Trace};
use super::request::{Headers, Request};
use crate::policy::{Body, BodyContent, ObjectSchema, Route, Schema};
use crate::primitive::form::{self, FormError};
use crate::primitive::json::{self, Json};
use crate::primitive::media_type::{FORM, JSON, is_form, is_json};
use crate::primitive::query::QueryValues;
use crate::primitive::schema::validate;
use crate::refusal::{Mistake, Refusal};

/// A body that was read.
pub(super) enum Content {
    /// None, or one that nobody looks into.
    Opaque,
    /// JSON of the route's schema.
    Json(Json),
    /// A form of the route's schema, or the texts of a multipart body.
    Form(QueryValues),
}

/// The body.
pub(super) fn check(
    route: &Route,
    request: &Request,
    headers: &Headers,
    trace: &mut Trace,
) -> Result<Content, Refusal> {
    match &route.body {
        None => check_absent(route, request, headers, trace).map(|()| Content::Opaque),
        Some(body) => match &body.content {
            BodyContent::Any => {
                check_size(route, body, request, trace)?;
                trace.pass(Stage::Content, "any body", Some(body.span));
                Ok(Content::Opaque)
            }
            BodyContent::Json(schema) => {
                check_json(route, body, schema, request, headers, trace).map(Content::Json)
            }
            BodyContent::Form(schema) => {
                check_form(route, body, schema, request, headers, trace).map(Content::Form)
            }
            BodyContent::Multipart(multipart) => {
                parts::check(route, body, multipart, request, headers, trace).map(Content::Form)
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
    let announced = Announced { is: is_json, as_what: "JSON", media_type: JSON };
    check_announced(route, body, &announced, headers, trace)?;
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
    if let Err(violations) = validate(schema, &value) {
        let mistakes = violations.clone().into_iter().map(Mistake::from);
        let refusal = Refusal::body_schema(route.name.clone()).telling(mistakes);
        return trace.refuse(Stage::Content, violations, Some(schema.span()), refusal);
    }
    trace.pass(Stage::Content, format!("the body is of `{}`", schema.name()), span);
    Ok(value)
}

/// How a body has to be announced.
struct Announced {
    /// Whether a Content-Type says so.
    is: fn(&[u8]) -> bool,
    as_what: &'static str,
    media_type: &'static str,
}

fn check_announced(
    route: &Route,
    body: &Body,
    announced: &Announced,
    headers: &Headers,
    trace: &mut Trace,
) -> Result<(), Refusal> {
    let media_types = headers.all("content-type");
    let why = if !matches!(media_types.as_slice(), [media_type] if (announced.is)(media_type)) {
        format!("the body is not announced as {}", announced.as_what)
    } else if headers.first("content-encoding").is_some() {
        "the body has a content coding".to_owned()
    } else {
        return Ok(());
    };
    let refusal = Refusal::media_type(route.name.clone(), announced.media_type);
    trace.refuse(Stage::Content, why, Some(body.span), refusal)
}

fn check_form(
    route: &Route,
    body: &Body,
    schema: &ObjectSchema,
    request: &Request,
    headers: &Headers,
    trace: &mut Trace,
) -> Result<QueryValues, Refusal> {
    let span = Some(body.span);
    let announced = Announced { is: is_form, as_what: "a form", media_type: FORM };
    check_announced(route, body, &announced, headers, trace)?;
    check_size(route, body, request, trace)?;
    match form::read(schema, &request.body) {
        Ok(values) => {
            trace.pass(Stage::Content, format!("the body is a form of `{}`", schema.name), span);
            Ok(values)
        }
        Err(FormError::Malformed(malformed)) => {
            trace.refuse(Stage::Content, malformed, span, Refusal::body_form(route.name.clone()))
        }
        Err(FormError::Schema(violation)) => {
            let refusal =
                Refusal::body_schema(route.name.clone()).telling(Some(violation.clone().into()));
            trace.refuse(Stage::Content, violation, Some(schema.span), refusal)
        }
    }
}
