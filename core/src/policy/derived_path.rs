//! Paths that are made out of a request's own.

use serde::{Deserialize, Serialize};

use super::Span;

/// A path with the route's parameters in it by name, such as `/v1/orders/{id}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DerivedPath {
    /// At least one; a final slash is a last literal that is empty.
    pub segments: Vec<DerivedSegment>,
    /// Where it stands.
    pub span: Span,
}

/// What stands between two slashes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DerivedSegment {
    /// Unreserved characters only (RFC 3986 §2.3).
    Literal(String),
    /// What a parameter of the route's path holds.
    Parameter(String),
}

impl DerivedPath {
    /// The path for one request. `spelled` gives a parameter as the request spells it: a segment that was checked, which
    /// holds no slash, whether encoded or not. So each parameter is one segment here too. Nothing where one is missing.
    #[must_use]
    pub fn fill<'v>(&self, spelled: impl Fn(&str) -> Option<&'v str>) -> Option<String> {
        let mut path = String::new();
        for segment in &self.segments {
            path.push('/');
            path.push_str(match segment {
                DerivedSegment::Literal(literal) => literal,
                DerivedSegment::Parameter(name) => spelled(name)?,
            });
        }
        Some(path)
    }
}
