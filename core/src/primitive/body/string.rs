//! What a `string` may hold.

use crate::policy::StringContent;
use crate::primitive::json::Plain;
use crate::primitive::pattern::Dfa;
use crate::primitive::scalar;

/// What a `string` may hold.
#[derive(Clone, Copy, Debug)]
pub struct StringRule {
    /// The fewest code points.
    pub min: u64,
    /// The most.
    pub max: u64,
    /// Which characters.
    pub content: StringContent,
    /// What the whole matches.
    pub pattern: Option<&'static Dfa>,
}

impl StringRule {
    /// Whether it admits a text.
    #[must_use]
    pub fn admits(&self, text: &str) -> bool {
        self.admits_length(scalar::length(text))
            && self.content.admits(text)
            && self.pattern.is_none_or(|pattern| pattern.matches(text))
    }

    #[inline]
    pub(super) fn admits_plain(&self, plain: Plain<'_>) -> bool {
        if !plain.is_printable {
            return self.admits(plain.text);
        }
        u64::try_from(plain.text.len()).is_ok_and(|length| self.admits_length(length))
            && self.pattern.is_none_or(|pattern| pattern.matches(plain.text))
    }

    #[inline]
    fn admits_length(&self, length: u64) -> bool {
        (self.min..=self.max).contains(&length)
    }
}
