//! Scalars out of their text in a path, a query or a header.

use std::net::IpAddr;

use crate::primitive::decimal::Decimal;
use crate::primitive::number::{Number, plain_integer};

/// An `int`: `-?(0|[1-9][0-9]*)` within ±(2^53 − 1), and not `-0`.
#[must_use]
pub fn int_of_text(text: &str) -> Option<i64> {
    plain_integer(text)
}

/// A `decimal`: `-?(0|[1-9][0-9]*)(\.[0-9]+)?` of at most 15 significant digits.
#[must_use]
pub fn decimal_of_text(text: &str) -> Option<Decimal> {
    Number::plain(text).and_then(Decimal::of)
}

/// A `bool`: `true` or `false`.
#[must_use]
pub fn bool_of_text(text: &str) -> Option<bool> {
    match text {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

/// An `ip`; an IPv4-mapped IPv6 address is the IPv4 address.
#[must_use]
pub fn address_of_text(text: &str) -> Option<IpAddr> {
    text.parse().ok().map(|address: IpAddr| address.to_canonical())
}

/// The length of a string: its Unicode code points.
#[must_use]
pub fn length(text: &str) -> u64 {
    // Most text is ASCII.
    let count = if text.is_ascii() { text.len() } else { text.chars().count() };
    u64::try_from(count).unwrap_or(u64::MAX)
}
