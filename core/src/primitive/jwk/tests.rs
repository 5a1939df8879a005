use super::*;

fn key(id: Option<&str>, algorithm: Algorithm) -> VerificationKey {
    let material = KeyMaterial::Ed25519 { x: vec![7; 32] };
    VerificationKey { id: id.map(str::to_owned), algorithm, material }
}

#[test]
fn a_key_is_selected_by_id_and_algorithm() {
    let set = KeySet {
        keys: vec![
            key(Some("a"), Algorithm::RS256),
            key(Some("b"), Algorithm::RS256),
            key(None, Algorithm::ES256),
        ],
    };
    let selects = |id, algorithm| set.select(id, algorithm).is_some();
    assert!(selects(Some("a"), Algorithm::RS256));
    assert!(!selects(Some("a"), Algorithm::ES256));
    assert!(!selects(Some("c"), Algorithm::RS256));
    assert!(!selects(None, Algorithm::RS256));
    assert!(selects(None, Algorithm::ES256));
    assert!(!selects(Some(""), Algorithm::ES256));
}

/// The parts as `openssl pkey -pubin -outform DER` lays them out.
#[test]
fn public_keys_in_der() {
    let der = |material| {
        let key = VerificationKey { id: None, algorithm: Algorithm::RS256, material };
        key.subject_public_key_info()
    };
    let ed25519 = der(KeyMaterial::Ed25519 { x: vec![7; 32] }).unwrap_or_default();
    let head = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];
    assert!(ed25519.starts_with(&head));
    assert_eq!(ed25519.len(), 44);
    let p256 =
        der(KeyMaterial::EllipticCurve { x: vec![1; 32], y: vec![2; 32] }).unwrap_or_default();
    assert!(p256.starts_with(&[0x30, 0x59, 0x30, 0x13]));
    assert_eq!(p256.len(), 91);
    let p384 =
        der(KeyMaterial::EllipticCurve { x: vec![1; 48], y: vec![2; 48] }).unwrap_or_default();
    assert!(p384.starts_with(&[0x30, 0x76, 0x30, 0x10]));
    assert_eq!(p384.len(), 120);
    let rsa = der(KeyMaterial::Rsa { modulus: vec![0xff; 256], exponent: vec![1, 0, 1] });
    let rsa = rsa.unwrap_or_default();
    assert!(rsa.starts_with(&[0x30, 0x82, 0x01, 0x22, 0x30, 0x0d]));
    assert_eq!(rsa.len(), 294);
    assert_eq!(der(KeyMaterial::Secret { octets: vec![0; 32] }), None);
}

#[test]
fn a_secret_is_never_printed() {
    let material = KeyMaterial::Secret { octets: vec![115; 32] };
    assert_eq!(format!("{material:?}"), "Secret");
}
