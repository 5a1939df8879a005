//! Sums of decimals, exact or not at all.

use super::Decimal;
use crate::primitive::number::MAX_DIGITS;

impl Decimal {
    /// An int as a decimal.
    #[must_use]
    pub const fn of_int(number: i64) -> Decimal {
        Decimal::new(number, 0)
    }

    /// The exact sum; nothing where it has more than 15 significant digits.
    #[must_use]
    pub fn checked_add(&self, other: &Decimal) -> Option<Decimal> {
        self.checked_sum(other, i128::from(other.units))
    }

    /// The exact difference; nothing where it has more than 15 significant digits.
    #[must_use]
    pub fn checked_sub(&self, other: &Decimal) -> Option<Decimal> {
        self.checked_sum(other, -i128::from(other.units))
    }

    /// The sum of this and so many units of the other's last digit.
    fn checked_sum(&self, other: &Decimal, units: i128) -> Option<Decimal> {
        let own = (i128::from(self.units), self.exponent);
        let other = (units, other.exponent);
        let (mut sum, mut exponent) = match (own, other) {
            // However small the other one is, zero has no digit before its last.
            ((0, _), one) | (one, (0, _)) => one,
            (own, other) => {
                let ((high, from), (low, exponent)) =
                    if own.1 >= other.1 { (own, other) } else { (other, own) };
                // Where this overflows, the sum would have far more than 15 digits.
                let gap = u32::try_from(from.checked_sub(exponent)?).ok()?;
                (high.checked_mul(10_i128.checked_pow(gap)?)?.checked_add(low)?, exponent)
            }
        };
        while sum != 0 && sum % 10 == 0 {
            (sum, exponent) = (sum / 10, exponent.checked_add(1)?);
        }
        let digits = sum.unsigned_abs().checked_ilog10().map_or(0, |most| most + 1);
        if usize::try_from(digits).is_ok_and(|digits| digits <= MAX_DIGITS) {
            i64::try_from(sum).ok().map(|units| Decimal::new(units, exponent))
        } else {
            None
        }
    }
}
