//! How often: the generic cell rate algorithm (GCRA), in nanoseconds.
//!
//! Each key has one number, its *theoretical arrival time*: when the next request would come if all came evenly spaced.
//! A request may come earlier by the tolerance; each admitted one moves the number on by one interval.

mod standing;
#[cfg(test)]
mod tests;

pub use standing::{QUOTAS_HEADER, Quota, STANDINGS_HEADER, Standing, quotas, standings};

use crate::policy::Limit;

/// A limit's arithmetic. Numbers beyond the range saturate so that requests are refused, never admitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    interval: u64,
    tolerance: u64,
}

impl Rate {
    /// `requests` in every window of `window_ms` milliseconds on average, at most `burst` back to back. The interval is
    /// rounded up, so that never more than `requests` are admitted.
    #[must_use]
    pub fn new(requests: u64, window_ms: u64, burst: u64) -> Rate {
        let window = u128::from(window_ms).saturating_mul(1_000_000);
        let interval = window.div_ceil(u128::from(requests.max(1)));
        // Each request takes time, so that a key's number grows with each.
        let interval = u64::try_from(interval).unwrap_or(u64::MAX).max(1);
        Rate { interval, tolerance: interval.saturating_mul(burst.max(1) - 1) }
    }

    /// The arithmetic of a policy's limit.
    #[must_use]
    pub fn of(limit: &Limit) -> Rate {
        Rate::new(limit.requests, limit.window_ms, limit.burst)
    }

    /// Nanoseconds by which each admitted request moves the key's number on.
    #[must_use]
    pub fn interval(&self) -> u64 {
        self.interval
    }

    /// Nanoseconds by which a request may come early.
    #[must_use]
    pub fn tolerance(&self) -> u64 {
        self.tolerance
    }

    /// The same for a burst that is smaller by so many requests, but one at least.
    #[must_use]
    pub fn reserving(&self, requests: u64) -> Rate {
        let reserved = self.interval.saturating_mul(requests);
        Rate { tolerance: self.tolerance.saturating_sub(reserved), ..*self }
    }

    /// Whether a request at `now` is admitted, `arrival` being the key's number and 0 for a key never seen. Gives the
    /// key's next number, or nothing when the request is refused and the number stays. `now` counts nanoseconds from
    /// any fixed point.
    #[must_use]
    pub fn admit(&self, arrival: u64, now: u64) -> Option<u64> {
        if now < arrival.saturating_sub(self.tolerance) {
            return None;
        }
        Some(arrival.max(now).saturating_add(self.interval))
    }

    /// Whether a key with this number can be forgotten: it would be treated like one never seen.
    #[must_use]
    pub fn is_idle(&self, arrival: u64, now: u64) -> bool {
        arrival <= now
    }
}
