//! What leaves of an upstream's body: the fields that a schema names, and nothing else.
//!
//! Nothing is validated: a missing field stays missing, and a scalar of another type leaves as it is. But where the schema
//! says an object, a list or a scalar and the value is another of the three, the value may hold what the schema does not
//! name, so it is dropped; so is an object of several kinds whose tag says none of them. Of an open schema too, only the named
//! fields leave. `null` holds nothing and leaves. Of a masked string leaves what its mask shows; what is no string is dropped
//! there.

mod mask;
mod shape;
#[cfg(test)]
mod tests;

pub use shape::{Kind, Leaves, LeavingFields, LeavingUnion, Object, Shape, Union};

use super::json::{self, Json, JsonError};
use crate::policy::{Method, ReturnShape, Returns};

/// Headers of an answer that describe the body as it was, or let a client ask for parts of it.
pub const OF_THE_WHOLE_BODY: [&str; 10] = [
    "accept-ranges",
    "content-digest",
    "content-encoding",
    "content-length",
    "content-md5",
    "content-range",
    "digest",
    "etag",
    "last-modified",
    "repr-digest",
];

/// Statuses of a body that is part of another (RFC 9110 §15.3.7, RFC 3229 §10.4.1).
pub const PARTIAL: [u16; 2] = [206, 226];

/// Whether a request's header, named in lower case, asks for a part or a coding of a body of which only some fields leave, or
/// to know whether it changed. Preconditions of writes stay: without them, one client would overwrite what another wrote.
#[must_use]
pub fn asks_for_less(method: Method, name: &str) -> bool {
    let is_read = matches!(method, Method::Get | Method::Head);
    matches!(name, "accept-encoding" | "range" | "if-range") || is_read && name.starts_with("if-")
}

/// Why nothing of a body leaves.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProjectionError {
    /// It is not strict JSON.
    #[error(transparent)]
    Json(#[from] JsonError),
    /// It is no object where one leaves.
    #[error("not an object")]
    Object,
    /// It is no list where one leaves.
    #[error("not a list")]
    List,
}

/// The JSON text that leaves of a body.
///
/// # Errors
///
/// Says why nothing does.
pub fn project(returns: &Returns, body: &[u8]) -> Result<String, ProjectionError> {
    project_as(returns.shape, returns.schema.as_ref(), body)
}

/// The same where the fields that leave are not those of a policy at hand.
///
/// # Errors
///
/// Says why nothing does.
pub fn project_as(
    shape: ReturnShape,
    fields: impl Object,
    body: &[u8],
) -> Result<String, ProjectionError> {
    let value = json::parse(body)?;
    let left = match (shape, value) {
        (ReturnShape::One, Json::Object(members)) => Json::Object(project_members(fields, members)),
        (ReturnShape::One, _) => return Err(ProjectionError::Object),
        (ReturnShape::List, Json::Array(items)) => {
            Json::Array(items.into_iter().filter_map(|item| project_object(fields, item)).collect())
        }
        (ReturnShape::List, _) => return Err(ProjectionError::List),
    };
    Ok(left.to_text())
}

/// What leaves of a value where the schema says an object.
fn project_object(fields: impl Object, value: Json) -> Option<Json> {
    match value {
        Json::Null => Some(Json::Null),
        Json::Object(members) => Some(Json::Object(project_members(fields, members))),
        Json::Bool(_) | Json::Number(_) | Json::String(_) | Json::Array(_) => None,
    }
}

fn project_members(fields: impl Object, members: Vec<(String, Json)>) -> Vec<(String, Json)> {
    let left = members.into_iter().filter_map(|(name, value)| {
        let shape = fields.field(&name)?;
        project_value(shape, value).map(|value| (name, value))
    });
    left.collect()
}

fn project_value(shape: impl Shape, value: Json) -> Option<Json> {
    match (shape.mask(), value) {
        (None, value) => project_unmasked(shape, value),
        (Some(_), Json::Null) => Some(Json::Null),
        (Some(mask), Json::String(text)) => Some(Json::String(mask.apply(&text))),
        (Some(_), Json::Bool(_) | Json::Number(_) | Json::Array(_) | Json::Object(_)) => None,
    }
}

fn project_unmasked(shape: impl Shape, value: Json) -> Option<Json> {
    match (shape.kind(), value) {
        (_, Json::Null) => Some(Json::Null),
        (Kind::Scalar, Json::Array(_) | Json::Object(_)) => None,
        (Kind::Scalar, scalar) => Some(scalar),
        (Kind::List(item), Json::Array(items)) => {
            let left = items.into_iter().filter_map(|value| project_value(item, value));
            Some(Json::Array(left.collect()))
        }
        (Kind::List(_), _) => None,
        (Kind::Map(entry), Json::Object(members)) => {
            let left = members
                .into_iter()
                .filter_map(|(name, value)| project_value(entry, value).map(|value| (name, value)));
            Some(Json::Object(left.collect()))
        }
        (Kind::Map(_), _) => None,
        (Kind::Object(fields), value) => project_object(fields, value),
        (Kind::OneOf(union), value) => project_variant(union, value),
    }
}

/// What leaves of a value where the schema says one of several objects: the fields of the one that its tag names.
fn project_variant(union: impl Union, value: Json) -> Option<Json> {
    let variant = match value.get(union.tag()) {
        Some(Json::String(tag)) => union.variant(tag)?,
        Some(Json::Null | Json::Bool(_) | Json::Number(_) | Json::Array(_) | Json::Object(_))
        | None => return None,
    };
    project_object(variant, value)
}
