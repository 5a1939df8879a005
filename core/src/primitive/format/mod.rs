//! What the built-in formats are: one automaton each, the same in every target; of international host names there is none, and
//! a target has to ask here.
//!
//! A format is its automaton and, for addresses of mail and [`Format::Hostname`], a largest length: counting the length
//! of the whole inside the automaton would multiply its states by it. The automata are statics, which a test compares with
//! the regular expressions that they are made of: to build one takes up to 20 ms, which no request should pay for.

#[cfg(feature = "idn")]
mod international;
#[cfg(test)]
mod source;
mod table;
#[cfg(test)]
mod tests;
mod usual;

#[cfg(feature = "idn")]
use international::is_hostname as is_international_hostname;

use super::pattern::Dfa;
use crate::policy::{Format, StringContent};

impl Format {
    /// Every format.
    pub const ALL: [Format; 18] = [
        Format::Time,
        Format::Date,
        Format::Duration,
        Format::Uuid,
        Format::Email,
        Format::Uri,
        Format::Hostname,
        Format::Ip,
        Format::Base64,
        Format::TimeOfDay,
        Format::UriReference,
        Format::IdnEmail,
        Format::Iri,
        Format::IriReference,
        Format::JsonPointer,
        Format::RelativeJsonPointer,
        Format::UriTemplate,
        Format::IdnHostname,
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
            Format::TimeOfDay => "time_of_day",
            Format::UriReference => "uri_reference",
            Format::IdnEmail => "idn_email",
            Format::Iri => "iri",
            Format::IriReference => "iri_reference",
            Format::JsonPointer => "json_pointer",
            Format::RelativeJsonPointer => "relative_json_pointer",
            Format::UriTemplate => "uri_template",
            Format::IdnHostname => "idn_hostname",
        }
    }

    /// The most bytes that a string of this format has.
    #[must_use]
    pub fn max_length(self) -> Option<usize> {
        match self {
            // RFC 5321 §4.5.3.1.3: a path of 256 octets, of which two are angle brackets.
            Format::Email | Format::IdnEmail => Some(254),
            // RFC 1035 §2.3.4: 255 octets on the wire, where each label has a length and the root one more.
            Format::Hostname => Some(253),
            // As many characters as octets once each label is an A-label, and each is at most four bytes.
            Format::IdnHostname => Some(4 * 253),
            Format::Time
            | Format::Date
            | Format::Duration
            | Format::Uuid
            | Format::Uri
            | Format::Ip
            | Format::Base64
            | Format::TimeOfDay
            | Format::UriReference
            | Format::Iri
            | Format::IriReference
            | Format::JsonPointer
            | Format::RelativeJsonPointer
            | Format::UriTemplate => None,
        }
    }

    /// The automaton; [`Format::max_length`] is the only rule besides it. That of [`Format::IdnHostname`] takes nothing, as none
    /// could tell host names: a target that walks automata refuses the type.
    #[must_use]
    pub fn automaton(self) -> &'static Dfa {
        match self {
            Format::Time => &table::time::AUTOMATON,
            Format::Date => &table::date::AUTOMATON,
            Format::Duration => &table::duration::AUTOMATON,
            Format::Uuid => &table::uuid::AUTOMATON,
            Format::Email => &table::email::AUTOMATON,
            Format::Uri => &table::uri::AUTOMATON,
            Format::Hostname => &table::hostname::AUTOMATON,
            Format::Ip => &table::ip::AUTOMATON,
            Format::Base64 => &table::base64::AUTOMATON,
            Format::TimeOfDay => &table::time_of_day::AUTOMATON,
            Format::UriReference => &table::uri_reference::AUTOMATON,
            Format::IdnEmail => &table::idn_email::AUTOMATON,
            Format::Iri => &table::iri::AUTOMATON,
            Format::IriReference => &table::iri_reference::AUTOMATON,
            Format::JsonPointer => &table::json_pointer::AUTOMATON,
            Format::RelativeJsonPointer => &table::relative_json_pointer::AUTOMATON,
            Format::UriTemplate => &table::uri_template::AUTOMATON,
            Format::IdnHostname => &NOTHING,
        }
    }

    /// Whether it can be told which texts are of this format: of international host names only with the feature `idn`.
    #[must_use]
    pub fn can_be_told(self) -> bool {
        cfg!(feature = "idn") || self != Format::IdnHostname
    }

    /// Whether `text` is of this format.
    #[must_use]
    pub fn matches(self, text: &str) -> bool {
        usual::is_usual(self, text.as_bytes()) || self.matches_by_rule(text)
    }

    /// The same by the format's own rules. It is a function of its own so that what is usual takes as long however many there
    /// are.
    #[inline(never)]
    fn matches_by_rule(self, text: &str) -> bool {
        self.max_length().is_none_or(|most| text.len() <= most)
            && (self.automaton().matches(text)
                || (self == Format::IdnHostname && is_international_hostname(text)))
    }
}

/// Without the feature, no text is an international host name.
#[cfg(not(feature = "idn"))]
fn is_international_hostname(_: &str) -> bool {
    false
}

/// The automaton that takes no string.
static NOTHING: Dfa = Dfa {
    classes: &[0; 256],
    transitions: &[0, 0],
    width: 1,
    accepting: &[false, false],
    places: &[],
};

impl StringContent {
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
