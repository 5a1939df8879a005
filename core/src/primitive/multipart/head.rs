//! What a part says of itself.

use super::MalformedPart;
use super::file::is_file_name;

/// The lines of a part's head.
pub(super) struct Head<'a> {
    pub(super) name: &'a str,
    pub(super) file_name: Option<&'a str>,
    pub(super) media_type: Option<&'a str>,
}

impl<'a> Head<'a> {
    /// Reads `Content-Disposition` and `Content-Type`, each at most once, and nothing else.
    pub(super) fn read(head: &'a [u8]) -> Result<Head<'a>, MalformedPart> {
        let head = std::str::from_utf8(head).map_err(|_| MalformedPart::Head)?;
        let (mut disposition, mut media_type) = (None, None);
        for line in head.split("\r\n") {
            let (key, value) = line.split_once(':').ok_or(MalformedPart::Header)?;
            let value = value.strip_prefix(' ').unwrap_or(value);
            if value.chars().any(char::is_control) {
                return Err(MalformedPart::Header);
            }
            let slot = if key.eq_ignore_ascii_case("content-disposition") {
                &mut disposition
            } else if key.eq_ignore_ascii_case("content-type") {
                &mut media_type
            } else {
                return Err(MalformedPart::Header);
            };
            if slot.replace(value).is_some() {
                return Err(MalformedPart::Header);
            }
        }
        let (name, file_name) = named(disposition.ok_or(MalformedPart::Name)?)?;
        Ok(Head { name, file_name, media_type })
    }
}

/// `form-data; name="N"` or `form-data; name="N"; filename="F"`. A `filename*` would be another name to other readers.
fn named(disposition: &str) -> Result<(&str, Option<&str>), MalformedPart> {
    let (kind, rest) = disposition.split_once(';').ok_or(MalformedPart::Name)?;
    if !kind.eq_ignore_ascii_case("form-data") {
        return Err(MalformedPart::Name);
    }
    let (name, rest) = quoted(rest, "name").ok_or(MalformedPart::Name)?;
    if name.is_empty() {
        return Err(MalformedPart::Name);
    }
    let Some(rest) = rest.strip_prefix(';') else {
        return if rest.is_empty() { Ok((name, None)) } else { Err(MalformedPart::Name) };
    };
    match quoted(rest, "filename") {
        Some((file_name, "")) if is_file_name(file_name) => Ok((name, Some(file_name))),
        Some((_, "")) => Err(MalformedPart::FileName),
        Some(_) | None => Err(MalformedPart::Name),
    }
}

/// The text between the quotes of a parameter, and what follows. Readers differ in what a backslash means in there.
fn quoted<'a>(rest: &'a str, parameter: &str) -> Option<(&'a str, &'a str)> {
    let rest = rest.strip_prefix(' ').unwrap_or(rest);
    let (key, rest) = rest.split_once('=')?;
    let (text, rest) = rest.strip_prefix('"')?.split_once('"')?;
    (key.eq_ignore_ascii_case(parameter) && !text.contains('\\')).then_some((text, rest))
}
