//! Objects: those of a schema, maps, and those that a tag tells apart.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::RangeBounds;

use super::cursor::check_count;
use super::fields::{Fields, Met};
use super::wrong::PassedOver;
use super::{Cursor, Fault};
use crate::policy::{OtherFields, StringContent};
use crate::primitive::json::{self, JsonErrorKind, Names};
use crate::primitive::schema::Reason;

/// What most objects have nothing of.
#[derive(Default)]
struct Aside<'a> {
    /// The names of fields that an open schema does not name.
    others: Names<'a>,
    passed: PassedOver,
}

impl<'a> Cursor<'a> {
    /// Reads an object: `member` reads the value of the field whose place in `fields` it is given.
    ///
    /// Repeated and read-only fields are refused here, and unknown ones unless the schema is open; that required ones are there,
    /// [`required`](Cursor::required) asks afterwards.
    #[inline]
    pub fn object<const N: usize>(
        &mut self,
        fields: &'static Fields<N>,
        mut member: impl FnMut(&mut Cursor<'a>, usize) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        if self.begin(b'{', b'}', Reason::Object)? {
            return Ok(());
        }
        let own = fields.own();
        let mut met = Met::default();
        let mut aside: Option<Box<Aside<'a>>> = None;
        let mut expected = 0;
        loop {
            let known = own.get(expected);
            let length = known.and_then(|field| field.key.begins(self.scanner.next()?));
            let field = match length {
                Some(length) => {
                    self.scanner.pass(length);
                    Some(expected)
                }
                None => self.name(fields, expected, &mut aside)?,
            };
            if let Some(field) = field {
                if !met.insert(field, N) {
                    return Err(self.scanner.error(JsonErrorKind::Duplicate).into());
                }
                let place = self.scanner.place();
                if let Err(fault) = member(self, field) {
                    let fault = fault.inside_field(own, field);
                    self.pass_over(fault, place, &mut aside.get_or_insert_default().passed)?;
                }
                expected = field + 1;
            }
            if self.scanner.closes(b'}')? {
                return match aside {
                    None => Ok(()),
                    Some(aside) => aside.passed.end(),
                };
            }
        }
    }

    /// Takes the name that comes and its colon, where it is not the one after the last. A field that an open schema does not
    /// name is taken as a whole.
    #[inline(never)]
    fn name<const N: usize>(
        &mut self,
        fields: &Fields<N>,
        expected: usize,
        aside: &mut Option<Box<Aside<'a>>>,
    ) -> Result<Option<usize>, Fault> {
        self.scanner.peek();
        let bytes = self.scanner.next_or_end();
        let (before, after) = fields.own().split_at_checked(expected).unwrap_or_default();
        for (field, place) in after.iter().zip(expected..).chain(before.iter().zip(0..)) {
            if let Some(length) = field.key.begins(&bytes) {
                self.scanner.pass(length);
                return Ok(Some(place));
            }
        }
        let name = self.scanner.string()?;
        if let Some(field) = fields.own().iter().position(|own| *own.name == *name) {
            self.scanner.expect(b':')?;
            return Ok(Some(field));
        }
        let read_only = fields.read_only.iter().any(|own| *own == name);
        let reason = match (read_only, fields.others) {
            (true, _) => Reason::ReadOnly,
            (false, OtherFields::Refused) => Reason::Unknown,
            (false, OtherFields::Admitted) => {
                if !aside.get_or_insert_default().others.insert(name) {
                    return Err(self.scanner.error(JsonErrorKind::Duplicate).into());
                }
                self.scanner.expect(b':')?;
                json::skip(&mut self.scanner)?;
                return Ok(None);
            }
        };
        let fault = Fault::schema(reason).inside(|| name.into_owned());
        self.scanner.expect(b':')?;
        let place = self.scanner.place();
        self.pass_over(fault, place, &mut aside.get_or_insert_default().passed)?;
        Ok(None)
    }

    /// The value of a required field, if it was there.
    #[inline]
    pub fn required<T>(&self, value: Option<T>, name: &str) -> Result<T, Fault> {
        value.ok_or_else(|| Fault::missing(name))
    }

    /// Reads an object of any names, whose number of entries lies in `length`.
    pub fn map<T>(
        &mut self,
        length: impl RangeBounds<u64>,
        mut value: impl FnMut(&mut Cursor<'a>) -> Result<T, Fault>,
    ) -> Result<BTreeMap<String, T>, Fault> {
        let (mut entries, mut passed) = (BTreeMap::new(), None::<Box<PassedOver>>);
        if !self.begin(b'{', b'}', Reason::Object)? {
            loop {
                let name = self.scanner.string()?;
                self.scanner.expect(b':')?;
                let place = self.scanner.place();
                let read = if StringContent::Text.admits(&name) {
                    value(self)
                } else {
                    Err(Fault::schema(Reason::Name))
                };
                match read {
                    Ok(value) => {
                        if entries.insert(name.into_owned(), value).is_some() {
                            return Err(self.scanner.error(JsonErrorKind::Duplicate).into());
                        }
                    }
                    Err(fault) => {
                        let fault = fault.inside(|| name.into_owned());
                        self.pass_over(fault, place, passed.get_or_insert_default())?;
                    }
                }
                if self.scanner.closes(b'}')? {
                    break;
                }
            }
        }
        check_count(entries.len(), length, Reason::Entries, passed)?;
        Ok(entries)
    }

    /// The text of the tag of the object that comes, wherever in it the tag stands. Nothing is taken: the variant that the
    /// tag names reads the object from its beginning.
    pub fn tag(&mut self, tag: &str) -> Result<Cow<'a, str>, Fault> {
        self.kind(b'{', Reason::Object)?;
        let mut ahead = self.scanner.clone();
        ahead.open(b'{')?;
        if !ahead.close(b'}') {
            loop {
                let name = ahead.string()?;
                ahead.expect(b':')?;
                if name == tag {
                    return match ahead.peek() {
                        Some(b'"') => Ok(ahead.string()?),
                        Some(_) => Err(Fault::schema(Reason::Value).inside(|| tag.to_owned())),
                        None => Err(ahead.unexpected().into()),
                    };
                }
                json::skip(&mut ahead)?;
                if ahead.closes(b'}')? {
                    break;
                }
            }
        }
        Err(Fault::schema(Reason::Missing(tag.to_owned())))
    }
}
