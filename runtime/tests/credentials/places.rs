//! Where credentials stand, what lists in them mean, and whether they go on.

use gatewright::ManualClock;
use gatewright_core::evaluate::Keys;
use gatewright_core::policy::Algorithm;
use gatewright_core::primitive::api_key::ApiKeyFile;
use gatewright_core::primitive::jwk::KeySet;
use gatewright_issuer::{ApiKey, KeyRing, keys_file};
use serde_json::{Value, json};

use crate::twin::{Answer, Asked, Memory, NOW, Twin, get, issuer, router, token};

gatewright::policy!("tests/credentials/places.gate");

struct Fixture<S> {
    twin: Twin<S>,
    ring: KeyRing,
    visitor: ApiKey,
    partner: ApiKey,
}

type Service = gatewright::PolicyService<axum::Router, places::Policy>;

fn fixture() -> Fixture<Service> {
    let (folder, ring) = (tempfile::tempdir().unwrap(), issuer());
    let key = |id: &str| ApiKey::generate(id, &["viewer", "clerk"], None).unwrap();
    let (visitor, partner) = (key("visitor"), key("acme"));
    let set = ring.jwk_set().to_string();
    let mut keys = Keys::default();
    for scheme in ["bearer", "browser", "device", "machine"] {
        let set = KeySet::parse(&set, &[Algorithm::ES256]).unwrap();
        keys.tokens.insert(scheme.to_owned(), set);
    }
    std::fs::write(folder.path().join("jwks.json"), set).unwrap();
    for (scheme, file, key) in
        [("visitor", "visitors.keys", &visitor), ("partner", "partners.keys", &partner)]
    {
        let lines = keys_file(std::slice::from_ref(key));
        std::fs::write(folder.path().join(file), &lines).unwrap();
        keys.api_keys.insert(scheme.to_owned(), ApiKeyFile::parse(&lines).unwrap());
    }
    let (memory, clock) = (Memory::default(), ManualClock::at(NOW));
    let policy = places::Policy::load(folder.path()).unwrap().with_clock(clock.clone());
    let service = policy.protect(router(&memory));
    let twin = Twin::new(service, memory, clock, include_str!("places.gate"), keys);
    Fixture { twin, ring, visitor, partner }
}

impl Fixture<Service> {
    fn token(&self, more: Value) -> String {
        token(&self.ring, "places", more)
    }

    async fn ask(&mut self, asked: Asked) -> Answer {
        // Each credential is judged afresh and, where it was valid, from memory.
        let first = self.twin.ask(&asked).await;
        let second = self.twin.ask(&asked).await;
        assert_eq!((first.verdict(), &first.seen), (second.verdict(), &second.seen));
        second
    }

    async fn asks(&mut self, asked: Asked) -> String {
        self.ask(asked).await.verdict()
    }
}

#[tokio::test]
async fn a_token_in_a_cookie() {
    let mut places = fixture();
    let good = places.token(json!({}));
    let cookie = |text: String| get("/browsers").with("cookie", text);
    let answer = places.ask(cookie(format!("a=1; __Host-session={good};b=2"))).await;
    assert_eq!((answer.verdict().as_str(), answer.seen("x-user")), ("200 -", Some("anna")));
    // Only the credential does not go on.
    assert_eq!(answer.seen("cookie"), Some("a=1; b=2"));
    let alone = places.ask(cookie(format!("__Host-session={good}"))).await;
    assert_eq!(alone.seen("cookie"), None);
    let lines =
        get("/browsers").with("cookie", format!("__Host-session={good}")).with("cookie", "c=3");
    assert_eq!(places.ask(lines).await.seen("cookie"), Some("c=3"));
    for (text, verdict) in [
        (format!("__Host-session=\"{good}\""), "401 browsers.get/auth.browser"),
        ("__Host-session=".to_owned(), "401 browsers.get/auth.browser"),
        (format!("__host-session={good}"), "401 browsers.get/auth"),
        (format!("session={good}"), "401 browsers.get/auth"),
        (format!("__Host-session={good}; __Host-session={good}"), "400 wire"),
        (format!("__Host-session={good}; key=a; key=b"), "400 wire"),
        (format!("__Host-session={good}; c=1; c=2"), "200 -"),
    ] {
        assert_eq!(places.asks(cookie(text.clone())).await, verdict, "{text}");
    }
    let twice = get("/browsers").with("cookie", format!("__Host-session={good}"));
    assert_eq!(places.asks(twice.with("cookie", "__Host-session=x")).await, "400 wire");
}

#[tokio::test]
async fn every_credential_that_is_presented_must_hold() {
    let mut places = fixture();
    let (anna, bob) = (places.token(json!({})), places.token(json!({ "sub": "bob" })));
    let both = |first: &str, second: &str| {
        get("/browsers").bearer(first).with("cookie", format!("__Host-session={second}"))
    };
    let answer = places.ask(both(&anna, &bob)).await;
    assert_eq!((answer.seen("x-user"), answer.seen("authorization")), (Some("anna"), None));
    assert_eq!(places.asks(both(&anna, "a.b.c")).await, "401 browsers.get/auth.browser");
    assert_eq!(places.asks(both("a.b.c", &bob)).await, "401 browsers.get/auth.bearer");
}

