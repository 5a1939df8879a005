//! The name of a field with its quotes and its colon, compared in one go.

/// The longest name, with both quotes and the colon.
const MOST: usize = 32;

/// The name of a field as most clients write it: between quotes, without escapes, and a colon right behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Key {
    /// The name with its quotes and its colon, and zeros behind.
    text: [u8; MOST],
    /// Ones for each byte of it, in words of which the first byte is the lowest.
    mask: [u64; MOST / 8],
    /// How much of `text` it is; 0 where the name is too long or needs an escape, so that it never comes.
    length: usize,
}

impl Key {
    /// The key of a name.
    pub(super) fn new(name: &str) -> Key {
        let mut key = Key { text: [0; MOST], mask: [0; MOST / 8], length: 0 };
        let length = name.len() + 3;
        let needs_escape = name.bytes().any(|byte| matches!(byte, b'"' | b'\\' | ..0x20));
        if length > MOST || needs_escape {
            return key;
        }
        let spelled = [b'"'].into_iter().chain(name.bytes()).chain(*b"\":");
        for (place, byte) in key.text.iter_mut().zip(spelled) {
            *place = byte;
        }
        for (word, bits) in key.mask.iter_mut().zip((0..length * 8).step_by(64)) {
            *word = u64::MAX >> 64_usize.saturating_sub(length * 8 - bits);
        }
        Key { length, ..key }
    }

    /// Its length, if it is what `bytes` begin with.
    #[inline]
    pub(super) fn begins(&self, bytes: &[u8; MOST]) -> Option<usize> {
        let words = |bytes: &[u8; MOST]| {
            let (words, _) = bytes.as_chunks::<8>();
            [0, 1, 2, 3].map(|place| words.get(place).map_or(0, |word| u64::from_le_bytes(*word)))
        };
        let ([a, b, c, d], [k, l, m, n], [w, x, y, z]) =
            (words(bytes), words(&self.text), self.mask);
        let other = ((a ^ k) & w) | ((b ^ l) & x) | ((c ^ m) & y) | ((d ^ n) & z);
        (other == 0 && self.length != 0).then_some(self.length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_what_it_spells_and_nothing_else() {
        for length in 0..40 {
            let name = "n".repeat(length);
            let key = Key::new(&name);
            let mut bytes = [b'x'; MOST];
            for (place, byte) in bytes.iter_mut().zip(format!("\"{name}\":").bytes()) {
                *place = byte;
            }
            let spelled = length + 3;
            assert_eq!(key.begins(&bytes), (spelled <= MOST).then_some(spelled), "{length}");
            for place in 0..spelled.min(MOST) {
                let mut other = bytes;
                other.iter_mut().skip(place).take(1).for_each(|byte| *byte ^= 1);
                assert_eq!(key.begins(&other), None, "{length} {place}");
            }
        }
        assert_eq!(Key::new("a\"").length, 0);
    }
}
