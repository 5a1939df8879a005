//! What time it is.

use std::fmt;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::SystemTime;

/// Where a policy reads the time.
pub trait Clock: fmt::Debug + Send + Sync + 'static {
    /// Whole seconds since 1970-01-01T00:00:00Z, for tokens and conditions.
    fn unix_seconds(&self) -> i64;

    /// Nanoseconds since a moment of the clock's own choice, never going back, for limits.
    fn monotonic_nanos(&self) -> u64;
}

/// The processor's own counter where it is steady, which takes a third of the time that asking the system takes. It is
/// compared with the system's clock once a process.
static COUNTER: LazyLock<quanta::Clock> = LazyLock::new(quanta::Clock::new);

/// The system's clock.
#[derive(Clone, Copy, Debug)]
pub struct SystemClock {
    counter: &'static quanta::Clock,
    /// What the counter showed.
    started: u64,
}

impl Default for SystemClock {
    fn default() -> SystemClock {
        SystemClock { counter: &COUNTER, started: COUNTER.raw() }
    }
}

impl Clock for SystemClock {
    fn unix_seconds(&self) -> i64 {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        // A clock before 1970 or after the end of time counts as the end of time: every token has expired there.
        now.ok().and_then(|now| i64::try_from(now.as_secs()).ok()).unwrap_or(i64::MAX)
    }

    fn monotonic_nanos(&self) -> u64 {
        self.counter.delta_as_nanos(self.started, self.counter.raw())
    }
}

/// A clock that stands still until it is set: for tests. Clones show the same time.
#[derive(Clone, Debug)]
pub struct ManualClock {
    unix_seconds: Arc<AtomicI64>,
    nanos: Arc<AtomicU64>,
}

impl ManualClock {
    /// A clock that shows `unix_seconds` since 1970.
    #[must_use]
    pub fn at(unix_seconds: i64) -> ManualClock {
        ManualClock {
            unix_seconds: Arc::new(AtomicI64::new(unix_seconds)),
            nanos: Arc::new(AtomicU64::new(0)),
        }
    }

    /// Moves to `unix_seconds` since 1970. Limits see the time that passed, and none if it went back.
    pub fn set(&self, unix_seconds: i64) {
        let before = self.unix_seconds.swap(unix_seconds, Ordering::SeqCst);
        let passed = u64::try_from(unix_seconds.saturating_sub(before)).unwrap_or(0);
        self.nanos.fetch_add(passed.saturating_mul(1_000_000_000), Ordering::SeqCst);
    }

    /// Lets limits see `nanos` more pass, the wall clock standing still.
    pub fn advance_nanos(&self, nanos: u64) {
        self.nanos.fetch_add(nanos, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn unix_seconds(&self) -> i64 {
        self.unix_seconds.load(Ordering::SeqCst)
    }

    fn monotonic_nanos(&self) -> u64 {
        self.nanos.load(Ordering::SeqCst)
    }
}
