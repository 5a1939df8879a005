//! A service behind its generated layer beside the evaluator of the same policy: each request is sent to both, and they must
//! agree.

use std::collections::BTreeMap;
use std::future::poll_fn;
use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::Poll;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use axum::response::Response;
use axum::routing::any;
use gatewright::token::{PasswordVerifier, Verifier};
use gatewright::{ConnectionTls, Decision, ManualClock};
use gatewright_compiler::check_language;
use gatewright_compiler::source::{Alone, Source};
use gatewright_core::evaluate::{self, Evaluator, Outcome, Timestamp, Tls};
use gatewright_core::policy::Policy;
use gatewright_core::primitive::cookie;
use gatewright_issuer::{Algorithm, KeyRing, Token};
use http::HeaderMap;
use serde_json::{Value, json};
use tower::ServiceExt as _;

/// 2026-05-01T09:00:00Z.
pub(crate) const NOW: i64 = 1_777_626_000;

pub(crate) const PEER: [u8; 4] = [127, 0, 0, 1];

/// The headers of what reached a handler, by the number of the request.
pub(crate) type Memory = Arc<Mutex<BTreeMap<usize, HeaderMap>>>;

/// Which request it is; several may be under way.
#[derive(Clone, Copy)]
struct Number(usize);

static NEXT: AtomicUsize = AtomicUsize::new(0);

/// A request, as both sides take it.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, String)>,
    /// What the evaluator knows of the TLS layer.
    pub(crate) tls: Option<Tls>,
    /// What the service knows of it.
    pub(crate) connection: Option<ConnectionTls>,
}

pub(crate) fn get(target: &str) -> Asked {
    Asked { target: target.to_owned(), headers: Vec::new(), tls: None, connection: None }
}

impl Asked {
    pub(crate) fn with(mut self, name: &str, value: impl Into<String>) -> Asked {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    pub(crate) fn bearer(self, token: &str) -> Asked {
        self.with("authorization", format!("Bearer {token}"))
    }

    fn to_service(&self, number: usize) -> Request {
        let mut request = Request::builder()
            .uri(&self.target)
            .header("host", "localhost")
            .extension(Number(number))
            .extension(ConnectInfo(SocketAddr::from((PEER, 4711))));
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        if let Some(connection) = &self.connection {
            request = request.extension(connection.clone());
        }
        request.body(Body::empty()).unwrap()
    }

    fn to_evaluator(&self) -> evaluate::Request {
        let host = ("host".to_owned(), b"localhost".to_vec());
        let own = self.headers.iter();
        let own = own.map(|(name, value)| (name.clone(), value.clone().into_bytes()));
        evaluate::Request {
            method: "GET".to_owned(),
            target: self.target.clone(),
            headers: std::iter::once(host).chain(own).collect(),
            body: Vec::new(),
            peer: IpAddr::from(PEER),
            country: None,
            tls: self.tls.clone(),
        }
    }
}

/// What both sides answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// The rule that refused.
    pub(crate) rule: Option<String>,
    /// The answer's headers.
    pub(crate) headers: HeaderMap,
    /// What the handler got, where the request reached it.
    pub(crate) seen: Option<HeaderMap>,
}

impl Answer {
    /// `200 -`, or the status and the rule.
    pub(crate) fn verdict(&self) -> String {
        format!("{} {}", self.status, self.rule.as_deref().unwrap_or("-"))
    }

    /// A header that the handler got.
    pub(crate) fn seen(&self, name: &str) -> Option<&str> {
        Some(self.seen.as_ref()?.get(name)?.to_str().unwrap())
    }
}

/// A router that answers everything, and remembers it.
pub(crate) fn router(memory: &Memory) -> Router {
    let memory = Arc::clone(memory);
    Router::new().fallback(any(move |request: Request| async move {
        let Number(number) = *request.extensions().get().unwrap();
        memory.lock().unwrap().insert(number, request.headers().clone());
        "reached"
    }))
}

/// A policy of these tests, as the evaluator takes it.
pub(crate) fn policy(text: &str) -> Policy {
    check_language(Source::new("test.gate", text), &Alone).outcome.unwrap()
}

/// A service and an evaluator.
pub(crate) struct Twin<S> {
    pub(crate) service: S,
    pub(crate) evaluator: Evaluator,
    pub(crate) memory: Memory,
    pub(crate) clock: ManualClock,
}

