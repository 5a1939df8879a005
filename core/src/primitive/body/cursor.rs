//! A place in a body, and what generated code asks to stand there.

use std::ops::RangeBounds;

use super::BodyError;
use super::fields::{Fields, Met};
use crate::primitive::decimal::Decimal;
use crate::primitive::json::{JsonError, JsonErrorKind, Scanner};
use crate::primitive::number::Number;
use crate::primitive::schema::{Reason, Violation};

/// Why reading stopped.
#[derive(Debug)]
pub struct Fault(Box<BodyError>);

impl Fault {
    /// A value that is not of its schema.
    #[must_use]
    #[cold]
    pub fn schema(reason: Reason) -> Fault {
        Fault(Box::new(BodyError::Schema(Violation::here(reason))))
    }

    #[cold]
    fn inside(self, step: impl FnOnce() -> String) -> Fault {
        match *self.0 {
            BodyError::Schema(violation) => {
                Fault(Box::new(BodyError::Schema(violation.inside(&step()))))
            }
            BodyError::Json(_) => self,
        }
    }
}

impl From<JsonError> for Fault {
    #[cold]
    fn from(error: JsonError) -> Fault {
        Fault(Box::new(BodyError::Json(error)))
    }
}

impl From<Fault> for BodyError {
    fn from(fault: Fault) -> BodyError {
        *fault.0
    }
}

/// A place in a body that is being read.
#[derive(Debug)]
pub struct Cursor<'a> {
    scanner: Scanner<'a>,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Result<Cursor<'a>, JsonError> {
        Scanner::new(bytes).map(|scanner| Cursor { scanner })
    }

    /// Nothing but white space may follow.
    pub(super) fn end(&mut self) -> Result<(), Fault> {
        Ok(self.scanner.end()?)
    }

    /// Reads an object: `member` reads the value of the field whose place in `fields` it is given.
    ///
    /// Unknown, read-only and repeated fields are refused here; that required ones are there,
    /// [`required`](Cursor::required) asks afterwards.
    pub fn object(
        &mut self,
        fields: &'static Fields,
        mut member: impl FnMut(&mut Cursor<'a>, usize) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        self.kind(b'{', Reason::Object)?;
        self.scanner.open(b'{')?;
        if self.scanner.close(b'}') {
            return Ok(());
        }
        let mut met = Met::default();
        let mut expected = 0;
        loop {
            let field = self.name(fields, expected)?;
            if !met.insert(field) {
                return Err(self.scanner.error(JsonErrorKind::Duplicate).into());
            }
            self.scanner.expect(b':')?;
            if let Err(fault) = member(self, field) {
                let name = || fields.names.get(field).map(|&name| name.to_owned());
                return Err(fault.inside(|| name().unwrap_or_default()));
            }
            if self.scanner.closes(b'}')? {
                return Ok(());
            }
            expected = field + 1;
        }
    }

    /// The place of the name that comes. Clients mostly keep one order, so the name after the last one is tried first.
    #[inline]
    fn name(&mut self, fields: &Fields, expected: usize) -> Result<usize, Fault> {
        if fields.plain
            && let Some(name) = fields.names.get(expected)
            && self.scanner.take_quoted(name)
        {
            return Ok(expected);
        }
        let name = self.scanner.string()?;
        if let Some(field) = fields.names.iter().position(|own| *own == name) {
            return Ok(field);
        }
        let read_only = fields.read_only.iter().any(|own| *own == name);
        let reason = if read_only { Reason::ReadOnly } else { Reason::Unknown };
        Err(Fault::schema(reason).inside(|| name.into_owned()))
    }

    /// The value of a required field, if it was there.
    pub fn required<T>(&self, value: Option<T>, name: &str) -> Result<T, Fault> {
        value.ok_or_else(|| Fault::schema(Reason::Missing(name.to_owned())))
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
    fn kind(&mut self, byte: u8, reason: Reason) -> Result<(), Fault> {
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
