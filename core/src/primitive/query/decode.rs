//! Names and values out of a form-encoded query.

use super::QueryError;

/// The parameters of what stands after the `?`, decoded, in the order written.
///
/// Parameters end at `&`, names at the first `=`, `+` is a space. Two `&` in a row, or one at an end, leave a
/// parameter of empty name.
pub fn pairs(query: &str) -> impl Iterator<Item = Result<(String, String), QueryError>> {
    let pieces = (!query.is_empty()).then(|| query.split('&'));
    pieces.into_iter().flatten().map(|piece| {
        let (name, value) = piece.split_once('=').unwrap_or((piece, ""));
        Ok((decode(name)?, decode(value)?))
    })
}

/// Whether there is one of U+0000 to U+001F or U+007F in it: no value but a string may hold any.
#[must_use]
pub fn has_control(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_control())
}

pub(crate) fn decode(text: &str) -> Result<String, QueryError> {
    let mut octets = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        octets.push(match byte {
            b'+' => b' ',
            b'%' => {
                let high = rest.next().and_then(digit).ok_or(QueryError::Encoding)?;
                let low = rest.next().and_then(digit).ok_or(QueryError::Encoding)?;
                high * 16 + low
            }
            other => other,
        });
    }
    String::from_utf8(octets).map_err(|_| QueryError::Utf8)
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}
