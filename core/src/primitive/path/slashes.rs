//! Short paths without escapes, which are nearly all: read without a branch an octet.

use super::octet::{Octet, octet};

/// Octets of the longest path that is read so: one bit is left for its end.
const LONGEST: usize = 63;

/// The bit of what stands in no plain path.
const ODD: u8 = Octet::Percent as u8 & Octet::Forbidden as u8;

/// Where an octet stands in a path, a bit for each place, eight octets at a time.
#[inline]
fn places(path: &[u8], octet: u8) -> u64 {
    const ONES: u64 = u64::MAX / 255;
    const HIGH: u64 = ONES << 7;
    let marks = |word: u64| {
        let word = word ^ (ONES * u64::from(octet));
        // The high bit of each octet that is zero now, exactly.
        let zero = !(((word & !HIGH) + !HIGH) | word) & HIGH;
        // Those eight bits next to each other.
        (zero >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
    };
    let (words, rest) = path.as_chunks::<8>();
    let mut found = 0;
    for (number, word) in words.iter().enumerate() {
        found |= marks(u64::from_le_bytes(*word)) << (8 * number);
    }
    let mut last = [octet.wrapping_add(1); 8];
    for (place, byte) in last.iter_mut().zip(rest) {
        *place = *byte;
    }
    if rest.is_empty() {
        found
    } else {
        found | marks(u64::from_le_bytes(last)) << (8 * words.len())
    }
}

/// Where the slashes of a well-spelled path without escapes are, a bit each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Slashes(u64);

impl Slashes {
    /// Nothing for a path that is longer, has an escape, or is misspelled.
    #[inline]
    pub(super) fn of_plain(path: &[u8]) -> Option<Slashes> {
        if path.len() > LONGEST || path.first() != Some(&b'/') {
            return None;
        }
        let others = path.iter().fold(0, |others, byte| others | octet(*byte) as u8 & ODD);
        let (slashes, dots) = (places(path, b'/'), places(path, b'.'));
        let begins = slashes << 1;
        let ends = slashes | 1 << path.len();
        let is_empty = slashes & slashes >> 1 != 0;
        let is_dot = begins & dots & (ends >> 1 | (dots & ends >> 1) >> 1) != 0;
        (others == 0 && !is_empty && !is_dot).then_some(Slashes(slashes))
    }

    /// The segments of its path.
    #[inline]
    pub(super) fn segments(self, path: &[u8]) -> impl Iterator<Item = &[u8]> {
        // The first slash begins the first segment.
        let mut ends = (self.0 | 1 << path.len()) & !1;
        let mut begin = 1;
        std::iter::from_fn(move || {
            let end = usize::try_from(ends.trailing_zeros()).unwrap_or(usize::MAX);
            let segment = path.get(begin..end)?;
            begin = end + 1;
            ends &= ends.wrapping_sub(1);
            Some(segment)
        })
    }
}
