//! One request, from before its decision until its answer.

use std::net::IpAddr;
use std::sync::Arc;

use gatewright_core::primitive::record::{End, Record};
use gatewright_core::refusal::Refusal;
use http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, Version};

use super::Watch;
use crate::layer::{Call, Passed, origin_form};

/// What is known of a request so far. One that was admitted is told even where nobody waits for its answer.
pub(crate) struct Observation {
    watch: Arc<Watch>,
    request: Option<Asked>,
    route: Option<&'static str>,
    client: Option<IpAddr>,
    state: State,
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
    pub(super) fn begin(watch: Arc<Watch>, call: &Call) -> Observation {
        let request = watch.records.is_some().then(|| Asked {
            time: call.now,
            method: call.head.method.clone(),
            uri: call.head.uri.clone(),
            version: call.head.version,
            headers: call.head.headers.clone(),
        });
        Observation { watch, request, route: None, client: None, state: State::Silent }
    }

    /// Notes what was decided.
    pub(crate) fn decided(&mut self, call: &Call, verdict: &Result<Passed, Refusal>) {
        (self.route, self.client) = (call.route, call.found_client);
        self.state = match verdict {
            Ok(Passed::Admitted) => State::Admitted,
            Ok(Passed::Answered(_)) => State::Answered,
            Err(_) => State::Silent,
        };
    }

    /// Tells how the request ended.
    pub(crate) fn answered(mut self, rule: Option<&str>, status: StatusCode) {
        let status = status.as_u16();
        let state = std::mem::replace(&mut self.state, State::Silent);
        self.tell(match (rule, state) {
            (Some(rule), _) => End::Refused { rule, status },
            (None, State::Answered) => End::Preflight,
            (None, State::Admitted | State::Silent) => End::Admitted(Some(status)),
        });
    }

    fn tell(&self, end: End<'_>) {
        let Watch { policy, records } = &*self.watch;
        if let (Some(records), Some(log), Some(asked)) = (records, &policy.log, &self.request)
            && end.is_recorded(log.decisions)
        {
            let lines = asked.headers.iter();
            let record = Record {
                time: asked.time,
                policy: policy.policy,
                digest: policy.digest,
                end,
                route: self.route,
                client: self.client,
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
            State::Admitted => self.tell(End::Admitted(None)),
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
