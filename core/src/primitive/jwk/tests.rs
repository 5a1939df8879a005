use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use proptest::prelude::*;
use proptest::sample::select;

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

/// 32 octets in base64url.
const OCTETS_32: &str = "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA";
const OCTETS_31: &str = "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHw";

fn parse(keys: &[String], algorithms: &[Algorithm]) -> Result<Vec<Algorithm>, KeySetError> {
    let set = KeySet::parse(&format!("{{\"keys\":[{}]}}", keys.join(",")), algorithms)?;
    Ok(set.keys.iter().map(|key| key.algorithm).collect())
}

fn rsa_of(modulus: &[u8], rest: &str) -> String {
    let n = URL_SAFE_NO_PAD.encode(modulus);
    format!("{{\"kty\":\"RSA\",\"n\":\"{n}\",\"e\":\"AQAB\"{rest}}}")
}

fn rsa(rest: &str) -> String {
    rsa_of(&[0x81; 256], rest)
}

fn ec(rest: &str) -> String {
    format!(
        "{{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"{OCTETS_32}\",\"y\":\"{OCTETS_32}\"{rest}}}"
    )
}

fn oct(k: &str, rest: &str) -> String {
    format!("{{\"kty\":\"oct\",\"k\":\"{k}\"{rest}}}")
}

#[test]
fn each_key_is_bound_to_one_algorithm() {
    use Algorithm::{ES256, EdDSA, HS256, PS256, RS256};
    assert_eq!(parse(&[rsa("")], &[RS256, ES256]), Ok(vec![RS256]));
    assert_eq!(parse(&[rsa("")], &[RS256, PS256]), Err(KeySetError::Ambiguous { key: 1 }));
    assert_eq!(parse(&[rsa(",\"alg\":\"PS256\"")], &[RS256, PS256]), Ok(vec![PS256]));
    assert_eq!(parse(&[rsa(""), ec("")], &[ES256, RS256]), Ok(vec![RS256, ES256]));
    assert_eq!(parse(&[oct(OCTETS_32, "")], &[HS256]), Ok(vec![HS256]));
    let okp = format!("{{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"{OCTETS_32}\"}}");
    assert_eq!(parse(&[okp], &[EdDSA]), Ok(vec![EdDSA]));
}

#[test]
fn keys_that_do_not_fit_are_left_out() {
    use Algorithm::{ES256, RS256};
    for unfit in [
        rsa(",\"use\":\"enc\""),
        rsa(",\"key_ops\":[\"encrypt\"]"),
        rsa(",\"key_ops\":[\"verify\",\"encrypt\"]"),
        rsa(",\"key_ops\":[]"),
        rsa(",\"alg\":\"RS384\""),
        rsa(",\"alg\":\"rs256\""),
        rsa(",\"alg\":\"none\""),
        ec(",\"alg\":\"RS256\""),
        ec("").replace("P-256", "P-521"),
        ec("").replace("P-256", "P-384"),
        "{\"kty\":\"OKP\",\"crv\":\"X25519\",\"x\":\"AA\"}".to_owned(),
        "{\"kty\":\"new\"}".to_owned(),
    ] {
        assert_eq!(
            parse(std::slice::from_ref(&unfit), &[RS256, ES256]),
            Err(KeySetError::Empty),
            "{unfit}"
        );
        assert_eq!(parse(&[unfit, rsa(",\"alg\":\"RS256\"")], &[RS256]), Ok(vec![RS256]));
    }
    assert_eq!(parse(&[], &[RS256]), Err(KeySetError::Empty));
}

#[test]
fn a_set_is_refused_whole() {
    use Algorithm::{ES256, HS256, RS256};
    let all = [RS256, ES256, HS256];
    let refused = |keys: &[String]| parse(keys, &all).err();
    let member = |member| Some(KeySetError::Member { key: 1, member });
    assert_eq!(refused(&[rsa(""), oct(OCTETS_32, "")]), Some(KeySetError::Mixed));
    assert_eq!(
        refused(&[rsa(",\"kid\":\"a\""), ec(",\"use\":\"enc\",\"kid\":\"a\"")]),
        Some(KeySetError::DuplicateId { key: 2, first: 1 })
    );
    assert_eq!(
        refused(&[rsa(",\"d\":\"AA\"")]),
        Some(KeySetError::Private { key: 1, member: "d" })
    );
    assert_eq!(
        refused(&[rsa(""), ec(",\"use\":\"enc\",\"d\":\"AA\"")]),
        Some(KeySetError::Private { key: 2, member: "d" })
    );
    assert_eq!(refused(&[oct(OCTETS_31, "")]), Some(KeySetError::WeakSecret { key: 1 }));
    assert_eq!(refused(&[oct("", "")]), member("k"));
    assert_eq!(refused(&[oct(&format!("{OCTETS_32}="), "")]), member("k"));
    let modulus = Some(KeySetError::Modulus { key: 1 });
    for wrong in [&[0x81; 255][..], &[0x7f; 256], &[0x80; 256], &[0x81; 1025]] {
        assert_eq!(refused(&[rsa_of(wrong, "")]), modulus);
    }
    for exponent in ["AQ", "Ag", "AA", "AQAA", "AQAAAAE", "AAAB"] {
        let key = rsa("").replace("AQAB", exponent);
        assert_eq!(refused(&[key]), Some(KeySetError::Exponent { key: 1 }), "{exponent}");
    }
    let short = ec("").replacen(OCTETS_32, OCTETS_31, 1);
    let coordinate = KeySetError::Coordinate { key: 1, member: "x", octets: 32 };
    assert_eq!(refused(&[short]), Some(coordinate));
    for id in ["1", "\"\"", "\"a\\u0000\"", "null"] {
        assert_eq!(refused(&[rsa(&format!(",\"kid\":{id}"))]), member("kid"), "{id}");
    }
    assert_eq!(refused(&[rsa(",\"alg\":null")]), member("alg"));
    assert_eq!(refused(&[rsa(",\"key_ops\":\"verify\"")]), member("key_ops"));
    assert_eq!(refused(&["{}".to_owned()]), member("kty"));
    assert_eq!(refused(&["1".to_owned()]), Some(KeySetError::NotASet));
    assert_eq!(KeySet::parse("[]", &all), Err(KeySetError::NotASet));
    assert_eq!(KeySet::parse("{\"keys\":{}}", &all), Err(KeySetError::NotASet));
    assert!(matches!(KeySet::parse("{\"keys\":[],\"keys\":[]}", &all), Err(KeySetError::Json(_))));
}

proptest! {
    #[test]
    fn no_set_makes_it_panic(
        members in proptest::collection::btree_map(
            select(vec!["kty", "crv", "alg", "use", "kid", "n", "e", "x", "y", "k", "d", "key_ops"]),
            select(vec!["\"RSA\"", "\"EC\"", "\"oct\"", "\"OKP\"", "\"P-256\"", "\"sig\"", "\"AQAB\"", "\"\"", "\"=\"", "1", "null", "[]", "[\"verify\"]", "{}"]),
            0..8,
        ),
    ) {
        let members: Vec<String> = members.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
        let key = format!("{{{}}}", members.join(","));
        let verdict = parse(&[key], &Algorithm::ALL);
        prop_assert!(verdict.is_err());
    }
}
