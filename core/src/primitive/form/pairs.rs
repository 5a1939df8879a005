//! Names and values out of a form.

use super::Malformed;
use crate::primitive::query::{QueryError, decode};

/// The fields of a form, decoded, in the order written; a form without octets has none.
pub fn pairs(form: &[u8]) -> impl Iterator<Item = Result<(String, String), Malformed>> + '_ {
    let pieces = (!form.is_empty()).then(|| form.split(|octet| *octet == b'&'));
    pieces.into_iter().flatten().map(pair)
}

fn pair(piece: &[u8]) -> Result<(String, String), Malformed> {
    if !piece.iter().copied().all(is_plain) {
        return Err(Malformed::Octet);
    }
    let piece = std::str::from_utf8(piece).map_err(|_| Malformed::Octet)?;
    let (name, value) = piece.split_once('=').ok_or(Malformed::Field)?;
    if name.is_empty() {
        return Err(Malformed::Field);
    }
    Ok((decoded(name)?, decoded(value)?))
}

/// What a query string may hold too, without `;`.
fn is_plain(octet: u8) -> bool {
    octet.is_ascii_graphic() && !b"\"#<>;".contains(&octet)
}

fn decoded(text: &str) -> Result<String, Malformed> {
    decode(text).map_err(|error| match error {
        QueryError::Utf8 => Malformed::Utf8,
        QueryError::Encoding
        | QueryError::Unknown(_)
        | QueryError::Repeated(_)
        | QueryError::Missing(_)
        | QueryError::Items(_)
        | QueryError::Value { .. } => Malformed::Encoding,
    })
}
