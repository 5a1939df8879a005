//! Sums of decimals, exact or not at all.

use super::Decimal;
use crate::primitive::number::Number;

impl Decimal {
    /// An int as a decimal.
    #[must_use]
    pub fn of_int(number: i64) -> Decimal {
        Decimal::normal(Number::of_digits(number < 0, &number.unsigned_abs().to_string(), 0))
    }

    /// The exact sum; nothing where it has more than 15 significant digits.
    #[must_use]
    pub fn checked_add(&self, other: &Decimal) -> Option<Decimal> {
        if self.digits.is_empty() {
            return Some(other.clone());
        }
        if other.digits.is_empty() {
            return Some(self.clone());
        }
        let (high, low) =
            if self.exponent >= other.exponent { (self, other) } else { (other, self) };
        // Where this overflows, the sum would have far more than 15 digits.
        let gap = u32::try_from(high.exponent.checked_sub(low.exponent)?).ok()?;
        let scaled = high.units()?.checked_mul(10_i128.checked_pow(gap)?)?;
        let sum = scaled.checked_add(low.units()?)?;
        let digits = sum.unsigned_abs().to_string();
        let kept = digits.trim_end_matches('0');
        let dropped = i64::try_from(digits.len().checked_sub(kept.len())?).ok()?;
        let exponent = low.exponent.checked_add(dropped)?;
        Decimal::of(Number::of_digits(sum < 0, kept, exponent))
    }

    /// The exact difference; nothing where it has more than 15 significant digits.
    #[must_use]
    pub fn checked_sub(&self, other: &Decimal) -> Option<Decimal> {
        self.checked_add(&other.negated())
    }

    fn negated(&self) -> Decimal {
        Decimal { negative: !self.negative && !self.digits.is_empty(), ..self.clone() }
    }

    /// How many units of the last digit it counts, with its sign.
    fn units(&self) -> Option<i128> {
        let units: i128 = self.digits.parse().ok()?;
        Some(if self.negative { -units } else { units })
    }
}
