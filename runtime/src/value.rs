//! Values out of text, where generated code needs them in a form of their own.

use std::borrow::Cow;
use std::ops::RangeBounds;

use gatewright_core::policy::{Format, StringContent};
use gatewright_core::primitive::body::{self, BodyError};
use gatewright_core::primitive::decimal::Decimal;
use gatewright_core::primitive::form::{self, Form, FormError};
use gatewright_core::primitive::path::{Target, decode_segment};
use gatewright_core::primitive::query::{self, QueryError};
use gatewright_core::primitive::scalar::{Mismatch, length};
use gatewright_core::refusal::{Mistake, Refusal};

use crate::extract;
use crate::layer::Call;

/// A path parameter: its segment, decoded once, if it is of its type.
///
/// # Errors
///
/// [`Refusal::route`]; [`Refusal::path`] where it does not decode, which stage 2 has ruled out.
pub fn parameter<T>(segment: &[u8], read: impl FnOnce(&str) -> Option<T>) -> Result<T, Refusal> {
    let spelled = std::str::from_utf8(segment).map_err(|_| Refusal::path())?;
    let text = decode_segment(spelled).ok_or_else(Refusal::path)?;
    read(&text).ok_or_else(Refusal::route)
}

/// A path parameter whose value is its text: its segment, decoded once, if it is of its type. What has no escapes is borrowed.
///
/// # Errors
///
/// Those of [`parameter`].
pub fn text_parameter<'s>(
    segment: &'s [u8],
    test: impl FnOnce(&str) -> bool,
) -> Result<Cow<'s, str>, Refusal> {
    let spelled = std::str::from_utf8(segment).map_err(|_| Refusal::path())?;
    let text = decode_segment(spelled).ok_or_else(Refusal::path)?;
    if test(&text) { Ok(text) } else { Err(Refusal::route()) }
}

/// A path parameter that is a `string` of so many characters.
///
/// # Errors
///
/// Those of [`parameter`].
#[inline]
pub fn string_parameter<'s>(
    target: &Target<'_>,
    segment: &'s [u8],
    length: impl RangeBounds<u64>,
) -> Result<Cow<'s, str>, Refusal> {
    if target.is_plain() {
        check_string(target, segment, length)?;
        return std::str::from_utf8(segment).map(Cow::Borrowed).map_err(|_| Refusal::path());
    }
    text_parameter(segment, |text| is_plain_text(text) && length.contains(&self::length(text)))
}

/// [`string_parameter`] of which only its type matters.
///
/// # Errors
///
/// Those of [`parameter`].
#[inline]
pub fn check_string(
    target: &Target<'_>,
    segment: &[u8],
    length: impl RangeBounds<u64>,
) -> Result<(), Refusal> {
    if target.is_plain() {
        // What may stand in a path without escapes is a printable character of ASCII.
        let count = u64::try_from(segment.len()).unwrap_or(u64::MAX);
        return if length.contains(&count) { Ok(()) } else { Err(Refusal::route()) };
    }
    string_parameter(target, segment, length).map(drop)
}

/// Whether a `string` that is not `raw` may hold this.
#[must_use]
pub fn is_plain_text(text: &str) -> bool {
    StringContent::Text.admits(text)
}

/// A UUID in lower case.
#[must_use]
pub fn uuid_of_text(text: &str) -> Option<String> {
    Format::Uuid.matches(text).then(|| text.to_ascii_lowercase())
}

/// Whether a decimal lies within inclusive bounds.
#[must_use]
#[inline]
pub fn is_within(number: &Decimal, min: Option<Decimal>, max: Option<Decimal>) -> bool {
    min.is_none_or(|min| *number >= min) && max.is_none_or(|max| *number <= max)
}

