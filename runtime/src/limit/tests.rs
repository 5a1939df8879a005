#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use proptest::prelude::*;

use super::*;

mod interleaving;

const SECOND: u64 = 1_000_000_000;

/// Two a minute, both at once.
fn table(keys: u64) -> LimitTable {
    LimitTable::new(Rate::new(2, 60_000, 2), keys)
}

/// More keys than any window of a small table has places.
fn flood() -> std::ops::Range<u32> {
    1_000..21_000
}

#[test]
fn each_key_has_its_own_count() {
    let table = table(10);
    assert!(table.admit(&1, 0) && table.admit(&1, 0));
    assert!(!table.admit(&1, 0));
    assert!(table.admit(&2, 0));
    assert!(!table.admit(&1, 29 * SECOND));
    assert!(table.admit(&1, 30 * SECOND));
    assert!(!table.admit(&1, 30 * SECOND));
}

#[test]
fn as_many_keys_as_promised_have_counts_of_their_own() {
    for keys in [1_u32, 2, 100, 100_000] {
        let table = table(u64::from(keys));
        assert!((0..keys).all(|key| table.admit(&key, 0)));
        assert!((0..keys).all(|key| table.admit(&key, 0)));
        assert!(!(0..keys).any(|key| table.admit(&key, SECOND)));
    }
}

#[test]
fn a_full_table_refuses_new_keys_and_keeps_the_old() {
    let table = table(2);
    assert!(table.admit(&1, 0) && table.admit(&1, 0) && table.admit(&2, 0));
    let admitted = flood().filter(|key| table.admit(key, SECOND)).count();
    assert!(admitted < table.cells.len(), "{admitted}");
    let again = flood().filter(|key| table.admit(key, SECOND)).count();
    assert_eq!(again, admitted, "nobody was forgotten, and nobody else came in");
    assert!(!table.admit(&1, SECOND));
    assert!(table.admit(&2, SECOND));
}

#[test]
fn idle_keys_make_room() {
    let table = table(2);
    assert!(flood().filter(|key| table.admit(key, 0)).count() > 0);
    assert!(!table.admit(&1, 29 * SECOND));
    // Who came once is idle after half a minute.
    assert!(table.admit(&1, 30 * SECOND) && table.admit(&1, 30 * SECOND));
    assert!(!table.admit(&1, 30 * SECOND));
    assert!(flood().filter(|key| table.admit(key, 30 * SECOND)).count() > 0);
    assert!(!table.admit(&1, 59 * SECOND));
    assert!(table.admit(&1, 60 * SECOND));
}

#[test]
fn a_table_without_room_refuses_everybody() {
    let table = table(u64::MAX);
    assert!(!table.admit(&1, 0) && !table.admit(&2, SECOND));
}

#[test]
fn a_rate_beyond_the_end_of_time_refuses() {
    let table = LimitTable::new(Rate::new(1, u64::MAX, 1), 1);
    assert!(!table.admit(&1, u64::MAX - 1) && !table.admit(&1, u64::MAX));
    let counted = table.count(&1, u64::MAX - 1);
    assert!(matches!(counted, Counted::Refused(standing) if standing.remaining == 0));
}

proptest! {
    #[test]
    fn it_counts_as_a_table_without_bounds(
        calls in prop::collection::vec((0_u32..40, 0_u64..20), 1..400),
        requests in 1_u64..5,
        burst in 1_u64..4,
    ) {
        let rate = Rate::new(requests, 60_000, burst);
        let table = LimitTable::new(rate, 40);
        let mut counts: HashMap<u32, u64> = HashMap::new();
        let mut now = 0;
        for (key, passed) in calls {
            now += passed * SECOND;
            let arrival = counts.entry(key).or_insert(0);
            let next = rate.admit(*arrival, now);
            *arrival = next.unwrap_or(*arrival);
            prop_assert_eq!(table.admit(&key, now), next.is_some(), "{} at {}", key, now);
        }
    }
}

proptest! {
    /// More keys than a table has places, asked at times that also go back.
    #[test]
    fn nothing_is_admitted_that_a_table_without_bounds_refuses(
        calls in prop::collection::vec((0_u32..150, -40_i64..60), 200..1_000),
        requests in 1_u64..5,
        burst in 1_u64..4,
    ) {
        let rate = Rate::new(requests, 60_000, burst);
        let table = LimitTable::new(rate, 1);
        let mut counts: HashMap<u32, u64> = HashMap::new();
        let mut now = 100 * SECOND;
        for (key, passed) in calls {
            now = now.saturating_add_signed(passed * 1_000_000_000);
            if table.admit(&key, now) {
                let arrival = counts.entry(key).or_insert(0);
                let next = rate.admit(*arrival, now);
                prop_assert!(next.is_some(), "{} at {}", key, now);
                *arrival = next.unwrap_or(*arrival);
            }
        }
    }
}

#[test]
fn a_request_that_read_the_clock_before_its_key_was_forgotten_gains_nothing() {
    let table = table(1);
    assert!(table.admit(&1, 0) && table.admit(&1, 0));
    // A minute later it is idle, and others come until it is forgotten. There is room for more.
    let owner = table.hasher.hash_one(1);
    let is_there =
        || table.cells.iter().any(|[held_by, _]| held_by.load(Ordering::Relaxed) == owner);
    assert!(is_there());
    let mut others = flood();
    while is_there() {
        assert!(table.admit(&others.next().unwrap(), 60 * SECOND));
    }
    assert!(!table.admit(&1, 29 * SECOND));
    assert!(table.admit(&1, 30 * SECOND));
    assert!(!table.admit(&1, 30 * SECOND));
}

#[test]
fn threads_share_the_count() {
    let table = LimitTable::new(Rate::new(100, 3_600_000, 100), 10);
    let admitted = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..50 {
                    if table.admit("one", 0) {
                        admitted.fetch_add(1, Ordering::Relaxed);
                    }
                }
            });
        }
    });
    assert_eq!(admitted.load(Ordering::Relaxed), 100);
}

/// Threads that take slots from each other, with more keys than there are slots.
#[test]
fn no_key_gets_more_than_its_rate_while_slots_change_hands() {
    const KEYS: usize = 300;
    let (every, burst) = (1_000, 3);
    // One in every microsecond.
    let table = LimitTable::new(Rate::new(1_000, 1, burst), 1);
    let admitted: Vec<AtomicU64> = (0..KEYS).map(|_| AtomicU64::new(0)).collect();
    let clock = AtomicU64::new(0);
    std::thread::scope(|scope| {
        for thread in 0..4_usize {
            let (table, admitted, clock) = (&table, &admitted, &clock);
            scope.spawn(move || {
                for call in 0..50_000 {
                    let key = ((call * 4 + thread).wrapping_mul(0x9e37_79b9) >> 7) % KEYS;
                    let now = clock.fetch_add(3, Ordering::SeqCst);
                    if table.admit(&key, now) {
                        admitted.get(key).unwrap().fetch_add(1, Ordering::Relaxed);
                    }
                }
            });
        }
    });
    let passed = clock.load(Ordering::SeqCst);
    let most = passed / every + burst;
    let counts: Vec<u64> = admitted.iter().map(|count| count.load(Ordering::Relaxed)).collect();
    assert!(counts.iter().all(|count| *count <= most), "{most}: {counts:?}");
    assert!(counts.iter().filter(|count| **count > 0).count() > KEYS / 2, "{counts:?}");
}
