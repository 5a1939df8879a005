#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking"
)]

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair,
    KeyPair,
};

use super::*;

fn elliptic(point: &[u8]) -> KeyMaterial {
    let coordinates = &point[1..];
    let (x, y) = coordinates.split_at(coordinates.len() / 2);
    KeyMaterial::EllipticCurve { x: x.into(), y: y.into() }
}

fn single(algorithm: Algorithm, material: KeyMaterial) -> KeySet {
    KeySet { keys: vec![VerificationKey { id: None, algorithm, material }] }
}

fn check(set: &KeySet, signature: &[u8]) {
    let verifier = Verifier::new([set]).unwrap();
    let key = &set.keys[0];
    assert!(verifier.verify(key, b"message", signature), "{key:?}");
    assert!(!verifier.verify(key, b"Message", signature), "{key:?}");
    assert!(!verifier.verify(key, b"message", &signature[1..]), "{key:?}");
    assert!(!verifier.verify(key, b"message", &[signature, &[0]].concat()), "{key:?}");
    assert!(!verifier.verify(key, b"message", &[]), "{key:?}");
    assert!(!verifier.verify(key, b"message", &vec![0; signature.len()]), "{key:?}");
    let stranger = Verifier::default();
    assert!(!stranger.verify(key, b"message", signature), "{key:?}");
}

#[test]
fn elliptic_curves() {
    let random = SystemRandom::new();
    for (algorithm, signing) in [
        (Algorithm::ES256, &ECDSA_P256_SHA256_FIXED_SIGNING),
        (Algorithm::ES384, &ECDSA_P384_SHA384_FIXED_SIGNING),
    ] {
        let pair = EcdsaKeyPair::generate(signing).unwrap();
        let signature = pair.sign(&random, b"message").unwrap();
        check(&single(algorithm, elliptic(pair.public_key().as_ref())), signature.as_ref());
    }
}

#[test]
fn edwards_curve_and_secret() {
    let pair = Ed25519KeyPair::generate().unwrap();
    let x = pair.public_key().as_ref().to_vec();
    check(&single(Algorithm::EdDSA, KeyMaterial::Ed25519 { x }), pair.sign(b"message").as_ref());
    let octets = vec![7; 32];
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &octets), b"message");
    check(&single(Algorithm::HS256, KeyMaterial::Secret { octets }), tag.as_ref());
}

#[test]
fn what_is_no_key_is_rejected() {
    let beside_the_curve = elliptic(&[1; 65]);
    let rejected =
        Verifier::new([&single(Algorithm::ES256, beside_the_curve.clone())]).unwrap_err();
    assert_eq!(rejected.to_string(), "the key is not a valid key for ES256");
    for algorithm in
        [Algorithm::ES384, Algorithm::RS256, Algorithm::PS256, Algorithm::EdDSA, Algorithm::HS256]
    {
        assert!(Verifier::new([&single(algorithm, beside_the_curve.clone())]).is_err());
    }
}
