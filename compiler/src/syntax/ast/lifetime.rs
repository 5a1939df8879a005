//! How long something is to be used, and paths made out of others.

use gatewright_core::policy::Span;

use super::{Given, Literal, Word};

/// What an api or a route says of its lifetime.
#[derive(Clone, Debug, PartialEq)]
pub enum LifetimeClause {
    /// `deprecated 2026-01-01`.
    Deprecated {
        /// A time or date.
        at: Given<Literal>,
        /// All of it.
        span: Span,
    },
    /// `sunset 2027-01-01`.
    Sunset {
        /// A time or date.
        at: Given<Literal>,
        /// All of it.
        span: Span,
    },
    /// `successor /v1/orders/{id}`.
    Successor {
        /// What takes its place.
        path: DerivedPath,
        /// All of it.
        span: Span,
    },
}

impl LifetimeClause {
    /// Where it stands.
    #[must_use]
    pub fn span(&self) -> Span {
        match self {
            LifetimeClause::Deprecated { span, .. }
            | LifetimeClause::Sunset { span, .. }
            | LifetimeClause::Successor { span, .. } => *span,
        }
    }
}

/// A path with parameters of another in it, by name: `/v1/orders/{id}`.
#[derive(Clone, Debug, PartialEq)]
pub struct DerivedPath {
    /// At least one; `/` is one empty literal, and a final slash a last empty literal.
    pub segments: Vec<DerivedSegment>,
    /// All of it.
    pub span: Span,
}

/// What stands between two slashes.
#[derive(Clone, Debug, PartialEq)]
pub enum DerivedSegment {
    /// Unreserved characters only; not `.` or `..`, and empty only as the last.
    Literal(Word),
    /// `{name}`.
    Parameter(Word),
}
