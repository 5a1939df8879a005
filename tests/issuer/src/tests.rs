#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking"
)]

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256,
    RSA_PSS_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey, VerificationAlgorithm,
};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::{Algorithm, ApiKey, KeyRing, SigningKey, Token, keys_file};

fn octets(jwk: &Value, name: &str) -> Vec<u8> {
    BASE64_URL_SAFE_NO_PAD.decode(jwk[name].as_str().unwrap()).unwrap()
}

/// Verifies with nothing but the public JWK.
fn verifies(key: &SigningKey, token: &str) -> bool {
    let jwk = key.jwk();
    let (input, signature) = token.rsplit_once('.').unwrap();
    let (input, signature) = (input.as_bytes(), BASE64_URL_SAFE_NO_PAD.decode(signature).unwrap());
    let point = || [vec![4], octets(&jwk, "x"), octets(&jwk, "y")].concat();
    let plain = |algorithm: &'static dyn VerificationAlgorithm, key: Vec<u8>| {
        UnparsedPublicKey::new(algorithm, key).verify(input, &signature).is_ok()
    };
    let rsa = |parameters| {
        RsaPublicKeyComponents { n: octets(&jwk, "n"), e: octets(&jwk, "e") }
            .verify(parameters, input, &signature)
            .is_ok()
    };
    match key.algorithm() {
        Algorithm::Rs256 => rsa(&RSA_PKCS1_2048_8192_SHA256),
        Algorithm::Ps256 => rsa(&RSA_PSS_2048_8192_SHA256),
        Algorithm::Es256 => plain(&ECDSA_P256_SHA256_FIXED, point()),
        Algorithm::Es384 => plain(&ECDSA_P384_SHA384_FIXED, point()),
        Algorithm::EdDsa => plain(&ED25519, octets(&jwk, "x")),
        Algorithm::Hs256 => crate::key::hmac_sha256(&octets(&jwk, "k"), input) == signature,
    }
}

#[test]
fn every_algorithm_signs_what_its_jwk_verifies() {
    let ring = KeyRing::generate(&Algorithm::ALL).unwrap();
    let stored = KeyRing::from_private_json(&ring.to_private_json()).unwrap();
    assert_eq!(ring.jwk_set(), stored.jwk_set());
    for key in &stored.keys {
        let token = Token::new(key).with_claim("sub", json!("anna")).signed_by(key).unwrap();
        assert!(verifies(key, &token), "{}", key.algorithm().name());
        let other = Token::new(key).with_claim("sub", json!("bob")).signing_input();
        let forged = format!("{other}.{}", token.rsplit_once('.').unwrap().1);
        assert!(!verifies(key, &forged), "{}", key.algorithm().name());
    }
}

#[test]
fn coordinates_have_the_length_of_their_curve() {
    for (algorithm, length) in [(Algorithm::Es256, 32), (Algorithm::Es384, 48)] {
        let jwk = SigningKey::generate("k", algorithm).unwrap().jwk();
        assert_eq!((octets(&jwk, "x").len(), octets(&jwk, "y").len()), (length, length));
    }
}

#[test]
fn a_token_can_be_broken_in_every_way() {
    let key = SigningKey::generate("k", Algorithm::Hs256).unwrap();
    let token = Token::new(&key);
    assert_eq!(token.with_signature(b"").split('.').next_back(), Some(""));
    let twice = token.clone().with_raw_claims(br#"{"sub":"a","sub":"b"}"#);
    assert_eq!(twice.claims_text(), br#"{"sub":"a","sub":"b"}"#);
    let path = ["realm".to_owned(), "roles".to_owned()];
    let nested = token.with_claim_at(&path, json!(["admin"]));
    assert_eq!(nested.claim("realm"), Some(&json!({ "roles": ["admin"] })));
    assert_eq!(nested.without_claim_at(&path).claim("realm"), Some(&json!({})));
}

#[test]
fn an_api_key_is_stored_as_its_digest_only() {
    let key = ApiKey {
        secret: "abc".into(),
        id: "acme".into(),
        roles: vec!["viewer".into(), "clerk".into()],
        expires: Some("2030-01-01T00:00:00Z".into()),
    };
    let file = keys_file(std::slice::from_ref(&key));
    assert_eq!(
        file,
        "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad \
         id=acme roles=viewer,clerk expires=2030-01-01T00:00:00Z\n"
    );
    assert_eq!(ApiKey::from_private_json(&key.to_private_json()), Some(key));
    assert_ne!(
        ApiKey::generate("a", &[], None).unwrap().secret,
        ApiKey::generate("a", &[], None).unwrap().secret
    );
}
