//! Texts of one length with one range of characters at each place, such as most codes and numbers of things are.

use super::{Cursor, Fault};

/// The longest such text that is looked at together with its quotes.
pub const LONGEST_RANGED_TEXT: usize = AHEAD - 2;

/// How far is looked ahead.
const AHEAD: usize = 32;

/// A text of `N` printable characters of ASCII, neither quotes nor backslashes, of which each lies in its range.
#[derive(Clone, Copy, Debug)]
pub struct RangedText<const N: usize> {
    /// The least character at each place.
    pub least: [u8; N],
    /// The greatest.
    pub most: [u8; N],
}

impl<const N: usize> RangedText<N> {
    /// Whether it admits a text.
    #[must_use]
    #[inline(always)]
    pub fn admits(&self, text: &[u8; N]) -> bool {
        let ranges = self.least.iter().zip(&self.most);
        // Not one after another, so that all are looked at together.
        let fit = text.iter().zip(ranges).fold(1, |all, (byte, (least, most))| {
            all & u8::from(byte >= least) & u8::from(byte <= most)
        });
        fit == 1
    }
}

impl Cursor<'_> {
    /// Reads a string that `rule` admits to where it belongs.
    #[inline(always)]
    pub fn ranged<T: for<'t> From<&'t str>, const N: usize>(
        &mut self,
        rule: &RangedText<N>,
        place: &mut Option<T>,
    ) -> Result<(), Fault> {
        if let Some([b'"', ahead @ ..]) = self.scanner.next::<AHEAD>()
            && let Some((spelled, [b'"', ..])) = ahead.split_first_chunk::<N>()
            && rule.admits(spelled)
            && let Some(text) = self.scanner.slice(1, N)
        {
            *place = Some(T::from(text));
            self.scanner.pass(N + 2);
            return Ok(());
        }
        self.ranged_later(rule, place)
    }

    /// The same where white space, escapes or the end of the body are near, or it is not admitted.
    #[inline(never)]
    fn ranged_later<T: for<'t> From<&'t str>, const N: usize>(
        &mut self,
        rule: &RangedText<N>,
        place: &mut Option<T>,
    ) -> Result<(), Fault> {
        *place = Some(self.text(|text| {
            text.as_bytes().as_array().is_some_and(|text| rule.admits(text)).then(|| T::from(text))
        })?);
        Ok(())
    }
}
