//! How long a route is to be used, and what comes after it.

use serde::{Deserialize, Serialize};

use super::{DerivedPath, Span};

/// The lifetime of a route, its api's joined in: the earlier of both dates. A sunset is never before its deprecation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Lifetime {
    /// From when on nobody should begin to use it.
    pub deprecated: Option<Moment>,
    /// From when on it answers with 410.
    pub sunset: Option<Moment>,
    /// What takes its place.
    pub successor: Option<DerivedPath>,
}

/// A point in time that the policy names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// Seconds since 1970-01-01T00:00:00Z; a date is its first second.
    pub seconds: i64,
    /// The clause.
    pub span: Span,
}

impl Lifetime {
    /// Whether it says nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let Lifetime { deprecated, sunset, successor } = self;
        deprecated.is_none() && sunset.is_none() && successor.is_none()
    }
}
