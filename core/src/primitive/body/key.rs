//! The name of a field with its quotes and its colon, compared in one go.

/// The longest name, with both quotes and the colon.
const MOST: usize = 32;

/// The name of a field as most clients write it: between quotes, without escapes, and a colon right behind it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Key {
    text: [u8; MOST],
    /// 0xFF for each byte of the text.
    mask: [u8; MOST],
    /// 0 where the name is too long or needs an escape, so that it never comes.
    length: usize,
}

impl Key {
    pub(super) const fn new(name: &str) -> Key {
        let none = Key { text: [0; MOST], mask: [0; MOST], length: 0 };
        if name.len() + 3 > MOST {
            return none;
        }
        let mut key = none;
        let (mut text, mut mask) = (key.text.as_mut_slice(), key.mask.as_mut_slice());
        let parts = [b"\"".as_slice(), name.as_bytes(), b"\":"];
        let mut parts = parts.as_slice();
        while let Some((part, others)) = parts.split_first() {
            parts = others;
            let mut part = *part;
            while let Some((byte, rest)) = part.split_first() {
                let (Some((place, places)), Some((bits, more))) =
                    (text.split_first_mut(), mask.split_first_mut())
                else {
                    return none;
                };
                (*place, *bits) = (*byte, 0xff);
                (part, text, mask) = (rest, places, more);
            }
        }
        if needs_escape(name) {
            return none;
        }
        key.length = name.len() + 3;
        key
    }

    /// Its length, if it is what `bytes` begin with.
    #[inline]
    pub(super) fn begins(&self, bytes: &[u8; MOST]) -> Option<usize> {
        let words = |bytes: &[u8; MOST]| {
            let (words, _) = bytes.as_chunks::<8>();
            [0, 1, 2, 3].map(|place| words.get(place).map_or(0, |word| u64::from_le_bytes(*word)))
        };
        let ([a, b, c, d], [k, l, m, n], [w, x, y, z]) =
            (words(bytes), words(&self.text), words(&self.mask));
        let other = ((a ^ k) & w) | ((b ^ l) & x) | ((c ^ m) & y) | ((d ^ n) & z);
        (other == 0 && self.length != 0).then_some(self.length)
    }
}

const fn needs_escape(name: &str) -> bool {
    let mut bytes = name.as_bytes();
    while let Some((byte, rest)) = bytes.split_first() {
        bytes = rest;
        if *byte == b'"' || *byte == b'\\' || *byte < 0x20 {
            return true;
        }
    }
    false
}
