//! The query string: form encoding read strictly, then typed by a schema.
//!
//! Each parameter is named by the schema and stands once, unless it is a list, whose items are its occurrences. An
//! empty list cannot be written, so a required list must occur. An open schema admits any other parameter, however often,
//! so long as it can be decoded.

mod decode;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use super::scalar::{Mismatch, ScalarValue, within};
use crate::policy::{Field, ObjectSchema, OtherFields, Presence, ScalarType, TypeKind};

pub(crate) use decode::decode;
pub use decode::{has_control, pairs};

/// The parameters of a query by their names; an absent one is not here.
pub type QueryValues = BTreeMap<String, QueryValue>;

/// The value of a parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QueryValue {
    /// A scalar.
    One(ScalarValue),
    /// A list, in the order written.
    List(Vec<ScalarValue>),
}

/// Why a query is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QueryError {
    /// A `%` without two hexadecimal digits.
    #[error("broken percent-encoding")]
    Encoding,
    /// Decoded octets are not UTF-8.
    #[error("invalid UTF-8")]
    Utf8,
    /// A name that the schema does not have; the empty name too.
    #[error("unknown parameter `{0}`")]
    Unknown(String),
    /// A name that stands twice and is no list.
    #[error("parameter `{0}` is repeated")]
    Repeated(String),
    /// A required parameter is absent.
    #[error("parameter `{0}` is missing")]
    Missing(String),
    /// A list has too few or too many items.
    #[error("parameter `{0}` occurs too rarely or too often")]
    Items(String),
    /// A value is not of its type.
    #[error("parameter `{name}`: {mismatch}")]
    Value {
        /// The parameter.
        name: String,
        /// Why.
        mismatch: Mismatch,
    },
}

/// Reads what stands after the `?`; without a schema there must be nothing.
pub fn read(schema: Option<&ObjectSchema>, query: Option<&str>) -> Result<QueryValues, QueryError> {
    let fields = schema.map(|schema| schema.fields.as_slice()).unwrap_or_default();
    let others = schema.map_or(OtherFields::Refused, |schema| schema.others);
    let mut values = QueryValues::new();
    for pair in pairs(query.unwrap_or_default()) {
        let (name, text) = pair?;
        let Some(field) = fields.iter().find(|field| field.name == name) else {
            match others {
                OtherFields::Refused => return Err(QueryError::Unknown(name)),
                OtherFields::Admitted => continue,
            }
        };
        let value = scalar(field, &text)
            .map_err(|mismatch| QueryError::Value { name: name.clone(), mismatch })?;
        match (&field.value.kind, values.get_mut(&name)) {
            (TypeKind::List { .. }, Some(QueryValue::List(items))) => items.push(value),
            (TypeKind::List { .. }, None) => {
                values.insert(name, QueryValue::List(vec![value]));
            }
            (TypeKind::Scalar(_), None) => {
                values.insert(name, QueryValue::One(value));
            }
            (
                TypeKind::List { .. }
                | TypeKind::Scalar(_)
                | TypeKind::Map { .. }
                | TypeKind::Object(_)
                | TypeKind::OneOf(_),
                _,
            ) => return Err(QueryError::Repeated(name)),
        }
    }
    for field in fields {
        check(field, values.get(&field.name))?;
    }
    Ok(values)
}

fn scalar(field: &Field, text: &str) -> Result<ScalarValue, Mismatch> {
    let kind = match &field.value.kind {
        TypeKind::Scalar(kind) => kind,
        TypeKind::List { item, .. } => match &item.kind {
            TypeKind::Scalar(kind) => kind,
            TypeKind::List { .. }
            | TypeKind::Map { .. }
            | TypeKind::Object(_)
            | TypeKind::OneOf(_) => return Err(Mismatch::Type),
        },
        TypeKind::Map { .. } | TypeKind::Object(_) | TypeKind::OneOf(_) => {
            return Err(Mismatch::Type);
        }
    };
    plain(kind, text)
}

/// Reads a value that stands alone, without quotes.
pub(crate) fn plain(kind: &ScalarType, text: &str) -> Result<ScalarValue, Mismatch> {
    match kind {
        // Their own rule says which characters they hold.
        ScalarType::String { .. } => {}
        ScalarType::Int(_)
        | ScalarType::Decimal(_)
        | ScalarType::Bool
        | ScalarType::Format(_)
        | ScalarType::Enumeration(_)
        | ScalarType::Constant(_) => {
            if has_control(text) {
                return Err(Mismatch::Content);
            }
        }
    }
    kind.parse_text(text)
}

fn check(field: &Field, value: Option<&QueryValue>) -> Result<(), QueryError> {
    match (value, &field.value.kind) {
        (None, _) if field.presence == Presence::Required => {
            Err(QueryError::Missing(field.name.clone()))
        }
        (Some(QueryValue::List(items)), TypeKind::List { length, .. }) => {
            let count = u64::try_from(items.len()).unwrap_or(u64::MAX);
            within(&count, length).map_err(|_| QueryError::Items(field.name.clone()))
        }
        (
            _,
            TypeKind::List { .. }
            | TypeKind::Scalar(_)
            | TypeKind::Map { .. }
            | TypeKind::Object(_)
            | TypeKind::OneOf(_),
        ) => Ok(()),
    }
}
