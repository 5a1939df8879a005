//! How a request is changed on the way to its upstream.

use serde::{Deserialize, Serialize};

use super::DerivedPath;

/// What the upstream of a route gets in the place of what the client sent.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Transformation {
    /// `to PATH`: the path; the query string stays what it is.
    pub path: Option<DerivedPath>,
}
