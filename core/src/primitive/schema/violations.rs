//! What of a value is not of its schema.

use std::fmt;

use super::{Reason, Violation};

/// The most places that are told of one value.
pub const MOST_VIOLATIONS: usize = 10;

/// Where and why a value is not of its schema: one place at least and [`MOST_VIOLATIONS`] at most, in the order in which they
/// stand. What an object misses comes behind what it has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violations(Vec<Violation>);

impl Violations {
    /// One at the value itself.
    #[must_use]
    pub fn here(reason: impl Into<Reason>) -> Violations {
        Violations::from(Violation::here(reason))
    }

    /// The same seen from the object or array that holds the value as `step`.
    #[must_use]
    pub(crate) fn inside(self, step: &str) -> Violations {
        Violations(self.0.into_iter().map(|violation| violation.inside(step)).collect())
    }

    /// The same, and behind them others as far as all are told.
    pub(crate) fn and(self, others: Violations) -> Violations {
        Violations(self.0.into_iter().chain(others).take(MOST_VIOLATIONS).collect())
    }

    /// Whether one of them lies in the field of this name.
    pub(crate) fn tell_of(&self, field: &str) -> bool {
        let here = Violation::here(Reason::Value).inside(field).pointer;
        self.0.iter().any(|violation| {
            let behind = violation.pointer.strip_prefix(&here);
            behind.is_some_and(|behind| behind.is_empty() || behind.starts_with('/'))
        })
    }

    /// The only one, at the value itself, if it is that.
    pub(crate) fn only_here(&self) -> Option<&Reason> {
        match self.0.as_slice() {
            [violation] if violation.pointer.is_empty() => Some(&violation.reason),
            _ => None,
        }
    }
}

impl From<Violation> for Violations {
    fn from(violation: Violation) -> Violations {
        Violations(vec![violation])
    }
}

impl IntoIterator for Violations {
    type Item = Violation;
    type IntoIter = std::vec::IntoIter<Violation>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl fmt::Display for Violations {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, violation) in self.0.iter().enumerate() {
            let separator = if place == 0 { "" } else { "; " };
            write!(formatter, "{separator}{violation}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Violations {}

/// What has been found wrong so far.
#[derive(Debug, Default)]
pub(crate) struct Wrong(Vec<Violation>);

impl Wrong {
    /// Adds more.
    ///
    /// # Errors
    ///
    /// All of it, once no more would be told.
    pub(crate) fn add(&mut self, found: Violations) -> Result<(), Violations> {
        self.0.extend(found);
        self.0.truncate(MOST_VIOLATIONS);
        if self.0.len() < MOST_VIOLATIONS {
            return Ok(());
        }
        Err(Violations(std::mem::take(&mut self.0)))
    }

    /// What it comes to.
    ///
    /// # Errors
    ///
    /// All of it, where there is any.
    pub(crate) fn end(self) -> Result<(), Violations> {
        if self.0.is_empty() { Ok(()) } else { Err(Violations(self.0)) }
    }
}
