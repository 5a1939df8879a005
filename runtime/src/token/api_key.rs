//! API keys, by their digests.

use std::collections::HashMap;
use std::path::Path;

use gatewright_core::primitive::api_key::{ApiKeyEntry, ApiKeyFile, digest_of};

use crate::load::{self, LoadError, LoadFault};

/// The keys of one scheme.
pub struct ApiKeys {
    entries: HashMap<[u8; 32], ApiKeyEntry>,
}

impl ApiKeys {
    /// Reads a file of digests; one malformed line refuses it all.
    ///
    /// # Errors
    ///
    /// Names the file, and the line.
    pub fn read(folder: &Path, file: &str) -> Result<ApiKeys, LoadError> {
        let (path, text) = load::read(folder, file)?;
        let parsed = ApiKeyFile::parse(&text);
        let parsed =
            parsed.map_err(|error| LoadError { path, fault: LoadFault::ApiKeys(error) })?;
        let entries = parsed.entries.into_iter().map(|entry| (entry.digest, entry));
        Ok(ApiKeys { entries: entries.collect() })
    }

    /// The entry of a key that is valid at `now`.
    #[must_use]
    pub fn find(&self, header: &[u8], now: i64) -> Option<&ApiKeyEntry> {
        // Whoever looks for a digest has no use for the time that comparing digests takes.
        let entry = self.entries.get(&digest_of(header)?)?;
        entry.is_valid(now).then_some(entry)
    }
}
