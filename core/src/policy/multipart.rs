//! Bodies of several parts.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Bounds, ObjectSchema, Presence, Span};

/// `multipart SCHEMA { … }`: texts, which are fields as of a form, and files. At least one of both.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Multipart {
    /// The schema of the texts, as a form's; without one, there is none.
    pub schema: Option<Arc<ObjectSchema>>,
    /// The files, in the order written, their names distinct from each other and from the texts'.
    pub files: Vec<FileField>,
}

/// `avatar?: file max 2MiB of ["image/png"]`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FileField {
    /// The part's name.
    pub name: String,
    /// Whether it may be absent.
    pub presence: Presence,
    /// How many there may be, if it is a list; it has an upper bound.
    pub list: Option<Bounds<u64>>,
    /// The largest size of one file in bytes.
    pub max: u64,
    /// The media types that it may be of, in lower case; at least one.
    pub media_types: Vec<String>,
    /// The declaration.
    pub span: Span,
}
