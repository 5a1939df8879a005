//! Tokens signed by a pretended signature: only the rules are tested here.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking"
)]

mod binding;
mod claims;
mod token;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::*;
use crate::policy::{
    Algorithm, ClaimForm, ClaimMapping, ClaimPath, Forwarding, KeySource, Presence, PrincipalType,
    SchemeKind, Secret, Span, TokenBinding, TokenPlace,
};
use crate::primitive::jwk::{KeyMaterial, VerificationKey};
use crate::primitive::principal::PrincipalValue;

const NOW: i64 = 1_800_000_000;

/// A signature is a hash of the key's id and the message: nothing but the rules is tested here.
struct Pretend;

fn pretend_signature(id: &str, message: &[u8]) -> Vec<u8> {
    Sha256::digest([id.as_bytes(), message].concat()).to_vec()
}

impl Verify for Pretend {
    fn verify(&self, key: &VerificationKey, message: &[u8], signature: &[u8]) -> bool {
        signature == pretend_signature(key.id.as_deref().unwrap(), message)
    }
}

fn keys() -> KeySet {
    let key = |id: &str, algorithm| VerificationKey {
        id: Some(id.to_owned()),
        algorithm,
        material: KeyMaterial::Secret { octets: vec![0; 32] },
    };
    KeySet {
        keys: vec![
            key("a", Algorithm::HS256),
            key("r1", Algorithm::RS256),
            key("r2", Algorithm::RS256),
        ],
    }
}

fn scheme() -> Scheme {
    let map = |field: &str, kind, presence, claim: &[&str]| ClaimMapping {
        field: field.to_owned(),
        kind,
        presence,
        claim: ClaimPath(claim.iter().map(|step| (*step).to_owned()).collect()),
        form: ClaimForm::Plain,
        span: Span::default(),
    };
    let jwt = JwtScheme {
        issuer: "https://id.example.com/".into(),
        audience: "shop-api".into(),
        token_type: "at+jwt".into(),
        algorithms: vec![Algorithm::HS256, Algorithm::RS256],
        keys: KeySource::Local(Secret::File(String::new())),
        from: TokenPlace::Authorization,
        leeway: 30,
        max_lifetime: Some(3600),
        binding: TokenBinding::Bearer,
        mapping: vec![
            map("id", PrincipalType::Text, Presence::Required, &["sub"]),
            map("roles", PrincipalType::Roles, Presence::Required, &["realm_access", "roles"]),
            map("tenant", PrincipalType::Uuid, Presence::Optional, &["tenant"]),
            map("level", PrincipalType::Int, Presence::Optional, &["level"]),
            map("suspended", PrincipalType::Bool, Presence::Optional, &["suspended"]),
            map("mfa_at", PrincipalType::Time, Presence::Optional, &["auth_time"]),
            map("groups", PrincipalType::TextList, Presence::Optional, &["groups"]),
        ],
    };
    Scheme {
        name: "customer".into(),
        grants: ["viewer", "clerk", "admin"].map(String::from).into(),
        ids: None,
        forwarding: Forwarding::Removed,
        kind: SchemeKind::Jwt(jwt),
        span: Span::default(),
    }
}

fn header() -> Value {
    json!({ "alg": "HS256", "typ": "at+jwt", "kid": "a" })
}

fn claims() -> Value {
    json!({
        "iss": "https://id.example.com/", "aud": "shop-api", "sub": "anna", "iat": NOW - 10, "exp": NOW + 60,
        "realm_access": { "roles": ["admin", "other", "viewer"] },
    })
}

fn with(mut object: Value, name: &str, value: Value) -> Value {
    object[name] = value;
    object
}

fn without(mut object: Value, name: &str) -> Value {
    object.as_object_mut().unwrap().remove(name);
    object
}

fn encode(text: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(text)
}

fn sign(header: &str, claims: &str) -> String {
    let signed = format!("{}.{}", encode(header), encode(claims));
    let signature = encode(pretend_signature("a", signed.as_bytes()));
    format!("{signed}.{signature}")
}

fn judge(token: &str) -> Result<Principal, TokenError> {
    let scheme = scheme();
    let SchemeKind::Jwt(jwt) = &scheme.kind else { unreachable!() };
    let token = Token::parse(token.as_bytes())?;
    authenticate(&scheme, jwt, &keys(), &Pretend, &token, None, NOW)
}

fn judge_header(header: Value) -> Result<Principal, TokenError> {
    judge(&sign(&header.to_string(), &claims().to_string()))
}

fn judge_claims(claims: Value) -> Result<Principal, TokenError> {
    judge(&sign(&header().to_string(), &claims.to_string()))
}

fn claim_fault(claims: Value) -> (String, ClaimFault) {
    let refused = judge_claims(claims).unwrap_err();
    let TokenError::Claim { claim, fault } = refused else { panic!("{refused}") };
    (claim, fault)
}
