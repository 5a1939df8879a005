//! The words of JSON: white space, strings, numbers, literals.

use std::borrow::Cow;

use super::plain::special;
use super::{JsonError, JsonErrorKind, MAX_DEPTH};

/// A place in a JSON text.
#[derive(Clone, Debug)]
pub(crate) struct Scanner<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
    depth: u32,
}

/// Where a value begins, and how deep.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    at: usize,
    depth: u32,
}

impl<'a> Scanner<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Result<Scanner<'a>, JsonError> {
        match simdutf8::compat::from_utf8(bytes) {
            Ok(text) => Ok(Scanner { text, at: 0, depth: 0 }),
            Err(error) => {
                Err(JsonError { kind: JsonErrorKind::Encoding, offset: error.valid_up_to() })
            }
        }
    }

    #[inline]
    pub(crate) fn offset(&self) -> usize {
        self.at
    }

    /// Where it stands.
    #[inline]
    pub(crate) fn place(&self) -> Place {
        Place { at: self.at, depth: self.depth }
    }

    /// Goes back to where it stood.
    pub(crate) fn return_to(&mut self, place: Place) {
        (self.at, self.depth) = (place.at, place.depth);
    }

    /// How many bytes are left.
    #[inline]
    pub(crate) fn left(&self) -> usize {
        self.text.len().saturating_sub(self.at)
    }

    /// How many arrays and objects are open.
    #[inline]
    pub(crate) fn depth(&self) -> u32 {
        self.depth
    }

    pub(crate) fn error(&self, kind: JsonErrorKind) -> JsonError {
        JsonError { kind, offset: self.at }
    }

    /// What is wrong with the byte here, or with its absence.
    #[cold]
    pub(crate) fn unexpected(&self) -> JsonError {
        let ended = self.at >= self.text.len();
        self.error(if ended { JsonErrorKind::End } else { JsonErrorKind::Unexpected })
    }

    #[inline]
    pub(crate) fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    #[inline]
    fn rest(&self) -> &'a [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    /// Skips white space and tells the byte after it.
    #[inline]
    pub(crate) fn peek(&mut self) -> Option<u8> {
        match self.byte() {
            Some(byte) if byte > b' ' => Some(byte),
            _ => self.after_space(),
        }
    }

    #[inline(never)]
    fn after_space(&mut self) -> Option<u8> {
        loop {
            match self.byte() {
                Some(b' ') => self.at += 1 + self.spaces(self.at + 1),
                Some(b'\t' | b'\n' | b'\r') => self.at += 1,
                other => return other,
            }
        }
    }

    /// Skips white space, then takes `byte` if it comes.
    pub(crate) fn take(&mut self, byte: u8) -> bool {
        let comes = self.peek() == Some(byte);
        self.at += usize::from(comes);
        comes
    }

    /// What comes, as far as `N` bytes.
    #[inline]
    pub(crate) fn next<const N: usize>(&self) -> Option<&'a [u8; N]> {
        self.rest().first_chunk()
    }

    /// So much text, from so many bytes on; nothing where that would part a character.
    #[inline]
    pub(crate) fn slice(&self, from: usize, length: usize) -> Option<&'a str> {
        let start = self.at + from;
        self.text.get(start..start + length)
    }

    /// The same as [`next`](Scanner::next), where zeros follow the end.
    pub(crate) fn next_or_end<const N: usize>(&self) -> [u8; N] {
        let rest = self.rest();
        rest.first_chunk().copied().unwrap_or_else(|| {
            let mut padded = [0; N];
            padded.iter_mut().zip(rest).for_each(|(place, byte)| *place = *byte);
            padded
        })
    }

    /// Passes over bytes that have been looked at and end before a character.
    #[inline]
    pub(crate) fn pass(&mut self, count: usize) {
        self.at += count;
    }

    /// Skips white space, then takes `byte`, which must come.
    #[inline]
    pub(crate) fn expect(&mut self, byte: u8) -> Result<(), JsonError> {
        if self.take(byte) { Ok(()) } else { Err(self.unexpected()) }
    }

    /// Takes the bracket that opens an array or an object, which must come.
    #[inline]
    pub(crate) fn open(&mut self, bracket: u8) -> Result<(), JsonError> {
        if self.byte() != Some(bracket) && self.peek() != Some(bracket) {
            return Err(self.unexpected());
        }
        if self.depth == MAX_DEPTH {
            return Err(self.error(JsonErrorKind::Depth));
        }
        self.at += 1;
        self.depth += 1;
        Ok(())
    }

    /// Takes the bracket that opens an array or an object, if it comes, something follows and nesting allows; tells what follows.
    #[inline]
    pub(crate) fn opens(&mut self, bracket: u8) -> Option<u8> {
        let [first, second] = *self.next::<2>()?;
        if first != bracket || self.depth >= MAX_DEPTH {
            return None;
        }
        self.at += 1;
        self.depth += 1;
        Some(second)
    }

    /// Takes the bracket that closes an array or an object, if it comes.
    #[inline]
    pub(crate) fn close(&mut self, bracket: u8) -> bool {
        // Neither white space nor the bracket.
        if self.byte().is_some_and(|byte| byte > b' ' && byte != bracket) {
            return false;
        }
        let comes = self.take(bracket);
        self.depth = self.depth.saturating_sub(u32::from(comes));
        comes
    }

    /// Takes what stands after an item: the bracket that closes, or a comma. True if it was the bracket.
    #[inline]
    pub(crate) fn closes(&mut self, bracket: u8) -> Result<bool, JsonError> {
        match self.byte() {
            Some(b',') => {
                self.at += 1;
                Ok(false)
            }
            Some(byte) if byte == bracket => {
                self.at += 1;
                self.depth = self.depth.saturating_sub(1);
                Ok(true)
            }
            Some(_) | None => self.closes_later(bracket),
        }
    }

    /// The same where white space comes first.
    fn closes_later(&mut self, bracket: u8) -> Result<bool, JsonError> {
        if self.close(bracket) {
            return Ok(true);
        }
        self.expect(b',').map(|()| false)
    }

    /// Only white space may follow.
    pub(crate) fn end(&mut self) -> Result<(), JsonError> {
        match self.peek() {
            None => Ok(()),
            Some(_) => Err(self.unexpected()),
        }
    }

    /// `null`, `true` or `false`, which must come.
    pub(crate) fn word(&mut self, word: &str) -> Result<(), JsonError> {
        for byte in word.bytes() {
            if self.byte() != Some(byte) {
                return Err(self.unexpected());
            }
            self.at += 1;
        }
        Ok(())
    }

    /// The text of a number, which must come.
    #[inline]
    pub(crate) fn number(&mut self) -> Result<&'a str, JsonError> {
        self.peek();
        let start = self.at;
        if self.byte() == Some(b'-') {
            self.at += 1;
        }
        if self.byte() == Some(b'0') {
            self.at += 1;
        } else {
            self.digits()?;
        }
        let mut simple = true;
        if self.byte() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.byte(), Some(b'e' | b'E')) {
            simple = false;
            self.at += 1;
            if matches!(self.byte(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits()?;
        }
        let text = self.text.get(start..self.at).unwrap_or_default();
        // The largest double has 309 digits.
        let finite = (simple && text.len() < 300) || text.parse().is_ok_and(f64::is_finite);
        if finite { Ok(text) } else { Err(JsonError { kind: JsonErrorKind::Range, offset: start }) }
    }

    #[inline]
    fn digits(&mut self) -> Result<(), JsonError> {
        let count = self.rest().iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.at += count;
        if count == 0 { Err(self.unexpected()) } else { Ok(()) }
    }

    /// A string, which must come; borrowed where nothing is escaped.
    #[inline]
    pub(crate) fn string(&mut self) -> Result<Cow<'a, str>, JsonError> {
        self.peek();
        match self.plain_string() {
            Some(plain) => Ok(Cow::Borrowed(plain.text)),
            None => self.any_string(),
        }
    }

    #[cold]
    fn any_string(&mut self) -> Result<Cow<'a, str>, JsonError> {
        self.expect(b'"')?;
        let start = self.at;
        self.plain();
        let first = self.text.get(start..self.at).unwrap_or_default();
        if self.byte() == Some(b'"') {
            self.at += 1;
            return Ok(Cow::Borrowed(first));
        }
        let mut value = first.to_owned();
        loop {
            match self.byte() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(Cow::Owned(value));
                }
                Some(b'\\') => value.push(self.escape()?),
                Some(_) => return Err(self.error(JsonErrorKind::Control)),
                None => return Err(self.unexpected()),
            }
            let start = self.at;
            self.plain();
            value.push_str(self.text.get(start..self.at).unwrap_or_default());
        }
    }

    /// Goes to the next byte of a string that does not stand for itself.
    #[inline]
    fn plain(&mut self) {
        let rest = self.rest();
        let (words, _) = rest.as_chunks::<8>();
        let plain = words.iter().take_while(|word| special(u64::from_le_bytes(**word)) == 0);
        let skipped = plain.count() * 8;
        let rest = rest.get(skipped..).unwrap_or_default();
        let special = rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20));
        self.at += skipped + special.unwrap_or(rest.len());
    }

    fn escape(&mut self) -> Result<char, JsonError> {
        let start = self.at;
        let kind = self.rest().get(1).copied();
        self.at += 2;
        Ok(match kind {
            Some(byte @ (b'"' | b'\\' | b'/')) => char::from(byte),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                let first = self.unit(start)?;
                let units = if (0xd800..0xdc00).contains(&first) && self.rest().starts_with(br"\u")
                {
                    self.at += 2;
                    vec![first, self.unit(start)?]
                } else {
                    vec![first]
                };
                match char::decode_utf16(units).next() {
                    Some(Ok(character)) => character,
                    Some(Err(_)) | None => {
                        return Err(JsonError { kind: JsonErrorKind::Surrogate, offset: start });
                    }
                }
            }
            Some(_) | None => {
                return Err(JsonError { kind: JsonErrorKind::Escape, offset: start });
            }
        })
    }

    /// Four hexadecimal digits.
    fn unit(&mut self, start: usize) -> Result<u16, JsonError> {
        let digits = self.text.get(self.at..self.at + 4);
        let digits = digits.filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let unit = digits.and_then(|digits| u16::from_str_radix(digits, 16).ok());
        self.at += 4;
        unit.ok_or(JsonError { kind: JsonErrorKind::Escape, offset: start })
    }
}
