//! Names and passwords, by slow hashes.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::available_parallelism;

use aws_lc_rs::hmac::{self, HMAC_SHA256};
use aws_lc_rs::rand::SystemRandom;
use gatewright_core::primitive::basic::{BasicCredentials, UserFile};
use tokio::runtime::Handle;
use tokio::sync::Semaphore;

use super::cache::VerifiedCache;
use super::{CredentialFault, Holder, PasswordVerifier};
use crate::load::{LoadError, LoadFault, Loader, SecretPlace};
use crate::reload::Reloaded;

/// How many passwords of one scheme may wait to be hashed; more are told to come again.
const MOST_WAITING: usize = 32;

/// The users of one scheme.
pub struct Users<P> {
    users: Reloaded<Table<P>>,
    /// Passwords that may be hashed at once: who floods a service with wrong ones gets half of its processors and no more.
    hashing: Arc<Semaphore>,
    waiting: AtomicUsize,
}

struct Table<P> {
    file: UserFile,
    holders: HashMap<String, Arc<P>>,
    /// Credentials that were right, by what `key` makes of them: no password is kept.
    verified: VerifiedCache<P>,
    key: hmac::Key,
}

impl<P: Send + Sync + 'static> Users<P> {
    /// Reads a file of users; one malformed line refuses it all.
    ///
    /// # Errors
    ///
    /// Names the file, and the line.
    pub fn read(
        loader: &Loader<'_>,
        users: SecretPlace,
        principal: fn(Holder<'_>) -> P,
    ) -> Result<Users<P>, LoadError> {
        let users = loader.read(users, move |text| Table::parse(text, principal))?;
        let processors = available_parallelism().map_or(1, usize::from);
        let hashing = Arc::new(Semaphore::new((processors / 2).max(1)));
        Ok(Users { users, hashing, waiting: AtomicUsize::new(0) })
    }

    /// Whom a name and a password in base64 stand for at `now`. Hashing takes long, so other threads do it.
    ///
    /// # Errors
    ///
    /// [`CredentialFault::Unavailable`] where too many wait for it already.
    pub async fn verify(&self, credentials: &[u8], now: i64) -> Result<Arc<P>, CredentialFault> {
        let users = self.users.current();
        let presented = BasicCredentials::parse(credentials).ok_or(CredentialFault::Invalid)?;
        let keyed = hmac::sign(&users.key, credentials);
        if let Some(holder) = users.verified.find(keyed.as_ref(), None, now) {
            return Ok(holder);
        }
        let waiting = Waiting::begin(&self.waiting).ok_or(CredentialFault::Unavailable)?;
        let permit = Arc::clone(&self.hashing).acquire_owned().await;
        let permit = permit.map_err(|_| CredentialFault::Unavailable)?;
        drop(waiting);
        let runtime = Handle::try_current().map_err(|_| CredentialFault::Unavailable)?;
        let hashed = runtime.spawn_blocking(move || {
            let _permit = permit;
            users.judge(&presented, keyed.as_ref(), now)
        });
        hashed.await.map_err(|_| CredentialFault::Unavailable)?
    }
}

impl<P> Table<P> {
    fn parse(text: &str, principal: fn(Holder<'_>) -> P) -> Result<Table<P>, LoadFault> {
        let file = UserFile::parse(text).map_err(LoadFault::Users)?;
        let holders = file.entries.iter().map(|entry| {
            let holder = principal(Holder { id: &entry.id, roles: &entry.roles });
            (entry.user.clone(), Arc::new(holder))
        });
        let key = hmac::Key::generate(HMAC_SHA256, &SystemRandom::new());
        let key = key.map_err(|_| LoadFault::Randomness)?;
        let holders = holders.collect();
        Ok(Table { file, holders, verified: VerifiedCache::new(), key })
    }

    fn judge(
        &self,
        presented: &BasicCredentials,
        keyed: &[u8],
        now: i64,
    ) -> Result<Arc<P>, CredentialFault> {
        let user = self.file.authenticate(presented, &PasswordVerifier, now);
        let user = user.ok_or(CredentialFault::Invalid)?;
        let holder = self.holders.get(&user.user).ok_or(CredentialFault::Invalid)?;
        let valid = i64::MIN..user.expires.unwrap_or(i64::MAX);
        self.verified.insert(keyed, None, valid, holder, now);
        Ok(Arc::clone(holder))
    }
}

/// One of those who wait until passwords can be hashed; it no longer counts when it is dropped, as it is when a client goes
/// away.
struct Waiting<'w>(&'w AtomicUsize);

impl<'w> Waiting<'w> {
    fn begin(count: &'w AtomicUsize) -> Option<Waiting<'w>> {
        let one_more = |waiting: usize| (waiting < MOST_WAITING).then_some(waiting + 1);
        let begun = count.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_more);
        begun.ok().map(|_| Waiting(count))
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
