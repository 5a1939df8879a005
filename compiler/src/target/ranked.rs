//! Bounds of decimals in the form in which the gateways compare them, exactly and in doubles.

use gatewright_core::primitive::decimal::Decimal;
use gatewright_core::primitive::number::MAX_DIGITS;

/// A decimal number. Of two numbers the one of the higher rank is greater, and of one rank the one of the greater
/// significand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ranked {
    /// Its digits as [`MAX_DIGITS`], with the sign.
    pub(super) significand: i64,
    /// The power of ten before the first of them, moved above 0; with the sign, and 0 for zero.
    pub(super) rank: i64,
}

/// What a rank is above the power of ten, as in both `number.js` and `number.lua`. A policy of 1 MiB has no number whose
/// first digit stands so far behind the point.
const OFFSET: i64 = 2_097_152;

impl From<&Decimal> for Ranked {
    fn from(value: &Decimal) -> Ranked {
        if value.units() == 0 {
            return Ranked { significand: 0, rank: 0 };
        }
        let digits = value.units().unsigned_abs().to_string();
        let mut order = value.exponent();
        let mut significand = 0;
        for place in 0..MAX_DIGITS {
            let digit = digits.as_bytes().get(place).copied();
            order += i64::from(digit.is_some());
            significand = significand * 10 + i64::from(digit.unwrap_or(b'0') - b'0');
        }
        let sign = value.units().signum();
        Ranked { significand: sign * significand, rank: sign * (order + OFFSET) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranked_as_they_compare() {
        let rising = [
            "-1000",
            "-999",
            "-0.5",
            "-0.05",
            "0",
            "0.0499",
            "0.05",
            "0.5",
            "9.99",
            "10",
            "123456789012345",
        ];
        let rising = rising.map(|text| {
            let ranked = Decimal::parse(text).as_ref().map(Ranked::from);
            ranked.map(|ranked| (ranked.rank, ranked.significand))
        });
        assert!(rising.is_sorted_by(|left, right| left.is_some() && left < right), "{rising:?}");
    }
}
