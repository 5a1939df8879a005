//! Tokens that their issuer is asked about (A-31: whatever fails, nobody is let in).

use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use gatewright::{LoadFault, ManualClock};
use gatewright_core::evaluate::{IntrospectionAnswer, Keys};
use serde_json::{Value, json};

use crate::server::{Mode, Server};
use crate::twin::{Asked, Memory, NOW, Twin, get, router};

gatewright::policy!("tests/credentials/introspection.gate");

type Service = gatewright::PolicyService<axum::Router, introspection::Policy>;

const UNAVAILABLE: &str = "503 orders.get/auth.opaque";
const INVALID: &str = "401 orders.get/auth.opaque";
const TOKEN: &str = "2YotnFZFEjr1zCsicMWpAA+/~==";

fn answer(more: Value) -> Value {
    let mut answer = json!({
        "active": true, "iss": "https://id.example.com/", "aud": "introspection", "sub": "anna",
        "scope": "viewer openid", "exp": NOW + 600,
    });
    for (name, value) in more.as_object().unwrap() {
        answer[name] = value.clone();
        if value.is_null() {
            answer.as_object_mut().unwrap().remove(name);
        }
    }
    answer
}

/// What the evaluator knows, who cannot ask.
fn keys(body: &str) -> Keys {
    let answer = IntrospectionAnswer { body: body.as_bytes().to_vec(), asked: NOW };
    let answers = [(TOKEN.to_owned(), answer)];
    let schemes = ["opaque", "afresh"].map(|scheme| (scheme.to_owned(), answers.clone().into()));
    Keys { introspected: schemes.into(), ..Keys::default() }
}

async fn twin(mode: Mode, keys: Keys) -> (Twin<Service>, Server) {
    let server = Server::start(mode).await;
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("secret"), "a secret/with \u{f6}\n").unwrap();
    let (memory, clock) = (Memory::default(), ManualClock::at(NOW));
    let policy = introspection::Policy::load_with(folder.path(), server.client()).unwrap();
    let policy = policy.with_clock(clock.clone()).with_notices(|_| ());
    let service = policy.protect(router(&memory));
    (Twin::new(service, memory, clock, include_str!("introspection.gate"), keys), server)
}

fn orders() -> Asked {
    get("/orders").bearer(TOKEN)
}

#[tokio::test]
async fn the_endpoint_is_asked_as_the_standard_says() {
    let body = answer(json!({})).to_string();
    let (mut twin, server) = twin(Mode::Answer(body.clone()), keys(&body)).await;
    let answer = twin.ask(&orders()).await;
    assert_eq!((answer.seen("x-user"), answer.seen("authorization")), (Some("anna"), None));
    let got = server.got.lock().unwrap()[0].clone();
    assert!(got.head.starts_with("POST /introspect HTTP/1.1\r\n"), "{}", got.head);
    let form = "token=2YotnFZFEjr1zCsicMWpAA%2B%2F%7E%3D%3D&token_type_hint=access_token";
    assert_eq!(got.body, form);
    let lines: Vec<&str> = got.head.lines().collect();
    assert!(lines.contains(&"content-type: application/x-www-form-urlencoded"));
    let credentials = STANDARD.encode("shop%3A1:a%20secret%2Fwith%20%C3%B6");
    assert!(lines.contains(&format!("authorization: Basic {credentials}").as_str()), "{lines:?}");
}

#[tokio::test]
async fn answers_are_judged_as_the_evaluator_does() {
    for (more, verdict) in [
        (json!({}), "200 -"),
        (json!({ "aud": ["other", "introspection"], "exp": null }), "200 -"),
        (json!({ "exp": NOW - 29 }), "200 -"),
        (json!({ "exp": NOW - 30 }), INVALID),
        (json!({ "nbf": NOW + 30 }), INVALID),
        (json!({ "iat": NOW + 30 }), INVALID),
        (json!({ "exp": "1" }), INVALID),
        (json!({ "active": false }), INVALID),
        (json!({ "aud": "introspection2" }), INVALID),
        (json!({ "aud": null }), INVALID),
        (json!({ "iss": "https://other.example.com/" }), INVALID),
        (json!({ "iss": null }), INVALID),
        (json!({ "sub": null }), INVALID),
        (json!({ "scope": ["viewer"] }), INVALID),
        (json!({ "scope": "other" }), "403 orders.get/allow"),
        (json!({ "cnf": { "jkt": "x" } }), INVALID),
        (json!({ "active": "true" }), UNAVAILABLE),
        (json!({ "active": 1 }), UNAVAILABLE),
        (json!({ "active": null }), UNAVAILABLE),
    ] {
        let body = answer(more.clone()).to_string();
        let (mut twin, server) = twin(Mode::Answer(body.clone()), keys(&body)).await;
        for _ in 0..2 {
            assert_eq!(twin.ask(&orders()).await.verdict(), verdict, "{more}");
        }
        // What means something is asked for once.
        let times = if verdict == UNAVAILABLE { 2 } else { 1 };
        assert_eq!(server.asked(), times, "{more}");
    }
}

