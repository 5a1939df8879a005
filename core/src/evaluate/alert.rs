//! Stage 15: alerts, raised when refusals come too often.

use std::collections::{BTreeMap, VecDeque};

use super::client::Client;
use super::decision::Decision;
use super::limit::Key;
use super::request::Timestamp;
use crate::policy::{Alert, AlertEvent, Policy, Span};

/// When the refusals came that alerts count, by alert and key. It forgets what has left the window.
#[derive(Clone, Debug, Default)]
pub struct Alerts(BTreeMap<(String, Key), VecDeque<u64>>);

/// An alert that was raised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raised {
    /// Its name.
    pub alert: String,
    /// Its declaration.
    pub span: Span,
}

impl Alerts {
    /// Takes note of a decision, and gives the alerts that it raises. An alert that was raised begins to count anew.
    pub fn observe(&mut self, policy: &Policy, decision: &Decision, now: Timestamp) -> Vec<Raised> {
        let counted = policy.alerts.iter().filter(|alert| alert.of.is(decision));
        counted.filter_map(|alert| self.count(policy, alert, decision, now)).collect()
    }

    fn count(
        &mut self,
        policy: &Policy,
        alert: &Alert,
        decision: &Decision,
        now: Timestamp,
    ) -> Option<Raised> {
        let principal = decision.principal.as_ref();
        let country = decision.country;
        let client = decision.client.map(|address| Client { address, country });
        let key = Key::of(&alert.key, client, principal, &policy.schemes);
        let now = now.total_nanos();
        let window = alert.window_ms.saturating_mul(1_000_000);
        let times = self.0.entry((alert.name.clone(), key)).or_default();
        times.retain(|time| now.saturating_sub(*time) < window);
        times.push_back(now);
        if u64::try_from(times.len()).is_ok_and(|count| count < alert.count) {
            return None;
        }
        times.clear();
        Some(Raised { alert: alert.name.clone(), span: alert.span })
    }
}

impl AlertEvent {
    /// Whether it counts this decision. Admissions never are.
    fn is(&self, decision: &Decision) -> bool {
        match self {
            AlertEvent::Status(status) => decision.status() == Some(*status),
            AlertEvent::Rule(rule) => decision.is_refused_by(rule),
        }
    }
}
