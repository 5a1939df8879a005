//! Decisions of the shop's policy, written down by hand.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking"
)]

mod authorize;
mod body_conditions;
mod certificates;
mod cors;
mod credentials;
mod declared;
mod forwarded;
mod inputs;
mod introspection;
mod laws;
mod lifetime;
mod limits;
mod network;
mod passwords;
mod places;
mod pseudonyms;
mod records;
mod remote_keys;
mod response_headers;
mod responses;
mod routing;
mod transformation;

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::*;
use crate::policy::Algorithm;
use crate::policy::fixture::shop;
use crate::primitive::api_key::ApiKeyFile;
use crate::primitive::jwk::{KeyMaterial, KeySet, VerificationKey};
use crate::refusal::COMMON_HEADERS;

pub(super) const NOW: Timestamp = Timestamp { seconds: 1_800_000_000, nanos: 0 };

/// Takes a signature for valid that is 32 times the letter `s`.
struct Pretend;

impl Verify for Pretend {
    fn verify(&self, _: &VerificationKey, _: &[u8], signature: &[u8]) -> bool {
        signature == [b's'; 32]
    }
}

fn keys() -> Keys {
    let key = VerificationKey {
        id: Some("k".into()),
        algorithm: Algorithm::HS256,
        material: KeyMaterial::Secret { octets: vec![0; 32] },
    };
    // SHA-256 of `abc`, and of the empty text.
    let file = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad id=acme roles=viewer,admin\n\
                sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 id=nobody";
    Keys {
        tokens: [("customer".to_owned(), KeySet { keys: vec![key] })].into(),
        api_keys: [("partner".to_owned(), ApiKeyFile::parse(file).unwrap())].into(),
        ..Keys::default()
    }
}

pub(super) fn evaluator(policy: Policy) -> Evaluator {
    Evaluator::new(Arc::new(policy), keys(), Arc::new(Pretend))
}

/// A token with these claims besides the ones that every token needs.
pub(super) fn token(more: Value) -> String {
    let mut claims = json!({
        "iss": "https://id.example.com/", "aud": "shop-api", "sub": "anna", "exp": NOW.seconds + 60,
        "realm_access": { "roles": ["viewer"] },
    });
    claims.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let header = json!({ "alg": "HS256", "typ": "at+jwt", "kid": "k" });
    let encode = |text: &[u8]| URL_SAFE_NO_PAD.encode(text);
    let (header, claims) = (header.to_string(), claims.to_string());
    format!("{}.{}.{}", encode(header.as_bytes()), encode(claims.as_bytes()), encode(&[b's'; 32]))
}

/// Whoever holds these roles.
pub(super) fn holder(roles: &[&str]) -> (String, String) {
    let token = token(json!({ "realm_access": { "roles": roles } }));
    ("Authorization".into(), format!("Bearer {token}"))
}

/// A request with the policy's host.
pub(super) fn request(method: &str, target: &str, headers: &[(String, String)]) -> Request {
    let host = ("Host".to_owned(), "api.example.com".to_owned());
    let lines = std::iter::once(&host).chain(headers);
    Request {
        method: method.into(),
        target: target.into(),
        headers: lines.map(|(name, value)| (name.clone(), value.clone().into_bytes())).collect(),
        body: Vec::new(),
        peer: "192.0.2.1".parse().unwrap(),
        country: None,
        tls: None,
    }
}

pub(super) fn header(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

/// Status and rule of a fresh evaluator's decision; an admission is `200 -`.
pub(super) fn verdict(request: &Request) -> String {
    verdict_of(&evaluator(shop()).decide(request, NOW))
}

pub(super) fn verdict_of(decision: &Decision) -> String {
    match (decision.status(), decision.rule()) {
        (Some(status), Some(rule)) => format!("{status} {rule}"),
        _ => "200 -".to_owned(),
    }
}

pub(super) fn refusal(request: &Request) -> Refusal {
    match evaluator(shop()).decide(request, NOW).outcome {
        Outcome::Refuse(refusal) => refusal,
        Outcome::Admit(admission) => panic!("admitted: {admission:?}"),
        Outcome::Preflight(preflight) => panic!("answered: {preflight:?}"),
    }
}

#[test]
fn the_trace_names_stages_and_their_declarations() {
    let list = request("GET", "/v1/orders?page=2", &[holder(&["clerk"])]);
    let decision = evaluator(shop()).decide(&list, NOW);
    let stages: Vec<Stage> = decision.trace.iter().map(|step| step.stage).collect();
    use Stage::{
        Authenticate, Authorize, Client, Content, Forward, Limit, Path, Query, Route, Wire,
    };
    assert_eq!(
        stages,
        [
            Wire,
            Path,
            Client,
            Route,
            Route,
            Limit,
            Authenticate,
            Limit,
            Query,
            Authorize,
            Content,
            Forward
        ]
    );
    assert_eq!(decision.trace[9].detail, "allowed: role `viewer`");
    assert!(decision.trace[9].span.is_some());
    let json = decision.to_json();
    assert_eq!(json["status"], "admit");
    assert_eq!(json["rule"], Value::Null);
    assert_eq!(json["route"], "orders.get");
    assert_eq!(json["headers"], json!({ "x-user-id": "anna", "x-roles": "clerk" }));
    assert_eq!(json["removed"], json!(["authorization"]));
    assert_eq!(json["trace"][0]["stage"], "wire");

    let remove =
        request("DELETE", "/v1/orders/0195a3c0-7d10-7000-8000-000000000001", &[holder(&["clerk"])]);
    let json = evaluator(shop()).decide(&remove, NOW).to_json();
    assert_eq!(json["status"], 403);
    assert_eq!(json["rule"], "orders.delete/{id}/allow");
    assert_eq!(
        json["headers"],
        json!({ "content-type": "application/problem+json", "cache-control": "no-store" })
    );
    let last = json["trace"].as_array().unwrap().last().unwrap();
    assert_eq!((&last["stage"], &last["verdict"]), (&json!("authorize"), &json!("refuse")));
}

#[test]
fn a_principal_can_be_given_instead_of_proved() {
    let own = request("GET", "/v1/orders/of/anna", &[]);
    let mut evaluator = evaluator(shop());
    let policy = shop();
    let fields = [
        ("id".to_owned(), crate::primitive::principal::PrincipalValue::Text("anna".into())),
        (
            "roles".to_owned(),
            crate::primitive::principal::PrincipalValue::TextList(vec!["viewer".into()]),
        ),
    ];
    let anna = Principal::build(&policy, "customer", fields.clone()).unwrap();
    let partner = Principal::build(&policy, "partner", fields).unwrap();
    assert_eq!(verdict_of(&evaluator.decide_as(&own, Some(&anna), NOW)), "200 -");
    assert_eq!(
        verdict_of(&evaluator.decide_as(&own, None, NOW)),
        "401 orders.get/of/{customer}/auth"
    );
    assert_eq!(
        verdict_of(&evaluator.decide_as(&own, Some(&partner), NOW)),
        "403 orders.get/of/{customer}/allow"
    );
    let other = request("GET", "/v1/orders/of/bob", &[]);
    assert_eq!(
        verdict_of(&evaluator.decide_as(&other, Some(&anna), NOW)),
        "403 orders.get/of/{customer}/allow"
    );
    let stranger = Principal { scheme: "stranger".into(), ..anna };
    assert_eq!(
        verdict_of(&evaluator.decide_as(&own, Some(&stranger), NOW)),
        "401 orders.get/of/{customer}/auth"
    );
}
