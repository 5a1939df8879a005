//! Values out of text, where generated code needs them in a form of their own.

use std::borrow::Cow;

use gatewright_core::policy::StringContent;
use gatewright_core::primitive::decimal::Decimal;
use gatewright_core::primitive::path::{Target, decode_segment};
use gatewright_core::refusal::Refusal;

/// The path's segments as spelled.
#[must_use]
pub fn segments<'t>(target: &Target<'t>) -> Vec<&'t str> {
    target.segments().collect()
}

/// A parameter's segment, decoded once.
///
/// # Errors
///
/// [`Refusal::path`] where it does not decode, which stage 2 has ruled out.
pub fn decode(segment: &str) -> Result<Cow<'_, str>, Refusal> {
    decode_segment(segment).ok_or_else(Refusal::path)
}

/// Whether a `string` that is not `raw` may hold this.
#[must_use]
pub fn is_plain_text(text: &str) -> bool {
    StringContent::Text.admits(text)
}

/// A decimal written in the policy: negative, digits, exponent.
type Bound = Option<(bool, &'static str, i64)>;

/// Whether a decimal lies within inclusive bounds.
#[must_use]
pub fn is_within(number: &Decimal, min: Bound, max: Bound) -> bool {
    let decimal = |(negative, digits, exponent): (bool, &str, i64)| Decimal {
        negative,
        digits: digits.to_owned(),
        exponent,
    };
    let low = min.map(decimal).is_some_and(|min| *number < min);
    let high = max.map(decimal).is_some_and(|max| *number > max);
    !low && !high
}
