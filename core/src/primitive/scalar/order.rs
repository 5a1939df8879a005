//! Which of two values is larger.

use std::cmp::Ordering;

use super::ScalarValue;
use crate::primitive::decimal::Decimal;

impl ScalarValue {
    /// Whether both are the same; an int is the decimal of its value.
    #[must_use]
    pub fn is_same(&self, other: &ScalarValue) -> bool {
        self == other || self.order(other) == Some(Ordering::Equal)
    }

    /// How both are ordered; nothing for types without an order, and for two that have no order in common.
    #[must_use]
    pub fn order(&self, other: &ScalarValue) -> Option<Ordering> {
        match (self, other) {
            (ScalarValue::Int(left), ScalarValue::Int(right))
            | (ScalarValue::Time(left), ScalarValue::Time(right))
            | (ScalarValue::Duration(left), ScalarValue::Duration(right)) => Some(left.cmp(right)),
            (ScalarValue::Decimal(left), ScalarValue::Decimal(right)) => Some(left.cmp(right)),
            (ScalarValue::Int(left), ScalarValue::Decimal(right)) => {
                Some(Decimal::of_int(*left).cmp(right))
            }
            (ScalarValue::Decimal(left), ScalarValue::Int(right)) => {
                Some(left.cmp(&Decimal::of_int(*right)))
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
            ) => None,
        }
    }
}
