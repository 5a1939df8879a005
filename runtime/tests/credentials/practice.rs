//! The points of the best current practice for tokens (RFC 8725 and its revision), each at a running service. Of every point one
//! token that is right but for it is refused, beside the evaluator, and nothing reaches a handler.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gatewright::{LoadFault, ManualClock};
use gatewright_core::evaluate::Keys;
use gatewright_core::policy::Algorithm as Accepted;
use gatewright_core::primitive::jwk::KeySet;
use gatewright_issuer::{Algorithm, KeyRing, SigningKey, Token, encode_segment};
use serde_json::{Value, json};

use crate::twin::{Memory, NOW, Twin, claims, get, router};

gatewright::policy!("tests/credentials/practice.gate");

type Service = gatewright::PolicyService<axum::Router, practice::Policy>;

struct Fixture {
    twin: Twin<Service>,
    /// Keys of the first issuer: ES256, RS256 and EdDSA.
    ring: Arc<KeyRing>,
    /// The key of the second.
    other: KeyRing,
}

fn fixture() -> Fixture {
    let ring = KeyRing::generate(&[Algorithm::Es256, Algorithm::Rs256, Algorithm::EdDsa]).unwrap();
    let other = KeyRing::generate(&[Algorithm::Es256]).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut keys = Keys::default();
    for (scheme, file, set, accepted) in [
        ("people", "people.json", ring.jwk_set(), &[Accepted::ES256, Accepted::RS256][..]),
        ("machines", "machines.json", other.jwk_set(), &[Accepted::ES256]),
    ] {
        let set = set.to_string();
        std::fs::write(folder.path().join(file), &set).unwrap();
        keys.tokens.insert(scheme.to_owned(), KeySet::parse(&set, accepted).unwrap());
    }
    let (memory, clock) = (Memory::default(), ManualClock::at(NOW));
    let policy = practice::Policy::load(folder.path()).unwrap().with_clock(clock.clone());
    let service = policy.protect(router(&memory));
    let twin = Twin::new(service, memory, clock, include_str!("practice.gate"), keys);
    Fixture { twin, ring: Arc::new(ring), other }
}

impl Fixture {
    fn key(&self, algorithm: Algorithm) -> &SigningKey {
        self.ring.key_for(algorithm).unwrap()
    }

    /// A token that everything is right with.
    fn good(&self) -> Token {
        with_claims(Token::new(self.key(Algorithm::Es256)), &json!({}))
    }

    fn sign(&self, token: &Token) -> String {
        token.signed_by(self.key(Algorithm::Es256)).unwrap()
    }

    async fn refuses(&mut self, what: &str, token: &str) {
        let answer = self.twin.ask(&get("/orders").bearer(token)).await;
        assert_eq!(answer.verdict(), "401 orders.get/auth.people", "{what}");
    }

    async fn takes(&mut self, token: &str) {
        for _ in 0..2 {
            assert_eq!(self.twin.ask(&get("/orders").bearer(token)).await.verdict(), "200 -");
        }
    }
}

fn with_claims(token: Token, more: &Value) -> Token {
    let token = token.with_header("typ", json!("at+jwt"));
    let mut all = claims("practice");
    for (name, value) in more.as_object().unwrap() {
        all[name] = value.clone();
    }
    let all = all.as_object().unwrap().iter();
    all.fold(token, |token, (name, value)| token.with_claim(name, value.clone()))
}

/// The positive control: both algorithms of the list, both issuers.
#[tokio::test]
async fn what_is_right_is_taken() {
    let mut at = fixture();
    let by_es256 = at.sign(&at.good());
    let rsa = at.key(Algorithm::Rs256);
    let by_rs256 = with_claims(Token::new(rsa), &json!({})).signed_by(rsa).unwrap();
    let machine = at.other.key_for(Algorithm::Es256).unwrap();
    let of_machine = json!({ "iss": "https://machines.example.com/" });
    let by_machine = with_claims(Token::new(machine), &of_machine).signed_by(machine).unwrap();
    for token in [by_es256, by_rs256, by_machine] {
        at.takes(&token).await;
    }
}

