//! The request target: how path and query string are spelled, and the path's segments.
//!
//! A path has one spelling only. Whatever a server, a proxy and a framework could read in different ways (dot segments,
//! doubled or encoded slashes, backslashes, path parameters, encoded letters, broken escapes) is refused, never
//! normalised, so that a route guards exactly what the upstream sees.

mod octet;
mod slashes;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use octet::{Octet, hexadecimal, octet};
use slashes::Slashes;

/// Longest target in bytes, path and query string together.
pub const MAX_TARGET: usize = 4096;

/// A request target in origin form whose spelling has been checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target<'a> {
    path: &'a str,
    query: Option<&'a str>,
    /// Where its slashes are, if it is short and plain.
    slashes: Option<Slashes>,
}

impl<'a> Target<'a> {
    /// Checks the spelling; allocates nothing. The length is another check: [`MAX_TARGET`].
    ///
    /// # Errors
    ///
    /// Says what is misspelled.
    pub fn parse(target: &'a str) -> Result<Target<'a>, SpellingError> {
        match target.split_once('?') {
            Some((path, query)) => Target::of_parts(path, Some(query)),
            None => Target::of_parts(target, None),
        }
    }

    /// [`Target::parse`] of what stands before and behind the first `?`.
    ///
    /// # Errors
    ///
    /// The same.
    pub fn of_parts(path: &'a str, query: Option<&'a str>) -> Result<Target<'a>, SpellingError> {
        let slashes = Slashes::of_plain(path.as_bytes());
        if slashes.is_none() {
            check_path(path.as_bytes())?;
        }
        let is_visible = |byte: u8| (0x21..=0x7e).contains(&byte) && !b"#\"<>".contains(&byte);
        match query {
            Some(query) if !query.bytes().all(is_visible) => Err(SpellingError::Query),
            _ => Ok(Target { path, query, slashes }),
        }
    }

    /// Whether each octet of the path is known to stand for itself: there are no escapes in it.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.slashes.is_some()
    }

    /// The path as spelled, from its first slash on.
    #[must_use]
    pub fn path(&self) -> &'a str {
        self.path
    }

    /// The query string behind the first `?`, as spelled.
    #[must_use]
    pub fn query(&self) -> Option<&'a str> {
        self.query
    }

    /// The segments as spelled. There is at least one; a final slash makes a last empty one.
    pub fn segments(&self) -> std::str::Split<'a, char> {
        self.path.get(1..).unwrap_or_default().split('/')
    }

    /// Fills `places` with the segments as octets and tells how many there are; nothing where there are more.
    #[must_use]
    pub fn split_into(&self, places: &mut [&'a [u8]]) -> Option<usize> {
        let path = self.path.as_bytes();
        let mut count = 0;
        let mut put = |segment| {
            *places.get_mut(count)? = segment;
            count += 1;
            Some(())
        };
        match self.slashes {
            Some(slashes) => slashes.segments(path).try_for_each(&mut put)?,
            None => {
                let path = path.get(1..).unwrap_or_default();
                path.split(|byte| *byte == b'/').try_for_each(&mut put)?;
            }
        }
        Some(count)
    }
}

/// A [`Target`] that owns its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnedTarget {
    path: Box<str>,
    query: Option<Box<str>>,
    slashes: Option<Slashes>,
}

impl From<Target<'_>> for OwnedTarget {
    fn from(target: Target<'_>) -> OwnedTarget {
        let Target { path, query, slashes } = target;
        OwnedTarget { path: path.into(), query: query.map(Box::from), slashes }
    }
}

impl OwnedTarget {
    /// The target.
    #[must_use]
    pub fn as_target(&self) -> Target<'_> {
        Target { path: &self.path, query: self.query.as_deref(), slashes: self.slashes }
    }
}

/// Decodes the percent-encoded octets of a segment, once. Gives nothing for a segment that
/// [`Target::parse`] would have refused.
#[must_use]
pub fn decode_segment(segment: &str) -> Option<Cow<'_, str>> {
    if !segment.contains('%') {
        return Some(Cow::Borrowed(segment));
    }
    let mut decoded = Vec::with_capacity(segment.len());
    let mut bytes = segment.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'%' => decoded.push(hexadecimal(bytes.next()?, bytes.next()?)?),
            plain => decoded.push(plain),
        }
    }
    String::from_utf8(decoded).ok().map(Cow::Owned)
}

