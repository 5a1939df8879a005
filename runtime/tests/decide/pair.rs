//! A service behind its policy and the evaluator of the same policy: both get each request, and must agree on it.

use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::sync::{Arc, LazyLock, Mutex};

use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use axum::response::Response;
use gatewright::token::Verifier;
use gatewright::{Clock as _, ConnectionTls, Decision, ManualClock};
use gatewright_compiler::check_language;
use gatewright_compiler::source::{Alone, Source};
use gatewright_core::evaluate::{self, Evaluator, Keys, Outcome, Timestamp, Tls};
use gatewright_core::policy::{Algorithm as Signature, Policy};
use gatewright_core::primitive::api_key::ApiKeyFile;
use gatewright_core::primitive::jwk::KeySet;
use gatewright_core::refusal::COMMON_HEADERS;
use gatewright_issuer::{Algorithm, ApiKey, KeyRing, Token, keys_file};
use http::HeaderMap;
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use tower::ServiceExt as _;

/// 2026-05-01T09:00:00Z.
pub(crate) const NOW: i64 = 1_777_626_000;

pub(crate) const PEER: [u8; 4] = [127, 0, 0, 1];

static RING: LazyLock<KeyRing> = LazyLock::new(|| KeyRing::generate(&[Algorithm::Es256]).unwrap());
static PARTNER: LazyLock<ApiKey> =
    LazyLock::new(|| ApiKey::generate("acme", &["viewer"], None).unwrap());

/// A request, as both sides take it.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    method: &'static str,
    target: String,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
    tls: Option<Tls>,
}

pub(crate) fn ask(method: &'static str, target: &str) -> Asked {
    let target = target.to_owned();
    Asked { method, target, headers: Vec::new(), body: Vec::new(), tls: None }
}

pub(crate) fn get(target: &str) -> Asked {
    ask("GET", target)
}

impl Asked {
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Asked {
        self.headers.push((name, value.into()));
        self
    }

    /// By somebody with a token of these claims.
    pub(crate) fn by(self, claims: Value) -> Asked {
        let key = RING.key_for(Algorithm::Es256).unwrap();
        let mut token = Token::new(key)
            .with_header("typ", json!("at+jwt"))
            .with_claim("iss", json!("https://id.example.com/"))
            .with_claim("aud", json!("shop"))
            .with_claim("iat", json!(NOW - 60))
            .with_claim("exp", json!(NOW + 600))
            .with_claim("sub", json!("anna"))
            .with_claim("roles", json!(["viewer"]));
        for (name, value) in claims.as_object().unwrap() {
            token = token.with_claim(name, value.clone());
        }
        let signed = token.signed_by(key).unwrap();
        self.with("authorization", format!("Bearer {signed}"))
    }

    /// By the partner with the API key.
    pub(crate) fn by_partner(self) -> Asked {
        self.with("x-key", PARTNER.secret.as_str())
    }

    pub(crate) fn json(mut self, text: &str) -> Asked {
        self.body = text.as_bytes().to_vec();
        self.with("content-type", "application/json")
    }

    pub(crate) fn over(mut self, tls: Tls) -> Asked {
        self.tls = Some(tls);
        self
    }

    pub(crate) fn to_service(&self) -> Request {
        let mut request = Request::builder()
            .method(self.method)
            .uri(&self.target)
            .header("host", "localhost")
            .extension(ConnectInfo(SocketAddr::from((PEER, 4711))));
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        if let Some(tls) = &self.tls {
            let connection = ConnectionTls::new(tls.version);
            request = request.extension(match &tls.server_name {
                Some(name) => connection.with_server_name(name),
                None => connection,
            });
        }
        request.body(Body::from(self.body.clone())).unwrap()
    }

    fn to_evaluator(&self) -> evaluate::Request {
        let host = ("host".to_owned(), b"localhost".to_vec());
        let own = self.headers.iter();
        let own = own.map(|(name, value)| ((*name).to_owned(), value.clone().into_bytes()));
        evaluate::Request {
            method: self.method.to_owned(),
            target: self.target.clone(),
            headers: std::iter::once(host).chain(own).collect(),
            body: self.body.clone(),
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
    pub(crate) rule: Option<String>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
    /// The headers that a handler got, where the request reached one.
    pub(crate) seen: Option<HeaderMap>,
}

impl Answer {
    /// The status, and the rule that refused.
    pub(crate) fn verdict(&self) -> String {
        match &self.rule {
            Some(rule) => format!("{} {rule}", self.status),
            None => self.status.to_string(),
        }
    }
}

/// A folder with the keys that all policies of these tests name.
pub(crate) fn keys() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "keys.json", &RING.jwk_set().to_string());
    write(folder.path(), "partners.keys", &keys_file(std::slice::from_ref(&*PARTNER)));
    folder
}

fn write(folder: &Path, name: &str, text: &str) {
    std::fs::write(folder.join(name), text).unwrap();
}

/// The headers of whatever reached a handler.
pub(crate) type Memory = Arc<Mutex<Vec<HeaderMap>>>;

