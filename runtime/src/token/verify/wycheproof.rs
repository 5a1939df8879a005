//! The JWS vectors of Wycheproof through the token rules of core.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking"
)]

use std::collections::BTreeSet;

use gatewright_core::policy::Algorithm;
use gatewright_core::primitive::jwk::KeySet;
use gatewright_core::primitive::jwt::Token;
use serde_json::{Value, json};

use super::Verifier;

/// Algorithms that Gatewright leaves out on purpose.
const LEFT_OUT: [&str; 5] = ["RS384", "RS512", "PS384", "PS512", "ES521"];

fn read(name: &str) -> Option<Value> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/corpora/wycheproof/");
    let text = std::fs::read_to_string(format!("{folder}{name}")).ok()?;
    Some(serde_json::from_str(&text).unwrap())
}

/// The key as a set without its private members, for a scheme that accepts everything.
fn keys(jwk: &Value) -> Result<KeySet, String> {
    let mut public = jwk.clone();
    for member in ["d", "p", "q", "dp", "dq", "qi"] {
        public.as_object_mut().unwrap().remove(member);
    }
    let set = json!({ "keys": [public] }).to_string();
    KeySet::parse(&set, &Algorithm::ALL).map_err(|error| error.to_string())
}

fn accepts(keys: &Result<KeySet, String>, token: &str) -> bool {
    let Ok(keys) = keys else { return false };
    let verifier = Verifier::new([keys]).unwrap();
    Token::parse(token.as_bytes())
        .and_then(|token| token.verify(&Algorithm::ALL, keys, &verifier))
        .is_ok()
}

#[test]
fn json_web_signatures() {
    let (Some(file), Some(exceptions)) =
        (read("json_web_signature_test.json"), read("KNOWN_EXCEPTIONS.json"))
    else {
        println!("skipped: the vectors are not here");
        return;
    };
    let exceptions = &exceptions["json_web_signature_test.json"];
    let (mut right, mut left_out, mut excepted, mut empty) = (0, 0, 0, 0);
    let mut wrong = BTreeSet::new();
    for group in file["testGroups"].as_array().unwrap() {
        let jwk = if group["public"].is_object() { &group["public"] } else { &group["private"] };
        let keys = keys(jwk);
        for test in group["tests"].as_array().unwrap() {
            let id = test["tcId"].as_u64().unwrap();
            let expected = test["result"] == "valid";
            let accepted = accepts(&keys, test["jws"].as_str().unwrap());
            let unknown = LEFT_OUT.iter().any(|name| jwk["alg"] == *name);
            if accepted == expected {
                right += 1;
            } else if exceptions[id.to_string()].is_string() {
                excepted += 1;
            } else if unknown && !accepted {
                left_out += 1;
            } else if test["comment"] == "emptyPayload" && !accepted {
                // A JWS may sign nothing; a token has claims.
                empty += 1;
            } else {
                wrong.insert((id, test["comment"].as_str().unwrap().to_owned(), expected));
            }
        }
    }
    println!(
        "Wycheproof JWS: {right} right, {excepted} known to be mislabelled, {left_out} of algorithms left out, \
         {empty} without claims, {} wrong",
        wrong.len()
    );
    assert!(wrong.is_empty(), "{wrong:#?}");
}
