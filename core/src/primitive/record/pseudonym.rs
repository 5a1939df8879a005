//! What a record tells of a caller: the same text for the same one, from which nobody without the key learns who it is.
//!
//! Ids are guessed easily, so a hash alone would hide nobody.

#[cfg(test)]
mod tests;

use std::fmt;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::primitive::principal::IdSpace;

/// The fewest octets of a key: as many as the hash has (RFC 2104 §3).
pub const SHORTEST_KEY: usize = 32;

/// Octets of a pseudonym: half of the hash, the least that may be left of it (RFC 2104 §5).
const LENGTH: usize = 16;

/// The key of a policy's pseudonyms.
#[derive(Clone)]
pub struct PseudonymKey(Hmac<Sha256>);

/// What makes a text no key. It repeats nothing of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PseudonymKeyError {
    /// Empty, or with control characters.
    #[error("is no key of pseudonyms: it has to be one line of text")]
    NotALine,
    /// Guessed too easily.
    #[error("is too short for a key of pseudonyms: it has to have at least {SHORTEST_KEY} octets")]
    TooShort,
}

impl PseudonymKey {
    /// The key that a secret holds: its octets as they stand, without the end of its line.
    ///
    /// # Errors
    ///
    /// Refuses what is not one line of text, and fewer octets than [`SHORTEST_KEY`].
    pub fn parse(secret: &str) -> Result<PseudonymKey, PseudonymKeyError> {
        let key = secret.strip_suffix('\n').unwrap_or(secret);
        let key = key.strip_suffix('\r').unwrap_or(key);
        if key.is_empty() || key.chars().any(char::is_control) {
            return Err(PseudonymKeyError::NotALine);
        }
        if key.len() < SHORTEST_KEY {
            return Err(PseudonymKeyError::TooShort);
        }
        let keyed = Hmac::new_from_slice(key.as_bytes());
        keyed.map(PseudonymKey).map_err(|_| PseudonymKeyError::TooShort)
    }

    /// The pseudonym of whoever has this id: the beginning of HMAC-SHA-256 over `scheme`, NUL, the scheme's name, NUL and the
    /// id; where schemes share their ids, over `ids`, NUL, the name of these ids, NUL and the id. No name holds a NUL.
    #[must_use]
    pub fn pseudonym(&self, space: IdSpace<&str>, id: &str) -> Pseudonym {
        let (kind, name) = match space {
            IdSpace::Scheme(name) => ("scheme", name),
            IdSpace::Shared(name) => ("ids", name),
        };
        let mut keyed = self.0.clone();
        for part in [kind, "\0", name, "\0", id] {
            keyed.update(part.as_bytes());
        }
        let hash: [u8; 32] = keyed.finalize().into_bytes().into();
        let mut octets = [0; LENGTH];
        for (octet, hashed) in octets.iter_mut().zip(hash) {
            *octet = hashed;
        }
        Pseudonym(octets)
    }
}

/// A key is a secret.
impl fmt::Debug for PseudonymKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("PseudonymKey")
    }
}

/// What a record tells of a caller; as text, 32 digits in lower case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pseudonym([u8; LENGTH]);

impl fmt::Display for Pseudonym {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:032x}", u128::from_be_bytes(self.0))
    }
}