/// Checks a path of any length, which may have escapes.
fn check_path(path: &[u8]) -> Result<(), SpellingError> {
    if path.first() != Some(&b'/') {
        return Err(SpellingError::NotAbsolute);
    }
    let (mut at, mut segment) = (1, 1);
    loop {
        let class = path.get(at).map(|byte| octet(*byte));
        match class {
            Some(Octet::Unreserved | Octet::Delimiter) => at += 1,
            Some(Octet::Percent) => at = check_escapes(path, at)?,
            Some(Octet::Forbidden) => return Err(SpellingError::Character),
            Some(Octet::Slash) | None => {
                match path.get(segment..at) {
                    Some(b"." | b"..") => return Err(SpellingError::DotSegment),
                    Some(b"") if class.is_some() => return Err(SpellingError::EmptySegment),
                    Some(_) | None => {}
                }
                if class.is_none() {
                    return Ok(());
                }
                at += 1;
                segment = at;
            }
        }
    }
}

/// Checks a run of escapes that begins at `at`, and tells where it ends.
#[cold]
fn check_escapes(bytes: &[u8], at: usize) -> Result<usize, SpellingError> {
    let (mut character, mut at) = (Utf8Octets::default(), at);
    while bytes.get(at) == Some(&b'%') {
        let (Some(high), Some(low)) = (bytes.get(at + 1), bytes.get(at + 2)) else {
            return Err(SpellingError::BrokenEscape);
        };
        let decoded = hexadecimal(*high, *low).ok_or(SpellingError::BrokenEscape)?;
        if decoded.is_ascii() {
            character.end()?;
            check_escaped(decoded)?;
        } else {
            character.push(decoded)?;
        }
        at += 3;
    }
    character.end()?;
    Ok(at)
}

/// What an ASCII character may not hide behind an escape.
fn check_escaped(decoded: u8) -> Result<(), SpellingError> {
    match (decoded, octet(decoded)) {
        (b'/' | b'\\', _) => Err(SpellingError::EscapedSlash),
        (0x00..=0x1f | 0x7f, _) => Err(SpellingError::EscapedControl),
        (_, Octet::Unreserved) => Err(SpellingError::EscapedUnreserved),
        (_, Octet::Delimiter | Octet::Percent | Octet::Slash | Octet::Forbidden) => Ok(()),
    }
}

/// The octets of one character beyond ASCII, while its escapes are read.
#[derive(Default)]
struct Utf8Octets {
    octets: [u8; 4],
    length: usize,
}

impl Utf8Octets {
    fn push(&mut self, decoded: u8) -> Result<(), SpellingError> {
        let slot = self.octets.get_mut(self.length).ok_or(SpellingError::Utf8)?;
        *slot = decoded;
        self.length += 1;
        let read = self.octets.get(..self.length).unwrap_or_default();
        match std::str::from_utf8(read) {
            // U+0080 to U+009F are control characters too.
            Ok(text) if text.chars().any(char::is_control) => Err(SpellingError::EscapedControl),
            Ok(_) => {
                self.length = 0;
                Ok(())
            }
            // Valid so far: the character goes on.
            Err(error) if error.error_len().is_none() => Ok(()),
            Err(_) => Err(SpellingError::Utf8),
        }
    }

    /// No character may be left unfinished.
    fn end(&self) -> Result<(), SpellingError> {
        if self.length == 0 { Ok(()) } else { Err(SpellingError::Utf8) }
    }
}

/// Why a target is misspelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SpellingError {
    /// Absolute form, `*`, or nothing.
    #[error("the target does not begin with a slash")]
    NotAbsolute,
    /// `//`.
    #[error("the path has an empty segment before its end")]
    EmptySegment,
    /// `.` or `..`.
    #[error("the path has a dot segment")]
    DotSegment,
    /// A character that stands in no path, or `;`.
    #[error("the path has a character that is not allowed in it")]
    Character,
    /// `%` without two hexadecimal digits.
    #[error("the path has a broken percent-encoding")]
    BrokenEscape,
    /// `%2F` or `%5C`.
    #[error("the path has an encoded slash or backslash")]
    EscapedSlash,
    /// An encoded control character.
    #[error("the path has an encoded control character")]
    EscapedControl,
    /// `%2E`, `%61`: what has to stand for itself.
    #[error("the path encodes a character that stands for itself")]
    EscapedUnreserved,
    /// Encoded octets that are not UTF-8.
    #[error("the path has encoded octets that are not UTF-8")]
    Utf8,
    /// A character that stands in no query string.
    #[error("the query string has a character that is not allowed in it")]
    Query,
}
