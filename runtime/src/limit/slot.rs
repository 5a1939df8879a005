//! One place of a table: whose it is, and that key's number. Changed without a lock.
//!
//! The number only ever grows, whoever has the slot: a key that is charged gets a greater one, and so does the key that
//! takes the slot over, since only a number that lies behind `now` is given up. So a number that has not changed between
//! two looks tells that nothing has, and one comparison of it suffices to charge the right key.

use std::sync::atomic::{AtomicU64, Ordering};

use gatewright_core::primitive::rate::Rate;

use super::window::Charged;

/// The number of a slot that changes hands; no key ever has it.
const CHANGING: u64 = u64::MAX;

/// A number that threads share.
pub(super) trait Word {
    fn load(&self) -> u64;

    fn store(&self, value: u64);

    /// Whether it was `current` and is `new` now.
    fn replace(&self, current: u64, new: u64) -> bool;

    /// Makes it `least`, unless it is greater.
    fn raise(&self, least: u64);
}

impl Word for AtomicU64 {
    fn load(&self) -> u64 {
        self.load(Ordering::Acquire)
    }

    fn store(&self, value: u64) {
        self.store(value, Ordering::Release);
    }

    fn replace(&self, current: u64, new: u64) -> bool {
        self.compare_exchange(current, new, Ordering::AcqRel, Ordering::Acquire).is_ok()
    }

    fn raise(&self, least: u64) {
        self.fetch_max(least, Ordering::AcqRel);
    }
}

/// The memory of a slot, all zero at first: an owner and an arrival.
pub(super) type Cell<W> = [W; 2];

/// A place for one key.
pub(super) struct Slot<'table, W> {
    /// The key's hash; 0 as long as the slot has had none.
    owner: &'table W,
    /// The key's number, see [`Rate::admit`].
    arrival: &'table W,
}

/// What came out of charging a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Charge {
    /// The key's number is now this.
    Admitted(u64),
    /// The key's number stays this.
    Refused(u64),
    /// The slot is another key's.
    OfAnother,
    /// The slot has had no key yet, and none of the ones behind it has the one that was looked for.
    OfNobody,
}

impl Charge {
    /// What comes of it, the key being searched elsewhere where it has not been found.
    #[inline]
    pub(super) fn or_search(self, search: impl FnOnce() -> Charged) -> Charged {
        match self {
            Charge::Admitted(arrival) => Charged::Admitted(arrival),
            Charge::Refused(arrival) => Charged::Refused(arrival),
            Charge::OfAnother | Charge::OfNobody => search(),
        }
    }
}

/// What a slot holds.
pub(super) struct View {
    /// The number; never idle while the slot changes hands.
    pub(super) arrival: u64,
    /// Whether it has had no key yet.
    pub(super) is_new: bool,
}

impl<'table, W: Word> Slot<'table, W> {
    pub(super) fn of(cell: &'table Cell<W>) -> Slot<'table, W> {
        let [owner, arrival] = cell;
        Slot { owner, arrival }
    }

    /// Charges the key, if the slot is its own.
    #[inline]
    pub(super) fn charge(&self, owner: u64, rate: Rate, now: u64) -> Charge {
        loop {
            let arrival = self.arrival.load();
            let held_by = self.owner.load();
            if held_by != owner {
                let is_new = held_by == 0 && arrival == 0;
                return if is_new { Charge::OfNobody } else { Charge::OfAnother };
            }
            // Nothing follows on `CHANGING`, so that nobody is admitted by it.
            let Some(next) = following(rate, arrival, now) else {
                if arrival == CHANGING {
                    return Charge::OfAnother;
                }
                if self.arrival.load() == arrival {
                    return Charge::Refused(arrival);
                }
                continue;
            };
            if self.arrival.replace(arrival, next) {
                return Charge::Admitted(next);
            }
        }
    }

    pub(super) fn view(&self) -> View {
        let arrival = self.arrival.load();
        let is_new = arrival == 0 && self.owner.load() == 0;
        View { arrival, is_new }
    }

    /// Gives the slot to a key with its first number, unless the slot has changed since it was looked at. `arrival` is idle.
    pub(super) fn take(&self, arrival: u64, owner: u64, first: u64) -> bool {
        let is_taken = self.arrival.replace(arrival, CHANGING);
        if is_taken {
            self.owner.store(owner);
            self.arrival.store(first);
        }
        is_taken
    }
}

/// A key's next number, `arrival` being the one that it has, or may have had before it was forgotten.
pub(super) fn following(rate: Rate, arrival: u64, now: u64) -> Option<u64> {
    rate.admit(arrival, now).filter(|next| *next != CHANGING)
}
