//! One test, request by request.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use crate::evaluate::{Decision, Evaluator, Keys, Outcome, Preflight, Request, Timestamp};
use crate::policy::{Exchange, Expected, ExpectedStatus, Policy, RequestBody, Test, TestCase};
use crate::primitive::jwk::VerificationKey;
use crate::primitive::jwt::Verify;

/// What tests need from outside.
#[derive(Clone, Debug)]
pub struct Surroundings {
    /// When tests run that name no time.
    pub now: Timestamp,
    /// What the files hold that tests send as bodies, by the path that the policy names.
    pub files: BTreeMap<String, Vec<u8>>,
}

/// What came of one test.
#[derive(Clone, Debug, PartialEq)]
pub struct TestResult {
    /// How many requests were sent.
    pub requests: u64,
    /// The requests that were answered otherwise than expected, in the order written; a repeated one once.
    pub failures: Vec<Failure>,
}

impl TestResult {
    /// Whether every answer was as expected.
    #[must_use]
    pub fn is_passed(&self) -> bool {
        self.failures.is_empty()
    }
}

/// A request that was answered otherwise than expected.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    /// The request.
    pub exchange: Exchange,
    /// Which of its repetitions it was, from 1.
    pub repetition: u64,
    /// What came back.
    pub answer: Answer,
}

/// What came back.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// A decision, with every check that led to it.
    Decided(Box<Decision>),
    /// None: the file of the body was not given.
    NoBody {
        /// Its path.
        path: String,
    },
}

/// Sends the requests of a test, one after the other, to an evaluator whose limits are unused, and are again where
/// time goes back. `observe` sees each decision.
pub fn run(
    policy: &Arc<Policy>,
    test: &Test,
    surroundings: &Surroundings,
    observe: &mut dyn FnMut(&Decision),
) -> TestResult {
    let unused = || Evaluator::new(policy.clone(), Keys::default(), Arc::new(NoSignature));
    let mut evaluator = unused();
    let mut latest = None;
    let mut result = TestResult { requests: 0, failures: Vec::new() };
    for case in &test.cases {
        let now = case.at.map_or(surroundings.now, |seconds| Timestamp { seconds, nanos: 0 });
        // What was counted later than now says nothing about now.
        if latest.is_some_and(|latest| now < latest) {
            evaluator = unused();
        }
        latest = Some(now);
        for exchange in &case.exchanges {
            let request = match request(policy, case, exchange, surroundings) {
                Ok(request) => request,
                Err(path) => {
                    let (exchange, answer) = (exchange.clone(), Answer::NoBody { path });
                    result.failures.push(Failure { exchange, repetition: 1, answer });
                    continue;
                }
            };
            let mut is_failed = false;
            for repetition in 1..=exchange.times {
                let decision = evaluator.decide_as(&request, case.caller.as_ref(), now);
                result.requests += 1;
                observe(&decision);
                if !is_failed && !is_expected(&exchange.expected, &decision) {
                    is_failed = true;
                    let (exchange, answer) =
                        (exchange.clone(), Answer::Decided(Box::new(decision)));
                    result.failures.push(Failure { exchange, repetition, answer });
                }
            }
        }
    }
    result
}

/// Callers are given, not proved: nothing is ever verified.
struct NoSignature;

impl Verify for NoSignature {
    fn verify(&self, _: &VerificationKey, _: &[u8], _: &[u8]) -> bool {
        false
    }
}

/// The request, or the path of the file that was not given.
fn request(
    policy: &Policy,
    case: &TestCase,
    exchange: &Exchange,
    surroundings: &Surroundings,
) -> Result<Request, String> {
    let body = match &exchange.body {
        RequestBody::Absent => Vec::new(),
        RequestBody::Text(text) => text.clone().into_bytes(),
        RequestBody::File { path, .. } => {
            let found = surroundings.files.get(path);
            found.cloned().ok_or_else(|| path.clone())?
        }
    };
    let mut headers: Vec<(String, Vec<u8>)> = exchange
        .headers
        .iter()
        .map(|(name, value)| (name.clone(), value.clone().into_bytes()))
        .collect();
    let has = |due: &str| exchange.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case(due));
    if !has("host") {
        let host = policy.hosts.first().map_or("localhost", String::as_str);
        headers.insert(0, ("host".to_owned(), host.into()));
    }
    if exchange.body != RequestBody::Absent && !has("content-type") {
        headers.push(("content-type".to_owned(), b"application/json".to_vec()));
    }
    Ok(Request {
        method: exchange.method.clone(),
        target: exchange.target.clone(),
        headers,
        body,
        peer: case.from.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST)),
        country: case.country,
        tls: None,
    })
}

fn is_expected(expected: &Expected, decision: &Decision) -> bool {
    let status = match &decision.outcome {
        Outcome::Admit(_) => ExpectedStatus::Forwarded,
        Outcome::Preflight(_) => ExpectedStatus::Answered(Preflight::STATUS),
        Outcome::Refuse(refusal) => ExpectedStatus::Answered(refusal.status().code()),
    };
    expected.status == status
        && expected.rule.as_deref().is_none_or(|rule| decision.is_refused_by(rule))
}
