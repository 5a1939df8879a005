//! API keys, by their digests.

use std::collections::HashMap;
use std::sync::Arc;

use gatewright_core::primitive::api_key::{ApiKeyEntry, ApiKeyFile, digest_of};

use super::{CredentialFault, Holder};
use crate::load::{LoadError, LoadFault, Loader, SecretPlace};
use crate::reload::Reloaded;

/// Entries by the digests of their keys, each with whom it names.
type Entries<P> = HashMap<[u8; 32], (ApiKeyEntry, Arc<P>)>;

/// The keys of one scheme.
pub struct ApiKeys<P> {
    entries: Reloaded<Entries<P>>,
}

impl<P: Send + Sync + 'static> ApiKeys<P> {
    /// Reads a file of digests; one malformed line refuses it all.
    ///
    /// # Errors
    ///
    /// Names the file, and the line.
    pub fn read(
        loader: &Loader<'_>,
        keys: SecretPlace,
        principal: fn(Holder<'_>) -> P,
    ) -> Result<ApiKeys<P>, LoadError> {
        let parse = move |text: &str| {
            let file = ApiKeyFile::parse(text).map_err(LoadFault::ApiKeys)?;
            let entries = file.entries.into_iter().map(|entry| {
                let holder = principal(Holder { id: &entry.id, roles: &entry.roles });
                (entry.digest, (entry, Arc::new(holder)))
            });
            Ok(entries.collect())
        };
        Ok(ApiKeys { entries: loader.read(keys, parse)? })
    }

    /// Whom a key stands for that is valid at `now`.
    ///
    /// # Errors
    ///
    /// [`CredentialFault::Invalid`] where there is no such key.
    pub fn verify(&self, key: &[u8], now: i64) -> Result<Arc<P>, CredentialFault> {
        let digest = digest_of(key).ok_or(CredentialFault::Invalid)?;
        self.entries.ask(|entries| {
            // Whoever looks for a digest has no use for the time that comparing digests takes.
            let (entry, holder) = entries.get(&digest).ok_or(CredentialFault::Invalid)?;
            if entry.is_valid(now) { Ok(Arc::clone(holder)) } else { Err(CredentialFault::Invalid) }
        })
    }
}
