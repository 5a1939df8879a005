//! What stands in a field, in a list or behind `null`, as rules that read it.

use std::collections::BTreeMap;
use std::marker::PhantomData;

use compact_str::CompactString;
use gatewright_core::policy::{Bounds, Format};
use gatewright_core::primitive::body::{Body, Cursor, Fault, RangedText, StringRule};
use gatewright_core::primitive::decimal::Decimal;
use gatewright_core::primitive::schema::Reason;
use gatewright_core::primitive::uuid::Uuid;

use crate::value::is_within;

/// What a value has to be.
pub trait Rule {
    /// What is made of it.
    type Value;

    /// Reads one.
    fn read(&self, cursor: &mut Cursor<'_>) -> Result<Self::Value, Fault>;

    /// Reads one to where it belongs: a text is not moved twice.
    #[inline(always)]
    fn fill(&self, cursor: &mut Cursor<'_>, place: &mut Option<Self::Value>) -> Result<(), Fault> {
        *place = Some(self.read(cursor)?);
        Ok(())
    }
}

/// A value that a rule rather reads to its place, where it has none.
#[inline(always)]
fn filled<R: Rule>(rule: &R, cursor: &mut Cursor<'_>) -> Result<R::Value, Fault> {
    let mut place = None;
    rule.fill(cursor, &mut place)?;
    place.ok_or_else(|| Fault::schema(Reason::Value))
}

impl Rule for StringRule {
    type Value = CompactString;

    #[inline(always)]
    fn read(&self, cursor: &mut Cursor<'_>) -> Result<CompactString, Fault> {
        filled(self, cursor)
    }

    #[inline(always)]
    fn fill(
        &self,
        cursor: &mut Cursor<'_>,
        place: &mut Option<CompactString>,
    ) -> Result<(), Fault> {
        cursor.string(self, place)
    }
}

impl<const N: usize> Rule for RangedText<N> {
    type Value = CompactString;

    #[inline(always)]
    fn read(&self, cursor: &mut Cursor<'_>) -> Result<CompactString, Fault> {
        filled(self, cursor)
    }

    #[inline(always)]
    fn fill(
        &self,
        cursor: &mut Cursor<'_>,
        place: &mut Option<CompactString>,
    ) -> Result<(), Fault> {
        cursor.ranged(self, place)
    }
}

/// A text of a format; one of UUIDs is [`UuidRule`].
impl Rule for Format {
    type Value = CompactString;

    #[inline(always)]
    fn read(&self, cursor: &mut Cursor<'_>) -> Result<CompactString, Fault> {
        cursor.text(|text| self.matches(text).then(|| CompactString::new(text)))
    }

    #[inline(always)]
    fn fill(
        &self,
        cursor: &mut Cursor<'_>,
        place: &mut Option<CompactString>,
    ) -> Result<(), Fault> {
        cursor.text(|text| self.matches(text).then(|| *place = Some(CompactString::new(text))))
    }
}

/// A UUID.
#[derive(Clone, Copy, Debug)]
pub struct UuidRule;

impl Rule for UuidRule {
    type Value = Uuid;

