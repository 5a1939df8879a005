//! Files of users.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::primitive::api_key::{ApiKeyFault, expiry, role_names};

/// A whole file; the users are distinct.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserFile {
    /// In the file's order.
    pub entries: Vec<UserEntry>,
}

/// One line: `NAME pbkdf2-sha256:ITERATIONS:SALT:HASH id=… roles=a,b expires=RFC3339`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserEntry {
    /// The name that is presented.
    pub user: String,
    /// The password's hash.
    pub hash: PasswordHash,
    /// The principal's `id`: the name unless written.
    pub id: String,
    /// Roles as written; those that the scheme does not grant are dropped when the principal is made.
    pub roles: Vec<String>,
    /// The first second at which the line is no longer valid, since 1970.
    pub expires: Option<i64>,
}

impl UserEntry {
    /// Whether the line is valid at `now`, in seconds since 1970.
    #[must_use]
    pub fn is_valid(&self, now: i64) -> bool {
        self.expires.is_none_or(|expires| now < expires)
    }
}

/// PBKDF2 with HMAC-SHA-256 (RFC 8018 §5.2) and 32 octets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasswordHash {
    /// How often the password is hashed.
    pub iterations: u32,
    /// At least 16 octets.
    pub salt: Vec<u8>,
    /// What comes out.
    pub hash: [u8; 32],
}

impl PasswordHash {
    /// The fewest iterations: what OWASP asks of this hash.
    pub const FEWEST_ITERATIONS: u32 = 600_000;

    /// The most: about ten seconds, beyond which a few requests would stop a server.
    pub const MOST_ITERATIONS: u32 = 10_000_000;

    /// Octets of the salt.
    const SALT: std::ops::RangeInclusive<usize> = 16..=64;

    fn parse(word: &str) -> Option<PasswordHash> {
        let mut parts = word.strip_prefix("pbkdf2-sha256:")?.split(':');
        let (iterations, salt, hash, None) =
            (parts.next()?, parts.next()?, parts.next()?, parts.next())
        else {
            return None;
        };
        if !iterations.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let salt = STANDARD.decode(salt).ok()?;
        let parsed = PasswordHash {
            iterations: iterations.parse().ok()?,
            hash: STANDARD.decode(hash).ok()?.try_into().ok()?,
            salt,
        };
        PasswordHash::SALT.contains(&parsed.salt.len()).then_some(parsed)
    }
}

impl UserFile {
    /// Reads a file. Blank lines and lines that begin with `#` are passed over; any other malformed line spoils the
    /// whole file, so that no user is quietly lost or kept.
    ///
    /// # Errors
    ///
    /// Names the first line that is wrong.
    pub fn parse(text: &str) -> Result<UserFile, UserFileError> {
        let mut lines_of_users: BTreeMap<String, usize> = BTreeMap::new();
        let mut entries = Vec::new();
        for (index, written) in text.lines().enumerate() {
            let line = index + 1;
            let content = written.trim_matches([' ', '\t']);
            if content.is_empty() || content.starts_with('#') {
                continue;
            }
            let entry = parse_line(content).map_err(|fault| UserFileError { line, fault })?;
            if let Some(first) = lines_of_users.insert(entry.user.clone(), line) {
                return Err(UserFileError { line, fault: UserFault::UserTwice { first } });
            }
            entries.push(entry);
        }
        Ok(UserFile { entries })
    }

    /// A hash that no password is known to have, as slow as the slowest of the file.
    pub(super) fn decoy(&self) -> PasswordHash {
        let slowest = self.entries.iter().map(|entry| entry.hash.iterations).max();
        let iterations = slowest.unwrap_or(PasswordHash::FEWEST_ITERATIONS);
        PasswordHash { iterations, salt: vec![0; 16], hash: [0; 32] }
    }
}

fn parse_line(content: &str) -> Result<UserEntry, UserFault> {
    let mut words = content.split([' ', '\t']).filter(|word| !word.is_empty());
    let user = words.next().unwrap_or_default();
    if user.contains(':') || user.chars().any(char::is_control) {
        return Err(UserFault::User);
    }
    let hash = words.next().and_then(PasswordHash::parse).ok_or(UserFault::Hash)?;
    let iterations = PasswordHash::FEWEST_ITERATIONS..=PasswordHash::MOST_ITERATIONS;
    if !iterations.contains(&hash.iterations) {
        return Err(UserFault::Iterations);
    }
    let mut settings: BTreeMap<&str, &str> = BTreeMap::new();
    for word in words {
        let (name, value) =
            word.split_once('=').ok_or_else(|| UserFault::Word { word: word.to_owned() })?;
        if !["id", "roles", "expires"].contains(&name) {
            return Err(UserFault::Word { word: word.to_owned() });
        }
        if settings.insert(name, value).is_some() {
            return Err(UserFault::Twice { name: name.to_owned() });
        }
    }
    let id = settings.get("id").copied().unwrap_or(user);
    if id.is_empty() || id.chars().any(|one| one.is_control() || one.is_whitespace()) {
        return Err(UserFault::Line(ApiKeyFault::Id));
    }
    let roles = settings.get("roles").map(|roles| role_names(roles)).transpose();
    let expires = settings.get("expires").map(|time| expiry(time)).transpose();
    Ok(UserEntry {
        user: user.to_owned(),
        hash,
        id: id.to_owned(),
        roles: roles.map_err(UserFault::Line)?.unwrap_or_default(),
        expires: expires.map_err(UserFault::Line)?,
    })
}

/// Why a file is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {fault}")]
pub struct UserFileError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it. The hash itself is never repeated.
    pub fault: UserFault,
}

/// What is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UserFault {
    /// It does not begin with a name.
    #[error("expected a user's name without colons")]
    User,
    /// It has no hash.
    #[error(
        "expected `pbkdf2-sha256:ITERATIONS:SALT:HASH` with 16 to 64 octets of salt and 32 of hash in base64"
    )]
    Hash,
    /// A hash that is found too fast, or that takes too long to check.
    #[error(
        "expected {} to {} iterations",
        PasswordHash::FEWEST_ITERATIONS,
        PasswordHash::MOST_ITERATIONS
    )]
    Iterations,
    /// A word that means nothing here.
    #[error("expected `id=`, `roles=` or `expires=`, found `{word}`")]
    Word {
        /// The word.
        word: String,
    },
    /// The same setting again.
    #[error("`{name}=` stands twice")]
    Twice {
        /// The setting.
        name: String,
    },
    /// What is wrong with lines of API keys too.
    #[error(transparent)]
    Line(ApiKeyFault),
    /// Two lines for one user.
    #[error("the user of line {first} again")]
    UserTwice {
        /// The line that has it already.
        first: usize,
    },
}
