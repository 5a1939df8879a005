//! A place in a body, and what generated code asks to stand there.

use std::borrow::Cow;
use std::ops::RangeBounds;

use super::wrong::{PassedOver, Telling};
use super::{Fault, StringRule};
use crate::primitive::decimal::Decimal;
use crate::primitive::json::{JsonError, Scanner};
use crate::primitive::number::Number;
use crate::primitive::schema::{Reason, Violations};

/// For at most so many items of a list there is room before any is read.
const MOST_AT_ONCE: usize = 256;

/// A place in a body that is being read.
#[derive(Clone, Debug)]
pub struct Cursor<'a> {
    pub(super) scanner: Scanner<'a>,
    pub(super) telling: Telling,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Result<Cursor<'a>, JsonError> {
        Scanner::new(bytes).map(|scanner| Cursor { scanner, telling: Telling::First })
    }

    /// The same, which reads on behind what is wrong.
    pub(super) fn telling_all(self) -> Cursor<'a> {
        Cursor { telling: Telling::All, ..self }
    }

    /// Nothing but white space may follow.
    pub(super) fn end(&mut self) -> Result<(), Fault> {
        Ok(self.scanner.end()?)
    }

    /// Takes the bracket that opens an object or an array, and the one that closes it if that follows; true if it does.
    #[inline]
    pub(super) fn begin(&mut self, open: u8, close: u8, reason: Reason) -> Result<bool, Fault> {
        match self.scanner.opens(open) {
            Some(byte) if byte > b' ' && byte != close => Ok(false),
            Some(_) => Ok(self.scanner.close(close)),
            None => self.begin_later(open, close, reason),
        }
    }

    #[inline(never)]
    fn begin_later(&mut self, open: u8, close: u8, reason: Reason) -> Result<bool, Fault> {
        self.kind(open, reason)?;
        self.scanner.open(open)?;
        Ok(self.scanner.close(close))
    }

    /// Reads an array whose number of items lies in `length`.
    #[inline]
    pub fn list<T>(
        &mut self,
        length: impl RangeBounds<u64>,
        mut item: impl FnMut(&mut Cursor<'a>) -> Result<T, Fault>,
    ) -> Result<Vec<T>, Fault> {
        let (mut items, mut passed) = (Vec::new(), None::<Box<PassedOver>>);
        if !self.begin(b'[', b']', Reason::List)? {
            let room = self.room_for::<T>();
            items.reserve_exact(room.min(MOST_AT_ONCE));
            let begun = self.scanner.left();
            loop {
                if items.len() == items.capacity() {
                    // As many as will come if they go on like this, so that they are seldom moved.
                    let each = begun.saturating_sub(self.scanner.left()) / items.len().max(1);
                    let more = self.scanner.left() / each.max(1);
                    items.reserve_exact(room.saturating_sub(items.len()).min(more));
                    items.reserve(1);
                }
                let place = self.scanner.place();
                match item(self) {
                    Ok(value) => {
                        // There is room, as rustc has to know: then the item is written to its place, and not moved there.
                        if items.len() == items.capacity() {
                            return Err(Fault::schema(Reason::Items));
                        }
                        items.push(value);
                    }
                    Err(fault) => {
                        let passed = passed.get_or_insert_default();
                        let fault = fault.inside_item(items.len() + passed.count());
                        self.pass_over(fault, place, passed)?;
                    }
                }
                if self.scanner.closes(b']')? {
                    break;
                }
            }
        }
        check_count(items.len(), length, Reason::Items, passed)?;
        Ok(items)
    }

    /// For how many items of a list there may be room before they are read. Only lists that stand right in the body's object get
    /// any, of which there are no more than fields; each gets at most half as much again as is left of the body, and first no more than
    /// for [`MOST_AT_ONCE`] items.
    fn room_for<T>(&self) -> usize {
        if self.scanner.depth() > 2 {
            return 0;
        }
        // In JSON most values are about as long as in memory.
        let alike = self.scanner.left() / size_of::<T>().max(1);
        alike + alike / 2
    }

    /// Reads `null`, or what `value` reads.
    #[inline]
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
    #[inline]
    pub fn text<T>(&mut self, value: impl FnOnce(&str) -> Option<T>) -> Result<T, Fault> {
        let unusual;
        let text = match self.scanner.plain_string() {
            Some(plain) => plain.text,
            None => {
                unusual = self.any_text()?;
                &*unusual
            }
        };
        value(text).ok_or_else(|| Fault::schema(Reason::Value))
    }

    /// Reads a string that `rule` admits to where it belongs.
    pub fn string<T: for<'t> From<&'t str>>(
        &mut self,
        rule: &StringRule,
        place: &mut Option<T>,
    ) -> Result<(), Fault> {
        if let Some(plain) = self.scanner.plain_string() {
            if rule.admits_plain(plain) {
                *place = Some(T::from(plain.text));
                return Ok(());
            }
            return Err(Fault::schema(Reason::Value));
        }
        let text = self.any_text()?;
        if !rule.admits(&text) {
            return Err(Fault::schema(Reason::Value));
        }
        *place = Some(T::from(&text));
        Ok(())
    }

    #[inline(never)]
    fn any_text(&mut self) -> Result<Cow<'a, str>, Fault> {
        self.kind(b'"', Reason::Value)?;
        Ok(self.scanner.string()?)
    }

    /// Reads an `int` that lies within its bounds.
    #[inline]
    pub fn int(&mut self, within: impl FnOnce(i64) -> bool) -> Result<i64, Fault> {
        let value = match self.scanner.plain_number() {
            Some(number) => number.integer(),
            None => self.any_int()?,
        };
        value.filter(|&value| within(value)).ok_or_else(|| Fault::schema(Reason::Value))
    }

    #[inline(never)]
    fn any_int(&mut self) -> Result<Option<i64>, Fault> {
        self.scanner.peek();
        if let Some(number) = self.scanner.plain_number() {
            return Ok(number.integer());
        }
        Ok(Number::parse(self.number()?).and_then(|number| number.integer()))
    }

    /// Reads a `decimal` that lies within its bounds.
    #[inline]
    pub fn decimal(&mut self, within: impl FnOnce(&Decimal) -> bool) -> Result<Decimal, Fault> {
        let value = match self.scanner.plain_number() {
            Some(number) => Some(number.decimal()),
            None => self.any_decimal()?,
        };
        value.filter(within).ok_or_else(|| Fault::schema(Reason::Value))
    }

    #[inline(never)]
    fn any_decimal(&mut self) -> Result<Option<Decimal>, Fault> {
        self.scanner.peek();
        if let Some(number) = self.scanner.plain_number() {
            return Ok(Some(number.decimal()));
        }
        Ok(Decimal::parse(self.number()?))
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
    #[inline(never)]
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

/// Whether there are as many as there have to be, and nothing else was wrong.
#[inline]
pub(super) fn check_count(
    count: usize,
    length: impl RangeBounds<u64>,
    reason: Reason,
    passed: Option<Box<PassedOver>>,
) -> Result<(), Fault> {
    let fits = |count: usize| length.contains(&u64::try_from(count).unwrap_or(u64::MAX));
    match passed {
        None if fits(count) => Ok(()),
        None => Err(Fault::behind(Violations::here(reason))),
        Some(mut passed) => {
            if !fits(count + passed.count()) {
                passed.add(Violations::here(reason))?;
            }
            passed.end()
        }
    }
}
