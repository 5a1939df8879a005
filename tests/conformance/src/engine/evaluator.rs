//! The reference evaluator as an engine: no wire, no clock of its own.

use std::sync::Arc;
use std::time::Instant;

use gatewright::token::Verifier;
use gatewright_core::evaluate::{
    self, Evaluator as Reference, Outcome, Preflight, Request, Timestamp,
};
use gatewright_core::policy::Policy;
use gatewright_core::refusal::COMMON_HEADERS;

use super::{Engine, Moment};
use crate::answer::{Answer, Forwarded, View, without_errors};
use crate::octets::Octets;
use crate::subject::Subject;
use crate::wire::Wire;

/// The reference.
pub struct Evaluator {
    policy: Arc<Policy>,
    view: View,
    reference: Reference,
}

impl Evaluator {
    /// One that has seen no request.
    ///
    /// # Errors
    ///
    /// Where a key is none.
    pub fn new(subject: &Subject) -> anyhow::Result<Evaluator> {
        let keys = evaluate::Keys {
            tokens: subject.material.key_sets.clone(),
            api_keys: subject.material.api_keys.clone(),
            ..evaluate::Keys::default()
        };
        let verifier = Verifier::new(subject.material.key_sets.values())?;
        let policy = Arc::new(subject.policy.clone());
        let reference = Reference::new(Arc::clone(&policy), keys, Arc::new(verifier));
        Ok(Evaluator { view: View::of(&policy), policy, reference })
    }
}

impl Engine for Evaluator {
    fn name(&self) -> &'static str {
        "evaluator"
    }

    fn version(&self) -> String {
        concat!("gatewright-core ", env!("CARGO_PKG_VERSION")).to_owned()
    }

    fn answer(&mut self, wire: &Wire, now: Moment) -> Answer {
        let request = Request {
            method: wire.method.text(),
            target: wire.target.text(),
            headers: wire.all_headers().into_iter().map(|(name, value)| (name, value.0)).collect(),
            body: wire.body.octets(),
            peer: wire.from,
            country: None,
            tls: None,
        };
        let nanos = u32::try_from(now.0 % 1000).unwrap_or_default() * 1_000_000;
        let start = Instant::now();
        let decision = self.reference.decide(&request, Timestamp { seconds: now.seconds(), nanos });
        let micros = u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX);
        let mut answer = Answer { micros, ..Answer::default() };
        match &decision.outcome {
            Outcome::Refuse(refusal) => {
                answer.status = refusal.status().code();
                answer.rule = Some(refusal.rule.to_string());
                let common =
                    COMMON_HEADERS.iter().map(|(name, value)| (*name, (*value).to_owned()));
                let own = refusal.headers.iter().map(|(name, value)| (*name, value.to_string()));
                for (name, value) in common.chain(own) {
                    answer.headers.insert(name.to_ascii_lowercase(), vec![value]);
                }
                if request.method != "HEAD" {
                    let types = self.policy.problem_types.as_ref();
                    let document = refusal.problem_document_of(types, self.policy.detail);
                    answer.body = without_errors(&document.into());
                }
            }
            Outcome::Preflight(preflight) => {
                answer.status = Preflight::STATUS;
                for (name, value) in &preflight.headers {
                    answer.headers.insert((*name).to_owned(), vec![value.clone()]);
                }
            }
            Outcome::Admit(admission) => {
                answer.status = 200;
                let sent = |name: &&String| {
                    wire.values(name).iter().any(|value| !value.0.trim_ascii().is_empty())
                };
                let kept = |name: &&String| !admission.removed.contains(name);
                let credentials = self.view.credentials.iter().filter(sent).filter(kept);
                let mut identity = std::collections::BTreeMap::<String, Vec<String>>::new();
                for (name, value) in &admission.set {
                    identity.entry(name.clone()).or_default().push(value.clone());
                }
                answer.forwarded = vec![Forwarded {
                    method: request.method.clone(),
                    target: request.target.clone(),
                    identity,
                    credentials: credentials.cloned().collect(),
                    underscored: Vec::new(),
                    body: Octets(request.body.clone()),
                }];
            }
        }
        answer
    }
}
