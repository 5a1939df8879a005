//! Names and passwords.

use std::num::NonZeroU32;
use std::time::Instant;

use aws_lc_rs::pbkdf2::{PBKDF2_HMAC_SHA256, derive};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use gatewright::{LoadFault, ManualClock};
use gatewright_core::evaluate::Keys;
use gatewright_core::policy::Algorithm;
use gatewright_core::primitive::basic::UserFile;
use gatewright_core::primitive::jwk::KeySet;
use gatewright_issuer::KeyRing;
use serde_json::json;

use crate::twin::{Asked, Memory, NOW, Twin, all, get, issuer, router, token};

gatewright::policy!("tests/credentials/passwords.gate");

type Service = gatewright::PolicyService<axum::Router, passwords::Policy>;

/// A line of a file of users. The fewest iterations that are taken are slow enough for a test.
fn line(user: &str, password: &str, settings: &str) -> String {
    let iterations = 600_000;
    let mut hash = [0; 32];
    let count = NonZeroU32::new(iterations).unwrap();
    derive(PBKDF2_HMAC_SHA256, count, &[7; 16], password.as_bytes(), &mut hash);
    let (salt, hash) = (STANDARD.encode([7; 16]), STANDARD.encode(hash));
    format!("{user} pbkdf2-sha256:{iterations}:{salt}:{hash} {settings}\n")
}

fn lines() -> String {
    line("anna", "pass:w\u{f6}rd", "id=a1 roles=viewer,admin expires=2026-05-01T09:10:00Z")
        + &line("bob", "", "roles=viewer")
}

fn twin(lines: &str) -> (Twin<Service>, KeyRing) {
    let (folder, ring) = (tempfile::tempdir().unwrap(), issuer());
    let set = ring.jwk_set().to_string();
    std::fs::write(folder.path().join("jwks.json"), &set).unwrap();
    std::fs::write(folder.path().join("operators.users"), lines).unwrap();
    let mut keys = Keys::default();
    keys.tokens.insert("bearer".to_owned(), KeySet::parse(&set, &[Algorithm::ES256]).unwrap());
    keys.users.insert("operator".to_owned(), UserFile::parse(lines).unwrap());
    let (memory, clock) = (Memory::default(), ManualClock::at(NOW));
    let policy = passwords::Policy::load(folder.path()).unwrap().with_clock(clock.clone());
    let service = policy.protect(router(&memory));
    (Twin::new(service, memory, clock, include_str!("passwords.gate"), keys), ring)
}

fn basic(credentials: &str) -> Asked {
    get("/console").with("authorization", format!("Basic {}", STANDARD.encode(credentials)))
}

#[tokio::test]
async fn a_name_and_its_password() {
    let (mut twin, ring) = twin(&lines());
    let answer = twin.ask(&basic("anna:pass:w\u{f6}rd")).await;
    assert_eq!((answer.seen("x-user"), answer.seen("authorization")), (Some("a1"), None));
    assert_eq!(twin.ask(&basic("bob:")).await.seen("x-user"), Some("bob"));
    for wrong in ["anna:pass", "anna:", "ANNA:pass:w\u{f6}rd", "carl:pass:w\u{f6}rd", "anna"] {
        let answer = twin.ask(&basic(wrong)).await;
        assert_eq!(answer.verdict(), "401 console.get/auth.operator", "{wrong}");
        let challenge = answer.headers.get("www-authenticate").unwrap();
        assert_eq!(challenge, "Basic realm=\"Operators\", charset=\"UTF-8\"");
    }
    let nobody = "Bearer realm=\"passwords\", Basic realm=\"Operators\", charset=\"UTF-8\"";
    let answer = twin.ask(&get("/console")).await;
    assert_eq!(answer.headers.get("www-authenticate").unwrap(), nobody);
    // One header: a token or a password.
    let token = token(&ring, "passwords", json!({}));
    assert_eq!(twin.ask(&get("/console").bearer(&token)).await.verdict(), "200 -");
}

#[tokio::test]
async fn what_is_no_name_and_password() {
    let (mut twin, _) = twin(&lines());
    let long = STANDARD.encode(format!("anna:{}", "a".repeat(1024)));
    for (value, verdict) in [
        ("Basic".to_owned(), "401 console.get/auth"),
        ("BASIC YTpi".to_owned(), "401 console.get/auth"),
        ("Basic YTpi=".to_owned(), "401 console.get/auth.operator"),
        ("Basic YW5uYQ==".to_owned(), "401 console.get/auth.operator"),
        ("basic /zo=".to_owned(), "401 console.get/auth.operator"),
        (format!("Basic {long}"), "401 console.get/auth.operator"),
    ] {
        let asked = get("/console").with("authorization", value.as_str());
        let began = Instant::now();
        assert_eq!(twin.ask(&asked).await.verdict(), verdict, "{value}");
        assert!(began.elapsed().as_millis() < 100, "{value} was hashed");
    }
}

/// A password that was right is right at once the next time, until its line expires; a wrong one never is.
#[tokio::test]
async fn a_right_password_is_remembered() {
    let (twin, _) = twin(&lines());
    let right = basic("anna:pass:w\u{f6}rd");
    assert_eq!(twin.ask_service(&right).await.status, 200);
    let began = Instant::now();
    for _ in 0..50 {
        assert_eq!(twin.ask_service(&right).await.status, 200);
    }
    let remembered = began.elapsed();
    let began = Instant::now();
    assert_eq!(twin.ask_service(&basic("anna:wrong")).await.status, 401);
    assert!(began.elapsed() > remembered / 2, "{remembered:?}");
    twin.clock.set(NOW + 599);
    assert_eq!(twin.ask_service(&right).await.status, 200);
    twin.clock.set(NOW + 600);
    assert_eq!(twin.ask_service(&right).await.status, 401);
}

/// A flood of passwords does not take the service: beyond what may wait, they are told to come again.
#[tokio::test]
async fn a_flood_is_turned_away() {
    let (twin, _) = twin(&lines());
    let asked: Vec<Asked> = (0..100).map(|number| basic(&format!("anna:{number}"))).collect();
    let answers = all(asked.iter().map(|one| twin.ask_service(one))).await;
    let count = |status: u16| answers.iter().filter(|one| **one == status).count();
    assert_eq!(count(401) + count(503), 100);
    assert!(count(401) > 0 && count(503) > 50, "{} of 401", count(401));
    assert!(twin.memory.lock().unwrap().is_empty());
}

#[test]
fn a_malformed_line_starts_nothing() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("jwks.json"), issuer().jwk_set().to_string()).unwrap();
    let few = lines().replace("600000", "599999");
    for lines in [few.as_str(), "anna secret\n", "anna\n"] {
        std::fs::write(folder.path().join("operators.users"), lines).unwrap();
        let error = passwords::Policy::load(folder.path()).unwrap_err();
        assert!(matches!(error.fault, LoadFault::Users(_)), "{error}");
        assert!(!error.to_string().contains("secret"), "{error}");
    }
}
