//! What leaves of a masked string.

use crate::policy::Mask;

impl Mask {
    /// The text with a `*` for each character that does not leave.
    #[must_use]
    pub fn apply(self, text: &str) -> String {
        let count = text.chars().count();
        let keep = usize::try_from(self.keep).unwrap_or(usize::MAX);
        // Of a short text, what is kept would be most of it.
        let keep = if count < keep.saturating_mul(2) { 0 } else { keep };
        let hidden = count - keep;
        let characters = text.chars().enumerate();
        characters.map(|(place, one)| if place < hidden { '*' } else { one }).collect()
    }
}
