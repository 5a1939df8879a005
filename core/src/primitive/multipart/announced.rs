//! How a multipart body has to be announced.

/// The media type.
pub const MULTIPART: &str = "multipart/form-data";

/// The longest boundary (RFC 2046 §5.1.1).
const LONGEST: usize = 70;

/// The boundary that a Content-Type names: `multipart/form-data` with `boundary` as its only parameter, names without regard
/// to ASCII case, spaces and tabs around the semicolon, the value quoted or not. Nothing for any other.
#[must_use]
pub fn boundary(content_type: &[u8]) -> Option<&[u8]> {
    let at = content_type.iter().position(|octet| *octet == b';')?;
    let (name, rest) = content_type.split_at_checked(at)?;
    let parameter = rest.get(1..)?.trim_ascii();
    let at = parameter.iter().position(|octet| *octet == b'=')?;
    let (key, value) = parameter.split_at_checked(at)?;
    let value = value.get(1..)?;
    let is_named = name.trim_ascii().eq_ignore_ascii_case(MULTIPART.as_bytes())
        && key.eq_ignore_ascii_case(b"boundary");
    let quoted = value.strip_prefix(b"\"").and_then(|value| value.strip_suffix(b"\""));
    let (boundary, is_admitted): (_, fn(u8) -> bool) = match quoted {
        Some(quoted) => (quoted, is_boundary),
        None => (value, is_token),
    };
    let is_right = (1..=LONGEST).contains(&boundary.len())
        && boundary.iter().copied().all(|octet| is_boundary(octet) && is_admitted(octet));
    (is_named && is_right).then_some(boundary)
}

/// `bchars` without the space, which readers trim at different places.
fn is_boundary(octet: u8) -> bool {
    octet.is_ascii_alphanumeric() || b"'()+_,-./:=?".contains(&octet)
}

/// What of them stands without quotes (RFC 9110 §5.6.2).
fn is_token(octet: u8) -> bool {
    octet.is_ascii_alphanumeric() || b"'+_-.".contains(&octet)
}
