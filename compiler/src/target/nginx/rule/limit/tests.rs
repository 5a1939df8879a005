use gatewright_core::policy::Span;

use super::*;

fn limit(requests: u64, window_ms: u64) -> Limit {
    Limit {
        name: "l".to_owned(),
        requests,
        window_ms,
        burst: requests,
        key: LimitKey::ClientIp,
        keys: 100_000,
        scope: Default::default(),
        span: Span::default(),
    }
}

#[test]
fn the_fastest_rate_that_admits_no_more() {
    for (requests, window_ms, expected) in [
        (10, 1_000, Some("10r/s")),
        (600, 60_000, Some("10r/s")),
        (1, 60_000, Some("1r/m")),
        (6, 60_000, Some("6r/m")),
        (100, 60_000, Some("100r/m")),
        (1_000, 10_000, Some("100r/s")),
        (15, 10_000, Some("90r/m")),
        (5, 2_000, Some("150r/m")),
        // 20.83 a minute: 20 are 96 %.
        (30_000, 86_400_000, Some("20r/m")),
        // 1.67 a minute: 1 is 60 %.
        (100, 3_600_000, None),
        (1, 3_600_000, None),
        (100_000, 86_400_000, Some("69r/m")),
        (u64::MAX, 1, None),
    ] {
        let limit = limit(requests, window_ms);
        let found = rate_below(&limit).filter(|_| fidelity(&limit) == Fidelity::Exact);
        assert_eq!(
            found.map(|rate| rate.to_string()).as_deref(),
            expected,
            "{requests} in {window_ms} ms"
        );
    }
}

#[test]
fn what_nginx_keeps_is_within_five_percent_below() {
    for requests in 1..2_000 {
        for window_ms in [500, 1_000, 7_000, 60_000, 90_000, 3_600_000] {
            let limit = limit(requests, window_ms);
            let Some(rate) = rate_below(&limit) else { continue };
            let kept = u128::from(rate.thousandths()) * u128::from(window_ms);
            let exact = u128::from(requests) * 1_000_000;
            assert!(kept <= exact, "{requests} in {window_ms} ms: {rate}");
            assert_eq!(kept * 100 >= exact * 95, fidelity(&limit) == Fidelity::Exact);
        }
    }
}

#[test]
fn zones_hold_their_keys() {
    // 100,000 keys of 128 bytes are 12,500 KiB; the rest is nginx's own.
    assert_eq!(zone_size(100_000), (3_125 + 196 + 16) * 4);
    assert!(zone_size(1) >= 32);
}
