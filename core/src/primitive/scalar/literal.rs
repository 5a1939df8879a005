//! Values written in the policy.

use super::ScalarValue;
use crate::policy::{Literal, ValueType};

impl Literal {
    /// What it is where a value of this type stands.
    #[must_use]
    pub fn value(&self, kind: ValueType) -> ScalarValue {
        match self {
            Literal::Text(text) if kind == ValueType::Uuid => {
                ScalarValue::Uuid(text.to_ascii_lowercase())
            }
            Literal::Text(text) => ScalarValue::Text(text.clone()),
            Literal::Int(number) => ScalarValue::Int(*number),
            Literal::Decimal(number) => ScalarValue::Decimal(*number),
            Literal::Bool(truth) => ScalarValue::Bool(*truth),
            Literal::Time(seconds) => ScalarValue::Time(*seconds),
            Literal::Duration(seconds) => ScalarValue::Duration(*seconds),
            Literal::Ip(address) => ScalarValue::Ip(address.to_canonical()),
        }
    }
}
