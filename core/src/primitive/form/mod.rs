//! Form bodies: `application/x-www-form-urlencoded` (the URL standard, §5), read strictly, then typed by a schema.
//!
//! Only what every reader of forms reads alike is one: each field is `name=value`, and every octet but visible ASCII is
//! percent-encoded, as is `;`, at which some readers split. Each field is named by the schema and stands once, unless it
//! is a list, whose items are its occurrences.

mod pairs;
mod read;
#[cfg(test)]
mod tests;
mod typed;

use super::schema::Violation;

pub use pairs::pairs;
pub use read::{read, read_parts};
pub use typed::{Form, FormFields, Pairs, add, require_items, required, set, typed, typed_parts};

/// Why a form is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormError {
    /// It is no form, wherever in it that shows.
    #[error(transparent)]
    Malformed(#[from] Malformed),
    /// It is one, and not of its schema.
    #[error(transparent)]
    Schema(#[from] Violation),
}

/// Why something is no form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    /// An octet that has to be percent-encoded.
    #[error("the form has an octet that must be percent-encoded")]
    Octet,
    /// Something between two `&` that is not `name=value`.
    #[error("the form has a field without a name or without `=`")]
    Field,
    /// A `%` without two hexadecimal digits.
    #[error("the form has a broken percent-encoding")]
    Encoding,
    /// Decoded octets are not UTF-8.
    #[error("the form has encoded octets that are not UTF-8")]
    Utf8,
    /// A field that is no list stands twice: readers differ in which of the two counts.
    #[error("the form has a field twice that is no list")]
    Repeated,
}
