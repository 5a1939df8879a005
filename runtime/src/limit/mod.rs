//! Counts of limits, in memory.

mod slot;
#[cfg(test)]
mod tests;
mod window;

use std::hash::Hash;
use std::sync::Mutex;
use std::sync::atomic::AtomicU64;

use ahash::RandomState;
use gatewright_core::primitive::rate::{Rate, Standing};
use zerocopy::FromZeros;

use slot::{Cell, Slot};
use window::{Charged, Window};

/// Places for each key that the table promises: with a third of them taken, a window without a free one is rarer than
/// a collision of the keys' hashes.
const PLACES_PER_KEY: u64 = 3;

/// Places next to each other in one of which a key has to stand.
const WINDOW: usize = 64;

/// New keys whose hashes differ in this many ways enter at the same time.
const DOORS: u64 = 64;

/// What came of a request, and where its key stands now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// It is admitted, and counted.
    Admitted(Standing),
    /// It is refused.
    Refused(Standing),
}

impl Counted {
    /// Whether the request is admitted.
    #[must_use]
    pub fn is_admitted(self) -> bool {
        match self {
            Counted::Admitted(_) => true,
            Counted::Refused(_) => false,
        }
    }
}

/// The counts of one limit: exact for as many keys as it promises, in 48 bytes for each of them.
///
/// A key stands in one of 64 places that its hash tells, and counts there without a lock. A place whose key is idle is
/// given to the next one that needs it, since an idle key would be treated like a new one. A key that still counts is never
/// forgotten: where all its places are taken by such, a new key is refused. So no flood of keys resets a count.
///
/// The hash is keyed at random, and nothing but its 64 bits is kept of a key. Two keys of the same hash would count as one.
pub struct LimitTable {
    rate: Rate,
    hasher: RandomState,
    /// Where a key's window may begin.
    homes: u64,
    cells: Vec<Cell<AtomicU64>>,
    /// A key enters by the door that its hash tells, so it cannot enter twice.
    doors: Vec<Mutex<()>>,
    /// The greatest number of an idle key whose place was given to another. Apart from what every request reads.
    forgotten: Box<AtomicU64>,
}

impl LimitTable {
    /// A table for at least `keys` distinct keys. Memory is taken as keys come.
    #[must_use]
    pub fn new(rate: Rate, keys: u64) -> LimitTable {
        let homes = keys.saturating_mul(PLACES_PER_KEY).max(1);
        let places = usize::try_from(homes).unwrap_or(usize::MAX).saturating_add(WINDOW - 1);
        LimitTable {
            rate,
            hasher: RandomState::new(),
            homes,
            // Where there is no room for so many, there is none for any: every key is refused.
            cells: Cell::<AtomicU64>::new_vec_zeroed(places).unwrap_or_default(),
            doors: (0..DOORS).map(|_| Mutex::new(())).collect(),
            forgotten: Box::default(),
        }
    }

    /// Whether the key's request at `now` is admitted; it is counted if so. `now` counts nanoseconds from any fixed point.
    pub fn admit<K: Hash + ?Sized>(&self, key: &K, now: u64) -> bool {
        match self.charge(key, now) {
            Charged::Admitted(_) => true,
            Charged::Refused(_) => false,
        }
    }

    /// The same, and where the key stands then.
    pub fn count<K: Hash + ?Sized>(&self, key: &K, now: u64) -> Counted {
        match self.charge(key, now) {
            Charged::Admitted(arrival) => Counted::Admitted(self.rate.standing(arrival, now)),
            Charged::Refused(arrival) => Counted::Refused(self.rate.standing(arrival, now)),
        }
    }

    fn charge<K: Hash + ?Sized>(&self, key: &K, now: u64) -> Charged {
        let hash = self.hasher.hash_one(key);
        let home = (u128::from(hash) * u128::from(self.homes)) >> u64::BITS;
        let home = usize::try_from(home).unwrap_or(usize::MAX);
        // 0 is nobody.
        let owner = hash.max(1);
        let Some(cell) = self.cells.get(home) else { return self.refuse(now) };
        Slot::of(cell).charge(owner, self.rate, now).or_search(|| self.search(home, owner, now))
    }

    /// Charges a key that does not stand at its home. A function of its own, lest the way of most keys gets longer.
    #[inline(never)]
    fn search(&self, home: usize, owner: u64, now: u64) -> Charged {
        let cells = self.cells.get(home..home.saturating_add(WINDOW)).unwrap_or_default();
        let door = usize::try_from(owner % DOORS).ok().and_then(|door| self.doors.get(door));
        let Some(door) = door else { return self.refuse(now) };
        Window { cells, door, forgotten: &*self.forgotten }.admit(owner, self.rate, now)
    }

    /// What has no place counts as used up.
    fn refuse(&self, now: u64) -> Charged {
        Charged::Refused(self.rate.exhausted(now))
    }
}
