//! The JWS and JWK vectors of Wycheproof and the examples of the JOSE cookbook through the token rules of core.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking"
)]

use std::collections::BTreeSet;
use std::path::PathBuf;

use gatewright_core::policy::Algorithm;
use gatewright_core::primitive::jwk::KeySet;
use gatewright_core::primitive::jwt::Token;
use serde_json::{Value, json};

use super::Verifier;

/// Algorithms that Gatewright leaves out on purpose.
const LEFT_OUT: [&str; 5] = ["RS384", "RS512", "PS384", "PS512", "ES521"];

/// A corpus out of `../shared/corpora` beside the workspace, or where `GATEWRIGHT_CORPORA` says.
fn read(name: &str) -> Option<Value> {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpora");
    let corpora = std::env::var_os("GATEWRIGHT_CORPORA").map_or(beside, PathBuf::from);
    let file = corpora.join(name);
    let Ok(text) = std::fs::read_to_string(&file) else {
        println!("ignored: no {}; set GATEWRIGHT_CORPORA", file.display());
        return None;
    };
    Some(serde_json::from_str(&text).unwrap())
}

/// The key, or the set of keys, without private members, for a scheme that accepts everything.
fn keys(jwk: &Value) -> Result<KeySet, String> {
    let mut members = jwk["keys"].as_array().cloned().unwrap_or_else(|| vec![jwk.clone()]);
    for member in members.iter_mut().filter(|member| member["kty"] != "oct") {
        for name in ["d", "p", "q", "dp", "dq", "qi"] {
            member.as_object_mut().unwrap().remove(name);
        }
    }
    let set = json!({ "keys": members }).to_string();
    KeySet::parse(&set, &Algorithm::ALL).map_err(|error| error.to_string())
}

fn accepts(keys: &Result<KeySet, String>, token: &str) -> bool {
    let Ok(keys) = keys else { return false };
    let Ok(verifier) = Verifier::new([keys]) else { return false };
    Token::parse(token.as_bytes())
        .and_then(|token| token.verify(&Algorithm::ALL, keys, &verifier))
        .is_ok()
}

#[test]
fn json_web_signatures() {
    let (Some(file), Some(exceptions)) =
        (read("wycheproof/json_web_signature_test.json"), read("wycheproof/KNOWN_EXCEPTIONS.json"))
    else {
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
        "Wycheproof JWS {} of {}: {right} as labelled; refused all the same: {left_out} of algorithms that the language \
         leaves out, {empty} without claims; {excepted} listed exceptions, {} wrong",
        right + left_out + empty,
        right + left_out + empty + excepted + wrong.len(),
        wrong.len()
    );
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(right + left_out + empty + excepted, 401);
}

#[test]
fn json_web_keys() {
    let Some(file) = read("wycheproof/json_web_key_test.json") else {
        return;
    };
    let (mut right, mut left_out) = (0, 0);
    let mut wrong = BTreeSet::new();
    for group in file["testGroups"].as_array().unwrap() {
        let jwk = if group["public"].is_object() { &group["public"] } else { &group["private"] };
        let keys = keys(jwk);
        for test in group["tests"].as_array().unwrap() {
            let accepted = accepts(&keys, test["jws"].as_str().unwrap());
            if accepted == (test["result"] == "valid") {
                right += 1;
            } else if ["HS384", "HS512"].iter().any(|name| group["comment"] == *name) && !accepted {
                left_out += 1;
            } else {
                let why = keys.as_ref().err().cloned().unwrap_or_default();
                wrong.insert((test["tcId"].as_u64(), test["comment"].as_str().unwrap(), why));
            }
        }
    }
    println!(
        "Wycheproof JWK {}/{}: {right} as labelled; refused all the same: {left_out} of algorithms that the language \
         leaves out; {} wrong",
        right + left_out,
        right + left_out + wrong.len(),
        wrong.len()
    );
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(right + left_out, 26);
}

#[test]
fn the_cookbooks_examples() {
    let verdicts = [
        ("jws/4_1.rsa_v15_signature", true),
        ("jws/4_4.hmac-sha2_integrity_protection", true),
        ("curve25519/jws", true),
        // PS384, ES512, and a payload that is not encoded (RFC 7797).
        ("jws/4_2.rsa-pss_signature", false),
        ("jws/4_3.ecdsa_signature", false),
        ("rfc7797/hmac-sha2_b64_false", false),
    ];
    for (name, expected) in verdicts {
        let Some(example) = read(&format!("jose-cookbook/{name}.json")) else {
            return;
        };
        // Its keys name no algorithm.
        let mut key = example["input"]["key"].clone();
        key["alg"] = example["input"]["alg"].clone();
        let token = example["output"]["compact"].as_str().unwrap();
        assert_eq!(accepts(&keys(&key), token), expected, "{name}");
    }
}
