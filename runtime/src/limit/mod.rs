//! Counts of limits, in memory.

#[cfg(test)]
mod tests;

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::hash::Hash;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use ahash::RandomState;
use gatewright_core::primitive::rate::Rate;

/// Parts of the table that are locked one by one.
const SHARDS: usize = 16;

/// The counts of one limit: exact for as many keys as it holds.
///
/// A key that is idle is forgotten when room is needed, since it would be treated like a new one. A key that still counts
/// is never forgotten: when the table is full of those, new keys are refused. So no flood of keys resets a count.
pub struct LimitTable<K> {
    rate: Rate,
    capacity: usize,
    held: AtomicUsize,
    hasher: RandomState,
    shards: [Mutex<Shard<K>>; SHARDS],
}

/// The keys of one shard.
struct Shard<K> {
    /// Each key's number, see [`Rate::admit`].
    arrivals: HashMap<K, u64, RandomState>,
    /// Each key with a number that it had once: no key is idle before the least of them.
    idle_from: BinaryHeap<Reverse<(u64, K)>>,
}

impl<K: Clone + Eq + Hash + Ord> LimitTable<K> {
    /// A table for `keys` distinct keys.
    #[must_use]
    pub fn new(rate: Rate, keys: u64) -> LimitTable<K> {
        let shard = || Shard { arrivals: HashMap::default(), idle_from: BinaryHeap::new() };
        LimitTable {
            rate,
            capacity: usize::try_from(keys).unwrap_or(usize::MAX),
            held: AtomicUsize::new(0),
            hasher: RandomState::new(),
            shards: std::array::from_fn(|_| Mutex::new(shard())),
        }
    }

    /// Whether the key's request at `now` is admitted; it is counted if so.
    pub fn admit(&self, key: K, now: u64) -> bool {
        let place = usize::try_from(self.hasher.hash_one(&key)).unwrap_or(0) % SHARDS;
        let Some(shard) = self.shards.get(place) else { return false };
        {
            let mut shard = lock(shard);
            if let Some(arrival) = shard.arrivals.get_mut(&key) {
                return match self.rate.admit(*arrival, now) {
                    Some(next) => {
                        *arrival = next;
                        true
                    }
                    None => false,
                };
            }
        }
        self.make_room(now) && self.admit_new(shard, key, now)
    }

    /// Counts a key that was not there a moment ago. Its place in the table is already taken.
    fn admit_new(&self, shard: &Mutex<Shard<K>>, key: K, now: u64) -> bool {
        let mut shard = lock(shard);
        let known = shard.arrivals.get(&key).copied();
        let next = self.rate.admit(known.unwrap_or(0), now);
        if known.is_some() || next.is_none() {
            // Another thread was faster with the same key, or the rate admits nobody.
            self.held.fetch_sub(1, Ordering::Relaxed);
        } else if let Some(next) = next {
            shard.idle_from.push(Reverse((next, key.clone())));
        }
        match next {
            Some(next) => {
                shard.arrivals.insert(key, next);
                true
            }
            None => false,
        }
    }

    /// Takes a place for a new key, forgetting idle keys if there is none.
    fn make_room(&self, now: u64) -> bool {
        if self.take_place() {
            return true;
        }
        for shard in &self.shards {
            let forgotten = lock(shard).forget_idle(self.rate, now);
            self.held.fetch_sub(forgotten, Ordering::Relaxed);
        }
        self.take_place()
    }

    fn take_place(&self) -> bool {
        let taken = |held: usize| (held < self.capacity).then_some(held + 1);
        self.held.fetch_update(Ordering::Relaxed, Ordering::Relaxed, taken).is_ok()
    }
}

impl<K: Eq + Hash + Ord> Shard<K> {
    /// Forgets the keys that are idle and tells how many. Each key is looked at only when it may have become idle.
    fn forget_idle(&mut self, rate: Rate, now: u64) -> usize {
        let mut forgotten = 0;
        while let Some(Reverse((since, _))) = self.idle_from.peek() {
            if !rate.is_idle(*since, now) {
                break;
            }
            let Some(Reverse((_, key))) = self.idle_from.pop() else { break };
            match self.arrivals.get(&key) {
                Some(arrival) if !rate.is_idle(*arrival, now) => {
                    let arrival = *arrival;
                    self.idle_from.push(Reverse((arrival, key)));
                }
                Some(_) => {
                    self.arrivals.remove(&key);
                    forgotten += 1;
                }
                None => {}
            }
        }
        forgotten
    }
}

/// A thread that panicked while it held the lock left a table that is whole: every step leaves it so.
fn lock<K>(shard: &Mutex<Shard<K>>) -> MutexGuard<'_, Shard<K>> {
    shard.lock().unwrap_or_else(PoisonError::into_inner)
}