/// Points 1 to 5: only listed algorithms, by name to the letter; each that of the key; each key for one; never `none`.
#[tokio::test]
async fn points_1_to_5_algorithms() {
    let mut at = fixture();
    let named = |name: &str| at.sign(&at.good().with_header("alg", json!(name)));
    let mut wrong: Vec<(String, String)> =
        ["none", "None", "NONE", "nOnE", "es256", "ES384", "HS256", "RS256", "PS256", "RSA1_5", ""]
            .map(|name| (format!("alg {name}"), named(name)))
            .into();
    let unsigned = at.sign(&at.good().with_header("alg", json!("none")));
    let (front, _) = unsigned.rsplit_once('.').unwrap();
    wrong.push(("none without a signature".to_owned(), format!("{front}.")));
    // The set has such a key, but the scheme does not list its algorithm.
    let eddsa = at.key(Algorithm::EdDsa);
    let token = with_claims(Token::new(eddsa), &json!({})).signed_by(eddsa).unwrap();
    wrong.push(("a key of the set that is not listed".to_owned(), token));
    // A public key is no secret.
    let public = at.ring.jwk_set()["keys"][0].to_string();
    let token = at.good().with_header("alg", json!("HS256"));
    wrong
        .push(("a public key as a secret".to_owned(), token.signed_with_secret(public.as_bytes())));
    // RS256 by the id of a key for ES256, and the other way round.
    let (rsa, ec) = (at.key(Algorithm::Rs256), at.key(Algorithm::Es256));
    let token = with_claims(Token::new(rsa), &json!({})).with_header("kid", json!(ec.id()));
    wrong.push(("a key of another algorithm".to_owned(), token.signed_by(rsa).unwrap()));
    for (what, token) in wrong {
        at.refuses(&what, &token).await;
    }
}

/// Point 6: all parts are validated, and what is encrypted or nested is no signed token.
#[tokio::test]
async fn point_6_signed_tokens_and_no_others() {
    let mut at = fixture();
    let good = at.sign(&at.good());
    let parts: Vec<&str> = good.split('.').collect();
    let [head, body, signature] = parts[..] else { panic!() };
    let jwe = encode_segment(br#"{"alg":"dir","enc":"A256GCM","typ":"at+jwt"}"#);
    let nested = at
        .sign(&at.good().with_header("cty", json!("JWT")))
        .replace(body, &encode_segment(good.as_bytes()));
    for (what, token) in [
        ("five segments", format!("{jwe}..{body}.{body}.{signature}")),
        ("four segments", format!("{good}.{signature}")),
        ("two segments", format!("{head}.{body}")),
        ("no signature", format!("{head}.{body}.")),
        ("a cut signature", good[..good.len() - 2].to_owned()),
        ("another payload", format!("{head}.{}.{signature}", encode_segment(b"{}"))),
        ("a token inside", nested),
    ] {
        at.refuses(what, &token).await;
    }
}

/// Points 7 and 8: a point beside its curve and a short secret are no keys; the service does not start with them.
#[test]
fn points_7_and_8_keys_that_are_none() {
    let at = fixture();
    let load = |set: &Value| {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("people.json"), set.to_string()).unwrap();
        std::fs::write(folder.path().join("machines.json"), at.other.jwk_set().to_string())
            .unwrap();
        practice::Policy::load(folder.path()).map(|_| ()).map_err(|error| error.fault)
    };
    let ec = at.other.jwk_set();
    assert!(load(&ec).is_ok());
    let mut beside = ec.clone();
    beside["keys"][0]["x"] = json!(URL_SAFE_NO_PAD.encode([7; 32]));
    assert!(matches!(load(&beside), Err(LoadFault::Key(_))));
    let secret =
        |octets: usize| json!({ "kty": "oct", "k": URL_SAFE_NO_PAD.encode(vec![7; octets]) });
    for octets in [16, 31] {
        let secret = json!({ "keys": [secret(octets)] });
        assert!(matches!(load(&secret), Err(LoadFault::KeySet(_))), "{octets}");
    }
    let mut mixed = ec;
    mixed["keys"].as_array_mut().unwrap().push(secret(32));
    assert!(matches!(load(&mixed), Err(LoadFault::KeySet(_))));
}

