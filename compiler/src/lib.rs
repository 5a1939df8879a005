//! From the text of a policy to artefacts: `Source → Ast → Policy → Artifacts`.
//!
//! The compiler reads no files, no clock and no environment, so the same policy always gives the same bytes.

pub mod check;
pub mod diagnostic;
pub mod source;
pub mod syntax;
pub mod target;
