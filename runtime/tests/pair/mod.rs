//! A service behind its policy and the evaluator of the same policy: both get each request and each answer of a handler,
//! and must agree on what the handler gets and what the client gets.

#![allow(dead_code, unused_imports, unused_macros, reason = "each test uses a part of it")]

mod asked;
mod handler;

use std::path::Path;
use std::sync::{Arc, LazyLock};

use axum::extract::Request;
use axum::response::Response;
use gatewright::token::Verifier;
use gatewright::{Clock as _, Decision, ManualClock};
use gatewright_compiler::check_language;
use gatewright_compiler::source::{Alone, Source};
use gatewright_core::evaluate::{Alerts, Evaluator, Keys, Outcome, Timestamp, respond};
use gatewright_core::policy::Algorithm as Signature;
use gatewright_core::primitive::api_key::ApiKeyFile;
use gatewright_core::primitive::jwk::KeySet;
use gatewright_core::primitive::record::PseudonymKey;
use gatewright_issuer::{Algorithm, ApiKey, KeyRing, keys_file};
use http::HeaderMap;
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;

pub(crate) use asked::{Asked, ask, get, preflight};
pub(crate) use handler::{Handled, Seen, Stage, handled, json};

/// 2026-05-01T09:00:00Z.
pub(crate) const NOW: i64 = 1_777_626_000;

static RING: LazyLock<KeyRing> = LazyLock::new(|| KeyRing::generate(&[Algorithm::Es256]).unwrap());

static PARTNER: LazyLock<ApiKey> =
    LazyLock::new(|| ApiKey::generate("acme", &["viewer"], None).unwrap());

/// The key of pseudonyms.
pub(crate) const RECORDS_KEY: &str = "hush: correct horse battery staple 0123456789";

/// A folder with the keys that the policies of these tests name.
pub(crate) fn keys() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("keys.json", &RING.jwk_set().to_string());
    write("partners.keys", &keys_file(std::slice::from_ref(&*PARTNER)));
    write("records.key", &format!("{RECORDS_KEY}\n"));
    folder
}

/// What both sides answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) rule: Option<String>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
    /// What a handler got, where the request reached one.
    pub(crate) seen: Option<Seen>,
}

impl Answer {
    /// The status, and the rule that refused.
    pub(crate) fn verdict(&self) -> String {
        match &self.rule {
            Some(rule) => format!("{} {rule}", self.status),
            None => self.status.to_string(),
        }
    }

    /// The lines of a header, joined.
    pub(crate) fn header(&self, name: &str) -> Option<String> {
        let lines = self.headers.get_all(name).iter().map(|line| line.to_str().unwrap());
        let lines: Vec<_> = lines.collect();
        (!lines.is_empty()).then(|| lines.join(", "))
    }
}

/// What the evaluator has told of decisions.
#[derive(Default)]
pub(crate) struct Expected {
    pub(crate) records: Vec<String>,
    /// The names of the alerts that were raised.
    pub(crate) raised: Vec<String>,
    alerts: Alerts,
}

/// A service and an evaluator.
pub(crate) struct Pair<S> {
    service: S,
    evaluator: Evaluator,
    stage: Stage,
    told: Expected,
    pub(crate) clock: ManualClock,
}

