//! A shop behind its policy, with keys, a clock and a memory of what reached its handlers.

use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::sync::{Arc, LazyLock, Mutex};

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use axum::response::Response;
use axum::routing::any;
use gatewright::{Decision, ManualClock};
use gatewright_issuer::{Algorithm, ApiKey, KeyRing, Token, keys_file};
use http::HeaderMap;
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::shop;

/// 2026-05-01T09:00:00Z.
pub(crate) const NOW: i64 = 1_777_626_000;

/// What a handler got.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
    pub(crate) principal: Option<shop::Principal>,
}

/// RSA keys take their time, so all shops have the same.
static RING: LazyLock<Arc<KeyRing>> =
    LazyLock::new(|| Arc::new(KeyRing::generate(&[Algorithm::Es256, Algorithm::Rs256]).unwrap()));

pub(crate) type Memory = Arc<Mutex<Vec<Seen>>>;

pub(crate) struct Shop {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) ring: Arc<KeyRing>,
    pub(crate) partner: ApiKey,
    pub(crate) clock: ManualClock,
    pub(crate) memory: Memory,
}

/// An answer as the client sees it.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
    pub(crate) decision: Option<Decision>,
}

impl Answer {
    /// Status and rule; no rule where the request was admitted.
    pub(crate) fn verdict(&self) -> (u16, Option<&str>) {
        let rule = self.decision.as_ref().and_then(|decision| decision.rule.as_deref());
        (self.status, rule)
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        Some(self.headers.get(name)?.to_str().unwrap())
    }
}

impl Shop {
    pub(crate) fn new() -> Shop {
        let folder = tempfile::tempdir().unwrap();
        let ring = Arc::clone(&RING);
        let partner = ApiKey::generate("acme", &["viewer"], Some("2027-01-01T00:00:00Z")).unwrap();
        let run = folder.path().join(".run");
        std::fs::create_dir(&run).unwrap();
        std::fs::write(run.join("jwks.json"), ring.jwk_set().to_string()).unwrap();
        std::fs::write(run.join("partners.keys"), keys_file(std::slice::from_ref(&partner)))
            .unwrap();
        let (clock, memory) = (ManualClock::at(NOW), Memory::default());
        Shop { folder, ring, partner, clock, memory }
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn policy(&self) -> shop::Policy {
        shop::Policy::load(self.folder()).unwrap().with_clock(self.clock.clone())
    }

    /// A router that answers everything, and remembers it.
    pub(crate) fn router(&self) -> Router {
        let memory = Arc::clone(&self.memory);
        Router::new().fallback(any(move |request: Request| remember(memory, request)))
    }

    /// How many requests reached a handler.
    pub(crate) fn reached(&self) -> usize {
        self.memory.lock().unwrap().len()
    }

    pub(crate) fn last_seen(&self) -> Seen {
        self.memory.lock().unwrap().last().cloned().unwrap()
    }

    /// A token as the policy wants it.
    pub(crate) fn token(&self, id: &str, roles: &[&str]) -> Token {
        Token::new(self.ring.key_for(Algorithm::Es256).unwrap())
            .with_header("typ", json!("at+jwt"))
            .with_claim("iss", json!("https://id.example.com/"))
            .with_claim("aud", json!("shop-api"))
            .with_claim("iat", json!(NOW - 60))
            .with_claim("exp", json!(NOW + 600))
            .with_claim("sub", json!(id))
            .with_claim("realm_access", json!({ "roles": roles }))
    }

    pub(crate) fn sign(&self, token: &Token) -> String {
        let signed = token.signed_by(self.ring.key_for(Algorithm::Es256).unwrap()).unwrap();
        format!("Bearer {signed}")
    }

    /// `Authorization` of a customer.
    pub(crate) fn customer(&self, id: &str, roles: &[&str]) -> String {
        self.sign(&self.token(id, roles))
    }

    /// A customer with one more claim.
    pub(crate) fn customer_with(&self, claim: &str, value: Value) -> String {
        self.sign(&self.token("anna", &["viewer", "clerk"]).with_claim(claim, value))
    }
}

async fn remember(memory: Memory, request: Request) -> &'static str {
    let (head, body) = request.into_parts();
    let principal =
        head.extensions.get::<Arc<shop::Principal>>().map(|known| shop::Principal::clone(known));
    let body = body.collect().await.unwrap().to_bytes().to_vec();
    memory.lock().unwrap().push(Seen { headers: head.headers, body, principal });
    "reached"
}

/// A request from a loopback peer to the shop's host.
pub(crate) fn request(method: &str, target: &str) -> http::request::Builder {
    from_peer([127, 0, 0, 1].into(), method, target)
}

pub(crate) fn from_peer(peer: IpAddr, method: &str, target: &str) -> http::request::Builder {
    Request::builder()
        .method(method)
        .uri(target)
        .header("host", "localhost:8080")
        .extension(ConnectInfo(SocketAddr::new(peer, 4711)))
}

/// A request with this `Authorization`.
pub(crate) fn authorized(method: &str, target: &str, credential: &str) -> http::request::Builder {
    request(method, target).header("authorization", credential)
}

pub(crate) async fn send<S>(service: &S, request: http::request::Builder) -> Answer
where
    S: tower::Service<Request, Response = Response> + Clone,
    S::Error: std::fmt::Debug,
{
    send_body(service, request, Body::empty()).await
}

pub(crate) async fn send_body<S>(
    service: &S,
    request: http::request::Builder,
    body: impl Into<Body>,
) -> Answer
where
    S: tower::Service<Request, Response = Response> + Clone,
    S::Error: std::fmt::Debug,
{
    let response = service.clone().oneshot(request.body(body.into()).unwrap()).await.unwrap();
    let (head, body) = response.into_parts();
    let body = body.collect().await.unwrap().to_bytes().to_vec();
    let decision = head.extensions.get::<Decision>().cloned();
    Answer { status: head.status.as_u16(), headers: head.headers, body, decision }
}
