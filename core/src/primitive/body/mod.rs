//! JSON bodies read and validated in one pass over their bytes, straight into the types of generated code.
//!
//! Generated code writes one [`Body`] for each schema: a struct, the names of its fields, and what stands in each. The
//! [`Cursor`] does the rest: white space, order, commas, fields that are unknown, read-only or repeated, nesting. Only an
//! object whose variant its tag says is looked through for the tag first.
//!
//! ```
//! use gatewright_core::primitive::body::{self, Body, BodyError, Cursor, Fault, Fields};
//!
//! /// `schema Line { sku: string 8  quantity: int 1..99  note?: string? ..500  total: decimal readonly }`
//! struct Line {
//!     sku: String,
//!     quantity: i64,
//!     note: Option<Option<String>>,
//! }
//!
//! impl Body for Line {
//!     fn read(cursor: &mut Cursor<'_>) -> Result<Line, Fault> {
//!         static FIELDS: Fields<3> = Fields::new(["sku", "quantity", "note"], &["total"]);
//!         let (mut sku, mut quantity, mut note) = (None, None, None);
//!         cursor.object(&FIELDS, |cursor, field| {
//!             match field {
//!                 0 => sku = Some(cursor.text(|text| (text.len() == 8).then(|| text.to_owned()))?),
//!                 1 => quantity = Some(cursor.int(|number| (1..=99).contains(&number))?),
//!                 _ => note = Some(cursor.nullable(|cursor| cursor.text(|text| Some(text.to_owned())))?),
//!             }
//!             Ok(())
//!         })?;
//!         Ok(Line { sku: cursor.required(sku, "sku")?, quantity: cursor.required(quantity, "quantity")?, note })
//!     }
//! }
//!
//! let line: Line = body::read(br#"{"sku": "ABC-1234", "quantity": 2}"#)?;
//! assert_eq!((line.sku.as_str(), line.quantity, line.note), ("ABC-1234", 2, None));
//! // A body that is not JSON is never judged by its schema.
//! assert!(matches!(body::read::<Line>(br#"{"quantity": 0, "#), Err(BodyError::Json(_))));
//! assert!(matches!(body::read::<Line>(br#"{"quantity": 0}"#), Err(BodyError::Schema(_))));
//! # Ok::<(), BodyError>(())
//! ```

mod cursor;
mod fault;
mod fields;
mod key;
mod object;
mod ranged;
mod string;
#[cfg(test)]
mod tests;
mod wrong;

pub use cursor::Cursor;
pub use fault::Fault;
pub use fields::{Field, Fields};
pub use ranged::{LONGEST_RANGED_TEXT, RangedText};
pub use string::StringRule;

use super::json::{self, JsonError};
use super::schema::Violations;

/// A type that a JSON value is read into.
pub trait Body: Sized {
    /// Reads one value.
    fn read(cursor: &mut Cursor<'_>) -> Result<Self, Fault>;
}

/// Why a body is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BodyError {
    /// It is not strict JSON: 400.
    #[error(transparent)]
    Json(#[from] JsonError),
    /// It is not of its schema: 422.
    #[error(transparent)]
    Schema(Violations),
}

/// Reads a whole body.
///
/// What is of its schema is read once. At a violation reading stops, and a second reader that knows no schema decides
/// whether the body is JSON at all; if it is, it is read to where enough of it is wrong to tell.
pub fn read<T: Body>(bytes: &[u8]) -> Result<T, BodyError> {
    let mut cursor = Cursor::new(bytes)?;
    // No step moves the value, which may be large.
    let fault = match T::read(&mut cursor) {
        Ok(value) => match cursor.end() {
            Ok(()) => return Ok(value),
            Err(fault) => fault,
        },
        Err(fault) => fault,
    };
    json::check(bytes)?;
    let all = T::read(&mut Cursor::new(bytes)?.telling_all());
    Err(all.err().unwrap_or(fault).of_whole())
}
