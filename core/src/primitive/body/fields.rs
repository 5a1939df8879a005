//! The names of an object's fields, and which of them have been met.

use super::key::Key;
use crate::policy::OtherFields;

/// The names of an object's fields.
#[derive(Clone, Copy, Debug)]
pub struct Fields<const N: usize> {
    own: [Field; N],
    pub(super) read_only: &'static [&'static str],
    pub(super) others: OtherFields,
}

/// One that a client may send.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    pub(super) key: Key,
}

impl<const N: usize> Fields<N> {
    /// Fields that a client may send, in the order in which it likely does, and those that it must not. Others are refused.
    #[must_use]
    pub const fn new(names: [&'static str; N], read_only: &'static [&'static str]) -> Fields<N> {
        Fields { own: fields(&names), read_only, others: OtherFields::Refused }
    }

    /// The same of an `open` schema: others pass, whatever they hold.
    #[must_use]
    pub const fn open(names: [&'static str; N], read_only: &'static [&'static str]) -> Fields<N> {
        Fields { own: fields(&names), read_only, others: OtherFields::Admitted }
    }

    /// Those that a client may send.
    #[inline]
    pub const fn own(&self) -> &[Field; N] {
        &self.own
    }
}

const fn fields<const N: usize>(names: &[&'static str; N]) -> [Field; N] {
    let mut fields = [Field { name: "", key: Key::NONE }; N];
    let mut ahead: (&[&'static str], &mut [Field]) = (names, &mut fields);
    while let ([name, names @ ..], [field, more @ ..]) = ahead {
        *field = Field { name, key: Key::new(name) };
        ahead = (names, more);
    }
    fields
}

/// Which fields of an object have been met.
#[derive(Default)]
pub(super) struct Met {
    first: u64,
    /// For schemas of more than 64 fields.
    more: Vec<u64>,
}

impl Met {
    /// Notes one of `count` fields; false if it has been met before.
    #[inline]
    pub(super) fn insert(&mut self, field: usize, count: usize) -> bool {
        let bit = 1 << (field % 64);
        let word = if count <= 64 || field < 64 {
            &mut self.first
        } else {
            self.more.resize(count / 64, 0);
            match self.more.get_mut(field / 64 - 1) {
                Some(word) => word,
                None => return false,
            }
        };
        let new = *word & bit == 0;
        *word |= bit;
        new
    }
}