/// A router that answers everything, and remembers it.
pub(crate) fn router(memory: &Memory) -> axum::Router {
    let memory = Arc::clone(memory);
    axum::Router::new().fallback(async move |request: Request| {
        memory.lock().unwrap().push(request.headers().clone());
        "reached"
    })
}

/// A service and an evaluator.
pub(crate) struct Pair<S> {
    service: S,
    evaluator: Evaluator,
    memory: Memory,
    pub(crate) clock: ManualClock,
}

impl<S> Pair<S>
where
    S: tower::Service<Request, Response = Response> + Clone,
    S::Error: std::fmt::Debug,
{
    /// The policy of this text, as a service around [`router`] and as an evaluator.
    pub(crate) fn new(
        text: &str,
        service: impl FnOnce(&Path, ManualClock, &Memory) -> S,
    ) -> Pair<S> {
        let checked = check_language(Source::new("test.gate", text), &Alone).outcome;
        let policy: Policy = checked.unwrap_or_else(|found| panic!("{found:?}"));
        let set = KeySet::parse(&RING.jwk_set().to_string(), &[Signature::ES256]).unwrap();
        let partners = ApiKeyFile::parse(&keys_file(std::slice::from_ref(&*PARTNER))).unwrap();
        let verifier = Verifier::new([&set]).unwrap();
        let keys = Keys {
            tokens: [("customer".to_owned(), set)].into(),
            api_keys: [("partner".to_owned(), partners)].into(),
            ..Keys::default()
        };
        let evaluator = Evaluator::new(Arc::new(policy), keys, Arc::new(verifier));
        let (clock, memory, folder) = (ManualClock::at(NOW), Memory::default(), self::keys());
        let service = service(folder.path(), clock.clone(), &memory);
        Pair { service, evaluator, memory, clock }
    }

    /// The answer of both.
    pub(crate) async fn ask(&mut self, asked: &Asked) -> Answer {
        let before = self.memory.lock().unwrap().len();
        let response = self.service.clone().oneshot(asked.to_service()).await.unwrap();
        let (head, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes().to_vec();
        let seen = self.memory.lock().unwrap().get(before).cloned();
        let decision = head.extensions.get::<Decision>().unwrap();
        let answer = Answer {
            status: head.status.as_u16(),
            rule: decision.rule.as_deref().map(str::to_owned),
            headers: head.headers,
            body: String::from_utf8(body).unwrap(),
            seen,
        };
        self.compare(asked, &answer);
        answer
    }

    fn compare(&mut self, asked: &Asked, answer: &Answer) {
        let now = Timestamp { seconds: self.clock.unix_seconds(), nanos: 0 };
        let decision = self.evaluator.decide(&asked.to_evaluator(), now);
        let trace = &decision.trace;
        match &decision.outcome {
            Outcome::Admit(admission) => {
                assert_eq!(answer.verdict(), "200", "{asked:?} {trace:?}");
                let seen = answer.seen.as_ref().unwrap();
                for (name, value) in &admission.set {
                    assert_eq!(seen.get(name).unwrap(), value, "{asked:?}");
                }
                let is_set = |name: &String| admission.set.iter().any(|(set, _)| set == name);
                for name in admission.removed.iter().filter(|name| !is_set(name)) {
                    assert!(!seen.contains_key(name), "{name} of {asked:?}");
                }
            }
            Outcome::Refuse(refusal) => {
                let expected = format!("{} {}", refusal.status().code(), refusal.rule);
                assert_eq!(answer.verdict(), expected, "{asked:?} {trace:?}");
                assert_eq!(answer.seen, None, "{asked:?}");
                let document = refusal.problem_document(self.evaluator.policy().detail);
                assert_eq!(answer.body, document, "{asked:?}");
                let own = refusal.headers.iter().map(|(name, value)| (*name, value.as_ref()));
                let expected: Vec<_> = COMMON_HEADERS.into_iter().chain(own).collect();
                for (name, value) in &expected {
                    assert_eq!(answer.headers.get(*name).unwrap(), value, "{asked:?}");
                }
                assert_eq!(answer.headers.len(), expected.len(), "{asked:?} {answer:?}");
            }
            Outcome::Preflight(preflight) => panic!("{preflight:?}"),
        }
    }

    /// Asks all of these, and compares the verdicts with what is written beside each.
    pub(crate) async fn all(&mut self, cases: impl IntoIterator<Item = (Asked, &str)>) {
        for (asked, expected) in cases {
            assert_eq!(self.ask(&asked).await.verdict(), expected, "{asked:?}");
        }
    }
}

/// A [`Pair`] of one of the test's policies.
macro_rules! pair {
    ($policy:ident) => {
        $crate::pair::Pair::new(
            include_str!(concat!(stringify!($policy), ".gate")),
            |folder, clock, memory| {
                let policy = crate::$policy::Policy::load(folder).unwrap().with_clock(clock);
                policy.protect($crate::pair::router(memory))
            },
        )
    };
}
pub(crate) use pair;
