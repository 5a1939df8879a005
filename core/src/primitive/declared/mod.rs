//! Declared headers and cookies: octets, typed by a field of a schema.

#[cfg(test)]
mod tests;

use super::query::plain;
use super::scalar::{Mismatch, ScalarValue};
use crate::policy::{Field, Presence, TypeKind};

/// Why what carries a field is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DeclaredError {
    /// It is required and absent.
    #[error("missing")]
    Missing,
    /// It stands more than once.
    #[error("repeated")]
    Repeated,
    /// It is not UTF-8, or holds U+FFFD, which stands for octets that were not.
    #[error("not UTF-8")]
    Utf8,
    /// It is not of the field's type.
    #[error("{0}")]
    Value(Mismatch),
}

/// What `values` say of the field: the values of all headers or cookies of its name, without spaces around them. An empty
/// value is a value.
pub fn read(field: &Field, values: &[&[u8]]) -> Result<Option<ScalarValue>, DeclaredError> {
    let Some(text) = text(values)? else {
        return match field.presence {
            Presence::Required => Err(DeclaredError::Missing),
            Presence::Optional => Ok(None),
        };
    };
    let value = match &field.value.kind {
        TypeKind::Scalar(kind) => plain(kind, text),
        TypeKind::List { .. } | TypeKind::Map { .. } | TypeKind::Object(_) | TypeKind::OneOf(_) => {
            Err(Mismatch::Type)
        }
    };
    value.map(Some).map_err(DeclaredError::Value)
}

/// The one text that `values` hold; nothing where there is none.
pub fn text<'v>(values: &[&'v [u8]]) -> Result<Option<&'v str>, DeclaredError> {
    let value = match values {
        [] => return Ok(None),
        [value] => value,
        _ => return Err(DeclaredError::Repeated),
    };
    let text = std::str::from_utf8(value).map_err(|_| DeclaredError::Utf8)?;
    if text.contains(char::REPLACEMENT_CHARACTER) {
        return Err(DeclaredError::Utf8);
    }
    Ok(Some(text))
}