impl<S> Twin<S>
where
    S: tower::Service<Request, Response = Response> + Clone,
    S::Error: std::fmt::Debug,
{
    pub(crate) fn new(
        service: S,
        memory: Memory,
        clock: ManualClock,
        text: &str,
        keys: evaluate::Keys,
    ) -> Twin<S> {
        let sets = keys.tokens.values().chain(keys.remote.values().map(|fetched| &fetched.keys));
        let verifier = Arc::new(Verifier::new(sets).unwrap());
        let evaluator = Evaluator::new(Arc::new(policy(text)), keys, verifier);
        let evaluator = evaluator.with_passwords(Arc::new(PasswordVerifier));
        Twin { service, evaluator, memory, clock }
    }

    /// The service's answer, which is the evaluator's too.
    pub(crate) async fn ask(&mut self, asked: &Asked) -> Answer {
        let answer = self.ask_service(asked).await;
        let now = Timestamp { seconds: gatewright::Clock::unix_seconds(&self.clock), nanos: 0 };
        let decision = self.evaluator.decide(&asked.to_evaluator(), now);
        match decision.outcome {
            Outcome::Admit(admission) => {
                let seen = answer.seen.as_ref();
                let seen = seen.unwrap_or_else(|| panic!("{asked:?}: {}", answer.verdict()));
                for (name, value) in &admission.set {
                    assert_eq!(seen.get(name).unwrap(), value, "{asked:?}");
                }
                let is_set = |name: &String| admission.set.iter().any(|(set, _)| set == name);
                for name in admission.removed.iter().filter(|name| !is_set(name)) {
                    assert!(!seen.contains_key(name), "{name} of {asked:?}");
                }
                for name in &admission.removed_cookies {
                    let lines = seen.get_all("cookie");
                    let lines = lines.iter().map(http::HeaderValue::as_bytes);
                    assert!(cookie::values(lines, name).is_empty(), "{name} of {asked:?}");
                }
                for (name, value) in &asked.headers {
                    if !admission.removed.contains(name) && name != "cookie" {
                        assert_eq!(seen.get(name).unwrap(), value, "{asked:?}");
                    }
                }
            }
            Outcome::Refuse(refusal) => {
                let expected = format!("{} {}", refusal.status().code(), refusal.rule);
                assert_eq!(answer.verdict(), expected, "{asked:?}");
                for (name, value) in refusal.headers.iter() {
                    assert_eq!(answer.headers.get(*name).unwrap(), value.as_ref(), "{asked:?}");
                }
            }
            Outcome::Preflight(preflight) => panic!("{preflight:?}"),
        }
        answer
    }

    /// The service's answer alone.
    pub(crate) async fn ask_service(&self, asked: &Asked) -> Answer {
        let number = NEXT.fetch_add(1, Ordering::SeqCst);
        let response = self.service.clone().oneshot(asked.to_service(number)).await.unwrap();
        let seen = self.memory.lock().unwrap().get(&number).cloned();
        let status = response.status().as_u16();
        assert_eq!(seen.is_some(), status == 200, "{asked:?}");
        let decision = response.extensions().get::<Decision>().unwrap().clone();
        let rule = decision.rule.map(|rule| rule.to_string());
        Answer { status, rule, headers: response.headers().clone(), seen }
    }
}

/// An issuer with one key.
pub(crate) fn issuer() -> KeyRing {
    KeyRing::generate(&[Algorithm::Es256]).unwrap()
}

/// Claims of a token that everything is right with.
pub(crate) fn claims(audience: &str) -> Value {
    json!({
        "iss": "https://id.example.com/", "aud": audience, "sub": "anna", "scope": "viewer",
        "iat": NOW - 60, "exp": NOW + 600,
    })
}

/// A token with these claims beside or in place of those.
pub(crate) fn token(ring: &KeyRing, audience: &str, more: Value) -> String {
    let key = ring.key_for(Algorithm::Es256).unwrap();
    let mut token = Token::new(key).with_header("typ", json!("at+jwt"));
    let mut all = claims(audience);
    for (name, value) in more.as_object().unwrap() {
        all[name] = value.clone();
    }
    for (name, value) in all.as_object().unwrap() {
        if !value.is_null() {
            token = token.with_claim(name, value.clone());
        }
    }
    token.signed_by(key).unwrap()
}

/// The statuses of requests that are sent at once.
pub(crate) async fn all(requests: impl Iterator<Item = impl Future<Output = Answer>>) -> Vec<u16> {
    let mut pending: Vec<_> =
        requests.map(|request| Box::pin(async { request.await.status })).collect();
    let mut statuses = Vec::new();
    poll_fn(|context| {
        pending.retain_mut(|request| match request.as_mut().poll(context) {
            Poll::Ready(status) => {
                statuses.push(status);
                false
            }
            Poll::Pending => true,
        });
        if pending.is_empty() { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    statuses
}