/// Points 9, 16 and 18: nothing is decompressed or derived for a token, so nothing of it can be made to cost.
#[tokio::test]
async fn points_9_16_and_18_nothing_is_unpacked() {
    let mut at = fixture();
    for header in [
        json!({ "alg": "PBES2-HS256+A128KW", "enc": "A128GCM", "p2c": 1_000_000_000, "p2s": "AA", "typ": "at+jwt" }),
        json!({ "alg": "dir", "enc": "A256GCM", "zip": "DEF", "typ": "at+jwt" }),
    ] {
        let head = encode_segment(header.to_string().as_bytes());
        let began = std::time::Instant::now();
        at.refuses("five segments", &format!("{head}.AA.AA.AA.AA")).await;
        at.refuses("three segments", &format!("{head}.AA.AA")).await;
        assert!(began.elapsed().as_millis() < 50);
    }
}

/// Point 10: UTF-8 and strict JSON, in which no name stands twice.
#[tokio::test]
async fn point_10_text_is_utf_8() {
    let mut at = fixture();
    let ring = Arc::clone(&at.ring);
    let key = ring.key_for(Algorithm::Es256).unwrap();
    let head = json!({ "alg": "ES256", "typ": "at+jwt", "kid": key.id() }).to_string();
    let body = claims("practice").to_string();
    let sign = |head: &[u8], body: &[u8]| {
        let signed = format!("{}.{}", encode_segment(head), encode_segment(body));
        format!("{signed}.{}", encode_segment(&key.sign(signed.as_bytes()).unwrap()))
    };
    at.takes(&sign(head.as_bytes(), body.as_bytes())).await;
    let latin = body.replace("anna", "ann\u{1}").replace('\u{1}', "\\u0001").into_bytes();
    let latin: Vec<u8> =
        latin.into_iter().map(|byte| if byte == b'v' { 0xe9 } else { byte }).collect();
    let twice = body.replacen('{', "{\"sub\":\"admin\",", 1);
    let bom = [b"\xef\xbb\xbf", body.as_bytes()].concat();
    for (what, body) in [("latin-1", latin), ("a name twice", twice.into_bytes()), ("a mark", bom)]
    {
        at.refuses(what, &sign(head.as_bytes(), &body)).await;
    }
    let twice = head.replacen('{', "{\"alg\":\"none\",", 1);
    at.refuses("alg twice", &sign(twice.as_bytes(), body.as_bytes())).await;
}

/// Points 3, 11 and 12: keys belong to their issuer, and the audience is us.
#[tokio::test]
async fn points_3_11_and_12_issuer_subject_and_audience() {
    let mut at = fixture();
    // The key of one issuer signs what names the other.
    let (own, foreign) = (at.key(Algorithm::Es256), at.other.key_for(Algorithm::Es256).unwrap());
    let by_foreign = with_claims(Token::new(foreign), &json!({})).signed_by(foreign).unwrap();
    let of_machine = json!({ "iss": "https://machines.example.com/" });
    let by_own = with_claims(Token::new(own), &of_machine).signed_by(own).unwrap();
    let answer = at.twin.ask(&get("/orders").bearer(&by_own)).await;
    assert_eq!(answer.verdict(), "401 orders.get/auth.machines");
    let claims = |more: Value| at.sign(&with_claims(Token::new(at.key(Algorithm::Es256)), &more));
    let missing = |name: &str| at.sign(&at.good().without_claim(name));
    for (what, token) in [
        ("the other's key", by_foreign),
        ("no issuer", missing("iss")),
        ("another spelling", claims(json!({ "iss": "https://ID.example.com/" }))),
        ("no audience", missing("aud")),
        ("another audience", claims(json!({ "aud": "practice2" }))),
        ("audiences without us", claims(json!({ "aud": ["a", "b"] }))),
        ("a subject that is no text", claims(json!({ "sub": 7 }))),
        ("no subject", missing("sub")),
    ] {
        at.refuses(what, &token).await;
    }
}

/// Point 13: a `kid` finds a key of the set or nothing; keys that a token brings or points to are not read.
#[tokio::test]
async fn point_13_what_a_header_points_to() {
    let mut at = fixture();
    let with = |name: &str, value: Value| at.sign(&at.good().with_header(name, value));
    let mut wrong: Vec<(String, String)> = [
        json!("../../dev/null"),
        json!("' OR 1=1"),
        json!("a\0"),
        json!(""),
        json!(["1"]),
        json!(1),
        json!(null),
        json!("a".repeat(5000)),
    ]
    .map(|kid| (kid.to_string(), with("kid", kid)))
    .into();
    let ignored = with("jku", json!("https://attacker.example/jwks"));
    // An attacker's key, in the header or behind it.
    let own = SigningKey::generate("own", Algorithm::Es256).unwrap();
    let token = with_claims(Token::new(&own), &json!({}));
    let jwk = at.other.jwk_set()["keys"][0].clone();
    for (name, value) in [
        ("jwk", jwk),
        ("jku", json!("https://attacker.example/jwks")),
        ("x5u", json!("https://attacker.example/cert")),
        ("x5c", json!(["AAAA"])),
    ] {
        let token = token.clone().with_header(name, value);
        wrong.push((name.to_owned(), token.signed_by(&own).unwrap()));
    }
    for (what, token) in wrong {
        at.refuses(&what, &token).await;
    }
    // Beside a key of the set they mean nothing.
    at.takes(&ignored).await;
}

