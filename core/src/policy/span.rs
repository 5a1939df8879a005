//! Where something stands in the policy's text.

use serde::{Deserialize, Serialize};

/// A range of bytes in one source file, half open.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
pub struct Span {
    /// Which source file; the policy's main file is 0.
    pub file: u32,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The smallest span that covers both; both lie in the same file.
    #[must_use]
    pub fn to(self, other: Span) -> Span {
        Span { file: self.file, start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// Whether the other lies inside.
    #[must_use]
    pub fn contains(self, other: Span) -> bool {
        self.file == other.file && self.start <= other.start && other.end <= self.end
    }

    /// Whether it stands in the policy's main file, and not in one that is used.
    #[must_use]
    pub fn is_in_main_file(self) -> bool {
        self.file == 0
    }
}
