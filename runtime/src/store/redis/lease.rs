//! Leases: an instance takes several requests of a key by one call, and admits them without asking.
//!
//! What is taken counts when it is taken, and is admitted later, but no later than a lease lasts. So the requests that a
//! fleet admits in some time were all taken in that time and the length of a lease before it. A burst that is smaller by what
//! comes back in the length of a lease makes up for that: no more is admitted than without leases.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use gatewright_core::primitive::rate::{Rate, Standing};
use tokio::time::Instant;

use super::super::StoreError;
use super::take::{Take, Taken};
use crate::limit::Counted;

/// Keys of which an instance keeps leases. What more there are is counted one by one.
const MOST_KEYS: usize = 10_000;

/// Leases that would end sooner may have ended before the answer that grants them comes.
const LEAST_LIFETIME: Duration = Duration::from_millis(10);

/// How long there is no use in looking for leases that have ended, where none had.
const CROWDED: Duration = Duration::from_millis(100);

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
    /// When the store will grant more at the earliest, where it granted nothing.
    refused_until: Instant,
    /// Where the key stood when they were taken.
    standing: Standing,
}

impl Lease {
    /// None yet.
    fn none() -> Lease {
        let (now, standing) = (Instant::now(), Standing { remaining: 0, reset: 0 });
        Lease { left: 0, used: 0, size: 0, ends: now, refused_until: now, standing }
    }

    /// What came of asking for `size` requests at `now`.
    fn of(taken: Taken, size: u64, plan: &Plan, now: Instant) -> Lease {
        let standing = plan.rate.standing(taken.arrival, taken.now);
        // Others can only make it later.
        let wait = taken.arrival.saturating_sub(plan.rate.tolerance()).saturating_sub(taken.now);
        let refused_until = if taken.granted == 0 { now + Duration::from_nanos(wait) } else { now };
        let ends = now + plan.lifetime;
        Lease { left: taken.granted, used: 0, size, ends, refused_until, standing }
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

/// A key's lease, for which those wait who need another one.
struct Place {
    lease: tokio::sync::Mutex<Lease>,
    /// How often the store has answered.
    answers: AtomicU64,
}

/// The places of all keys.
#[derive(Default)]
struct Places {
    by_key: HashMap<String, Arc<Place>>,
    /// Before that moment there is no use in looking for places that can be given away.
    crowded_until: Option<Instant>,
}

/// The leases of one instance.
pub(super) struct Leasing {
    leases: Leases,
    places: Mutex<Places>,
}

impl Leasing {
    pub(super) fn new(leases: Leases) -> Leasing {
        Leasing { leases, places: Mutex::default() }
    }

    /// Counts one request of the key, which waits no longer than `timeout`.
    pub(super) async fn count(
        &self,
        take: &impl Take,
        key: &str,
        rate: Rate,
        timeout: Duration,
    ) -> Result<Counted, StoreError> {
        let late = |_| StoreError::Timeout;
        let one = async |rate: Rate| {
            let taken =
                tokio::time::timeout(timeout, take.take(key, rate, 1)).await.map_err(late)??;
            Ok(taken.counted(rate))
        };
        let Some(plan) = self.leases.of(rate) else { return one(rate).await };
        let place = (plan.lifetime >= LEAST_LIFETIME).then(|| self.place(key)).flatten();
        let Some(place) = place else { return one(plan.rate).await };
        let answers = place.answers.load(Ordering::Relaxed);
        match tokio::time::timeout(timeout, place.count(take, key, &plan)).await {
            Ok(counted) => counted,
            // The store is there: more ask for the key than it can answer one after the other.
            Err(_) if place.answers.load(Ordering::Relaxed) != answers => {
                Ok(Counted::Refused(plan.rate.standing(plan.rate.exhausted(0), 0)))
            }
            Err(elapsed) => Err(late(elapsed)),
        }
    }

    /// The place of a key's lease; nothing where there are too many.
    fn place(&self, key: &str) -> Option<Arc<Place>> {
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        let Places { by_key, crowded_until } = &mut *places;
        if let Some(place) = by_key.get(key) {
            return Some(Arc::clone(place));
        }
        if by_key.len() >= MOST_KEYS {
            let now = Instant::now();
            if crowded_until.is_some_and(|until| now < until) {
                return None;
            }
            // One that somebody has in hand is kept.
            by_key.retain(|_, place| place.lease.try_lock().map_or(true, |lease| lease.holds(now)));
            if by_key.len() >= MOST_KEYS {
                *crowded_until = Some(now + CROWDED);
                return None;
            }
        }
        let place = Arc::new(Place {
            lease: tokio::sync::Mutex::new(Lease::none()),
            answers: AtomicU64::new(0),
        });
        by_key.insert(key.to_owned(), Arc::clone(&place));
        Some(place)
    }
}

impl Place {
    /// Counts one request; who needs a lease waits for the one who takes it.
    async fn count(&self, take: &impl Take, key: &str, plan: &Plan) -> Result<Counted, StoreError> {
        let mut lease = self.lease.lock().await;
        let now = Instant::now();
        if lease.holds(now) {
            return Ok(lease.admit());
        }
        if now < lease.refused_until {
            return Ok(Counted::Refused(lease.standing));
        }
        let size = lease.next(plan.tokens);
        let taken = take.take(key, plan.rate, size).await?;
        self.answers.fetch_add(1, Ordering::Relaxed);
        *lease = Lease::of(taken, size, plan, now);
        // The answer may have come too late for what it grants. The store is there all the same.
        if lease.holds(Instant::now()) {
            Ok(lease.admit())
        } else {
            Ok(Counted::Refused(lease.standing))
        }
    }
}
