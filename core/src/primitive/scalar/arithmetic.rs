//! `+` and `-`: exact, or nothing where the result is out of range.

use super::ScalarValue;
use crate::primitive::decimal::Decimal;
use crate::primitive::number::MAX_INT;

/// The sum of two ints, or of what is counted in whole seconds; nothing beyond ±(2^53 − 1).
#[must_use]
pub fn sum_of_ints(left: i64, right: i64) -> Option<i64> {
    whole(left.checked_add(right))
}

/// Their difference; nothing beyond ±(2^53 − 1).
#[must_use]
pub fn difference_of_ints(left: i64, right: i64) -> Option<i64> {
    whole(left.checked_sub(right))
}

impl ScalarValue {
    /// The sum of two numbers or durations, or a time moved; nothing for types that do not add, and out of range.
    #[must_use]
    pub fn plus(&self, other: &ScalarValue) -> Option<ScalarValue> {
        match (self, other) {
            (ScalarValue::Int(left), ScalarValue::Int(right)) => {
                sum_of_ints(*left, *right).map(ScalarValue::Int)
            }
            (ScalarValue::Duration(left), ScalarValue::Duration(right)) => {
                sum_of_ints(*left, *right).map(ScalarValue::Duration)
            }
            (ScalarValue::Time(left), ScalarValue::Duration(right))
            | (ScalarValue::Duration(left), ScalarValue::Time(right)) => {
                sum_of_ints(*left, *right).map(ScalarValue::Time)
            }
            (
                ScalarValue::Text(_)
                | ScalarValue::Uuid(_)
                | ScalarValue::Int(_)
                | ScalarValue::Decimal(_)
                | ScalarValue::Bool(_)
                | ScalarValue::Time(_)
                | ScalarValue::Duration(_)
                | ScalarValue::Ip(_),
                _,
            ) => {
                let (left, right) = (self.as_decimal()?, other.as_decimal()?);
                left.checked_add(&right).map(ScalarValue::Decimal)
            }
        }
    }

    /// The difference of two numbers, durations or times, or a time moved back; nothing for types that do not subtract, and
    /// out of range.
    #[must_use]
    pub fn minus(&self, other: &ScalarValue) -> Option<ScalarValue> {
        match (self, other) {
            (ScalarValue::Int(left), ScalarValue::Int(right)) => {
                difference_of_ints(*left, *right).map(ScalarValue::Int)
            }
            (ScalarValue::Duration(left), ScalarValue::Duration(right))
            | (ScalarValue::Time(left), ScalarValue::Time(right)) => {
                difference_of_ints(*left, *right).map(ScalarValue::Duration)
            }
            (ScalarValue::Time(left), ScalarValue::Duration(right)) => {
                difference_of_ints(*left, *right).map(ScalarValue::Time)
            }
            (
                ScalarValue::Text(_)
                | ScalarValue::Uuid(_)
                | ScalarValue::Int(_)
                | ScalarValue::Decimal(_)
                | ScalarValue::Bool(_)
                | ScalarValue::Time(_)
                | ScalarValue::Duration(_)
                | ScalarValue::Ip(_),
                _,
            ) => {
                let (left, right) = (self.as_decimal()?, other.as_decimal()?);
                left.checked_sub(&right).map(ScalarValue::Decimal)
            }
        }
    }

    /// A number as a decimal.
    fn as_decimal(&self) -> Option<Decimal> {
        match self {
            ScalarValue::Int(number) => Some(Decimal::of_int(*number)),
            ScalarValue::Decimal(number) => Some(*number),
            ScalarValue::Text(_)
            | ScalarValue::Uuid(_)
            | ScalarValue::Bool(_)
            | ScalarValue::Time(_)
            | ScalarValue::Duration(_)
            | ScalarValue::Ip(_) => None,
        }
    }
}

/// What lies within ±(2^53 − 1), as ints, times and durations do in every language that a target speaks.
fn whole(number: Option<i64>) -> Option<i64> {
    number.filter(|number| number.abs() <= MAX_INT)
}
