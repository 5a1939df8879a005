//! Regular expressions as minimal deterministic automata over UTF-8.

use serde::{Deserialize, Serialize};

/// A pattern that the whole of a string must match.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Pattern {
    source: String,
}
