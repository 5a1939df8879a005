//! Files of API keys: one digest a line, never the key itself.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

/// Longest key that is looked up, in bytes.
pub const MAX_KEY: usize = 256;

/// A whole file; digests are distinct.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ApiKeyFile {
    /// In the file's order.
    pub entries: Vec<ApiKeyEntry>,
}

/// One line: `sha256:HEX id=… roles=a,b expires=RFC3339`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiKeyEntry {
    /// SHA-256 of the key as the client sends it.
    pub digest: [u8; 32],
    /// The principal's `id`.
    pub id: String,
    /// Roles as written; those that the scheme does not grant are dropped when the principal is made.
    pub roles: Vec<String>,
    /// The first second at which the key is no longer valid, since 1970.
    pub expires: Option<i64>,
}

impl ApiKeyFile {
    /// Reads a file. Blank lines and lines that begin with `#` are passed over; any other malformed line spoils the
    /// whole file, so that no key is quietly lost or kept.
    ///
    /// # Errors
    ///
    /// Names the first line that is wrong.
    pub fn parse(text: &str) -> Result<ApiKeyFile, ApiKeyFileError> {
        let mut lines_of_digests: BTreeMap<[u8; 32], usize> = BTreeMap::new();
        let mut entries = Vec::new();
        for (index, written) in text.lines().enumerate() {
            let line = index + 1;
            let fault = |fault| ApiKeyFileError { line, fault };
            let content = written.trim_matches([' ', '\t']);
            if content.is_empty() || content.starts_with('#') {
                continue;
            }
            let entry = parse_line(content).map_err(fault)?;
            if let Some(first) = lines_of_digests.insert(entry.digest, line) {
                return Err(fault(ApiKeyFault::DigestTwice { first }));
            }
            entries.push(entry);
        }
        Ok(ApiKeyFile { entries })
    }

    /// The entry of the key that a client sent as a header's value, if it is valid at `now` (seconds since 1970). Outer
    /// spaces and tabs do not count.
    #[must_use]
    pub fn find(&self, header: &[u8], now: i64) -> Option<&ApiKeyEntry> {
        let digest = digest_of(header)?;
        // Who looks for a digest has no use for the time that comparing digests takes.
        let entry = self.entries.iter().find(|entry| entry.digest == digest)?;
        entry.is_valid(now).then_some(entry)
    }
}

impl ApiKeyEntry {
    /// Whether the key is valid at `now`, in seconds since 1970.
    #[must_use]
    pub fn is_valid(&self, now: i64) -> bool {
        self.expires.is_none_or(|expires| now < expires)
    }
}

/// The digest to look up for a header's value; nothing where no key can be in it.
#[must_use]
pub fn digest_of(header: &[u8]) -> Option<[u8; 32]> {
    let is_space = |byte: &u8| matches!(byte, b' ' | b'\t');
    let start = header.iter().position(|byte| !is_space(byte))?;
    let end = header.iter().rposition(|byte| !is_space(byte))?;
    let key = header.get(start..=end)?;
    (key.len() <= MAX_KEY).then(|| Sha256::digest(key).into())
}

fn parse_line(content: &str) -> Result<ApiKeyEntry, ApiKeyFault> {
    let mut words = content.split([' ', '\t']).filter(|word| !word.is_empty());
    let hexadecimal = words.next().and_then(|word| word.strip_prefix("sha256:"));
    let digest = hexadecimal.and_then(parse_digest).ok_or(ApiKeyFault::Digest)?;
    let mut settings: BTreeMap<&str, &str> = BTreeMap::new();
    for word in words {
        let (name, value) =
            word.split_once('=').ok_or_else(|| ApiKeyFault::Word { word: word.to_owned() })?;
        if !["id", "roles", "expires"].contains(&name) {
            return Err(ApiKeyFault::Word { word: word.to_owned() });
        }
        if settings.insert(name, value).is_some() {
            return Err(ApiKeyFault::Twice { name: name.to_owned() });
        }
    }
    let id = settings.get("id").copied().unwrap_or_default();
    if id.is_empty()
        || id.chars().any(|character| character.is_control() || character.is_whitespace())
    {
        return Err(ApiKeyFault::Id);
    }
    let roles = settings.get("roles").map(|roles| role_names(roles)).transpose()?;
    let expires = settings.get("expires").map(|time| expiry(time)).transpose()?;
    Ok(ApiKeyEntry { digest, id: id.to_owned(), roles: roles.unwrap_or_default(), expires })
}

fn parse_digest(hexadecimal: &str) -> Option<[u8; 32]> {
    let mut digest = [0; 32];
    let digits = hexadecimal.as_bytes();
    if digits.len() != 64 {
        return None;
    }
    for (octet, pair) in digest.iter_mut().zip(digits.chunks_exact(2)) {
        let value = pair
            .iter()
            .try_fold(0, |value, digit| Some(value << 4 | char::from(*digit).to_digit(16)?))?;
        *octet = u8::try_from(value).ok()?;
    }
    Some(digest)
}

/// The roles of `roles=`.
pub(super) fn role_names(list: &str) -> Result<Vec<String>, ApiKeyFault> {
    let mut seen = BTreeSet::new();
    let roles: Vec<String> = list.split(',').map(str::to_owned).collect();
    let well_formed = roles.iter().all(|role| {
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        !role.is_empty() && role.bytes().all(is_name) && seen.insert(role)
    });
    if well_formed { Ok(roles) } else { Err(ApiKeyFault::Roles) }
}

/// The time of `expires=`: RFC 3339 with its offset; a fraction of a second is cut off, so that a key never outlives what is written.
pub(super) fn expiry(text: &str) -> Result<i64, ApiKeyFault> {
    let wrong = || ApiKeyFault::Expires { value: text.to_owned() };
    // What the parser takes beyond RFC 3339 (other separators, zone names, short offsets) is left out here.
    let (date, time) = text.split_once('T').ok_or_else(wrong)?;
    let offset = time.find(['Z', '+', '-']).and_then(|start| time.get(start..)).unwrap_or_default();
    let digits =
        |part: &str| part.bytes().all(|byte| byte.is_ascii_digit() || b"-:.+Z".contains(&byte));
    if date.len() != 10 || !digits(date) || !digits(time) || !(offset == "Z" || offset.len() == 6) {
        return Err(wrong());
    }
    // Seconds must be written.
    if time.len() - offset.len() < 8 {
        return Err(wrong());
    }
    let instant: jiff::Timestamp = text.parse().map_err(|_| wrong())?;
    Ok(instant.as_second() - i64::from(instant.subsec_nanosecond() < 0))
}

/// Why a file is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {fault}")]
pub struct ApiKeyFileError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it. The digest itself is never repeated.
    pub fault: ApiKeyFault,
}

/// What is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ApiKeyFault {
    /// It does not begin with a digest.
    #[error("expected `sha256:` and 64 hexadecimal digits")]
    Digest,
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
    /// Whose key it is.
    #[error("expected `id=` with a value that is not empty")]
    Id,
    /// Which roles it gives.
    #[error("expected `roles=` with distinct role names, separated by commas without spaces")]
    Roles,
    /// How long it is valid.
    #[error("expected `expires=` with a time such as `2027-01-31T00:00:00Z`, found `{value}`")]
    Expires {
        /// What stands there.
        value: String,
    },
    /// Two lines for one key.
    #[error("the key of line {first} again")]
    DigestTwice {
        /// The line that has it already.
        first: usize,
    },
}
