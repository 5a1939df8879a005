#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail by panicking")]

use serde_json::{Value, json};

use super::*;
use crate::policy::fixture::introspected;
use crate::policy::{SchemeKind, TokenBinding};

const NOW: i64 = 1_800_000_000;

fn answer() -> Value {
    json!({
        "active": true, "aud": ["shop-api"], "sub": "anna", "exp": NOW + 60, "scope": "viewer other",
    })
}

fn with(name: &str, value: Value) -> Value {
    let mut answer = answer();
    answer[name] = value;
    answer
}

fn judge(answer: &str, binding: TokenBinding) -> Result<Principal, IntrospectionError> {
    let mut scheme = Scheme::clone(&introspected());
    let SchemeKind::Introspection(settings) = &mut scheme.kind else { unreachable!() };
    settings.binding = binding;
    let settings = settings.clone();
    let certificate = Thumbprint::of(b"certificate");
    authenticate(&scheme, &settings, answer.as_bytes(), Some(&certificate), NOW)
}

fn is_valid(answer: &Value) -> bool {
    judge(&answer.to_string(), TokenBinding::Bearer).is_ok()
}

#[test]
fn an_active_token_makes_a_principal() {
    let principal = judge(&answer().to_string(), TokenBinding::Bearer).unwrap();
    assert_eq!(principal.roles(), ["viewer"]);
    assert!(is_valid(&with("iss", json!("https://id.example.com/"))));
    assert!(is_valid(&with("exp", json!(NOW - 29))));
    assert!(is_valid(&with("nbf", json!(NOW + 29))));
    let mut lasting = answer();
    lasting.as_object_mut().unwrap().remove("exp");
    assert!(is_valid(&lasting), "the endpoint says that it is active");
}

#[test]
fn whatever_else_it_says_is_checked() {
    for (name, value) in [
        ("active", json!(false)),
        ("aud", json!("other")),
        ("aud", json!(null)),
        ("exp", json!(NOW - 30)),
        ("exp", json!("soon")),
        ("nbf", json!(NOW + 30)),
        ("iat", json!(NOW + 30)),
        ("sub", json!(null)),
        ("sub", json!(1)),
        ("scope", json!(["viewer"])),
        ("cnf", json!({ "x5t#S256": Thumbprint::of(b"certificate").to_string() })),
    ] {
        let error = judge(&with(name, value).to_string(), TokenBinding::Bearer).unwrap_err();
        assert!(!error.is_of_endpoint(), "{name}: {error}");
    }
    let mut without = answer();
    without.as_object_mut().unwrap().remove("aud");
    assert!(!is_valid(&without));
}

#[test]
fn an_issuer_that_is_asked_for_must_be_there() {
    let mut scheme = Scheme::clone(&introspected());
    let SchemeKind::Introspection(settings) = &mut scheme.kind else { unreachable!() };
    settings.issuer = Some("https://id.example.com/".into());
    let settings = settings.clone();
    let judge = |answer: Value| {
        authenticate(&scheme, &settings, answer.to_string().as_bytes(), None, NOW).is_ok()
    };
    assert!(judge(with("iss", json!("https://id.example.com/"))));
    assert!(!judge(with("iss", json!("https://id.example.com"))));
    assert!(!judge(answer()));
}

#[test]
fn an_answer_that_says_nothing_is_the_endpoints_fault() {
    for broken in [
        "",
        "<html>",
        "{}",
        "[]",
        "null",
        r#"{"active":"true"}"#,
        r#"{"active":true,"active":true}"#,
    ] {
        let error = judge(broken, TokenBinding::Bearer).unwrap_err();
        assert!(error.is_of_endpoint(), "{broken}: {error}");
    }
    // It says so itself, and nothing more is asked of it.
    let inactive = judge(r#"{"active":false}"#, TokenBinding::Bearer).unwrap_err();
    assert_eq!(inactive, IntrospectionError::Inactive);
}

#[test]
fn a_binding_is_checked() {
    let bound = |text: &str| {
        let answer = with("cnf", json!({ "x5t#S256": text }));
        judge(&answer.to_string(), TokenBinding::Certificate).is_ok()
    };
    assert!(bound(&Thumbprint::of(b"certificate").to_string()));
    assert!(!bound(&Thumbprint::of(b"other").to_string()));
    assert!(judge(&answer().to_string(), TokenBinding::Certificate).is_err());
}

#[test]
fn the_endpoint_is_asked_about_tokens_only() {
    for token in ["a", "a.b-c_d~e+f/g", "YQ==", &"a".repeat(MAX_TOKEN)] {
        assert!(is_token(token.as_bytes()), "{token}");
    }
    for other in ["", "=", "a b", "a=b", "a\"", "ä", "a&token=b", &"a".repeat(MAX_TOKEN + 1)] {
        assert!(!is_token(other.as_bytes()), "{other}");
    }
}
