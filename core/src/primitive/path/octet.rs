//! What an octet of a path is (RFC 3986 §3.3).

/// The classes that matter to a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Octet {
    /// Letters, digits, `-`, `.`, `_`, `~`.
    Unreserved = 0,
    /// Sub-delims but `;`, `:` and `@`.
    Delimiter = 1,
    /// `/`.
    Slash = 2,
    /// `%`; the numbers of this one and the next share a bit that no other has.
    Percent = 4,
    /// Everything else.
    Forbidden = 5,
}

#[inline]
pub(super) fn octet(byte: u8) -> Octet {
    #[allow(
        clippy::indexing_slicing,
        reason = "made while compiling: an index beyond would not compile"
    )]
    const CLASSES: [Octet; 256] = {
        let (mut classes, mut byte) = ([Octet::Forbidden; 256], 0_u8);
        while byte < 128 {
            classes[byte as usize] = class(byte);
            byte += 1;
        }
        classes
    };
    CLASSES.get(usize::from(byte)).copied().unwrap_or(Octet::Forbidden)
}

const fn class(byte: u8) -> Octet {
    match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => Octet::Unreserved,
        b'!' | b'$' | b'&' | b'\'' | b'(' | b')' | b'*' | b'+' | b',' | b'=' | b':' | b'@' => {
            Octet::Delimiter
        }
        b'%' => Octet::Percent,
        b'/' => Octet::Slash,
        _ => Octet::Forbidden,
    }
}

/// The octet that two hexadecimal digits of any case spell.
pub(super) fn hexadecimal(high: u8, low: u8) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|value| u8::try_from(value).ok());
    Some(digit(high)? << 4 | digit(low)?)
}
