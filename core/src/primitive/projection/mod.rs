//! What leaves of an upstream's body: the fields that a schema names, and nothing else.
//!
//! Nothing is validated: a missing field stays missing, and a scalar of another type leaves as it is. But where the schema
//! says an object, a list or a scalar and the value is another of the three, the value may hold what the schema does not
//! name, so it is dropped; so is an object of several kinds whose tag says none of them. Of an open schema too, only the named
//! fields leave. `null` holds nothing and leaves. Of a masked string leaves what its mask shows; what is no string is dropped
//! there.

mod mask;
#[cfg(test)]
mod tests;

use super::json::{self, Json, JsonError};
use crate::policy::{ObjectSchema, ReturnShape, Returns, TaggedUnion, Type, TypeKind};

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
pub fn project(returns: &Returns, body: &[u8]) -> Result<String, ProjectionError> {
    let value = json::parse(body)?;
    let left = match (returns.shape, value) {
        (ReturnShape::One, Json::Object(members)) => {
            Json::Object(project_members(&returns.schema, members))
        }
        (ReturnShape::One, _) => return Err(ProjectionError::Object),
        (ReturnShape::List, Json::Array(items)) => Json::Array(
            items.into_iter().filter_map(|item| project_object(&returns.schema, item)).collect(),
        ),
        (ReturnShape::List, _) => return Err(ProjectionError::List),
    };
    Ok(left.to_text())
}

/// What leaves of a value where the schema says an object.
fn project_object(schema: &ObjectSchema, value: Json) -> Option<Json> {
    match value {
        Json::Null => Some(Json::Null),
        Json::Object(members) => Some(Json::Object(project_members(schema, members))),
        Json::Bool(_) | Json::Number(_) | Json::String(_) | Json::Array(_) => None,
    }
}

fn project_members(schema: &ObjectSchema, members: Vec<(String, Json)>) -> Vec<(String, Json)> {
    let left = members.into_iter().filter_map(|(name, value)| {
        let field = schema.fields.iter().find(|field| field.name == name)?;
        project_value(&field.value, value).map(|value| (name, value))
    });
    left.collect()
}

fn project_value(kind: &Type, value: Json) -> Option<Json> {
    match (kind.mask, value) {
        (None, value) => project_unmasked(&kind.kind, value),
        (Some(_), Json::Null) => Some(Json::Null),
        (Some(mask), Json::String(text)) => Some(Json::String(mask.apply(&text))),
        (Some(_), Json::Bool(_) | Json::Number(_) | Json::Array(_) | Json::Object(_)) => None,
    }
}

fn project_unmasked(kind: &TypeKind, value: Json) -> Option<Json> {
    match (kind, value) {
        (_, Json::Null) => Some(Json::Null),
        (TypeKind::Scalar(_), Json::Array(_) | Json::Object(_)) => None,
        (TypeKind::Scalar(_), scalar) => Some(scalar),
        (TypeKind::List { item, .. }, Json::Array(items)) => {
            let left = items.into_iter().filter_map(|value| project_value(item, value));
            Some(Json::Array(left.collect()))
        }
        (TypeKind::List { .. }, _) => None,
        (TypeKind::Map { value: entry, .. }, Json::Object(members)) => {
            let left = members
                .into_iter()
                .filter_map(|(name, value)| project_value(entry, value).map(|value| (name, value)));
            Some(Json::Object(left.collect()))
        }
        (TypeKind::Map { .. }, _) => None,
        (TypeKind::Object(schema), value) => project_object(schema, value),
        (TypeKind::OneOf(union), value) => project_variant(union, value),
    }
}

/// What leaves of a value where the schema says one of several objects: the fields of the one that its tag names.
fn project_variant(union: &TaggedUnion, value: Json) -> Option<Json> {
    let variant = match value.get(&union.tag) {
        Some(Json::String(tag)) => union.variant(tag)?,
        Some(Json::Null | Json::Bool(_) | Json::Number(_) | Json::Array(_) | Json::Object(_))
        | None => return None,
    };
    project_object(&variant.schema, value)
}