    #[inline(always)]
    fn read(&self, cursor: &mut Cursor<'_>) -> Result<Uuid, Fault> {
        cursor.text(Uuid::parse)
    }
}

/// One text and no other.
#[derive(Clone, Copy, Debug)]
pub struct ConstantRule(pub &'static str);

impl Rule for ConstantRule {
    type Value = CompactString;

    #[inline(always)]
    fn read(&self, cursor: &mut Cursor<'_>) -> Result<CompactString, Fault> {
        cursor.text(|text| (text == self.0).then(|| CompactString::new(text)))
    }
}

/// A text that a function makes a value of.
#[derive(Clone, Copy, Debug)]
pub struct ParsedRule<P>(pub P);

impl<T, P: Fn(&str) -> Option<T>> Rule for ParsedRule<P> {
    type Value = T;

    #[inline(always)]
    fn read(&self, cursor: &mut Cursor<'_>) -> Result<T, Fault> {
        cursor.text(&self.0)
    }
}

/// An `int` from `min` to `max`.
#[derive(Clone, Copy, Debug)]
pub struct IntRule {
    /// The least.
    pub min: i64,
    /// The greatest.
    pub max: i64,
}

impl Rule for IntRule {
    type Value = i64;

    #[inline(always)]
    fn read(&self, cursor: &mut Cursor<'_>) -> Result<i64, Fault> {
        cursor.int(|number| (self.min..=self.max).contains(&number))
    }
}

/// A `decimal` within bounds. A bound is so many units of its last digit, and the power of ten of that digit: rustc reads two numbers
/// in less time than it takes to make a [`Decimal`] of them.
#[derive(Clone, Copy, Debug)]
pub struct DecimalRule {
    /// The least.
    pub min: Option<(i64, i64)>,
    /// The greatest.
    pub max: Option<(i64, i64)>,
}

impl Rule for DecimalRule {
    type Value = Decimal;

    #[inline(always)]
    fn read(&self, cursor: &mut Cursor<'_>) -> Result<Decimal, Fault> {
        let bound = |(units, exponent)| Decimal::new(units, exponent);
        cursor.decimal(|number| is_within(number, self.min.map(bound), self.max.map(bound)))
    }
}

/// `true` or `false`.
#[derive(Clone, Copy, Debug)]
pub struct BoolRule;

impl Rule for BoolRule {
    type Value = bool;

    #[inline(always)]
    fn read(&self, cursor: &mut Cursor<'_>) -> Result<bool, Fault> {
        cursor.boolean()
    }
}

/// A value of another schema, or one of several.
#[derive(Clone, Copy, Debug, Default)]
pub struct SchemaRule<T>(PhantomData<T>);

impl<T> SchemaRule<T> {
    /// The rule that the type's own fields make up.
    #[must_use]
    pub const fn new() -> SchemaRule<T> {
        SchemaRule(PhantomData)
    }
}

impl<T: Body> Rule for SchemaRule<T> {
    type Value = T;

    #[inline(always)]
    fn read(&self, cursor: &mut Cursor<'_>) -> Result<T, Fault> {
        T::read(cursor)
    }
}

/// A list.
#[derive(Clone, Copy, Debug)]
pub struct ListRule<R> {
    /// How many items it has.
    pub length: Bounds<u64>,
    /// What each of them is.
    pub item: R,
}

impl<R: Rule> Rule for ListRule<R> {
    type Value = Vec<R::Value>;

    #[inline(always)]
    fn read(&self, cursor: &mut Cursor<'_>) -> Result<Vec<R::Value>, Fault> {
        cursor.list(range(self.length), |cursor| self.item.read(cursor))
    }
}

/// An object of any names.
#[derive(Clone, Copy, Debug)]
pub struct MapRule<R> {
    /// How many entries it has.
    pub length: Bounds<u64>,
    /// What the value of each is.
    pub value: R,
}

impl<R: Rule> Rule for MapRule<R> {
    type Value = BTreeMap<String, R::Value>;

    fn read(&self, cursor: &mut Cursor<'_>) -> Result<Self::Value, Fault> {
        cursor.map(range(self.length), |cursor| self.value.read(cursor))
    }
}

/// What the rule says, or `null`.
#[derive(Clone, Copy, Debug)]
pub struct Nullable<R>(pub R);

impl<R: Rule> Rule for Nullable<R> {
    type Value = Option<R::Value>;

    #[inline(always)]
    fn read(&self, cursor: &mut Cursor<'_>) -> Result<Option<R::Value>, Fault> {
        cursor.nullable(|cursor| self.0.read(cursor))
    }

    #[inline(always)]
    fn fill(
        &self,
        cursor: &mut Cursor<'_>,
        place: &mut Option<Option<R::Value>>,
    ) -> Result<(), Fault> {
        let inner = place.insert(None);
        cursor.nullable(|cursor| self.0.fill(cursor, inner)).map(drop)
    }
}

fn range(bounds: Bounds<u64>) -> std::ops::RangeInclusive<u64> {
    bounds.min.unwrap_or(0)..=bounds.max.unwrap_or(u64::MAX)
}
