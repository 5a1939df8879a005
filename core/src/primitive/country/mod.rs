//! Countries, by their codes.

mod assigned;
#[cfg(test)]
mod tests;

use std::fmt;

use serde::{Deserialize, Serialize};

use assigned::ASSIGNED;

/// A country's code: two upper-case letters, as ISO 3166-1 has them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Country([u8; 2]);

impl Country {
    /// The country of a code. `None` unless it is two upper-case letters, whether or not a country has it: address
    /// databases know codes of their own.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Country> {
        match code.as_bytes() {
            [first, second] if first.is_ascii_uppercase() && second.is_ascii_uppercase() => {
                Some(Country([*first, *second]))
            }
            _ => None,
        }
    }

    /// The code.
    #[must_use]
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// Whether some country has this code: ISO 3166-1, and `XK`, by which address databases call Kosovo.
    #[must_use]
    pub fn is_assigned(self) -> bool {
        ASSIGNED.binary_search(&self.code()).is_ok()
    }

    /// All codes that a country has, sorted.
    #[must_use]
    pub fn assigned() -> &'static [&'static str] {
        ASSIGNED
    }
}

impl fmt::Display for Country {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.code())
    }
}

/// A text that is no country's code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a country is two upper-case letters")]
pub struct NoCountry;

impl TryFrom<String> for Country {
    type Error = NoCountry;

    fn try_from(code: String) -> Result<Country, NoCountry> {
        Country::of_code(&code).ok_or(NoCountry)
    }
}

impl std::str::FromStr for Country {
    type Err = NoCountry;

    fn from_str(code: &str) -> Result<Country, NoCountry> {
        Country::of_code(code).ok_or(NoCountry)
    }
}

impl From<Country> for String {
    fn from(country: Country) -> String {
        country.code().to_owned()
    }
}
