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
    /// What never comes.
    pub(super) const NONE: Key = Key { text: [0; MOST], mask: [0; MOST / 8], length: 0 };

    /// The key of a name.
    pub(super) const fn new(name: &str) -> Key {
        let length = name.len() + 3;
        if length > MOST || needs_escape(name.as_bytes()) {
            return Key::NONE;
        }
        let mut text = [0; MOST];
        let behind = write(&mut text, b"\"");
        let behind = write(behind, name.as_bytes());
        write(behind, b"\":");
        let mask = [mask(length, 0), mask(length, 1), mask(length, 2), mask(length, 3)];
        Key { text, mask, length }
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

/// Whether JSON may not hold all of it as it stands.
const fn needs_escape(mut name: &[u8]) -> bool {
    while let [byte, rest @ ..] = name {
        if matches!(byte, b'"' | b'\\' | ..0x20) {
            return true;
        }
        name = rest;
    }
    false
}

/// Writes to the beginning of a place, and tells what is behind.
const fn write<'p>(place: &'p mut [u8], bytes: &[u8]) -> &'p mut [u8] {
    let mut ahead = (bytes, place);
    loop {
        match ahead {
            ([byte, bytes @ ..], [first, place @ ..]) => {
                *first = *byte;
                ahead = (bytes, place);
            }
            (_, place) => return place,
        }
    }
}

/// Ones for each of `length` bytes that lies in the word of this number.
const fn mask(length: usize, word: usize) -> u64 {
    match (length * 8).saturating_sub(word * 64) {
        0 => 0,
        bits @ 1..64 => u64::MAX >> (64 - bits),
        _ => u64::MAX,
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
