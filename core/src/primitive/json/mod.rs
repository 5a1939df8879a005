//! Strict JSON: RFC 8259 in UTF-8 with the restrictions of I-JSON (RFC 7493).
//!
//! Refused besides what the grammar refuses: a byte order mark, names that occur twice in an object once escapes are
//! resolved, surrogates without their other half, numbers beyond the range of a double, nesting deeper than 30.
//!
//! ```
//! use gatewright_core::primitive::json;
//!
//! let value = json::parse(br#"{"lines": [1, 2.50]}"#)?;
//! assert!(value.get("lines").is_some());
//! assert!(json::check(br#"{"a": 1, "\u0061": 2}"#).is_err());
//! # Ok::<(), json::JsonError>(())
//! ```

mod check;
mod names;
mod plain;
mod scan;
#[cfg(test)]
mod tests;
mod tree;
mod write;

pub use check::check;
pub use tree::{Json, parse};

pub(crate) use check::skip;
pub(crate) use names::Names;
pub(crate) use plain::Plain;
pub(crate) use scan::{Place, Scanner};
pub(crate) use write::push_escaped;

/// How deep arrays and objects nest; the outermost has depth 1.
pub const MAX_DEPTH: u32 = 30;

/// Why a text is not strict JSON.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{kind} at byte {offset}")]
pub struct JsonError {
    /// What is wrong.
    pub kind: JsonErrorKind,
    /// Where, in bytes from the beginning.
    pub offset: usize,
}

/// What is wrong with a text that is not strict JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JsonErrorKind {
    /// It is not UTF-8.
    #[error("invalid UTF-8")]
    Encoding,
    /// It stops too early.
    #[error("unexpected end")]
    End,
    /// Something stands where it must not.
    #[error("unexpected character")]
    Unexpected,
    /// U+0000 to U+001F in a string.
    #[error("control character in a string")]
    Control,
    /// Not one of JSON's escapes.
    #[error("invalid escape")]
    Escape,
    /// A surrogate without its other half.
    #[error("lone surrogate")]
    Surrogate,
    /// A number beyond the range of a double.
    #[error("number out of range")]
    Range,
    /// A name that the object has already.
    #[error("duplicate name")]
    Duplicate,
    /// Nesting deeper than [`MAX_DEPTH`].
    #[error("nesting too deep")]
    Depth,
}
