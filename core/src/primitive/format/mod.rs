//! What the built-in formats are: one automaton each, the same in every target.
//!
//! A format is its automaton and, for [`Format::Email`] and [`Format::Hostname`], a largest length: counting the length
//! of the whole inside the automaton would multiply its states by it.

mod source;
#[cfg(test)]
mod tests;

use std::sync::OnceLock;

use super::pattern::{DfaTable, PatternError, both, separated, table_of};
use crate::policy::{Format, StringContent};

impl Format {
    /// Every format.
    pub const ALL: [Format; 9] = [
        Format::Time,
        Format::Date,
        Format::Duration,
        Format::Uuid,
        Format::Email,
        Format::Uri,
        Format::Hostname,
        Format::Ip,
        Format::Base64,
    ];

    /// Its name in a policy.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Format::Time => "time",
            Format::Date => "date",
            Format::Duration => "duration",
            Format::Uuid => "uuid",
            Format::Email => "email",
            Format::Uri => "uri",
            Format::Hostname => "hostname",
            Format::Ip => "ip",
            Format::Base64 => "base64",
        }
    }

    /// The most bytes that a string of this format has. All bytes of a string that [`Format::table`] accepts are ASCII,
    /// so it is as many characters.
    #[must_use]
    pub fn max_length(self) -> Option<usize> {
        match self {
            // RFC 5321 §4.5.3.1.3: a path of 256 octets, of which two are angle brackets.
            Format::Email => Some(254),
            // RFC 1035 §2.3.4: 255 octets on the wire, where each label has a length and the root one more.
            Format::Hostname => Some(253),
            Format::Time
            | Format::Date
            | Format::Duration
            | Format::Uuid
            | Format::Uri
            | Format::Ip
            | Format::Base64 => None,
        }
    }

    /// The automaton; [`Format::max_length`] is the only rule besides it.
    #[must_use]
    pub fn table(self) -> &'static DfaTable {
        static TABLES: [OnceLock<DfaTable>; 9] = [const { OnceLock::new() }; 9];
        static NEVER: OnceLock<DfaTable> = OnceLock::new();
        let place = Format::ALL.iter().position(|&format| format == self);
        match place.and_then(|place| TABLES.get(place)) {
            Some(table) => table.get_or_init(|| self.build()),
            None => NEVER.get_or_init(DfaTable::nothing),
        }
    }

    /// Whether `text` is of this format.
    #[must_use]
    pub fn matches(self, text: &str) -> bool {
        self.max_length().is_none_or(|most| text.len() <= most) && self.table().matches(text)
    }

    /// The sources are constants of this package, and a test builds each; were one wrong, nothing would match.
    fn build(self) -> DfaTable {
        let table = match self {
            Format::Time => table_of(&source::time()),
            Format::Date => table_of(source::DATE),
            Format::Duration => table_of(source::DURATION),
            Format::Uuid => table_of(source::UUID),
            Format::Email => email(),
            Format::Uri => table_of(&source::uri()),
            Format::Hostname => table_of(&source::hostname()),
            Format::Ip => table_of(&source::ip()),
            Format::Base64 => table_of(source::BASE64),
        };
        table.unwrap_or_else(|_| DfaTable::nothing())
    }
}

/// The length of the local part is counted before the domain comes to it, or each of the domain's states would be there
/// once for each length.
fn email() -> Result<DfaTable, PatternError> {
    let local = both(&table_of(source::LOCAL_PART)?, &table_of(source::SHORT)?)?;
    separated(&local, b'@', &table_of(&source::mail_domain())?)
}

impl StringContent {
    /// The automaton of the strings that hold only these characters; `None` admits all.
    #[must_use]
    pub fn table(self) -> Option<&'static DfaTable> {
        static TEXT: OnceLock<DfaTable> = OnceLock::new();
        match self {
            StringContent::Text => Some(
                TEXT.get_or_init(|| table_of(source::TEXT).unwrap_or_else(|_| DfaTable::nothing())),
            ),
            StringContent::Raw => None,
        }
    }

    /// Whether `text` holds only these characters.
    #[must_use]
    pub fn admits(self, text: &str) -> bool {
        match self {
            // Most text is ASCII without any control character.
            StringContent::Text if text.bytes().all(|byte| (0x20..0x7f).contains(&byte)) => true,
            StringContent::Text => {
                text.chars().all(|c| !c.is_control() || matches!(c, '\t' | '\n' | '\r'))
            }
            StringContent::Raw => true,
        }
    }
}
