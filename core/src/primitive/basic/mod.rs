//! Names and passwords (RFC 7617), and files of users: one salted, slow hash a line, never the password itself.

mod file;
#[cfg(test)]
mod tests;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

pub use file::{PasswordHash, UserEntry, UserFault, UserFile, UserFileError};

/// Longest credentials in bytes, before they are decoded.
pub const MAX_CREDENTIALS: usize = 1024;

/// What a client presents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BasicCredentials {
    /// The name; it holds no colon.
    pub user: String,
    /// The password, in the octets of UTF-8.
    pub password: String,
}

/// The credentials in the value of an `Authorization` header, still in base64; nothing where that presents none.
#[must_use]
pub fn basic_token(authorization: &[u8]) -> Option<&[u8]> {
    authorization.strip_prefix(b"Basic ").or_else(|| authorization.strip_prefix(b"basic "))
}

impl BasicCredentials {
    /// Takes them apart: padded base64 of UTF-8 without control characters, in which the first colon ends the name.
    #[must_use]
    pub fn parse(token: &[u8]) -> Option<BasicCredentials> {
        if token.len() > MAX_CREDENTIALS {
            return None;
        }
        let text = String::from_utf8(STANDARD.decode(token).ok()?).ok()?;
        if text.chars().any(char::is_control) {
            return None;
        }
        let (user, password) = text.split_once(':')?;
        Some(BasicCredentials { user: user.to_owned(), password: password.to_owned() })
    }
}

/// Checks passwords: core holds no cryptography.
pub trait VerifyPassword {
    /// Whether the password has this hash. It takes as long for a wrong one.
    fn verify_password(&self, hash: &PasswordHash, password: &[u8]) -> bool;
}

impl UserFile {
    /// The user of these credentials, if the password is theirs and they are valid at `now`, in seconds since 1970. An
    /// unknown name costs as much as a known one: its password is compared with a hash that nobody has.
    #[must_use]
    pub fn authenticate(
        &self,
        credentials: &BasicCredentials,
        verify: &(impl VerifyPassword + ?Sized),
        now: i64,
    ) -> Option<&UserEntry> {
        let entry = self.entries.iter().find(|entry| entry.user == credentials.user);
        let decoy = self.decoy();
        let hash = entry.map_or(&decoy, |entry| &entry.hash);
        let is_right = verify.verify_password(hash, credentials.password.as_bytes());
        entry.filter(|entry| is_right && entry.is_valid(now))
    }
}
