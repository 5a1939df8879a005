//! Regular expressions as minimal deterministic automata over UTF-8.
//!
//! A pattern matches the whole string. `\d`, `\w`, `\s` and `(?i)` are ASCII, `.` is any character but the line feed,
//! `\p{…}` and negated classes see all of Unicode. There are no backreferences and no look-around, anchors included.
//! The same table runs in every target, one look-up a byte, so no input can make a pattern slow.
//!
//! ```
//! use gatewright_core::primitive::pattern::Pattern;
//!
//! let pattern = Pattern::compile("[A-Z]{3}-[0-9]{4}")?;
//! assert!(pattern.matches("ABC-1234"));
//! assert!(!pattern.matches("ABC-1234\n"));
//! # Ok::<(), gatewright_core::primitive::pattern::PatternError>(())
//! ```

mod budget;
mod build;
mod minimize;
#[cfg(test)]
mod product;
mod table;
#[cfg(test)]
mod tests;
mod translate;

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub use budget::Budget;
pub use table::{Dfa, DfaTable};

pub(crate) use build::table_of;
#[cfg(test)]
pub(crate) use product::{both, read_as, separated};

/// The most states that a pattern's automaton may have, the dead one included.
pub const MAX_STATES: usize = 1_000;

/// A pattern that the whole of a string must match.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Pattern {
    source: String,
    table: Arc<DfaTable>,
}

impl Pattern {
    /// Compiles a regular expression.
    pub fn compile(source: &str) -> Result<Pattern, PatternError> {
        Pattern::of(source, table_of(source)?)
    }

    fn of(source: &str, table: DfaTable) -> Result<Pattern, PatternError> {
        if table.rows.len() > MAX_STATES {
            return Err(PatternError::TooLarge);
        }
        Ok(Pattern { source: source.to_owned(), table: Arc::new(table) })
    }

    /// The regular expression as written.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Whether the whole of `text` matches.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        self.table.matches(text)
    }

    /// The automaton.
    #[must_use]
    pub fn table(&self) -> &DfaTable {
        &self.table
    }
}

/// The source stands for the table, which is a function of it.
impl PartialEq for Pattern {
    fn eq(&self, other: &Pattern) -> bool {
        self.source == other.source
    }
}

impl Eq for Pattern {}

impl fmt::Debug for Pattern {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Pattern({:?})", self.source)
    }
}

impl TryFrom<String> for Pattern {
    type Error = PatternError;

    fn try_from(source: String) -> Result<Pattern, PatternError> {
        Pattern::compile(&source)
    }
}

impl From<Pattern> for String {
    fn from(pattern: Pattern) -> String {
        pattern.source
    }
}

/// Why a regular expression does not compile.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    /// It is not a regular expression.
    #[error("{message}")]
    Syntax {
        /// What is wrong.
        message: String,
        /// Byte offset of its start in the source.
        start: usize,
        /// One past its last byte.
        end: usize,
    },
    /// `^`, `$`, `\b` and the like.
    #[error(
        "a pattern always matches the whole string, so `{assertion}` is neither needed nor allowed"
    )]
    Assertion {
        /// The assertion as written.
        assertion: String,
        /// Byte offset of its start in the source.
        start: usize,
        /// One past its last byte.
        end: usize,
    },
    /// A flag other than `i`, `s` and `x`.
    #[error("the only flags of a pattern are `i`, `s` and `x`")]
    Flag {
        /// Byte offset of its start in the source.
        start: usize,
        /// One past its last byte.
        end: usize,
    },
    /// No string matches.
    #[error("no string matches this pattern")]
    Empty,
    /// Its automaton is too large.
    #[error(
        "this pattern needs an automaton of more than {MAX_STATES} states; the length of a string is better bounded by \
         its type (`string ..100`) than by repetition"
    )]
    TooLarge,
    /// All patterns of the policy together are too large.
    #[error("the patterns of this policy are too large together")]
    Exhausted,
}
