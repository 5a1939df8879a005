//! The form in which policies that are written as JSON hold decimals.

use serde::{Deserialize, Serialize};

use super::Decimal;
use crate::primitive::number::{MAX_DIGITS, Number};

/// A decimal by its digits, which no reader of JSON rounds.
#[derive(Serialize, Deserialize)]
pub(super) struct Written {
    /// Below zero; never set for zero.
    negative: bool,
    /// ASCII digits; the first and the last are not `0`. Zero has none.
    digits: String,
    /// Power of ten of the last digit.
    exponent: i64,
}

impl From<Decimal> for Written {
    fn from(decimal: Decimal) -> Written {
        let digits = match decimal.units.unsigned_abs() {
            0 => String::new(),
            units => units.to_string(),
        };
        Written { negative: decimal.units < 0, digits, exponent: decimal.exponent }
    }
}

impl TryFrom<Written> for Decimal {
    type Error = NotDigits;

    fn try_from(Written { negative, digits, exponent }: Written) -> Result<Decimal, NotDigits> {
        if digits.len() > MAX_DIGITS || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
            return Err(NotDigits);
        }
        Decimal::of(Number::of_digits(negative, &digits, exponent)).ok_or(NotDigits)
    }
}

/// The digits of a decimal are none, or too many.
#[derive(Debug, thiserror::Error)]
#[error("a decimal has at most {MAX_DIGITS} digits and nothing else")]
pub(super) struct NotDigits;
