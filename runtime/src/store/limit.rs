//! A limit that a fleet shares, and what becomes of requests while its store is away.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use gatewright_core::primitive::rate::Rate;

use super::{CountStore, CountedBy};
use crate::limit::{Counted, LimitTable};
use crate::notice::{Notice, Notices};

/// The store of a policy, and who is told when it goes away and comes back.
pub struct Store {
    store: Box<dyn CountStore>,
    notices: Notices,
    is_away: AtomicBool,
    is_of_shadow: AtomicBool,
}

impl fmt::Debug for Store {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Store").field("is_away", &self.is_away).finish_non_exhaustive()
    }
}

impl Store {
    /// A store that is taken to be there until it is asked.
    #[must_use]
    pub fn new(store: impl CountStore, notices: Notices) -> Arc<Store> {
        Arc::new(Store {
            store: Box::new(store),
            notices,
            is_away: AtomicBool::new(false),
            is_of_shadow: AtomicBool::new(false),
        })
    }

    /// What a limit is called in the store. Those of a second policy that decides beside another have names of their own, or it
    /// would charge what the other one counts.
    fn name(&self, limit: &'static str) -> Cow<'static, str> {
        if self.is_of_shadow.load(Ordering::Relaxed) {
            Cow::Owned(format!("shadow:{limit}"))
        } else {
            Cow::Borrowed(limit)
        }
    }

    async fn count(&self, limit: &'static str, value: &[u8], rate: Rate) -> Option<Counted> {
        match self.store.count(&self.name(limit), value, rate).await {
            Ok(counted) => {
                // The flag is mostly as it was; only a change is told.
                if self.is_away.load(Ordering::Relaxed)
                    && self.is_away.swap(false, Ordering::Relaxed)
                {
                    self.notices.tell(&Notice::StoreBack);
                }
                Some(counted)
            }
            Err(error) => {
                if !self.is_away.swap(true, Ordering::Relaxed) {
                    self.notices.tell(&Notice::StoreAway { error });
                }
                None
            }
        }
    }
}

/// What a limit does while its store is away.
pub enum WithoutStore {
    /// Nothing is admitted.
    Refuse,
    /// This instance counts for itself.
    Count(LimitTable),
}

/// One `shared` limit.
pub struct SharedLimit {
    store: Arc<Store>,
    name: &'static str,
    rate: Rate,
    without_store: WithoutStore,
}

impl SharedLimit {
    /// A limit that is called `name` in the store.
    #[must_use]
    pub fn new(
        store: &Arc<Store>,
        name: &'static str,
        rate: Rate,
        without_store: WithoutStore,
    ) -> SharedLimit {
        SharedLimit { store: Arc::clone(store), name, rate, without_store }
    }

    /// From now on it counts for a second policy that decides beside another.
    pub fn become_shadow(&self) {
        self.store.is_of_shadow.store(true, Ordering::Relaxed);
    }

    /// Counts the key's request, if it is admitted; `None` where nothing can count it. `now` is this instance's time, which
    /// the store does not go by.
    pub async fn count<K: CountedBy>(&self, key: &K, now: u64) -> Option<Counted> {
        let mut value = Vec::new();
        key.push(&mut value);
        match (self.store.count(self.name, &value, self.rate).await, &self.without_store) {
            (Some(counted), _) => Some(counted),
            (None, WithoutStore::Refuse) => None,
            (None, WithoutStore::Count(table)) => Some(table.count(&value, now)),
        }
    }
}