impl<S> Pair<S>
where
    S: tower::Service<Request, Response = Response> + Clone,
    S::Error: std::fmt::Debug,
{
    pub(crate) fn new(
        text: &str,
        service: impl FnOnce(&Path, ManualClock, &Stage) -> S,
    ) -> Pair<S> {
        let checked = check_language(Source::new("test.gate", text), &Alone).outcome;
        let policy = checked.unwrap_or_else(|found| panic!("{found:?}"));
        let set = KeySet::parse(&RING.jwk_set().to_string(), &[Signature::ES256]).unwrap();
        let partners = ApiKeyFile::parse(&keys_file(std::slice::from_ref(&*PARTNER))).unwrap();
        let verifier = Verifier::new([&set]).unwrap();
        let keys = Keys {
            tokens: [("customer".to_owned(), set)].into(),
            api_keys: [("partner".to_owned(), partners.clone()), ("browser".to_owned(), partners)]
                .into(),
            pseudonyms: Some(PseudonymKey::parse(RECORDS_KEY).unwrap()),
            ..Keys::default()
        };
        let evaluator = Evaluator::new(Arc::new(policy), keys, Arc::new(verifier));
        let folder = self::keys();
        let (clock, stage) = (ManualClock::at(NOW), Stage::default());
        let service = service(folder.path(), clock.clone(), &stage);
        Pair { service, evaluator, stage, told: Expected::default(), clock }
    }

    /// The answer of both, where the handler answers with nothing.
    pub(crate) async fn ask(&mut self, asked: &Asked) -> Answer {
        self.exchange(asked, &handled(200)).await
    }

    /// Asks all of these, and compares the verdicts with what is written beside each.
    pub(crate) async fn all(&mut self, cases: impl IntoIterator<Item = (Asked, &str)>) {
        for (asked, expected) in cases {
            assert_eq!(self.ask(&asked).await.verdict(), expected, "{asked:?}");
        }
    }

    /// The answer of both, where the handler answers so.
    pub(crate) async fn exchange(&mut self, asked: &Asked, handled: &Handled) -> Answer {
        self.stage.answer(handled);
        let response = self.service.clone().oneshot(asked.to_service()).await.unwrap();
        let (head, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes().to_vec();
        let decision = head.extensions.get::<Decision>().unwrap();
        let answer = Answer {
            status: head.status.as_u16(),
            rule: decision.rule.as_deref().map(str::to_owned),
            headers: head.headers,
            body: String::from_utf8(body).unwrap(),
            seen: self.stage.seen(),
        };
        self.compare(asked, handled, &answer);
        answer
    }

    /// Ends the service, which has told everything then, and gives what the evaluator has told.
    pub(crate) fn end(self) -> Expected {
        self.told
    }

    fn compare(&mut self, asked: &Asked, handled: &Handled, answer: &Answer) {
        let now = Timestamp { seconds: self.clock.unix_seconds(), nanos: 0 };
        let request = asked.to_evaluator();
        let decision = self.evaluator.decide(&request, now);
        let expected =
            respond(self.evaluator.policy(), &request, &decision, &handled.to_evaluator());
        let policy = self.evaluator.policy();
        let line = self.evaluator.record(&request, &decision, Some(&expected), now);
        self.told.records.extend(line);
        let raised = self.told.alerts.observe(policy, &decision, Some(&expected), now);
        self.told.raised.extend(raised.into_iter().map(|raised| raised.alert));
        let about = format!("{asked:?} {handled:?} {:?} {:?}", decision.trace, expected.trace);
        assert_eq!(answer.status, expected.response.status, "{about}");
        assert_eq!(answer.rule.as_deref(), expected.rule.as_deref(), "{about}");
        let octets = answer.body.as_bytes();
        assert_eq!(octets, expected.response.body, "{about}");
        let headers = lines(&answer.headers, octets.len());
        let mut wanted = expected.response.headers;
        wanted.retain(|(name, _)| name != "content-length");
        wanted.sort();
        assert_eq!(headers, wanted, "{about}");
        match (&decision.outcome, &answer.seen) {
            (Outcome::Admit(admission), Some(seen)) => {
                let forwarded = admission.forwarded(&request);
                assert_eq!(seen.target, forwarded.target, "{about}");
                let mut wanted = forwarded.headers;
                wanted.sort();
                let mut found = lines(&seen.headers, request.body.len());
                // Servers leave away the space around a value before anybody reads it.
                for (_, value) in &mut found {
                    *value = value.trim_ascii().to_vec();
                }
                assert_eq!(found, wanted, "{about}");
            }
            (Outcome::Preflight(_) | Outcome::Refuse(_), None) => {}
            (outcome, seen) => panic!("{outcome:?} {seen:?} {about}"),
        }
    }
}

/// The lines without the length of the body: whoever sends it writes that. In between it may stand, and must be right.
fn lines(headers: &HeaderMap, length: usize) -> Vec<(String, Vec<u8>)> {
    if let Some(written) = headers.get("content-length") {
        assert_eq!(written, length.to_string().as_str());
    }
    let lines = headers.iter().filter(|(name, _)| *name != "content-length");
    let mut lines: Vec<_> =
        lines.map(|(name, value)| (name.as_str().to_owned(), value.as_bytes().to_vec())).collect();
    lines.sort();
    lines
}

/// A [`Pair`] of one of the test's policies.
macro_rules! pair {
    ($policy:ident) => {
        $crate::pair::Pair::new(
            include_str!(concat!(stringify!($policy), ".gate")),
            |folder, clock, stage| {
                let policy = crate::$policy::Policy::load(folder).unwrap().with_clock(clock);
                policy.protect(stage.router())
            },
        )
    };
}
pub(crate) use pair;
