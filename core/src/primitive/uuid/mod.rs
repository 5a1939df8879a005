//! UUIDs as text of their own size, in lower case.

#[cfg(test)]
mod tests;

use std::fmt;
use std::ops::Deref;

use crate::policy::Format;

/// A UUID of any version and variant: its 36 characters, in lower case. It derefs to `str`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uuid([u8; 36]);

impl Uuid {
    /// Reads one in its usual form (RFC 9562 §4), in any case.
    #[must_use]
    #[inline]
    pub fn parse(text: &str) -> Option<Uuid> {
        if !Format::Uuid.matches(text) {
            return None;
        }
        text.as_bytes().as_array().map(|text| Uuid(text.map(|byte| byte.to_ascii_lowercase())))
    }

    /// Its text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        // All of it is ASCII.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl Deref for Uuid {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl AsRef<str> for Uuid {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl PartialEq<str> for Uuid {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for Uuid {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl From<Uuid> for String {
    fn from(uuid: Uuid) -> String {
        uuid.as_str().to_owned()
    }
}

impl fmt::Display for Uuid {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self)
    }
}

impl fmt::Debug for Uuid {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), formatter)
    }
}