/// C1 30: the endpoint fails in any way.
#[tokio::test]
async fn an_endpoint_that_fails_lets_nobody_in() {
    let good = answer(json!({})).to_string();
    for mode in [
        Mode::Status("500 Internal Server Error"),
        Mode::Status("401 Unauthorized"),
        Mode::Status("201 Created"),
        Mode::Status("302 Found\r\nlocation: https://localhost/other"),
        Mode::Closed,
        Mode::Short,
        Mode::Nonsense,
        Mode::Answer(String::new()),
        Mode::Answer("true".to_owned()),
        Mode::Answer(format!("{good}{good}")),
        Mode::Answer(good.replace("\"active\":true", "\"active\":true,\"active\":true")),
        Mode::Padded(70 * 1024, good.clone()),
    ] {
        let (mut twin, server) = twin(mode.clone(), Keys::default()).await;
        let failed = twin.ask(&orders()).await;
        assert_eq!(failed.verdict(), UNAVAILABLE, "{mode:?}");
        assert_eq!(failed.headers.get("retry-after").unwrap(), "30");
        assert_eq!(server.asked(), 1, "{mode:?}");
        server.now(Mode::Answer(good.clone()));
        assert_eq!(twin.ask_service(&orders()).await.verdict(), "200 -");
    }
}

#[tokio::test]
async fn an_endpoint_has_so_long_and_no_longer() {
    let good = answer(json!({})).to_string();
    let (mut twin, server) = twin(Mode::Silent, keys(&good)).await;
    let began = Instant::now();
    assert_eq!(twin.ask_service(&orders()).await.verdict(), UNAVAILABLE);
    let waited = began.elapsed();
    assert!(waited > Duration::from_millis(900) && waited < Duration::from_secs(3), "{waited:?}");
    server.now(Mode::Late(300, good));
    assert_eq!(twin.ask(&orders()).await.verdict(), "200 -");
}

#[tokio::test]
async fn what_is_no_token_is_asked_about_nowhere() {
    let (mut twin, server) = twin(Mode::Closed, Keys::default()).await;
    let long = "a".repeat(8193);
    for token in ["a b", "a!b", "=", "a=b", "\u{f6}", long.as_str()] {
        assert_eq!(twin.ask(&get("/orders").bearer(token)).await.verdict(), INVALID, "{token}");
    }
    assert_eq!(twin.ask(&get("/orders")).await.verdict(), "401 orders.get/auth");
    assert_eq!(server.connections(), 0);
}

/// An answer is used again for as long as `cache` says, and never beyond the token's own time.
#[tokio::test]
async fn an_answer_is_used_again_for_a_while() {
    let good = answer(json!({})).to_string();
    let (mut twin, server) = twin(Mode::Answer(good.clone()), keys(&good)).await;
    for (at, times) in [(0, 1), (30, 1), (31, 2), (61, 2)] {
        twin.clock.set(NOW + at);
        assert_eq!(twin.ask_service(&orders()).await.verdict(), "200 -", "{at}");
        assert_eq!(server.asked(), times, "{at}");
    }
    twin.clock.set(NOW + 620);
    assert_eq!(twin.ask_service(&orders()).await.verdict(), "200 -");
    server.now(Mode::Closed);
    twin.clock.set(NOW + 629);
    assert_eq!(twin.ask_service(&orders()).await.verdict(), "200 -");
    twin.clock.set(NOW + 630);
    assert_eq!(twin.ask_service(&orders()).await.verdict(), UNAVAILABLE);
    twin.clock.set(NOW);
    // Without `cache` each request asks.
    let fresh = get("/fresh").with("x-token", TOKEN);
    server.now(Mode::Answer(good));
    let before = server.asked();
    for times in 1..4 {
        assert_eq!(twin.ask(&fresh).await.verdict(), "200 -");
        assert_eq!(server.asked(), before + times);
    }
    server.now(Mode::Answer("{\"active\":false}".to_owned()));
    let revoked = twin.ask_service(&fresh).await.verdict();
    assert_eq!(revoked, "401 fresh.get/auth.afresh");
}

/// A token that is not active stays so for as long, and is not asked about on each request.
#[tokio::test]
async fn inactive_tokens_are_remembered_too() {
    let inactive = "{\"active\":false}";
    let (mut twin, server) = twin(Mode::Answer(inactive.to_owned()), keys(inactive)).await;
    for _ in 0..5 {
        assert_eq!(twin.ask(&orders()).await.verdict(), INVALID);
    }
    assert_eq!(server.asked(), 1);
    server.now(Mode::Answer(answer(json!({})).to_string()));
    twin.clock.set(NOW + 31);
    assert_eq!(twin.ask_service(&orders()).await.verdict(), "200 -");
}

#[tokio::test]
async fn a_flood_of_tokens_does_not_flood_the_endpoint() {
    let late = Mode::Late(500, "{\"active\":false}".to_owned());
    let (twin, server) = twin(late, Keys::default()).await;
    let asked: Vec<Asked> =
        (0..100).map(|number| get("/orders").bearer(&format!("token{number}"))).collect();
    let statuses = crate::twin::all(asked.iter().map(|one| twin.ask_service(one))).await;
    let count = |status: u16| statuses.iter().filter(|one| **one == status).count();
    assert_eq!((count(401), count(503)), (64, 36));
    assert_eq!(server.asked(), 64);
}

#[tokio::test]
async fn without_a_secret_nothing_starts() {
    let server = Server::start(Mode::Closed).await;
    let folder = tempfile::tempdir().unwrap();
    let load = || introspection::Policy::load_with(folder.path(), server.client());
    assert!(matches!(load().unwrap_err().fault, LoadFault::Read(_)));
    for secret in ["", "\n", "two\nlines", "a\0b"] {
        std::fs::write(folder.path().join("secret"), secret).unwrap();
        assert!(matches!(load().unwrap_err().fault, LoadFault::ClientSecret), "{secret:?}");
    }
}
