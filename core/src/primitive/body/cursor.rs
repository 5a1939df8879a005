//! A place in a body, and what generated code asks to stand there.

use std::ops::RangeBounds;

use super::Fault;
use crate::primitive::decimal::Decimal;
use crate::primitive::json::{JsonError, Scanner};
use crate::primitive::number::Number;
use crate::primitive::schema::Reason;

/// A place in a body that is being read.
#[derive(Clone, Debug)]
pub struct Cursor<'a> {
    pub(super) scanner: Scanner<'a>,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Result<Cursor<'a>, JsonError> {
        Scanner::new(bytes).map(|scanner| Cursor { scanner })
    }

    /// Nothing but white space may follow.
    pub(super) fn end(&mut self) -> Result<(), Fault> {
        Ok(self.scanner.end()?)
    }

    /// Reads an array whose number of items lies in `length`.
    pub fn list<T>(
        &mut self,
        length: impl RangeBounds<u64>,
        mut item: impl FnMut(&mut Cursor<'a>) -> Result<T, Fault>,
    ) -> Result<Vec<T>, Fault> {
        self.kind(b'[', Reason::List)?;
        self.scanner.open(b'[')?;
        let mut items = Vec::new();
        if !self.scanner.close(b']') {
            loop {
                match item(self) {
                    Ok(value) => items.push(value),
                    Err(fault) => return Err(fault.inside(|| items.len().to_string())),
                }
                if self.scanner.closes(b']')? {
                    break;
                }
            }
        }
        let count = u64::try_from(items.len()).unwrap_or(u64::MAX);
        if length.contains(&count) { Ok(items) } else { Err(Fault::schema(Reason::Items)) }
    }

    /// Reads `null`, or what `value` reads.
    pub fn nullable<T>(
        &mut self,
        value: impl FnOnce(&mut Cursor<'a>) -> Result<T, Fault>,
    ) -> Result<Option<T>, Fault> {
        if self.scanner.peek() == Some(b'n') {
            self.scanner.word("null")?;
            return Ok(None);
        }
        value(self).map(Some)
    }

    /// Reads a string, its escapes resolved, and turns it into a value if it is of its type.
    pub fn text<T>(&mut self, value: impl FnOnce(&str) -> Option<T>) -> Result<T, Fault> {
        self.kind(b'"', Reason::Value)?;
        let text = self.scanner.string()?;
        value(&text).ok_or_else(|| Fault::schema(Reason::Value))
    }

    /// Reads an `int` that lies within its bounds.
    pub fn int(&mut self, within: impl FnOnce(i64) -> bool) -> Result<i64, Fault> {
        let text = self.number()?;
        // 15 digits are always within ±(2^53 − 1).
        let value = match text.parse() {
            Ok(value) if text.len() <= 15 => Some(value),
            Ok(_) | Err(_) => Number::parse(text).and_then(|number| number.integer()),
        };
        value.filter(|&value| within(value)).ok_or_else(|| Fault::schema(Reason::Value))
    }

    /// Reads a `decimal` that lies within its bounds.
    pub fn decimal(&mut self, within: impl FnOnce(&Decimal) -> bool) -> Result<Decimal, Fault> {
        let value = Decimal::parse(self.number()?);
        value.filter(within).ok_or_else(|| Fault::schema(Reason::Value))
    }

    /// Reads `true` or `false`.
    pub fn boolean(&mut self) -> Result<bool, Fault> {
        match self.scanner.peek() {
            Some(b't') => Ok(self.scanner.word("true").map(|()| true)?),
            Some(b'f') => Ok(self.scanner.word("false").map(|()| false)?),
            other => Err(self.wrong(other, Reason::Value)),
        }
    }

    #[inline]
    fn number(&mut self) -> Result<&'a str, Fault> {
        match self.scanner.peek() {
            Some(b'-' | b'0'..=b'9') => Ok(self.scanner.number()?),
            other => Err(self.wrong(other, Reason::Value)),
        }
    }

    /// Whether a value that begins with `byte` comes.
    #[inline]
    pub(super) fn kind(&mut self, byte: u8, reason: Reason) -> Result<(), Fault> {
        match self.scanner.peek() {
            Some(first) if first == byte => Ok(()),
            other => Err(self.wrong(other, reason)),
        }
    }

    #[cold]
    fn wrong(&self, byte: Option<u8>, reason: Reason) -> Fault {
        match byte {
            Some(b'n') => Fault::schema(Reason::Null),
            Some(_) => Fault::schema(reason),
            None => self.scanner.unexpected().into(),
        }
    }
}
