//! Objects: those of a schema, maps, and those that a tag tells apart.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::RangeBounds;

use super::fields::{Fields, Met};
use super::{Cursor, Fault};
use crate::policy::{OtherFields, StringContent};
use crate::primitive::json::{self, JsonErrorKind, Names};
use crate::primitive::schema::Reason;

/// The name of a member.
enum Name<'a> {
    /// The place of a field of the schema.
    Own(usize),
    /// One that an open schema does not name.
    Other(Cow<'a, str>),
}

impl<'a> Cursor<'a> {
    /// Reads an object: `member` reads the value of the field whose place in `fields` it is given.
    ///
    /// Repeated and read-only fields are refused here, and unknown ones unless the schema is open; that required ones are there,
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
        let mut others: Option<Names<'a>> = None;
        let mut expected = 0;
        loop {
            let name = self.name(fields, expected)?;
            let is_new = match &name {
                Name::Own(field) => met.insert(*field),
                Name::Other(other) => others.get_or_insert_default().insert(other.clone()),
            };
            if !is_new {
                return Err(self.scanner.error(JsonErrorKind::Duplicate).into());
            }
            self.scanner.expect(b':')?;
            match name {
                Name::Own(field) => {
                    if let Err(fault) = member(self, field) {
                        let name = || fields.names.get(field).map(|&name| name.to_owned());
                        return Err(fault.inside(|| name().unwrap_or_default()));
                    }
                    expected = field + 1;
                }
                Name::Other(_) => json::skip(&mut self.scanner)?,
            }
            if self.scanner.closes(b'}')? {
                return Ok(());
            }
        }
    }

    /// The name that comes. Clients mostly keep one order, so the name after the last one is tried first.
    #[inline]
    fn name(&mut self, fields: &Fields, expected: usize) -> Result<Name<'a>, Fault> {
        if fields.plain
            && let Some(name) = fields.names.get(expected)
            && self.scanner.take_quoted(name)
        {
            return Ok(Name::Own(expected));
        }
        let name = self.scanner.string()?;
        if let Some(field) = fields.names.iter().position(|own| *own == name) {
            return Ok(Name::Own(field));
        }
        let read_only = fields.read_only.iter().any(|own| *own == name);
        let reason = match (read_only, fields.others) {
            (true, _) => Reason::ReadOnly,
            (false, OtherFields::Refused) => Reason::Unknown,
            (false, OtherFields::Admitted) => return Ok(Name::Other(name)),
        };
        Err(Fault::schema(reason).inside(|| name.into_owned()))
    }

    /// The value of a required field, if it was there.
    pub fn required<T>(&self, value: Option<T>, name: &str) -> Result<T, Fault> {
        value.ok_or_else(|| Fault::schema(Reason::Missing(name.to_owned())))
    }

    /// Reads an object of any names, whose number of entries lies in `length`.
    pub fn map<T>(
        &mut self,
        length: impl RangeBounds<u64>,
        mut value: impl FnMut(&mut Cursor<'a>) -> Result<T, Fault>,
    ) -> Result<BTreeMap<String, T>, Fault> {
        self.kind(b'{', Reason::Object)?;
        self.scanner.open(b'{')?;
        let mut entries = BTreeMap::new();
        if !self.scanner.close(b'}') {
            loop {
                let name = self.scanner.string()?;
                if !StringContent::Text.admits(&name) {
                    return Err(Fault::schema(Reason::Name).inside(|| name.into_owned()));
                }
                self.scanner.expect(b':')?;
                match value(self) {
                    Ok(value) => {
                        if entries.insert(name.into_owned(), value).is_some() {
                            return Err(self.scanner.error(JsonErrorKind::Duplicate).into());
                        }
                    }
                    Err(fault) => return Err(fault.inside(|| name.into_owned())),
                }
                if self.scanner.closes(b'}')? {
                    break;
                }
            }
        }
        let count = u64::try_from(entries.len()).unwrap_or(u64::MAX);
        if length.contains(&count) { Ok(entries) } else { Err(Fault::schema(Reason::Entries)) }
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
