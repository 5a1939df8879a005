//! Where a key stands with its limit, and how answers tell it: `RateLimit-Policy` and `RateLimit`
//! (draft-ietf-httpapi-ratelimit-headers-10), as lists of structured fields (RFC 9651).

use super::Rate;
use crate::policy::Limit;

/// The header that names the limits, in lower case.
pub const QUOTAS_HEADER: &str = "ratelimit-policy";

/// The header that tells what remains of them, in lower case.
pub const STANDINGS_HEADER: &str = "ratelimit";

const NANOS_PER_SECOND: u64 = 1_000_000_000;

/// What a client may still do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Requests that would be admitted if they all came now.
    pub remaining: u64,
    /// Seconds until it is one more, rounded up.
    pub reset: u64,
}

impl Rate {
    /// Where a key with this number stands at `now`, which counts as in [`Rate::admit`].
    #[must_use]
    pub fn standing(&self, arrival: u64, now: u64) -> Standing {
        let arrival = arrival.max(now);
        let latest = now.saturating_add(self.tolerance);
        let remaining = latest.checked_sub(arrival).map_or(0, |slack| slack / self.interval + 1);
        let due = arrival.saturating_add(remaining.saturating_mul(self.interval));
        let wait = due.saturating_sub(self.tolerance).saturating_sub(now);
        Standing { remaining, reset: wait.div_ceil(NANOS_PER_SECOND) }
    }

    /// The number of a key that has nothing left at `now`, and one request more after an interval.
    #[must_use]
    pub fn exhausted(&self, now: u64) -> u64 {
        now.saturating_add(self.tolerance).saturating_add(self.interval)
    }
}

/// A limit in whole seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// Requests in a window.
    pub requests: u64,
    /// The window.
    pub seconds: u64,
}

impl Quota {
    /// The quota of a policy's limit. Of a window that is no whole number of seconds, the least multiple that is one.
    #[must_use]
    pub fn of(limit: &Limit) -> Quota {
        let multiple = 1000 / greatest_common_divisor(limit.window_ms, 1000);
        Quota {
            requests: limit.requests.saturating_mul(multiple),
            seconds: limit.window_ms.saturating_mul(multiple) / 1000,
        }
    }
}

fn greatest_common_divisor(mut one: u64, mut other: u64) -> u64 {
    while other != 0 {
        (one, other) = (other, one % other);
    }
    one.max(1)
}

/// The value of [`QUOTAS_HEADER`]: names and quotas in the order in which the limits are asked.
pub fn quotas<'l>(limits: impl IntoIterator<Item = (&'l str, Quota)>) -> String {
    joined(
        limits.into_iter().map(|(name, Quota { requests, seconds })| {
            format!("\"{name}\";q={requests};w={seconds}")
        }),
    )
}

/// The value of [`STANDINGS_HEADER`]. Of a burst that is larger than the quota, no more than the quota is told to remain.
pub fn standings<'l>(limits: impl IntoIterator<Item = (&'l str, Quota, Standing)>) -> String {
    joined(limits.into_iter().map(|(name, quota, Standing { remaining, reset })| {
        format!("\"{name}\";r={};t={reset}", remaining.min(quota.requests))
    }))
}

/// Names of limits need no escaping: they hold letters, digits, `_` and `.`.
fn joined(items: impl Iterator<Item = String>) -> String {
    items.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SECOND: u64 = NANOS_PER_SECOND;

    fn stands(rate: Rate, arrival: u64, now: u64) -> (u64, u64) {
        let Standing { remaining, reset } = rate.standing(arrival, now);
        (remaining, reset)
    }

    #[test]
    fn what_remains_is_what_would_be_admitted_now() {
        // One in ten seconds, three back to back.
        let rate = Rate::new(6, 60_000, 3);
        let start = 100 * SECOND;
        assert_eq!(stands(rate, 0, start), (3, 10));
        assert_eq!(stands(rate, start + 10 * SECOND, start), (2, 10));
        assert_eq!(stands(rate, start + 30 * SECOND, start), (0, 10));
        // A nanosecond before, and at it.
        assert_eq!(stands(rate, start + 30 * SECOND, start + 10 * SECOND - 1), (0, 1));
        assert_eq!(stands(rate, start + 30 * SECOND, start + 10 * SECOND), (1, 10));
        let exhausted = rate.exhausted(start);
        assert_eq!(stands(rate, exhausted, start), (0, 10));
        assert_eq!(rate.admit(exhausted, start), None);
        assert!(rate.admit(exhausted, start + 10 * SECOND).is_some());
    }

    #[test]
    fn windows_are_told_in_whole_seconds() {
        let quota = |requests, window_ms| {
            let mut limit = crate::policy::fixture::limit(
                "few",
                requests,
                1,
                crate::policy::LimitKey::ClientIp,
            )
            .as_ref()
            .clone();
            limit.window_ms = window_ms;
            let Quota { requests, seconds } = Quota::of(&limit);
            (requests, seconds)
        };
        assert_eq!(quota(100, 60_000), (100, 60));
        assert_eq!(quota(10, 500), (20, 1));
        assert_eq!(quota(7, 1_500), (14, 3));
        assert_eq!(quota(1, 1), (1_000, 1));
        // Still an integer of a structured field.
        assert_eq!(quota(1_000_000_000, 999), (1_000_000_000_000, 999));
    }

    #[test]
    fn headers_are_spelled_as_the_draft_says() {
        let quota = Quota { requests: 100, seconds: 60 };
        let (some, more) =
            (Standing { remaining: 7, reset: 3 }, Standing { remaining: 200, reset: 0 });
        assert_eq!(quotas([("a", quota), ("b_1", quota)]), r#""a";q=100;w=60, "b_1";q=100;w=60"#);
        assert_eq!(
            standings([("a", quota, some), ("b", quota, more)]),
            r#""a";r=7;t=3, "b";r=100;t=0"#
        );
    }

    proptest! {
        #[test]
        fn exactly_as_many_are_admitted_as_remain(
            requests in 1_u64..20,
            window_ms in 1_u64..100_000,
            burst in 1_u64..20,
            behind in 0_u64..2_000,
            past in 0_u64..200_000,
        ) {
            let rate = Rate::new(requests, window_ms, burst);
            let now = 1_000 * SECOND + past * 1_000_003;
            let arrival = 1_000 * SECOND + behind * 100_000_007;
            let admitted = |mut arrival: u64, now: u64| {
                let mut count = 0;
                while let Some(next) = rate.admit(arrival, now) {
                    (arrival, count) = (next, count + 1);
                }
                count
            };
            let Standing { remaining, reset } = rate.standing(arrival, now);
            prop_assert_eq!(admitted(arrival, now), remaining);
            if arrival > now {
                prop_assert!(admitted(arrival, now + reset * SECOND) > remaining);
                prop_assert!(reset == 0 || admitted(arrival, now + (reset - 1) * SECOND) <= remaining);
            }
        }

        #[test]
        fn no_numbers_make_it_panic(requests: u64, window_ms: u64, burst: u64, arrival: u64, now: u64) {
            let rate = Rate::new(requests, window_ms, burst);
            let Standing { remaining, .. } = rate.standing(arrival, now);
            prop_assert_eq!(remaining > 0, rate.admit(arrival, now).is_some());
        }
    }
}
