//! The names of an object's fields, and which of them have been met.

use crate::policy::OtherFields;

/// The names of an object's fields.
#[derive(Debug)]
pub struct Fields {
    pub(super) names: &'static [&'static str],
    pub(super) read_only: &'static [&'static str],
    /// Whether each name stands in JSON as it is, between quotes and without escapes.
    pub(super) plain: bool,
    pub(super) others: OtherFields,
}

impl Fields {
    /// Fields that a client may send, in the order in which it likely does, and those that it must not. Others are refused.
    #[must_use]
    pub const fn new(names: &'static [&'static str], read_only: &'static [&'static str]) -> Fields {
        Fields { names, read_only, plain: plain(names), others: OtherFields::Refused }
    }

    /// The same of an `open` schema: others pass, whatever they hold.
    #[must_use]
    pub const fn open(
        names: &'static [&'static str],
        read_only: &'static [&'static str],
    ) -> Fields {
        Fields { others: OtherFields::Admitted, ..Fields::new(names, read_only) }
    }
}

const fn plain(mut names: &[&str]) -> bool {
    while let Some((name, rest)) = names.split_first() {
        names = rest;
        let mut bytes = name.as_bytes();
        while let Some((byte, rest)) = bytes.split_first() {
            bytes = rest;
            if *byte == b'"' || *byte == b'\\' || *byte < 0x20 {
                return false;
            }
        }
    }
    true
}

/// Which fields of an object have been met.
#[derive(Default)]
pub(super) struct Met {
    first: u64,
    /// For schemas of more than 64 fields.
    more: Vec<u64>,
}

impl Met {
    /// Notes a field; false if it has been met before.
    #[inline]
    pub(super) fn insert(&mut self, field: usize) -> bool {
        let bit = 1 << (field % 64);
        let word = match (field / 64).checked_sub(1) {
            None => &mut self.first,
            Some(place) => {
                if self.more.len() <= place {
                    self.more.resize(place + 1, 0);
                }
                match self.more.get_mut(place) {
                    Some(word) => word,
                    None => return false,
                }
            }
        };
        let new = *word & bit == 0;
        *word |= bit;
        new
    }
}
