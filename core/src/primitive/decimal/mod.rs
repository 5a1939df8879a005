//! Decimal numbers compared exactly, without floating point.

mod sum;
#[cfg(test)]
mod tests;
mod written;

use std::cmp::Ordering;
use std::fmt;

use serde::{Deserialize, Serialize};

use self::written::Written;
use super::number::{MAX_DIGITS, Number};

/// A finite decimal number: so many units of a power of ten. Equal numbers are equal values, however they were written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "Written", try_from = "Written")]
pub struct Decimal {
    /// No multiple of ten but zero.
    units: i64,
    /// 0 for zero.
    exponent: i64,
}

impl Decimal {
    /// `units` × 10^`exponent`.
    #[must_use]
    #[inline]
    pub const fn new(mut units: i64, mut exponent: i64) -> Decimal {
        if units == 0 {
            return Decimal { units: 0, exponent: 0 };
        }
        while units % 10 == 0 {
            units /= 10;
            exponent = exponent.saturating_add(1);
        }
        Decimal { units, exponent }
    }

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
        let (units, exponent) = number.units();
        Some(Decimal::new(units, exponent))
    }

    /// How many units of the last digit it counts, with its sign: no multiple of ten but zero.
    #[must_use]
    pub const fn units(&self) -> i64 {
        self.units
    }

    /// The power of ten of the last digit; 0 for zero.
    #[must_use]
    pub const fn exponent(&self) -> i64 {
        self.exponent
    }

    /// Its parts, to compare with.
    #[must_use]
    pub const fn number(&self) -> Number<'static> {
        Number::of_units(self.units, self.exponent)
    }

    /// How it compares to one whose exponent is smaller by `gap`.
    #[inline]
    fn cmp_finer(&self, finer: &Decimal, gap: u64) -> Ordering {
        let scale = usize::try_from(gap).ok().and_then(|gap| POWERS.get(gap));
        match scale.and_then(|scale| self.units.checked_mul(*scale)) {
            Some(units) => units.cmp(&finer.units),
            // It has more digits before the other's last one than there are in an i64.
            None if self.units != 0 => self.units.cmp(&0),
            None => 0.cmp(&finer.units),
        }
    }
}

/// The powers of ten within an i64.
const POWERS: [i64; 19] = {
    let mut powers = [1; 19];
    let (mut power, mut rest) = (1_i64, powers.as_mut_slice());
    while let Some((first, others)) = rest.split_first_mut() {
        *first = power;
        power = power.wrapping_mul(10);
        rest = others;
    }
    powers
};

impl PartialOrd for Decimal {
    #[inline]
    fn partial_cmp(&self, other: &Decimal) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    #[inline]
    fn cmp(&self, other: &Decimal) -> Ordering {
        let gap = self.exponent.abs_diff(other.exponent);
        if self.exponent >= other.exponent {
            self.cmp_finer(other, gap)
        } else {
            other.cmp_finer(self, gap).reverse()
        }
    }
}

/// A JSON number of the same value: without exponent where that takes at most 20 zeros.
impl fmt::Display for Decimal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Decimal { units, exponent } = *self;
        let sign = if units < 0 { "-" } else { "" };
        let digits = units.unsigned_abs().to_string();
        let count = i64::try_from(digits.len()).unwrap_or(i64::MAX);
        let point = count.saturating_add(exponent);
        if (0..=20).contains(&exponent) {
            let zeros = usize::try_from(exponent).unwrap_or(0);
            write!(formatter, "{sign}{digits}{}", "0".repeat(zeros))
        } else if exponent < 0 && point > 0 {
            let (whole, rest) =
                digits.split_at_checked(usize::try_from(point).unwrap_or(0)).unwrap_or_default();
            write!(formatter, "{sign}{whole}.{rest}")
        } else if (-20..=0).contains(&point) {
            let zeros = usize::try_from(-point).unwrap_or(0);
            write!(formatter, "{sign}0.{}{digits}", "0".repeat(zeros))
        } else {
            write!(formatter, "{sign}{digits}e{exponent}")
        }
    }
}
