//! The places in one of which a key stands, and how it comes in.

use std::sync::{Mutex, MutexGuard, PoisonError};

use gatewright_core::primitive::rate::Rate;

use super::slot::{Cell, Charge, Slot, View, Word, following};

/// What lets one key in at a time.
pub(super) trait Door {
    /// Held while a key comes in.
    type Turn<'door>
    where
        Self: 'door;

    fn turn(&self) -> Self::Turn<'_>;
}

impl Door for Mutex<()> {
    type Turn<'door> = MutexGuard<'door, ()>;

    fn turn(&self) -> MutexGuard<'_, ()> {
        // A thread that panicked there left no slot half taken: none of the steps panics.
        self.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether a key's request is admitted, and the key's number then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Charged {
    Admitted(u64),
    Refused(u64),
}

/// A key's places, the ones that are taken first in front, and its door.
pub(super) struct Window<'table, W, D> {
    pub(super) cells: &'table [Cell<W>],
    pub(super) door: &'table D,
    /// The greatest number that an idle key had whose place was given to another, or 0.
    pub(super) forgotten: &'table W,
}

impl<W: Word, D: Door> Window<'_, W, D> {
    /// Counts the key's request at `now`, if it is admitted.
    pub(super) fn admit(&self, owner: u64, rate: Rate, now: u64) -> Charged {
        for slot in self.cells.iter().map(Slot::of) {
            match slot.charge(owner, rate, now) {
                Charge::Admitted(arrival) => return Charged::Admitted(arrival),
                Charge::Refused(arrival) => return Charged::Refused(arrival),
                Charge::OfAnother => {}
                Charge::OfNobody => break,
            }
        }
        self.enter(owner, rate, now)
    }

    /// Counts a key that was not there a moment ago.
    fn enter(&self, owner: u64, rate: Rate, now: u64) -> Charged {
        // Where there is no number or no place for the key, it counts as used up.
        let exhausted = Charged::Refused(rate.exhausted(now));
        let _turn = self.door.turn();
        // A turn of the loop is the last, or another thread has changed a slot.
        loop {
            let mut free: Option<(Slot<'_, W>, u64)> = None;
            for slot in self.cells.iter().map(Slot::of) {
                match slot.charge(owner, rate, now) {
                    Charge::Admitted(arrival) => return Charged::Admitted(arrival),
                    Charge::Refused(arrival) => return Charged::Refused(arrival),
                    Charge::OfAnother | Charge::OfNobody => {}
                }
                let View { arrival, is_new } = slot.view();
                if free.is_none() && rate.is_idle(arrival, now) {
                    free = Some((slot, arrival));
                }
                if is_new {
                    break;
                }
            }
            let Some((slot, arrival)) = free else { return exhausted };
            // Before the slot is taken, so that whoever misses the key there sees it.
            if arrival > 0 {
                self.forgotten.raise(arrival);
            }
            // The key may have stood here until a request took its place that read the clock later than this one. So it
            // gets no earlier number than it may have had; mostly that lies behind `now` and changes nothing.
            let forgotten = self.forgotten.load();
            let Some(first) = following(rate, forgotten, now) else { return exhausted };
            if slot.take(arrival, owner, first) {
                return Charged::Admitted(first);
            }
        }
    }
}