/// Reads a body into its type.
///
/// # Errors
///
/// [`Refusal::body_json`] and [`Refusal::body_schema`].
pub fn read_body<T: body::Body>(route: &'static str, bytes: &[u8]) -> Result<T, Refusal> {
    body::read(bytes).map_err(|error| match error {
        BodyError::Json(_) => Refusal::body_json(route),
        BodyError::Schema(violations) => {
            Refusal::body_schema(route).telling(violations.into_iter().map(Mistake::from))
        }
    })
}

/// A JSON body that only the handler reads: how large it may be, and what reads it and hands it on.
#[derive(Clone, Copy, Debug)]
pub struct JsonBody {
    /// The most bytes.
    pub max: u64,
    /// Reads the bytes, for the route of this name.
    pub read: fn(&mut Call, &'static str, &[u8]) -> Result<(), Refusal>,
}

impl JsonBody {
    /// That of a route whose guard asks for none: whoever asked would be refused.
    pub const NONE: JsonBody = JsonBody { max: 0, read: |_, _, _| Err(Refusal::internal()) };
}

/// Reads a body into its type, and hands it on.
///
/// # Errors
///
/// Those of [`read_body`].
pub fn provide_json<T>(call: &mut Call, route: &'static str, bytes: &[u8]) -> Result<(), Refusal>
where
    T: body::Body + Clone + Send + Sync + 'static,
{
    let body: T = read_body(route, bytes)?;
    call.provide(extract::Body(body));
    Ok(())
}

/// Reads a form into its type.
///
/// # Errors
///
/// [`Refusal::body_form`] and [`Refusal::body_schema`].
pub fn read_form<T: Form>(route: &'static str, bytes: &[u8]) -> Result<T, Refusal> {
    form::typed(bytes).map_err(|error| match error {
        FormError::Malformed(_) => Refusal::body_form(route),
        FormError::Schema(violation) => Refusal::body_schema(route).telling(Some(violation.into())),
    })
}

/// Refuses a query that holds anything.
///
/// # Errors
///
/// [`Refusal::query`].
pub fn require_no_query(route: &'static str, target: &Target<'_>) -> Result<(), Refusal> {
    match query::read(None, target.query()) {
        Ok(_) => Ok(()),
        Err(error) => Err(refuse_query(route, &error)),
    }
}

/// The refusal of a query.
#[must_use]
pub fn refuse_query(route: &'static str, error: &QueryError) -> Refusal {
    Refusal::query(route).telling(Mistake::of_query(error))
}

/// The value of a parameter, if it is of its type.
pub fn typed<T>(name: &str, value: Option<T>) -> Result<T, QueryError> {
    value.ok_or_else(|| QueryError::Value { name: name.to_owned(), mismatch: Mismatch::Type })
}

/// Fills in a parameter that may stand once.
pub fn once<T>(name: &str, slot: &mut Option<T>, value: T) -> Result<(), QueryError> {
    if slot.is_some() {
        return Err(QueryError::Repeated(name.to_owned()));
    }
    *slot = Some(value);
    Ok(())
}

/// A parameter that must stand.
pub fn present<T>(name: &str, value: Option<T>) -> Result<T, QueryError> {
    value.ok_or_else(|| QueryError::Missing(name.to_owned()))
}

/// Whether a list, where it stands, has this many items.
pub fn require_length<T>(
    name: &str,
    list: &Option<Vec<T>>,
    length: impl RangeBounds<u64>,
) -> Result<(), QueryError> {
    let count = |list: &Vec<T>| u64::try_from(list.len()).unwrap_or(u64::MAX);
    if list.as_ref().is_none_or(|list| length.contains(&count(list))) {
        Ok(())
    } else {
        Err(QueryError::Items(name.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;
    use crate::clock::SystemClock;
    use crate::layer::RequestBody;

    #[test]
    fn a_body_that_no_guard_asks_for_is_refused() {
        let request = http::Request::new(RequestBody::from(Bytes::new()));
        let mut call = Call::new(request, &SystemClock::default());
        assert!((JsonBody::NONE.read)(&mut call, "route", b"{}").is_err());
        assert_eq!(JsonBody::NONE.max, 0);
    }
}
