//! Stage 15: alerts, raised when refusals come too often.

use std::collections::BTreeMap;

use super::client::Client;
use super::decision::Decision;
use super::limit::Key;
use super::record;
use super::request::Timestamp;
use super::respond::Answer;
use crate::policy::{Alert, AlertEvent, Policy, Span};
use crate::primitive::alert::Occurrences;
use crate::primitive::record::End;

/// When the refusals came that alerts count, by alert and key.
#[derive(Clone, Debug, Default)]
pub struct Alerts(BTreeMap<(String, Key), Occurrences>);

/// An alert that was raised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raised {
    /// Its name.
    pub alert: String,
    /// Its declaration.
    pub span: Span,
}

impl Alerts {
    /// Takes note of a decision, and of what the client got if it got an answer, and gives the alerts that are raised. An alert
    /// that was raised begins to count anew.
    pub fn observe(
        &mut self,
        policy: &Policy,
        decision: &Decision,
        answer: Option<&Answer>,
        now: Timestamp,
    ) -> Vec<Raised> {
        let end = record::end(decision, answer);
        let counted = policy.alerts.iter().filter(|alert| alert.of.is(end, decision));
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
        let times = self.0.entry((alert.name.clone(), key)).or_default();
        let window = alert.window_ms.saturating_mul(1_000_000);
        times
            .note(now.total_nanos(), window, alert.count)
            .then(|| Raised { alert: alert.name.clone(), span: alert.span })
    }
}

impl AlertEvent {
    /// Whether it counts what ended so. Admissions never are counted.
    fn is(&self, end: End<'_>, decision: &Decision) -> bool {
        match (self, end) {
            (AlertEvent::Status(counted), End::Refused { status, .. }) => *counted == status,
            (AlertEvent::Rule(name), End::Refused { rule, .. }) => decision.is_named(rule, name),
            (AlertEvent::Status(_) | AlertEvent::Rule(_), End::Admitted(_) | End::Preflight) => {
                false
            }
        }
    }
}
