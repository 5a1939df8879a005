//! By what records tell callers apart, without telling who they are.

use std::any::Any;
use std::fmt;

use gatewright_core::primitive::record::{Pseudonym, PseudonymKey};

use crate::load::{LoadError, LoadFault, Loader, SecretPlace};
use crate::reload::Reloaded;

/// The pseudonym of a caller who is a policy's `Principal` and has an id.
type OfCaller = fn(&PseudonymKey, &dyn Any) -> Option<Pseudonym>;

/// The pseudonyms of a policy's callers.
pub struct Pseudonyms {
    key: Reloaded<PseudonymKey>,
    of_caller: OfCaller,
}

impl Pseudonyms {
    /// Reads their key.
    ///
    /// # Errors
    ///
    /// Where the secret is missing, or is no key that is long enough.
    pub fn read(
        loader: &Loader<'_>,
        key: SecretPlace,
        of_caller: OfCaller,
    ) -> Result<Pseudonyms, LoadError> {
        let parse = |text: &str| PseudonymKey::parse(text).map_err(LoadFault::PseudonymKey);
        Ok(Pseudonyms { key: loader.read(key, parse)?, of_caller })
    }

    /// The pseudonym of a caller, if the caller has an id.
    pub(super) fn of(&self, caller: &dyn Any) -> Option<Pseudonym> {
        self.key.ask(|key| (self.of_caller)(key, caller))
    }
}

/// Their key is a secret.
impl fmt::Debug for Pseudonyms {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Pseudonyms").finish_non_exhaustive()
    }
}
