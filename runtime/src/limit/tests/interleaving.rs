//! Every order in which two threads can take the steps of a window, by loom.

use loom::sync::atomic::{AtomicU64, Ordering};
use loom::sync::{Mutex, MutexGuard};
use loom::thread;

use std::sync::Arc;

use super::super::slot::Word;
use super::super::window::{Door, Window};
use super::*;

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

impl Door for Mutex<()> {
    type Turn<'door> = MutexGuard<'door, ()>;

    fn turn(&self) -> MutexGuard<'_, ()> {
        self.lock().unwrap()
    }
}

/// A window whose keys come by doors of their own.
struct Table<const SLOTS: usize> {
    cells: [Cell<AtomicU64>; SLOTS],
    doors: [Mutex<()>; 2],
    forgotten: AtomicU64,
}

const RATE: fn() -> Rate = || Rate::new(1, 1_000, 2);

impl<const SLOTS: usize> Table<SLOTS> {
    fn new() -> Arc<Table<SLOTS>> {
        let cell = |_| [AtomicU64::new(0), AtomicU64::new(0)];
        let doors = [Mutex::new(()), Mutex::new(())];
        let cells = std::array::from_fn(cell);
        Arc::new(Table { cells, doors, forgotten: AtomicU64::new(0) })
    }

    /// The key 1 or 2.
    fn admit(&self, key: u64, now: u64) -> bool {
        let door = if key == 1 { &self.doors[0] } else { &self.doors[1] };
        let window = Window { cells: &self.cells, door, forgotten: &self.forgotten };
        let charge = Slot::of(&self.cells[0]).charge(key, RATE(), now);
        let charged = charge.or_search(|| window.admit(key, RATE(), now));
        matches!(charged, Charged::Admitted(_))
    }

    /// Whether each of two threads' requests is admitted: a key, and when it comes. loom takes all orders only where the
    /// first of them changes what the second reads.
    fn at_once(self: &Arc<Table<SLOTS>>, requests: [(u64, u64); 2]) -> [bool; 2] {
        let threads = requests.map(|(key, now)| {
            let table = Arc::clone(self);
            thread::spawn(move || table.admit(key, now))
        });
        threads.map(|thread| thread.join().unwrap())
    }

    /// How often each of two threads' keys is admitted in the end, all at one time.
    fn race(self: Arc<Table<SLOTS>>, keys: [u64; 2], now: u64) -> [u32; 2] {
        let mut admitted = self.at_once(keys.map(|key| (key, now))).map(u32::from);
        for (key, admitted) in keys.into_iter().zip(&mut admitted) {
            while self.admit(key, now) {
                *admitted += 1;
            }
        }
        admitted
    }
}

#[test]
fn a_new_key_enters_once() {
    loom::model(|| {
        let [one, other] = Table::<2>::new().race([1, 1], SECOND);
        assert_eq!(one + other, 2);
    });
}

#[test]
fn two_new_keys_do_not_share_a_place() {
    loom::model(|| assert_eq!(Table::<2>::new().race([1, 2], SECOND), [2, 2]));
}

#[test]
fn of_two_new_keys_one_gets_the_only_place() {
    loom::model(|| {
        let admitted = Table::<1>::new().race([1, 2], SECOND);
        assert!(matches!(admitted, [2, 0] | [0, 2]), "{admitted:?}");
    });
}

#[test]
fn a_key_whose_place_is_given_away_keeps_its_count() {
    loom::model(|| {
        let table = Table::<2>::new();
        assert!(table.admit(1, 0));
        // It is idle now, and comes back while another takes its place.
        assert_eq!(table.race([1, 2], 10 * SECOND), [2, 2]);
    });
}

#[test]
fn a_key_whose_place_is_being_given_away_is_admitted_elsewhere() {
    loom::model(|| {
        let table = Table::<2>::new();
        assert!(table.admit(1, 0));
        assert_eq!(table.at_once([(2, 10 * SECOND), (1, 10 * SECOND)]), [true, true]);
    });
}

#[test]
fn a_request_gains_nothing_when_a_later_one_is_faster() {
    loom::model(|| {
        let table = Table::<2>::new();
        let (now, later) = (10 * SECOND, 12 * SECOND);
        assert!(table.admit(1, now) && table.admit(1, now));
        // It is idle later, and gives its place away before a request of its own comes that read the clock earlier.
        assert_eq!(table.at_once([(2, later), (1, now)]), [true, false]);
    });
}
