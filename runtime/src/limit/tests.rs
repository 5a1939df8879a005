#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use super::*;

const SECOND: u64 = 1_000_000_000;

/// Two a minute, both at once.
fn table(keys: u64) -> LimitTable<u32> {
    LimitTable::new(Rate::new(2, 60_000, 2), keys)
}

#[test]
fn each_key_has_its_own_count() {
    let table = table(10);
    assert!(table.admit(1, 0) && table.admit(1, 0));
    assert!(!table.admit(1, 0));
    assert!(table.admit(2, 0));
    assert!(!table.admit(1, 29 * SECOND));
    assert!(table.admit(1, 30 * SECOND));
    assert!(!table.admit(1, 30 * SECOND));
}

#[test]
fn a_full_table_refuses_new_keys_and_keeps_the_old() {
    let table = table(2);
    assert!(table.admit(1, 0) && table.admit(1, 0) && table.admit(2, 0));
    for flood in 3..1_000 {
        assert!(!table.admit(flood, SECOND));
    }
    assert!(!table.admit(1, SECOND));
    assert!(table.admit(2, SECOND));
}

#[test]
fn idle_keys_make_room() {
    let table = table(2);
    assert!(table.admit(1, 0) && table.admit(1, 0) && table.admit(2, 0));
    // The second key is idle after half a minute, the first after a whole one.
    assert!(table.admit(3, 30 * SECOND));
    assert!(!table.admit(4, 30 * SECOND));
    assert!(table.admit(4, 60 * SECOND) && table.admit(5, 60 * SECOND));
    assert!(!table.admit(6, 60 * SECOND));
}

#[test]
fn a_key_that_went_on_counting_is_not_forgotten() {
    let table = table(1);
    assert!(table.admit(1, 0) && table.admit(1, 0));
    // The number that it had first lies behind, the one that it has now does not.
    assert!(!table.admit(2, 30 * SECOND));
    assert!(table.admit(1, 30 * SECOND));
    assert!(!table.admit(2, 60 * SECOND));
    assert!(table.admit(2, 90 * SECOND));
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
