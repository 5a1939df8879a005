//! Leases: an instance takes several requests of a key by one call, and admits them without asking.
//!
//! What is taken counts when it is taken, and is admitted later, but no later than a lease lasts. So the requests that a
//! fleet admits in some time were all taken in that time and the length of a lease before it. A burst that is smaller by what
//! comes back in the length of a lease makes up for that: no more is admitted than without leases.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use gatewright_core::primitive::rate::{Rate, Standing};
use tokio::time::Instant;

use super::super::StoreError;
use super::take::Take;
use crate::limit::Counted;

/// Keys of which an instance keeps leases. What more there are is counted one by one.
const MOST_KEYS: usize = 10_000;

/// How many requests an instance takes at a time, and among how many instances a fleet's requests are spread.
///
/// However many instances there are in truth, a fleet admits no more than each limit says. What it costs is that callers may be
/// refused earlier: by `tokens` times `instances` requests that a burst is smaller by, and by those that other instances
/// have taken and not admitted, `tokens` each at most. What an instance has not admitted when a lease ends is lost; a lease
/// lasts until `tokens` times `instances` requests have come back by the limit's rate, and an instance that did not use up its
/// last lease takes no more than it used.
///
/// Of a limit, at most half of its burst is leased, to all instances together. Where that is less than two requests for
/// each, there are no leases, and each request asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leases {
    /// Requests that an instance takes at a time, at most.
    pub tokens: u32,
    /// Instances that there are.
    pub instances: u32,
}

/// What leases are for one rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Plan {
    /// Requests taken at a time, at most; two at least.
    tokens: u64,
    /// The rate by which they are taken.
    rate: Rate,
    /// How long a lease lasts.
    lifetime: Duration,
}

impl Leases {
    /// Nothing where the limit is too small.
    pub(super) fn of(self, rate: Rate) -> Option<Plan> {
        let instances = u64::from(self.instances.max(1));
        let burst = rate.tolerance() / rate.interval() + 1;
        let tokens = u64::from(self.tokens).min(burst / 2 / instances);
        let reserved = tokens.saturating_mul(instances);
        let lifetime = Duration::from_nanos(reserved.saturating_mul(rate.interval()));
        (tokens >= 2).then(|| Plan { tokens, rate: rate.reserving(reserved), lifetime })
    }
}

/// What an instance holds of a key.
#[derive(Debug)]
struct Lease {
    /// Requests that it may still admit.
    left: u64,
    /// Those of this lease that it did.
    used: u64,
    /// What it asked for.
    size: u64,
    ends: Instant,
    /// Where the key stood when they were taken.
    standing: Standing,
}

impl Lease {
    /// None yet.
    fn none() -> Lease {
        let standing = Standing { remaining: 0, reset: 0 };
        Lease { left: 0, used: 0, size: 0, ends: Instant::now(), standing }
    }

    fn holds(&self, now: Instant) -> bool {
        self.left > 0 && now < self.ends
    }

    /// Admits one of those that are left.
    fn admit(&mut self) -> Counted {
        self.left -= 1;
        self.used += 1;
        let remaining = self.standing.remaining.saturating_add(self.left);
        Counted::Admitted(Standing { remaining, ..self.standing })
    }

    /// How many to take next: twice as many as were used up, or as many as were used.
    fn next(&self, most: u64) -> u64 {
        let wanted = if self.left == 0 { self.size.saturating_mul(2) } else { self.used };
        wanted.clamp(1, most)
    }
}

/// The leases of one instance.
pub(super) struct Leasing {
    leases: Leases,
    held: Mutex<HashMap<String, Arc<tokio::sync::Mutex<Lease>>>>,
}

impl Leasing {
    pub(super) fn new(leases: Leases) -> Leasing {
        Leasing { leases, held: Mutex::default() }
    }

    /// Counts one request of the key.
    pub(super) async fn count(
        &self,
        take: &impl Take,
        key: &str,
        rate: Rate,
    ) -> Result<Counted, StoreError> {
        let Some(plan) = self.leases.of(rate) else {
            return Ok(take.take(key, rate, 1).await?.counted(rate));
        };
        let Some(held) = self.held(key) else {
            return Ok(take.take(key, plan.rate, 1).await?.counted(plan.rate));
        };
        // Who needs a lease waits for the one who takes it.
        let mut lease = held.lock().await;
        let now = Instant::now();
        if lease.holds(now) {
            return Ok(lease.admit());
        }
        let size = lease.next(plan.tokens);
        let taken = take.take(key, plan.rate, size).await?;
        let standing = plan.rate.standing(taken.arrival, taken.now);
        let ends = now + plan.lifetime;
        *lease = Lease { left: taken.granted, used: 0, size, ends, standing };
        // The answer may have come too late for what it grants.
        if lease.holds(Instant::now()) {
            Ok(lease.admit())
        } else if taken.granted == 0 {
            Ok(Counted::Refused(standing))
        } else {
            Err(StoreError::Timeout)
        }
    }

    /// The place of a key's lease; nothing where there are too many.
    fn held(&self, key: &str) -> Option<Arc<tokio::sync::Mutex<Lease>>> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(lease) = held.get(key) {
            return Some(Arc::clone(lease));
        }
        if held.len() >= MOST_KEYS {
            let now = Instant::now();
            // One that somebody has in hand is kept.
            held.retain(|_, lease| lease.try_lock().map_or(true, |lease| lease.holds(now)));
        }
        if held.len() >= MOST_KEYS {
            return None;
        }
        let lease = Arc::new(tokio::sync::Mutex::new(Lease::none()));
        held.insert(key.to_owned(), Arc::clone(&lease));
        Some(lease)
    }
}
