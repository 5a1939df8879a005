//! What goes out.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{ObjectSchema, Span};

/// `returns SCHEMA` or `returns [SCHEMA]`, with the size limit: of a 2xx body, nothing but its fields leaves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Returns {
    /// The fields that leave.
    pub schema: Arc<ObjectSchema>,
    /// Whether the body is one object or a list of them.
    pub shape: ReturnShape,
    /// Largest size of the upstream's body in bytes; 1,048,576 unless written.
    pub max: u64,
    /// The clause.
    pub span: Span,
}

/// Whether a body is one object or a list of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReturnShape {
    /// `returns SCHEMA`.
    One,
    /// `returns [SCHEMA]`.
    List,
}