/// Points 14 and 15: kinds of tokens are told apart by `typ`.
#[tokio::test]
async fn points_14_and_15_types() {
    let mut at = fixture();
    for typ in ["at+jwt", "AT+JWT", "application/at+jwt", "Application/At+Jwt"] {
        let token = at.sign(&at.good().with_header("typ", json!(typ)));
        at.takes(&token).await;
    }
    for typ in [
        json!("JWT"),
        json!("logout+jwt"),
        json!("text/at+jwt"),
        json!("application/application/at+jwt"),
        json!(""),
        json!(["at+jwt"]),
    ] {
        let token = at.sign(&at.good().with_header("typ", typ.clone()));
        at.refuses(&typ.to_string(), &token).await;
    }
    let without = at.sign(&Token::new(at.key(Algorithm::Es256)).with_claim("sub", json!("anna")));
    let answer = at.twin.ask(&get("/orders").bearer(&without)).await;
    assert_eq!(answer.verdict(), "401 orders.get/auth.people");
}

/// Point 17: the compact form and no other, to the last bit.
#[tokio::test]
async fn point_17_the_compact_form() {
    let mut at = fixture();
    let good = at.sign(&at.good());
    let [head, body, signature] = good.split('.').collect::<Vec<_>>()[..] else { panic!() };
    let json = json!({ "protected": head, "payload": body, "signature": signature }).to_string();
    let general =
        json!({ "payload": body, "signatures": [{ "protected": head, "signature": signature }] });
    // 64 octets of signature leave four bits of the last character without meaning.
    let last = signature.chars().last().unwrap();
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let next = alphabet.chars().nth(alphabet.find(last).unwrap() + 1).unwrap();
    let trailing = format!("{}{next}", &good[..good.len() - 1]);
    for (what, token) in [
        // A comma without a space would be a second line of the header.
        ("flattened", json.replace(',', ", ")),
        ("general", general.to_string().replace(',', ", ")),
        ("padding", format!("{good}==")),
        ("plain base64", good.replace(signature, &format!("+/{}", &signature[2..]))),
        ("a space", format!("{head}. {body}.{signature}")),
        ("trailing bits", trailing),
        ("a dot more", format!("{good}.")),
    ] {
        at.refuses(what, &token).await;
    }
    let extension = |name: &str, value: Value| at.sign(&at.good().with_header(name, value));
    for (what, token) in [
        ("crit", extension("crit", json!(["exp"]))),
        ("no crit", extension("crit", json!([]))),
        ("b64", extension("b64", json!(false))),
    ] {
        at.refuses(what, &token).await;
    }
}

/// RFC 7519 §4.1: times are whole seconds within what a double holds, and ends are exclusive.
#[tokio::test]
async fn times_are_numeric_dates() {
    let mut at = fixture();
    for (name, value) in [
        ("exp", json!(NOW - 30)),
        ("exp", json!("9999999999")),
        ("exp", json!(1e30)),
        ("exp", json!(-1)),
        ("exp", json!(NOW + 60 + 3600)),
        ("exp", json!(null)),
        ("nbf", json!(NOW + 30)),
        ("nbf", json!("1")),
        ("iat", json!(NOW + 30)),
        ("iat", json!(1.5)),
        ("jti", json!(1)),
    ] {
        let token = at.sign(&at.good().with_claim(name, value.clone()));
        at.refuses(&format!("{name} {value}"), &token).await;
    }
    let token = at.sign(&at.good().without_claim("exp"));
    at.refuses("no exp", &token).await;
    let long = at.sign(&at.good().with_claim("more", json!("a".repeat(8192))));
    at.refuses("too long", &long).await;
}
