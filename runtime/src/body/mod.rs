//! How generated code says what stands in a body: a rule for each field, read by one function into a tuple.

mod members;
mod rule;

pub use members::{Object, Optional, Required, Then, object};
pub use rule::{
    BoolRule, ConstantRule, DecimalRule, IntRule, ListRule, MapRule, Nullable, ParsedRule,
    SchemaRule, UuidRule,
};
