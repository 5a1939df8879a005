//! Counts in Redis: one call of one script for each request, or for several requests at once.

mod connection;
mod lease;
mod take;
#[cfg(test)]
mod tests;

use std::fmt;
use std::time::Duration;

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gatewright_core::primitive::rate::Rate;

pub use lease::Leases;

use lease::Leasing;
use take::{RedisTake, Take as _};

use super::{CountStore, Counting, StoreError};
use crate::limit::Counted;

/// How long a request waits for Redis unless said.
const TIMEOUT: Duration = Duration::from_millis(100);

/// Octets of a digest that stand in a key's name.
const DIGEST: usize = 16;

/// Counts in one Redis that all instances ask. Redis's own clock counts, so those of the instances need not agree.
///
/// A key in Redis is named `gatewright:POLICY:LIMIT:RATE:DIGEST`, or `gatewright:shadow:POLICY:…` where a second policy counts,
/// the digest being one of the value that is counted by. It expires as soon as the value would be treated like one never seen.
pub struct RedisStore {
    take: RedisTake,
    secret: hmac::Key,
    timeout: Duration,
    leasing: Option<Leasing>,
}

impl fmt::Debug for RedisStore {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("RedisStore").field("timeout", &self.timeout).finish_non_exhaustive()
    }
}

impl RedisStore {
    /// A store at `redis://[user:password@]host[:port][/database]`, or `rediss://…` over TLS. It is connected to when it is
    /// asked first, and again whenever the connection is lost or nothing came over it for two seconds, though requests
    /// waited: while Redis is away, the service runs, and goes by what each limit says of that.
    ///
    /// # Errors
    ///
    /// An address that is none, and a caller outside of tokio.
    pub fn connect(address: &str) -> Result<RedisStore, StoreError> {
        let take = RedisTake::connect(address)?;
        let secret = hmac::Key::new(hmac::HMAC_SHA256, b"");
        Ok(RedisStore { take, secret, timeout: TIMEOUT, leasing: None })
    }

    /// The same, in whose Redis nobody who lacks the secret can tell by trying which addresses and ids are counted. All
    /// instances have to have the same secret, or they do not count together.
    #[must_use]
    pub fn with_secret(self, secret: &[u8]) -> RedisStore {
        RedisStore { secret: hmac::Key::new(hmac::HMAC_SHA256, secret), ..self }
    }

    /// The same, for which a request waits as long as this; 100 ms unless said. What takes longer counts as Redis being away.
    #[must_use]
    pub fn with_timeout(self, timeout: Duration) -> RedisStore {
        RedisStore { timeout, ..self }
    }

    /// The same, which takes several requests of a value at a time and admits them without asking; see [`Leases`] for what
    /// that costs. All instances have to have the same leases.
    #[must_use]
    pub fn with_leases(self, leases: Leases) -> RedisStore {
        RedisStore { leasing: Some(Leasing::new(leases)), ..self }
    }

    fn name(&self, limit: &str, value: &[u8]) -> String {
        let tag = hmac::sign(&self.secret, value);
        let digest = tag.as_ref().get(..DIGEST).unwrap_or_default();
        format!("gatewright:{limit}:{}", URL_SAFE_NO_PAD.encode(digest))
    }

    async fn charge(&self, limit: &str, value: &[u8], rate: Rate) -> Result<Counted, StoreError> {
        let name = self.name(limit, value);
        match &self.leasing {
            Some(leasing) => leasing.count(&self.take, &name, rate, self.timeout).await,
            None => {
                let taking = tokio::time::timeout(self.timeout, self.take.take(&name, rate, 1));
                let taken = taking.await.map_err(|_| StoreError::Timeout)??;
                Ok(taken.counted(rate))
            }
        }
    }
}

impl CountStore for RedisStore {
    fn count<'s>(&'s self, limit: &'s str, value: &'s [u8], rate: Rate) -> Counting<'s> {
        Box::pin(async move {
            let counted = self.charge(limit, value, rate).await;
            if matches!(counted, Err(StoreError::Timeout)) {
                self.take.unheard();
            }
            counted
        })
    }
}
