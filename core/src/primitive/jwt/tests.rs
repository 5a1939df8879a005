#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking"
)]

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proptest::prelude::*;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::*;
use crate::policy::{
    Algorithm, ClaimMapping, ClaimPath, Presence, PrincipalType, SchemeKind, Span,
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
        span: Span::default(),
    };
    let jwt = JwtScheme {
        issuer: "https://id.example.com/".into(),
        audience: "shop-api".into(),
        token_type: "at+jwt".into(),
        algorithms: vec![Algorithm::HS256, Algorithm::RS256],
        keys_file: String::new(),
        leeway: 30,
        max_lifetime: Some(3600),
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
    authenticate(&scheme, jwt, &keys(), &Pretend, &token, NOW)
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

#[test]
fn a_valid_token_makes_a_principal() {
    let principal = judge_claims(claims()).unwrap();
    assert_eq!(principal.scheme, "customer");
    assert_eq!(principal.fields["id"], PrincipalValue::Text("anna".into()));
    assert_eq!(principal.roles(), ["viewer", "admin"]);
    assert_eq!(principal.fields.len(), 2);
}

#[test]
fn the_form_is_three_strict_segments() {
    let token = sign(&header().to_string(), &claims().to_string());
    let (signed, signature) = token.rsplit_once('.').unwrap();
    for wrong in [
        "",
        ".",
        "..",
        "a.b",
        signed,
        &format!("{signed}."),
        &format!("{token}."),
        &format!("{token}.a"),
        &format!(".{token}"),
        &format!("{token}="),
        &format!("{token} "),
        &format!(" {token}"),
        &format!("{signed}.{}+", &signature[..signature.len() - 1]),
        // The last digit of 32 octets carries two bits that have to be zero.
        &format!("{signed}.{}v", &signature[..signature.len() - 1]),
    ] {
        assert_eq!(judge(wrong).unwrap_err(), TokenError::Form, "{wrong}");
    }
    assert!(judge(&token[..token.len() - 1]).is_err());
    let long = "a".repeat(MAX_TOKEN + 1);
    assert_eq!(judge(&long).unwrap_err(), TokenError::TooLong);
    let json = json!({ "payload": "", "signatures": [] }).to_string();
    assert_eq!(judge(&json).unwrap_err(), TokenError::Form);
}

#[test]
fn the_header_names_an_accepted_algorithm_and_its_key() {
    for alg in ["none", "None", "hs256", "HS384", "ES256", ""] {
        let refused = judge_header(with(header(), "alg", alg.into())).unwrap_err();
        assert_eq!(refused, TokenError::Algorithm(alg.into()));
    }
    assert_eq!(judge_header(without(header(), "alg")).unwrap_err(), TokenError::Header("alg"));
    for (name, value) in
        [("alg", json!(1)), ("kid", json!(["a"])), ("kid", json!(null)), ("typ", json!(null))]
    {
        let refused = judge_header(with(header(), name, value)).unwrap_err();
        assert!(matches!(refused, TokenError::Header(found) if found == name), "{refused}");
    }
    for kid in ["b", "", "A", "r1"] {
        assert_eq!(judge_header(with(header(), "kid", kid.into())).unwrap_err(), TokenError::Key);
    }
    assert!(judge_header(without(header(), "kid")).is_ok());
    let two = with(without(header(), "kid"), "alg", "RS256".into());
    assert_eq!(judge_header(two).unwrap_err(), TokenError::Key);
    let other = with(with(header(), "alg", "RS256".into()), "kid", "r1".into());
    assert_eq!(judge_header(other).unwrap_err(), TokenError::Signature);
}

#[test]
fn extensions_are_refused_and_embedded_keys_ignored() {
    for (name, value) in
        [("crit", json!([])), ("crit", json!(["exp"])), ("b64", json!(true)), ("b64", json!(null))]
    {
        let refused = judge_header(with(header(), name, value)).unwrap_err();
        assert!(matches!(refused, TokenError::Extension(found) if found == name), "{refused}");
    }
    assert!(judge_header(with(header(), "jwk", json!({ "kty": "oct" }))).is_ok());
    assert!(judge_header(with(header(), "jku", json!("https://evil.example/"))).is_ok());
}

#[test]
fn the_type_is_compared_without_case_and_application() {
    for typ in ["at+jwt", "AT+JWT", "application/at+jwt", "Application/At+Jwt"] {
        assert!(judge_header(with(header(), "typ", typ.into())).is_ok(), "{typ}");
    }
    for typ in
        ["JWT", "", "at", "at+jwt ", "application/", "application/application/at+jwt", "x/at+jwt"]
    {
        let refused = judge_header(with(header(), "typ", typ.into())).unwrap_err();
        assert_eq!(refused, TokenError::Type, "{typ}");
    }
    assert_eq!(judge_header(without(header(), "typ")).unwrap_err(), TokenError::Type);
}

#[test]
fn header_and_claims_are_strict_json() {
    let claims = claims().to_string();
    for header in [
        "",
        "[]",
        "{\"alg\":\"HS256\",\"alg\":\"HS256\",\"typ\":\"at+jwt\",\"kid\":\"a\"}",
        "{} {}",
    ] {
        assert!(judge(&sign(header, &claims)).is_err(), "{header}");
    }
    let header = header().to_string();
    let twice = claims.replacen('{', "{\"sub\":\"admin\",", 1);
    assert!(matches!(judge(&sign(&header, &twice)).unwrap_err(), TokenError::ClaimsJson(_)));
    assert_eq!(judge(&sign(&header, "[]")).unwrap_err(), TokenError::NotAnObject);
    assert_eq!(judge(&sign(&header, "1")).unwrap_err(), TokenError::NotAnObject);
}

#[test]
fn issuer_and_audience() {
    use ClaimFault::{Missing, Type, Value};
    for (value, verdict) in [
        (json!("https://id.example.com"), Value),
        (json!("https://ID.example.com/"), Value),
        (json!(["https://id.example.com/"]), Type),
        (json!(null), Type),
    ] {
        assert_eq!(claim_fault(with(claims(), "iss", value)), ("iss".into(), verdict));
    }
    assert_eq!(claim_fault(without(claims(), "iss")), ("iss".into(), Missing));
    for (value, verdict) in [
        (json!("shop-api2"), Value),
        (json!("shop"), Value),
        (json!([]), Value),
        (json!(["other"]), Value),
        (json!(["shop-api", 1]), Type),
        (json!({ "shop-api": 1 }), Type),
        (json!(null), Type),
    ] {
        assert_eq!(claim_fault(with(claims(), "aud", value)), ("aud".into(), verdict));
    }
    assert_eq!(claim_fault(without(claims(), "aud")), ("aud".into(), Missing));
    assert!(judge_claims(with(claims(), "aud", json!(["other", "shop-api"]))).is_ok());
}

#[test]
fn times_are_exclusive_at_their_end() {
    use ClaimFault::{Expired, Future, Lifetime, Missing, Type};
    let at = |name: &str, value: Value| judge_claims(with(claims(), name, value)).is_ok();
    assert!(at("exp", json!(NOW - 29)));
    assert_eq!(claim_fault(with(claims(), "exp", json!(NOW - 30))), ("exp".into(), Expired));
    assert!(at("nbf", json!(NOW + 29)));
    assert_eq!(claim_fault(with(claims(), "nbf", json!(NOW + 30))), ("nbf".into(), Future));
    assert!(at("iat", json!(NOW + 29)));
    assert_eq!(claim_fault(with(claims(), "iat", json!(NOW + 30))), ("iat".into(), Future));
    assert!(at("iat", json!(NOW + 60 - 3600)));
    assert_eq!(
        claim_fault(with(claims(), "iat", json!(NOW + 59 - 3600))),
        ("exp".into(), Lifetime)
    );
    assert_eq!(claim_fault(without(claims(), "exp")), ("exp".into(), Missing));
    assert_eq!(claim_fault(without(claims(), "iat")), ("iat".into(), Missing));
    for name in ["exp", "nbf", "iat"] {
        for value in [
            json!("1"),
            json!(null),
            json!(-1),
            json!(1.5),
            json!(9_007_199_254_740_992_i64),
            json!(true),
            json!([1]),
        ] {
            assert_eq!(claim_fault(with(claims(), name, value)), (name.into(), Type));
        }
    }
    assert!(at("exp", json!(1_800_000_060.0)));
    let scientific = claims().to_string().replace(&(NOW + 60).to_string(), "18e8");
    assert!(judge(&sign(&header().to_string(), &scientific)).is_ok());
}

#[test]
fn mapped_claims_are_of_their_type() {
    use ClaimFault::{Missing, Type};
    let mapped =
        |name: &str, value: Value| judge_claims(with(claims(), name, value)).unwrap().fields;
    assert_eq!(
        mapped("tenant", json!("0195A3C0-7D10-7000-8000-000000000001"))["tenant"],
        PrincipalValue::Uuid("0195a3c0-7d10-7000-8000-000000000001".into())
    );
    assert_eq!(mapped("level", json!(-0.0))["level"], PrincipalValue::Int(0));
    assert_eq!(mapped("suspended", json!(false))["suspended"], PrincipalValue::Bool(false));
    assert_eq!(mapped("auth_time", json!(5))["mfa_at"], PrincipalValue::Time(5));
    assert_eq!(
        mapped("groups", json!(["b", "a"]))["groups"],
        PrincipalValue::TextList(vec!["b".into(), "a".into()])
    );
    assert!(!mapped("tenant", json!(null)).contains_key("tenant"));
    for (name, value) in [
        ("tenant", json!("not-a-uuid")),
        ("tenant", json!(1)),
        ("level", json!(1.5)),
        ("level", json!("1")),
        ("suspended", json!("true")),
        ("suspended", json!(1)),
        ("auth_time", json!("2026-01-01T00:00:00Z")),
        ("auth_time", json!(-1)),
        ("groups", json!("a b")),
        ("groups", json!(["a", null])),
        ("sub", json!(1)),
    ] {
        assert_eq!(claim_fault(with(claims(), name, value)), (name.into(), Type));
    }
    assert_eq!(claim_fault(without(claims(), "sub")), ("sub".into(), Missing));
    assert_eq!(claim_fault(with(claims(), "sub", json!(null))), ("sub".into(), Missing));
    let roles = "realm_access.roles".to_owned();
    for (value, verdict) in [
        (json!({ "roles": "admin" }), Type),
        (json!({ "roles": ["admin", 1] }), Type),
        (json!({ "roles": { "admin": true } }), Type),
        (json!({}), Missing),
        (json!("admin"), Missing),
        (json!([]), Missing),
    ] {
        assert_eq!(claim_fault(with(claims(), "realm_access", value)), (roles.clone(), verdict));
    }
    let none =
        with(claims(), "realm_access", json!({ "roles": ["Admin", "user,admin", "admin admin"] }));
    assert!(judge_claims(none).unwrap().roles().is_empty());
}

#[test]
fn bearer_is_one_word_and_one_space() {
    let token = |value: &'static str| {
        bearer_token(value.as_bytes()).map(|token| std::str::from_utf8(token).unwrap())
    };
    assert_eq!(token("Bearer a.b.c"), Some("a.b.c"));
    assert_eq!(token("bearer a"), Some("a"));
    assert_eq!(token("Bearer  a"), Some(" a"));
    for other in ["BEARER a", "Bearer", "Bearera", "Bearer\ta", "Basic YTpi", "", "a.b.c"] {
        assert_eq!(token(other), None, "{other}");
    }
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(token in "[A-Za-z0-9_.=-]{0,60}", bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
        prop_assert!(judge(&token).is_err());
        prop_assert!(Token::parse(&bytes).is_err());
    }

    #[test]
    fn any_changed_character_is_refused(place in 0_usize..400, character in "[A-Za-z0-9_.-]") {
        let token = sign(&header().to_string(), &claims().to_string());
        let place = place % token.len();
        let changed = format!("{}{character}{}", &token[..place], &token[place + 1..]);
        prop_assert_eq!(judge(&changed).is_ok(), changed == token);
    }
}