#[tokio::test]
async fn a_token_in_a_header_of_its_own() {
    let mut places = fixture();
    let good = places.token(json!({}));
    let header = |value: &str| get("/devices").with("x-token", value);
    let answer = places.ask(header(&good)).await;
    assert_eq!((answer.verdict().as_str(), answer.seen("x-token")), ("200 -", None));
    for (value, verdict) in [
        (format!("Bearer {good}"), "401 devices.get/auth.device"),
        (String::new(), "401 devices.get/auth.device"),
        (format!(" {good} "), "200 -"),
    ] {
        assert_eq!(places.asks(header(&value)).await, verdict, "{value}");
    }
    assert_eq!(places.asks(get("/devices").bearer(&good)).await, "401 devices.get/auth");
    let twice = header(&good).with("x-token", good.as_str());
    assert_eq!(places.asks(twice).await, "400 wire");
}

/// Of two schemes at one place the one judges whose issuer the token names, and its `forward` counts.
#[tokio::test]
async fn two_issuers_at_one_place() {
    let mut places = fixture();
    let machine = places.token(json!({ "iss": "https://machines.example.com/", "sub": "m1" }));
    let answer = places.ask(get("/devices").with("x-token", machine.as_str())).await;
    assert_eq!((answer.seen("x-user"), answer.seen("x-token")), (Some("m1"), Some(&*machine)));
    let stranger = places.token(json!({ "iss": "https://other.example.com/" }));
    let stranger = get("/devices").with("x-token", stranger);
    assert_eq!(places.asks(stranger).await, "401 devices.get/auth.device");
    let expired = json!({ "iss": "https://machines.example.com/", "exp": NOW - 30 });
    let expired = get("/devices").with("x-token", places.token(expired));
    assert_eq!(places.asks(expired).await, "401 devices.get/auth.machine");
}

#[tokio::test]
async fn keys_in_cookies_and_keys_that_go_on() {
    let mut places = fixture();
    let (visitor, partner) = (places.visitor.secret.clone(), places.partner.secret.clone());
    let answer = places.ask(get("/visitors").with("cookie", format!("a=1; key={visitor}"))).await;
    assert_eq!((answer.seen("x-user"), answer.seen("cookie")), (Some("visitor"), Some("a=1")));
    // What the scheme does not grant is dropped.
    assert_eq!(answer.seen("x-roles"), Some("viewer"));
    let wrong = get("/visitors").with("cookie", format!("key={partner}"));
    assert_eq!(places.asks(wrong).await, "401 visitors.get/auth.visitor");
    assert_eq!(places.asks(get("/visitors").with("key", visitor)).await, "401 visitors.get/auth");
    let answer = places.ask(get("/partners").with("x-api-key", partner.as_str())).await;
    assert_eq!((answer.seen("x-user"), answer.seen("x-api-key")), (Some("acme"), Some(&*partner)));
}

#[tokio::test]
async fn a_list_in_one_string() {
    let mut places = fixture();
    for (claims, roles, groups) in [
        (json!({ "scope": "viewer clerk" }), Some("viewer,clerk"), None),
        (json!({ "scope": "  clerk   openid " }), Some("clerk"), None),
        (json!({ "scope": "viewer", "groups": "a,,b c," }), Some("viewer"), Some("a,b%20c")),
        (json!({ "scope": "viewer", "groups": "" }), Some("viewer"), Some("")),
    ] {
        let asked = get("/browsers").bearer(&places.token(claims.clone()));
        let answer = places.ask(asked).await;
        assert_eq!((answer.seen("x-roles"), answer.seen("x-groups")), (roles, groups), "{claims}");
    }
    for (claims, verdict) in [
        (json!({ "scope": "" }), "403 browsers.get/allow"),
        (json!({ "scope": "viewer,clerk" }), "403 browsers.get/allow"),
        (json!({ "scope": "viewers" }), "403 browsers.get/allow"),
        (json!({ "scope": "viewer\tclerk" }), "403 browsers.get/allow"),
        (json!({ "scope": ["viewer"] }), "401 browsers.get/auth.bearer"),
        (json!({ "scope": null }), "401 browsers.get/auth.bearer"),
        (json!({ "groups": ["a"] }), "401 browsers.get/auth.bearer"),
        (json!({ "groups": 7 }), "401 browsers.get/auth.bearer"),
    ] {
        let asked = get("/browsers").bearer(&places.token(claims.clone()));
        assert_eq!(places.asks(asked).await, verdict, "{claims}");
    }
    let desk = |scope: &str| json!({ "scope": scope });
    let (clerk, viewer) = (places.token(desk("clerk")), places.token(desk("viewer")));
    assert_eq!(places.asks(get("/browsers/desk").bearer(&clerk)).await, "200 -");
    assert_eq!(
        places.asks(get("/browsers/desk").bearer(&viewer)).await,
        "403 browsers.get/desk/allow"
    );
}

/// A token from memory is asked for its times again.
#[tokio::test]
async fn a_token_that_was_valid_expires() {
    let mut places = fixture();
    let good = places.token(json!({ "nbf": NOW - 10 }));
    for (at, verdict) in [
        (NOW, "200 -"),
        (NOW + 629, "200 -"),
        (NOW + 630, "401 browsers.get/auth.bearer"),
        (NOW, "200 -"),
        (NOW - 39, "200 -"),
        (NOW - 40, "401 browsers.get/auth.bearer"),
        (NOW, "200 -"),
    ] {
        places.twin.clock.set(at);
        assert_eq!(places.asks(get("/browsers").bearer(&good)).await, verdict, "{}", at - NOW);
    }
}
