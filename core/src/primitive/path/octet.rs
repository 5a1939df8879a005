//! What an octet of a path is (RFC 3986 §3.3).

/// The classes that matter to a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Octet {
    /// Letters, digits, `-`, `.`, `_`, `~`.
    Unreserved,
    /// Sub-delims but `;`, `:` and `@`.
    Delimiter,
    /// `%`.
    Percent,
    /// Everything else.
    Forbidden,
}

pub(super) fn octet(byte: u8) -> Octet {
    match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => Octet::Unreserved,
        b'!' | b'$' | b'&' | b'\'' | b'(' | b')' | b'*' | b'+' | b',' | b'=' | b':' | b'@' => {
            Octet::Delimiter
        }
        b'%' => Octet::Percent,
        _ => Octet::Forbidden,
    }
}

/// The octet that two hexadecimal digits of any case spell.
pub(super) fn hexadecimal(high: u8, low: u8) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|value| u8::try_from(value).ok());
    Some(digit(high)? << 4 | digit(low)?)
}
