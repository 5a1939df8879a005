//! Whether a JSON value is of a schema.
//!
//! Objects are closed unless they are `open`: a field that the schema does not name is refused, and so is a read-only one,
//! whatever its value. What passes, passes as it is: nothing is dropped.

#[cfg(test)]
mod tests;
mod violations;

use std::fmt;

pub(crate) use violations::Wrong;
pub use violations::{MOST_VIOLATIONS, Violations};

use super::json::Json;
use super::scalar::{Mismatch, within};
use crate::policy::{
    Access, Bounds, Nullability, ObjectSchema, OtherFields, Presence, Schema, StringContent,
    TaggedUnion, Type, TypeKind,
};

/// Where and why a value is not of its schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// JSON Pointer (RFC 6901) of the value; of its object where a field is missing.
    pub pointer: String,
    /// Why.
    pub reason: Reason,
}

impl fmt::Display for Violation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = if self.pointer.is_empty() { "the body" } else { &self.pointer };
        write!(formatter, "{place}: {}", self.reason)
    }
}

impl std::error::Error for Violation {}

/// Why a value is not of its schema.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// A scalar is not of its type.
    #[error(transparent)]
    Scalar(#[from] Mismatch),
    /// A scalar is not of its type; generated code does not tell more.
    #[error("value not of its type")]
    Value,
    /// Not an object.
    #[error("not an object")]
    Object,
    /// Not an array.
    #[error("not an array")]
    List,
    /// An array of too few or too many items.
    #[error("number of items out of bounds")]
    Items,
    /// A map of too few or too many entries.
    #[error("number of entries out of bounds")]
    Entries,
    /// A name in a map that holds control characters.
    #[error("control character in a name")]
    Name,
    /// A tag that none of the variants has.
    #[error("names no variant")]
    Tag,
    /// Null where it does not stand.
    #[error("null")]
    Null,
    /// A field that the schema does not name.
    #[error("unknown field")]
    Unknown,
    /// A field that a client must not send.
    #[error("read-only field")]
    ReadOnly,
    /// A required field is absent.
    #[error("field `{0}` is missing")]
    Missing(String),
}

impl Violation {
    /// One at the value itself; [`Violation::inside`] adds where that is.
    #[must_use]
    pub fn here(reason: impl Into<Reason>) -> Violation {
        Violation { pointer: String::new(), reason: reason.into() }
    }

    /// The same violation seen from the object or array that holds the value as `step`.
    #[must_use]
    pub fn inside(self, step: &str) -> Violation {
        let step = step.replace('~', "~0").replace('/', "~1");
        Violation { pointer: format!("/{step}{}", self.pointer), reason: self.reason }
    }
}

/// Whether `value` is of `schema`.
pub fn validate(schema: &Schema, value: &Json) -> Result<(), Violations> {
    match schema {
        Schema::Object(schema) => validate_object(schema, value),
        Schema::OneOf(union) => validate_union(union, value),
    }
}

pub(crate) fn validate_object(schema: &ObjectSchema, value: &Json) -> Result<(), Violations> {
    let members = value.as_object().ok_or_else(|| Violations::here(Reason::Object))?;
    let mut wrong = Wrong::default();
    for (name, member) in members {
        let field = schema.fields.iter().find(|field| field.name == *name);
        let result = match (field, schema.others) {
            (None, OtherFields::Refused) => Err(Violations::here(Reason::Unknown)),
            (None, OtherFields::Admitted) => Ok(()),
            (Some(field), _) => match field.access {
                Access::ReadOnly => Err(Violations::here(Reason::ReadOnly)),
                Access::ReadWrite => validate_type(&field.value, member),
            },
        };
        if let Err(found) = result {
            wrong.add(found.inside(name))?;
        }
    }
    let missing = schema.fields.iter().filter(|field| {
        field.presence == Presence::Required
            && field.access == Access::ReadWrite
            && value.get(&field.name).is_none()
    });
    for field in missing {
        wrong.add(Violations::here(Reason::Missing(field.name.clone())))?;
    }
    wrong.end()
}

/// The tag is looked at first: without it nothing says what the others ought to be.
fn validate_union(union: &TaggedUnion, value: &Json) -> Result<(), Violations> {
    if value.as_object().is_none() {
        return Err(Violations::here(Reason::Object));
    }
    let tag = match value.get(&union.tag) {
        None => return Err(Violations::here(Reason::Missing(union.tag.clone()))),
        Some(Json::String(tag)) => tag,
        Some(Json::Null | Json::Bool(_) | Json::Number(_) | Json::Array(_) | Json::Object(_)) => {
            return Err(Violations::here(Mismatch::Type).inside(&union.tag));
        }
    };
    match union.variant(tag) {
        Some(variant) => validate_object(&variant.schema, value),
        None => Err(Violations::here(Reason::Tag).inside(&union.tag)),
    }
}

fn validate_type(kind: &Type, value: &Json) -> Result<(), Violations> {
    if *value == Json::Null {
        return match kind.nullability {
            Nullability::Nullable => Ok(()),
            Nullability::NotNull => Err(Violations::here(Reason::Null)),
        };
    }
    match &kind.kind {
        TypeKind::Scalar(scalar) => scalar.parse_json(value).map(drop).map_err(Violations::here),
        TypeKind::List { item, length } => {
            let items = value.as_array().ok_or_else(|| Violations::here(Reason::List))?;
            let mut wrong = Wrong::default();
            for (place, value) in items.iter().enumerate() {
                if let Err(found) = validate_type(item, value) {
                    wrong.add(found.inside(&place.to_string()))?;
                }
            }
            check_count(items.len(), length, Reason::Items, wrong)
        }
        TypeKind::Map { value: kind, length } => {
            let members = value.as_object().ok_or_else(|| Violations::here(Reason::Object))?;
            let mut wrong = Wrong::default();
            for (name, member) in members {
                let result = if StringContent::Text.admits(name) {
                    validate_type(kind, member)
                } else {
                    Err(Violations::here(Reason::Name))
                };
                if let Err(found) = result {
                    wrong.add(found.inside(name))?;
                }
            }
            check_count(members.len(), length, Reason::Entries, wrong)
        }
        TypeKind::Object(schema) => validate_object(schema, value),
        TypeKind::OneOf(union) => validate_union(union, value),
    }
}

/// Whether there are as many as there have to be, and nothing else was wrong.
fn check_count(
    count: usize,
    length: &Bounds<u64>,
    reason: Reason,
    mut wrong: Wrong,
) -> Result<(), Violations> {
    let count = u64::try_from(count).unwrap_or(u64::MAX);
    if within(&count, length).is_err() {
        wrong.add(Violations::here(reason))?;
    }
    wrong.end()
}
