//! The headers of a refusal.

use std::ops::Deref;

use super::Text;

/// A header: its name in lower case, and its value.
pub type HeaderLine = (&'static str, Text);

/// Headers of a refusal besides [`COMMON_HEADERS`](super::COMMON_HEADERS). Hardly one has more than its own: that takes no memory.
#[derive(Clone, Debug)]
pub struct RefusalHeaders(Lines);

#[derive(Clone, Debug)]
enum Lines {
    AtMostOne(Option<HeaderLine>),
    Many(Box<[HeaderLine]>),
}

impl Default for RefusalHeaders {
    fn default() -> RefusalHeaders {
        RefusalHeaders(Lines::AtMostOne(None))
    }
}

impl Extend<HeaderLine> for RefusalHeaders {
    fn extend<I: IntoIterator<Item = HeaderLine>>(&mut self, lines: I) {
        let mut lines = lines.into_iter();
        let mut all = match std::mem::take(self).0 {
            Lines::AtMostOne(None) => match (lines.next(), lines.next()) {
                (first, None) => {
                    self.0 = Lines::AtMostOne(first);
                    return;
                }
                (first, second) => first.into_iter().chain(second).collect(),
            },
            Lines::AtMostOne(one) => Vec::from_iter(one),
            Lines::Many(many) => many.into_vec(),
        };
        all.extend(lines);
        self.0 = Lines::Many(all.into_boxed_slice());
    }
}

impl Deref for RefusalHeaders {
    type Target = [HeaderLine];

    fn deref(&self) -> &[HeaderLine] {
        match &self.0 {
            Lines::AtMostOne(line) => line.as_slice(),
            Lines::Many(lines) => lines,
        }
    }
}

impl PartialEq for RefusalHeaders {
    fn eq(&self, other: &RefusalHeaders) -> bool {
        **self == **other
    }
}

impl Eq for RefusalHeaders {}

impl<const N: usize> PartialEq<[HeaderLine; N]> for RefusalHeaders {
    fn eq(&self, other: &[HeaderLine; N]) -> bool {
        **self == *other
    }
}
