//! Values of one scalar type, out of text and out of JSON.
//!
//! In paths and queries every scalar is text: `int` is `-?(0|[1-9][0-9]*)`, `decimal` the same with an optional
//! fraction, `bool` is `true` or `false`, and the others stand for themselves.

mod arithmetic;
mod literal;
mod order;
#[cfg(test)]
mod tests;
mod text;
mod time;

use std::net::IpAddr;

use super::decimal::Decimal;
use super::json::Json;
use super::number::Number;
use crate::policy::{Bounds, Format, ScalarType};

pub use arithmetic::{difference_of_ints, sum_of_ints};
pub use text::{address_of_text, bool_of_text, decimal_of_text, int_of_text, length};
pub use time::{date_of_text, duration_of_text, time_of_text};

/// A value of a scalar type, in the form that conditions compare.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScalarValue {
    /// A string, an enum value, or a format that is compared as text.
    Text(String),
    /// A UUID in lower case.
    Uuid(String),
    /// An int.
    Int(i64),
    /// A decimal.
    Decimal(Decimal),
    /// True or false.
    Bool(bool),
    /// Seconds since 1970-01-01T00:00:00Z.
    Time(i64),
    /// Seconds; below zero backwards.
    Duration(i64),
    /// An address; an IPv4-mapped IPv6 address is the IPv4 address.
    Ip(IpAddr),
}

/// Why a value is not of a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Mismatch {
    /// It is of another type altogether.
    #[error("wrong type")]
    Type,
    /// A string has too few or too many characters.
    #[error("length out of bounds")]
    Length,
    /// A string holds control characters and is not `raw`.
    #[error("control character")]
    Content,
    /// A string does not match the pattern.
    #[error("pattern does not match")]
    Pattern,
    /// A string is not of the format.
    #[error("not of format `{}`", .0.name())]
    Format(Format),
    /// A string is not among the values of the enum.
    #[error("not a value of the enum")]
    Enumeration,
    /// A string is another than the only one that stands.
    #[error("not the text that stands here")]
    Constant,
    /// A number is not integral, or beyond ±(2^53 − 1).
    #[error("not an int")]
    Int,
    /// A number has more than 15 significant digits.
    #[error("more than 15 significant digits")]
    Digits,
    /// A number is out of bounds.
    #[error("number out of bounds")]
    Bounds,
}

impl ScalarType {
    /// The value that `text` stands for in a path or a query, already decoded.
    pub fn parse_text(&self, text: &str) -> Result<ScalarValue, Mismatch> {
        match self {
            ScalarType::Int(bounds) => {
                let value = int_of_text(text).ok_or(Mismatch::Int)?;
                within(&value, bounds).map(|()| ScalarValue::Int(value))
            }
            ScalarType::Decimal(bounds) => {
                let number = Number::plain(text).ok_or(Mismatch::Type)?;
                let value = Decimal::of(number).ok_or(Mismatch::Digits)?;
                within(&value, bounds).map(|()| ScalarValue::Decimal(value))
            }
            ScalarType::Bool => bool_of_text(text).map(ScalarValue::Bool).ok_or(Mismatch::Type),
            ScalarType::String { .. }
            | ScalarType::Format(_)
            | ScalarType::Enumeration(_)
            | ScalarType::Constant(_) => self.parse_string(text),
        }
    }

    /// The value that `json` stands for in a body.
    pub fn parse_json(&self, json: &Json) -> Result<ScalarValue, Mismatch> {
        match (self, json) {
            (ScalarType::Int(bounds), Json::Number(_)) => {
                let value = json.as_int().ok_or(Mismatch::Int)?;
                within(&value, bounds).map(|()| ScalarValue::Int(value))
            }
            (ScalarType::Decimal(bounds), Json::Number(text)) => {
                let value = Decimal::parse(text).ok_or(Mismatch::Digits)?;
                within(&value, bounds).map(|()| ScalarValue::Decimal(value))
            }
            (ScalarType::Bool, Json::Bool(value)) => Ok(ScalarValue::Bool(*value)),
            (
                ScalarType::String { .. }
                | ScalarType::Format(_)
                | ScalarType::Enumeration(_)
                | ScalarType::Constant(_),
                Json::String(text),
            ) => self.parse_string(text),
            (
                _,
                Json::Null
                | Json::Bool(_)
                | Json::Number(_)
                | Json::String(_)
                | Json::Array(_)
                | Json::Object(_),
            ) => Err(Mismatch::Type),
        }
    }

    /// For the types whose values are strings in JSON too.
    fn parse_string(&self, text: &str) -> Result<ScalarValue, Mismatch> {
        match self {
            ScalarType::String { length: bounds, pattern, content } => {
                within(&length(text), bounds).map_err(|_| Mismatch::Length)?;
                if !content.admits(text) {
                    return Err(Mismatch::Content);
                }
                if pattern.as_ref().is_some_and(|pattern| !pattern.matches(text)) {
                    return Err(Mismatch::Pattern);
                }
                Ok(ScalarValue::Text(text.to_owned()))
            }
            ScalarType::Format(format) => {
                if !format.matches(text) {
                    return Err(Mismatch::Format(*format));
                }
                match format {
                    Format::Uuid => Ok(ScalarValue::Uuid(text.to_ascii_lowercase())),
                    Format::Time => {
                        let time = time_of_text(text).ok_or(Mismatch::Format(*format))?;
                        Ok(ScalarValue::Time(time))
                    }
                    Format::Ip => {
                        let address = address_of_text(text).ok_or(Mismatch::Format(*format))?;
                        Ok(ScalarValue::Ip(address))
                    }
                    Format::Date
                    | Format::Duration
                    | Format::Email
                    | Format::Uri
                    | Format::Hostname
                    | Format::Base64
                    | Format::TimeOfDay
                    | Format::UriReference
                    | Format::IdnEmail
                    | Format::Iri
                    | Format::IriReference
                    | Format::JsonPointer
                    | Format::RelativeJsonPointer
                    | Format::UriTemplate
                    | Format::IdnHostname => Ok(ScalarValue::Text(text.to_owned())),
                }
            }
            ScalarType::Constant(constant) => {
                if constant == text {
                    Ok(ScalarValue::Text(text.to_owned()))
                } else {
                    Err(Mismatch::Constant)
                }
            }
            ScalarType::Enumeration(enumeration) => {
                if enumeration.values.iter().any(|value| value == text) {
                    Ok(ScalarValue::Text(text.to_owned()))
                } else {
                    Err(Mismatch::Enumeration)
                }
            }
            ScalarType::Int(_) | ScalarType::Decimal(_) | ScalarType::Bool => Err(Mismatch::Type),
        }
    }
}

/// Whether a value lies within inclusive bounds.
pub(crate) fn within<T: Ord>(value: &T, bounds: &Bounds<T>) -> Result<(), Mismatch> {
    let low = bounds.min.as_ref().is_some_and(|min| value < min);
    let high = bounds.max.as_ref().is_some_and(|max| value > max);
    if low || high { Err(Mismatch::Bounds) } else { Ok(()) }
}
