//! Credentials that have been verified: what costs most is done once for each.

#[cfg(test)]
mod tests;

use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use ahash::RandomState;
use gatewright_core::primitive::certificate::Thumbprint;

/// Buckets of a cache. The hash is keyed, so nobody can aim at one.
const BUCKETS: usize = 4096;

/// Credentials in one bucket; one more takes the place of the one that was not used for longest.
const WAYS: usize = 4;

/// Longest credential that is kept, in bytes. With it a cache holds no more than 32 MiB of them.
const LONGEST: usize = 2048;

/// Verified credentials with whom they stand for, for one set of keys: with other keys begins another cache.
pub(super) struct VerifiedCache<P> {
    hasher: RandomState,
    buckets: Box<[Mutex<Vec<Verified<P>>>]>,
}

/// What is known of a credential that has been verified.
pub(super) struct Verified<P> {
    /// The whole of it.
    credential: Box<[u8]>,
    /// The certificate that it is bound to, where its scheme binds credentials.
    bound_to: Option<Thumbprint>,
    /// The seconds since 1970 at which it is valid.
    valid: Range<i64>,
    /// Whom it stands for.
    holder: Arc<P>,
}

impl<P> VerifiedCache<P> {
    pub(super) fn new() -> VerifiedCache<P> {
        // Memory is taken as credentials come.
        let buckets = std::iter::repeat_with(|| Mutex::new(Vec::new())).take(BUCKETS).collect();
        VerifiedCache { hasher: RandomState::new(), buckets }
    }

    /// Whom the credential stands for, if it was verified before and is still valid.
    pub(super) fn find(
        &self,
        credential: &[u8],
        bound_to: Option<&Thumbprint>,
        now: i64,
    ) -> Option<Arc<P>> {
        let mut bucket = self.bucket(credential)?.lock().unwrap_or_else(PoisonError::into_inner);
        let place = bucket.iter().position(|known| *known.credential == *credential)?;
        let known = bucket.get(place)?;
        if !known.valid.contains(&now) || known.bound_to.as_ref() != bound_to {
            return None;
        }
        let holder = Arc::clone(&known.holder);
        // The last is the one that was used last.
        if let Some(used) = bucket.get_mut(place..) {
            used.rotate_left(1);
        }
        Some(holder)
    }

    /// Remembers a credential that has just been verified.
    pub(super) fn insert(
        &self,
        credential: &[u8],
        bound_to: Option<&Thumbprint>,
        valid: Range<i64>,
        holder: &Arc<P>,
        now: i64,
    ) {
        if credential.len() > LONGEST {
            return;
        }
        let Some(bucket) = self.bucket(credential) else { return };
        let known = Verified {
            credential: credential.into(),
            bound_to: bound_to.copied(),
            valid,
            holder: Arc::clone(holder),
        };
        let mut bucket = bucket.lock().unwrap_or_else(PoisonError::into_inner);
        bucket.retain(|other| *other.credential != *credential && other.valid.end > now);
        if bucket.len() >= WAYS {
            bucket.remove(0);
        }
        bucket.push(known);
    }

    fn bucket(&self, credential: &[u8]) -> Option<&Mutex<Vec<Verified<P>>>> {
        let hash = self.hasher.hash_one(credential);
        self.buckets.get(usize::try_from(hash % BUCKETS as u64).ok()?)
    }
}
