//! One test, request by request.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use super::difference::{Difference, differences};
use crate::evaluate::{
    self, Decision, Evaluator, Keys, Request, Response, Timestamp, UpstreamAnswer, respond,
};
use crate::policy::{Exchange, Policy, Test, TestAnswer, TestBody, TestCase};
use crate::primitive::jwk::VerificationKey;
use crate::primitive::jwt::Verify;

/// What tests need from outside.
#[derive(Clone, Debug)]
pub struct Surroundings {
    /// When tests run that name no time.
    pub now: Timestamp,
    /// What the files hold that tests name as bodies, by the path that the policy names.
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
    /// What of it is otherwise, in the order of the test; none where nothing came back.
    pub differences: Vec<Difference>,
}

/// What came back.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// An answer, with every check that led to it.
    Given(Box<Given>),
    /// None: the file of a body was not given.
    NoBody {
        /// Its path.
        path: String,
    },
}

/// A decision, and what the client gets.
#[derive(Clone, Debug, PartialEq)]
pub struct Given {
    /// What was decided on the request.
    pub decision: Decision,
    /// What leaves, with every check that was made of the upstream's answer.
    pub answer: evaluate::Answer,
}

/// A request of a test, and what came of it.
#[derive(Clone, Copy, Debug)]
pub struct Observation<'a> {
    /// The policy that was asked.
    pub policy: &'a Policy,
    /// The request.
    pub exchange: &'a Exchange,
    /// What was decided on it.
    pub decision: &'a Decision,
    /// What the client gets.
    pub answer: &'a evaluate::Answer,
}

/// Sends the requests of a test, one after the other, to an evaluator whose limits are unused, and are again where
/// time goes back. `observe` sees each of them with what came of it.
pub fn run(
    policy: &Arc<Policy>,
    test: &Test,
    surroundings: &Surroundings,
    observe: &mut dyn FnMut(Observation<'_>),
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
            let sent = match Sent::of(policy, case, exchange, surroundings) {
                Ok(sent) => sent,
                Err(path) => {
                    let (exchange, answer) = (exchange.clone(), Answer::NoBody { path });
                    let differences = Vec::new();
                    result.failures.push(Failure { exchange, repetition: 1, answer, differences });
                    continue;
                }
            };
            let Sent { request, upstream, body } = &sent;
            let mut is_failed = false;
            for repetition in 1..=exchange.times {
                let decision = evaluator.decide_as(request, case.caller.as_ref(), now);
                let answer = respond(policy, request, &decision, upstream);
                result.requests += 1;
                let (decided, given) = (&decision, &answer);
                observe(Observation { policy, exchange, decision: decided, answer: given });
                if is_failed {
                    continue;
                }
                let differences =
                    differences(exchange, body.as_deref(), request, &decision, &answer);
                if !differences.is_empty() {
                    is_failed = true;
                    let answer = Answer::Given(Box::new(Given { decision, answer }));
                    let exchange = exchange.clone();
                    result.failures.push(Failure { exchange, repetition, answer, differences });
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

/// What a test sends, and what it says of its upstream and of the answer.
struct Sent {
    request: Request,
    upstream: UpstreamAnswer,
    /// The body that must leave, if the test says one.
    body: Option<Vec<u8>>,
}

impl Sent {
    /// All of it, or the path of a file that was not given.
    fn of(
        policy: &Policy,
        case: &TestCase,
        exchange: &Exchange,
        surroundings: &Surroundings,
    ) -> Result<Sent, String> {
        let octets = |body: &Option<TestBody>| match body {
            None => Ok(None),
            Some(TestBody::Text { text, .. }) => Ok(Some(text.clone().into_bytes())),
            Some(TestBody::File { path, .. }) => {
                surroundings.files.get(path).cloned().map(Some).ok_or_else(|| path.clone())
            }
        };
        let body = octets(&exchange.body)?;
        let mut headers = lines(&exchange.headers, body.as_deref());
        if !has(&headers, "host") {
            let host = policy.hosts.first().map_or("localhost", String::as_str);
            headers.insert(0, ("host".to_owned(), host.into()));
        }
        let request = Request {
            method: exchange.method.clone(),
            target: exchange.target.clone(),
            headers,
            body: body.unwrap_or_default(),
            peer: case.from.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST)),
            country: case.country,
            tls: None,
        };
        let response = match &exchange.upstream {
            None => Response { status: TestAnswer::STATUS, headers: Vec::new(), body: Vec::new() },
            Some(TestAnswer { status, headers, body, span: _ }) => {
                let body = octets(body)?;
                let headers = lines(headers, body.as_deref());
                Response { status: *status, headers, body: body.unwrap_or_default() }
            }
        };
        let upstream = UpstreamAnswer::Answered(response);
        Ok(Sent { request, upstream, body: octets(&exchange.expected.body)? })
    }
}

/// Header lines, with that of a body which says nothing of itself.
fn lines(written: &[(String, String)], body: Option<&[u8]>) -> Vec<(String, Vec<u8>)> {
    let lines = written.iter().map(|(name, value)| (name.clone(), value.clone().into_bytes()));
    let mut lines: Vec<(String, Vec<u8>)> = lines.collect();
    if body.is_some() && !has(&lines, "content-type") {
        lines.push(("content-type".to_owned(), b"application/json".to_vec()));
    }
    lines
}

fn has(lines: &[(String, Vec<u8>)], due: &str) -> bool {
    lines.iter().any(|(name, _)| name.eq_ignore_ascii_case(due))
}
