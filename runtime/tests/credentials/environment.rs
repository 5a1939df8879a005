//! Secrets out of the environment.

use std::process::Command;

use gatewright::{LoadFault, ManualClock, Origin};
use gatewright_core::evaluate::Keys;
use gatewright_core::primitive::api_key::ApiKeyFile;
use gatewright_issuer::{ApiKey, keys_file};

use crate::twin::{Memory, NOW, Twin, get, router};

gatewright::policy!("tests/credentials/environment.gate");

/// Holds the lines that the policy reads.
const LINES: &str = "GATEWRIGHT_TEST_KEYS";

/// Holds the key that is presented. Where it is set, a test below runs as a process of its own.
const KEY: &str = "GATEWRIGHT_TEST_KEY";

/// Runs one test of this program in an environment of its own.
fn in_environment(test: &str, lines: &str, key: &str) {
    let program = std::env::current_exe().unwrap();
    let name = format!("environment::{test}");
    let mut command = Command::new(program);
    let run = command.args(["--exact", &name]).env(LINES, lines).env(KEY, key).output().unwrap();
    let told = String::from_utf8_lossy(&run.stdout).into_owned();
    assert!(run.status.success() && told.contains("1 passed"), "{told}");
}

#[tokio::test]
async fn keys_are_read_out_of_the_environment() {
    let Ok(key) = std::env::var(KEY) else {
        let key = ApiKey::generate("acme", &["viewer"], None).unwrap();
        let lines = keys_file(std::slice::from_ref(&key));
        return in_environment("keys_are_read_out_of_the_environment", &lines, &key.secret);
    };
    let (memory, clock) = (Memory::default(), ManualClock::at(NOW));
    let policy = environment::Policy::load("/").unwrap().with_clock(clock.clone());
    let file = ApiKeyFile::parse(&std::env::var(LINES).unwrap()).unwrap();
    let keys = Keys { api_keys: [("partner".to_owned(), file)].into(), ..Keys::default() };
    let service = policy.protect(router(&memory));
    let mut twin = Twin::new(service, memory, clock, include_str!("environment.gate"), keys);
    let asked = |key: &str| get("/partners").with("x-api-key", key);
    assert_eq!(twin.ask(&asked(&key)).await.verdict(), "200 -");
    assert_eq!(twin.ask(&asked("wrong")).await.verdict(), "401 partners.get/auth.partner");
}

/// One wrong line, and the service does not start; the line is not repeated.
#[test]
fn a_malformed_variable_starts_nothing() {
    if std::env::var(KEY).is_err() {
        return in_environment("a_malformed_variable_starts_nothing", "sha256:secret id=a", "-");
    }
    let error = environment::Policy::load("/").unwrap_err();
    assert_eq!(error.origin, Origin::Environment(LINES.to_owned()));
    assert!(matches!(error.fault, LoadFault::ApiKeys(_)));
    assert!(!error.to_string().contains("secret"), "{error}");
}

#[test]
fn a_variable_that_is_not_set_starts_nothing() {
    if std::env::var(KEY).is_ok() {
        return;
    }
    let error = environment::Policy::load("/").unwrap_err();
    assert!(matches!(error.fault, LoadFault::Unset), "{error}");
    assert_eq!(error.to_string(), "the variable GATEWRIGHT_TEST_KEYS: is not set");
}
