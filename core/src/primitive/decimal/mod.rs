//! Decimal numbers compared exactly, without floating point.

mod sum;
#[cfg(test)]
mod tests;

use std::cmp::Ordering;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::number::{MAX_DIGITS, Number};

/// A finite decimal number: `negative`, significant digits without leading or trailing zeros, and the exponent of the
/// last digit. Zero has no digits. Equal numbers are equal values, however they were written.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Decimal {
    /// Below zero; never set for zero.
    pub negative: bool,
    /// ASCII digits; the first and the last are not `0`.
    pub digits: String,
    /// Power of ten of the last digit.
    pub exponent: i64,
}

impl Decimal {
    /// Reads a JSON number of at most 15 significant digits as written.
    #[must_use]
    pub fn parse(text: &str) -> Option<Decimal> {
        Number::parse(text).and_then(Decimal::of)
    }

    /// Takes a number of at most 15 significant digits as written.
    #[must_use]
    pub fn of(number: Number<'_>) -> Option<Decimal> {
        if number.significant_digits() > MAX_DIGITS {
            return None;
        }
        Some(Decimal::normal(number))
    }

    fn normal(number: Number<'_>) -> Decimal {
        let (digits, exponent) = number.normal();
        Decimal { negative: number.is_negative(), digits, exponent }
    }

    /// Its parts, to compare with.
    #[must_use]
    pub fn number(&self) -> Number<'_> {
        Number::of_digits(self.negative, &self.digits, self.exponent)
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Decimal) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Decimal) -> Ordering {
        self.number().compare(&other.number())
    }
}

/// A JSON number of the same value: without exponent where that takes at most 20 zeros.
impl fmt::Display for Decimal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.negative { "-" } else { "" };
        let count = i64::try_from(self.digits.len()).unwrap_or(i64::MAX);
        let point = count.saturating_add(self.exponent);
        if self.digits.is_empty() {
            formatter.write_str("0")
        } else if (0..=20).contains(&self.exponent) {
            let zeros = usize::try_from(self.exponent).unwrap_or(0);
            write!(formatter, "{sign}{}{}", self.digits, "0".repeat(zeros))
        } else if self.exponent < 0 && point > 0 {
            let (whole, rest) = self
                .digits
                .split_at_checked(usize::try_from(point).unwrap_or(0))
                .unwrap_or_default();
            write!(formatter, "{sign}{whole}.{rest}")
        } else if (-20..=0).contains(&point) {
            let zeros = usize::try_from(-point).unwrap_or(0);
            write!(formatter, "{sign}0.{}{}", "0".repeat(zeros), self.digits)
        } else {
            write!(formatter, "{sign}{}e{}", self.digits, self.exponent)
        }
    }
}
