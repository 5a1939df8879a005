//! One request, from before its decision until its answer.

use std::any::Any;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Instant;

use gatewright_core::primitive::country::Country;
use gatewright_core::primitive::record::{End, Record};
use gatewright_core::refusal::{Refusal, RuleName};
use http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, Version};

use super::Watch;
use super::alert::Refused;
use super::shadow::{Reflection, Shadow};
use crate::judgement::{Ending, Judgement};
use crate::layer::{Call, Passed, origin_form};
use crate::notice::Notice;

/// What is known of a request so far. One that was admitted is told even where nobody waits for its answer.
pub(crate) struct Observation {
    watch: Arc<Watch>,
    request: Option<Asked>,
    /// The request as a second policy gets it.
    reflection: Option<Reflection>,
    /// When it began, where somebody wants to know how long it takes.
    started: Option<Instant>,
    /// The same on the clock that limits count by.
    now: u64,
    found: Found,
    state: State,
}

/// What the decision found out.
#[derive(Default)]
struct Found {
    route: Option<&'static str>,
    client: Option<IpAddr>,
    country: Option<Country>,
    principal: Option<Arc<dyn Any + Send + Sync>>,
}

/// How far a request got.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Nothing is decided, or everything is told.
    Silent,
    Admitted,
    Answered,
}

/// A request as it came: the decision changes what goes on.
struct Asked {
    time: i64,
    method: Method,
    uri: Uri,
    version: Version,
    headers: HeaderMap,
}

impl Observation {
    pub(super) fn begin(watch: Arc<Watch>, call: &mut Call) -> Observation {
        let request = watch.records.is_some().then(|| Asked {
            time: call.now,
            method: call.head.method.clone(),
            uri: call.head.uri.clone(),
            version: call.head.version,
            headers: call.head.headers.clone(),
        });
        let started = watch.metrics.is_some().then(Instant::now);
        let reflection = watch.shadow.is_some().then(|| Shadow::reflect(call));
        let (now, found, state) = (call.nanos, Found::default(), State::Silent);
        Observation { watch, request, reflection, started, now, found, state }
    }

    /// Notes what was decided, and asks the second policy.
    pub(crate) async fn decided(&mut self, call: &mut Call, verdict: &Result<Passed, Refusal>) {
        self.found = Found {
            route: call.route,
            client: call.found_client,
            country: call.country,
            principal: call.caller.take(),
        };
        self.state = match verdict {
            Ok(Passed::Admitted) => State::Admitted,
            Ok(Passed::Answered(_)) => State::Answered,
            Err(_) => State::Silent,
        };
        if let (Some(metrics), Some(started)) = (&self.watch.metrics, self.started) {
            metrics.count_duration(started.elapsed());
        }
        if let (Some(shadow), Some(reflection)) = (&self.watch.shadow, self.reflection.take()) {
            let (route, digest) = (call.route, self.watch.policy.digest);
            let first = Judgement { ending: Ending::of(verdict), route, digest };
            shadow.compare(&self.watch, reflection, first).await;
        }
    }

    /// Tells how the request ended.
    pub(crate) fn answered(mut self, rule: Option<&RuleName>, status: StatusCode) {
        let status = status.as_u16();
        let state = std::mem::replace(&mut self.state, State::Silent);
        match (rule, state) {
            (Some(rule), _) => self.refused(rule, status),
            (None, State::Answered) => self.preflight(),
            (None, State::Admitted | State::Silent) => self.admitted(Some(status)),
        }
    }

    fn admitted(&self, status: Option<u16>) {
        if let Some(metrics) = &self.watch.metrics {
            metrics.count_admission(self.found.route);
        }
        self.record(End::Admitted(status));
    }

    fn preflight(&self) {
        if let Some(metrics) = &self.watch.metrics {
            metrics.count_preflight(self.found.route);
        }
        self.record(End::Preflight);
    }

    fn refused(&self, rule: &RuleName, status: u16) {
        let Watch { alerts, metrics, teller, .. } = &*self.watch;
        let Found { route, client, country, principal } = &self.found;
        if let Some(metrics) = metrics {
            metrics.count_refusal(*route, rule, status);
        }
        self.record(End::Refused { rule, status });
        for (place, table) in alerts.iter().enumerate() {
            let principal = principal.as_deref();
            let (route, client, country) = (*route, *client, *country);
            let refused = Refused { rule, route, status, client, country, principal };
            if table.note(&refused, self.now) {
                if let Some(metrics) = metrics {
                    metrics.count_alert(place);
                }
                if let Some(teller) = teller {
                    let alert = table.alert.name;
                    teller.tell(Notice::Alert { alert, rule: rule.clone(), client });
                }
            }
        }
    }

    fn record(&self, end: End<'_>) {
        let Watch { policy, records, pseudonyms, .. } = &*self.watch;
        if let (Some(records), Some(log), Some(asked)) = (records, &policy.log, &self.request)
            && end.is_recorded(log.decisions)
        {
            let lines = asked.headers.iter();
            let caller = pseudonyms.as_ref().zip(self.found.principal.as_deref());
            let record = Record {
                time: asked.time,
                policy: policy.policy,
                digest: policy.digest,
                end,
                route: self.found.route,
                client: self.found.client,
                principal: caller.and_then(|(pseudonyms, caller)| pseudonyms.of(caller)),
                method: asked.method.as_str(),
                target: origin_form(&asked.uri, asked.version).unwrap_or_default(),
                headers: lines.map(|(name, value)| (name.as_str(), trimmed(value))).collect(),
            };
            records.push(record.to_json(log.redacted));
        }
    }
}

/// A handler that panics, and a client that goes away, leave an admission.
impl Drop for Observation {
    fn drop(&mut self) {
        match std::mem::replace(&mut self.state, State::Silent) {
            State::Admitted => self.admitted(None),
            State::Answered | State::Silent => {}
        }
    }
}

/// A value without outer spaces and tabs: a server has taken them away, a test may not have.
fn trimmed(value: &HeaderValue) -> &[u8] {
    let is_space = |octet: &u8| matches!(octet, b' ' | b'\t');
    let mut octets = value.as_bytes();
    while let [first, rest @ ..] = octets
        && is_space(first)
    {
        octets = rest;
    }
    while let [rest @ .., last] = octets
        && is_space(last)
    {
        octets = rest;
    }
    octets
}
