use proptest::prelude::*;

use super::*;

const SECOND: u64 = 1_000_000_000;

fn admitted(rate: Rate, times: impl IntoIterator<Item = u64>) -> Vec<u64> {
    let mut arrival = 0;
    let mut admitted = Vec::new();
    for now in times {
        if let Some(next) = rate.admit(arrival, now) {
            arrival = next;
            admitted.push(now);
        }
    }
    admitted
}

#[test]
fn the_burst_comes_at_once_and_then_one_an_interval() {
    let rate = Rate::new(6, 60_000, 3);
    let start = 1000 * SECOND;
    assert_eq!(admitted(rate, [start; 10]).len(), 3);
    let once_a_second: Vec<u64> = (0..60).map(|second| start + second * SECOND).collect();
    let seconds: Vec<u64> =
        admitted(rate, once_a_second).iter().map(|now| (now - start) / SECOND).collect();
    assert_eq!(seconds, [0, 1, 2, 10, 20, 30, 40, 50]);
}

#[test]
fn exactly_at_the_boundary_it_is_admitted() {
    let rate = Rate::new(1, 10_000, 1);
    let next = rate.admit(0, 5 * SECOND);
    assert_eq!(next, Some(15 * SECOND));
    assert_eq!(rate.admit(15 * SECOND, 15 * SECOND - 1), None);
    assert_eq!(rate.admit(15 * SECOND, 15 * SECOND), Some(25 * SECOND));
}

#[test]
fn a_key_never_seen_is_admitted_at_any_time() {
    assert!(Rate::new(1, 1, 1).admit(0, 0).is_some());
    assert!(Rate::new(1, u64::MAX, u64::MAX).admit(0, 0).is_some());
}

#[test]
fn numbers_out_of_range_refuse() {
    let rate = Rate::new(1, u64::MAX, 1);
    let arrival = rate.admit(0, SECOND);
    assert_eq!(arrival, Some(u64::MAX));
    assert_eq!(rate.admit(u64::MAX, u64::MAX - 1), None);
    assert_eq!(Rate::new(0, 1000, 0), Rate::new(1, 1000, 1));
}

proptest! {
    #[test]
    fn no_window_admits_more_than_the_burst_and_the_rate(
        requests in 1_u64..50,
        window_ms in 1_u64..100_000,
        burst in 1_u64..20,
        gaps in proptest::collection::vec(0_u64..3_000_000_000, 1..200),
    ) {
        let times = gaps.iter().scan(SECOND, |now, gap| { *now += gap; Some(*now) });
        let admitted = admitted(Rate::new(requests, window_ms, burst), times);
        let window = window_ms * 1_000_000;
        for (first, start) in admitted.iter().enumerate() {
            let inside = admitted.iter().skip(first).take_while(|now| *now - start < window).count();
            prop_assert!(inside as u64 <= requests + burst);
            // The first of each back-to-back run may find the whole burst, never more.
            let at_once = admitted.iter().skip(first).take_while(|now| *now == start).count();
            prop_assert!(at_once as u64 <= burst);
        }
    }

    #[test]
    fn evenly_spaced_requests_are_never_refused(requests in 1_u64..1000, window_ms in 1_u64..100_000) {
        let interval = (window_ms * 1_000_000).div_ceil(requests);
        let times: Vec<u64> = (0..50).map(|count| SECOND + count * interval).collect();
        prop_assert_eq!(admitted(Rate::new(requests, window_ms, 1), times.clone()), times);
    }

    #[test]
    fn no_numbers_make_it_panic(requests: u64, window_ms: u64, burst: u64, arrival: u64, now: u64) {
        let rate = Rate::new(requests, window_ms, burst);
        if let Some(next) = rate.admit(arrival, now) {
            prop_assert!(next >= now);
        }
    }
}
