//! Decimal numbers compared exactly, without floating point.

use serde::{Deserialize, Serialize};

/// A finite decimal number: `negative`, significant digits without leading or trailing zeros, and the exponent of the
/// last digit. Zero has no digits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decimal {
    /// Below zero; never set for zero.
    pub negative: bool,
    /// ASCII digits; the first and the last are not `0`.
    pub digits: String,
    /// Power of ten of the last digit.
    pub exponent: i64,
}
