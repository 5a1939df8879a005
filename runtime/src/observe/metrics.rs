//! Counts of decisions, as Prometheus reads them. Labels come from the policy alone, and nothing here waits.

mod text;

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, AtomicU64, Ordering};
use std::time::Duration;

use ahash::RandomState;
use gatewright_core::refusal::{Check, RuleName};

use super::Observed;
use super::shadow::Compared;

/// Upper bounds of how long decisions take, in microseconds.
const BOUNDS: [u64; 10] = [5, 10, 25, 50, 100, 250, 1_000, 10_000, 100_000, 1_000_000];

/// How many of a policy's decisions ended in which way. Clones count the same.
#[derive(Clone)]
pub struct Metrics(Arc<Counts>);

struct Counts {
    policy: &'static Observed,
    /// The place of each route; the last row is that of requests for which none was chosen.
    routes: HashMap<&'static str, usize, RandomState>,
    rows: Vec<Row>,
    /// How many decisions took at most as long as each bound, and how many longer than all.
    durations: [AtomicU64; BOUNDS.len() + 1],
    /// Nanoseconds of all decisions.
    duration: AtomicU64,
    alerts: Vec<AtomicU64>,
    lost_records: AtomicU64,
    /// Comparisons with a second policy, as [`Compared::ALL`].
    comparisons: [AtomicU64; Compared::ALL.len()],
}

/// The counts of one route.
struct Row {
    admitted: AtomicU64,
    preflights: AtomicU64,
    refused: Vec<Refusals>,
}

/// The refusals by one rule.
#[derive(Default)]
struct Refusals {
    times: AtomicU64,
    /// With which status: a rule of a route has one.
    status: AtomicU16,
}

impl Metrics {
    /// What Prometheus is told the text is (exposition format 0.0.4).
    pub const CONTENT_TYPE: &'static str = "text/plain; version=0.0.4; charset=utf-8";

    pub(super) fn new(policy: &'static Observed) -> Metrics {
        let routes = policy.routes.iter().enumerate().map(|(place, route)| (*route, place));
        let places = Check::ALL.len() * (policy.parts.len() + 1);
        let row = || Row {
            admitted: AtomicU64::new(0),
            preflights: AtomicU64::new(0),
            refused: std::iter::repeat_with(Refusals::default).take(places).collect(),
        };
        Metrics(Arc::new(Counts {
            policy,
            routes: routes.collect(),
            rows: std::iter::repeat_with(row).take(policy.routes.len() + 1).collect(),
            durations: Default::default(),
            duration: AtomicU64::new(0),
            alerts: policy.alerts.iter().map(|_| AtomicU64::new(0)).collect(),
            lost_records: AtomicU64::new(0),
            comparisons: Default::default(),
        }))
    }

    /// All counts, in the text exposition format of Prometheus.
    #[must_use]
    pub fn render(&self) -> String {
        text::render(&self.0)
    }

    pub(super) fn count_admission(&self, route: Option<&str>) {
        if let Some(row) = self.0.row(route) {
            row.admitted.fetch_add(1, Ordering::Relaxed);
        }
    }

    pub(super) fn count_preflight(&self, route: Option<&str>) {
        if let Some(row) = self.0.row(route) {
            row.preflights.fetch_add(1, Ordering::Relaxed);
        }
    }

    pub(super) fn count_refusal(&self, route: Option<&str>, rule: &RuleName, status: u16) {
        let place = self.0.place(rule.check(), rule.part_name());
        if let Some(refusals) = self.0.row(route).and_then(|row| row.refused.get(place)) {
            refusals.status.store(status, Ordering::Relaxed);
            refusals.times.fetch_add(1, Ordering::Relaxed);
        }
    }

    pub(super) fn count_duration(&self, duration: Duration) {
        let counts = &self.0;
        let bound = BOUNDS.iter().position(|bound| duration <= Duration::from_micros(*bound));
        if let Some(slot) = counts.durations.get(bound.unwrap_or(BOUNDS.len())) {
            slot.fetch_add(1, Ordering::Relaxed);
        }
        let nanos = u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX);
        counts.duration.fetch_add(nanos, Ordering::Relaxed);
    }

    pub(super) fn count_alert(&self, place: usize) {
        if let Some(alert) = self.0.alerts.get(place) {
            alert.fetch_add(1, Ordering::Relaxed);
        }
    }

    pub(super) fn count_comparison(&self, compared: Compared) {
        let counts = Compared::ALL.into_iter().zip(&self.0.comparisons);
        for (_, count) in counts.filter(|(counted, _)| *counted == compared) {
            count.fetch_add(1, Ordering::Relaxed);
        }
    }

    pub(super) fn count_lost_records(&self, lines: u64) {
        self.0.lost_records.fetch_add(lines, Ordering::Relaxed);
    }
}

impl Counts {
    fn row(&self, route: Option<&str>) -> Option<&Row> {
        let place = route.and_then(|route| self.routes.get(route).copied());
        self.rows.get(place.unwrap_or(self.policy.routes.len()))
    }

    /// Where the refusals by a check stand in a row: those of a named part behind those without.
    fn place(&self, check: Check, part: &str) -> usize {
        let named = self.policy.parts.iter().position(|known| *known == part);
        named.map_or(0, |named| (named + 1) * Check::ALL.len()) + check as usize
    }
}

impl fmt::Debug for Metrics {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Metrics")
            .field("policy", &self.0.policy.policy)
            .finish_non_exhaustive()
    }
}
