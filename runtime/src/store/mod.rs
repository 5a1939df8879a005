//! `shared` limits: one count for a whole fleet, in a store.

mod key;
mod limit;
#[cfg(feature = "redis")]
mod redis;

use std::pin::Pin;

use gatewright_core::primitive::rate::Rate;

pub use key::CountedBy;
pub use limit::{SharedLimit, Store, WithoutStore};
#[cfg(feature = "redis")]
pub use redis::{Leases, RedisStore};

use crate::limit::Counted;

/// What a store answers later.
pub type Counting<'s> = Pin<Box<dyn Future<Output = Result<Counted, StoreError>> + Send + 's>>;

/// Somewhere that all instances of a service count together. The one in Redis is `RedisStore`, behind the feature `redis`.
pub trait CountStore: Send + Sync + 'static {
    /// Counts a request of `value` if `rate` admits it. `limit` names the policy, the limit and its rate: equal values of
    /// different limits have nothing to do with each other. `value` may hold addresses and ids of callers.
    ///
    /// Whoever implements this goes by one clock for all instances, and answers soon: the request waits for it. A count that
    /// may or may not have been made is an error, never an admission.
    fn count<'s>(&'s self, limit: &'s str, value: &'s [u8], rate: Rate) -> Counting<'s>;
}

/// Why nothing was counted.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The address is none of a store.
    #[error("not the address of a store: {0}")]
    Address(Box<dyn std::error::Error + Send + Sync>),
    /// The code does not run inside of tokio.
    #[error("a store cannot be asked outside of a tokio runtime")]
    Runtime,
    /// No connection, one that broke off, or an answer that says that something is wrong.
    #[error("the store cannot count: {0}")]
    Failed(Box<dyn std::error::Error + Send + Sync>),
    /// It did not answer in time.
    #[error("the store did not answer in time")]
    Timeout,
    /// It answered what no count is.
    #[error("the store answered what no count is")]
    Answer,
}
