//! The token's header, and the text around the token.

use gatewright_core::policy::JwtScheme;
use gatewright_issuer::KeyRing;
use serde_json::{Value, json};

use super::{Variant, inside, outside};
use crate::request::Edit;
use crate::sample::Side;

pub(super) fn headers(jwt: &JwtScheme, ring: &KeyRing) -> Vec<Variant> {
    let set = |name: &str, value: Value| vec![Edit::SetHeader(name.to_owned(), value)];
    let swapped = crate::sample::swap_case(&jwt.token_type);
    let mut variants = vec![
        outside("no alg", vec![Edit::RemoveHeader("alg".into())]),
        outside(
            "alg a list",
            set("alg", json!([jwt.algorithms.first().map(|first| first.name())])),
        ),
        outside("alg null", set("alg", Value::Null)),
        outside("no typ", vec![Edit::RemoveHeader("typ".into())]),
        outside("typ of another kind", set("typ", json!("logout+jwt"))),
        outside("typ with a space", set("typ", json!(format!("{} ", jwt.token_type)))),
        outside("typ null", set("typ", Value::Null)),
        outside("typ a list", set("typ", json!([jwt.token_type]))),
        outside(
            "typ application/ twice",
            set("typ", json!(format!("application/application/{}", jwt.token_type))),
        ),
        inside("typ in other case", set("typ", json!(swapped))),
        inside(
            "typ with application/",
            set("typ", json!(format!("application/{}", jwt.token_type))),
        ),
        inside(
            "typ with Application/",
            set("typ", json!(format!("Application/{}", jwt.token_type))),
        ),
        outside("typ text/", set("typ", json!(format!("text/{}", jwt.token_type)))),
        outside("crit empty", set("crit", json!([]))),
        outside("crit exp", set("crit", json!(["exp"]))),
        outside("crit null", set("crit", Value::Null)),
        outside("b64 false", set("b64", json!(false))),
        outside("b64 true", set("b64", json!(true))),
        outside("kid unknown", set("kid", json!("unknown"))),
        outside("kid a path", set("kid", json!("../../../dev/null"))),
        outside("kid __proto__", set("kid", json!("__proto__"))),
        outside("kid constructor", set("kid", json!("constructor"))),
        outside("kid empty", set("kid", json!(""))),
        outside("kid a number", set("kid", json!(1))),
        outside("kid a list", set("kid", json!(["a"]))),
        outside("kid null", set("kid", Value::Null)),
        outside("kid with NUL", set("kid", json!("a\0"))),
        inside(
            "jku, x5u and jwk are not read",
            vec![
                Edit::SetHeader("jku".into(), json!("https://evil.example/jwks")),
                Edit::SetHeader("x5u".into(), json!("https://evil.example/x5u")),
                Edit::SetHeader("jwk".into(), json!({ "kty": "oct", "k": "AAAA" })),
            ],
        ),
        inside("cty", set("cty", json!("JWT"))),
        outside("alg twice", vec![Edit::PrefixHeader("\"alg\":\"none\"".into())]),
        outside("alg twice, escaped", vec![Edit::PrefixHeader("\"\\u0061lg\":\"none\"".into())]),
        outside("kid twice", vec![Edit::PrefixHeader("\"kid\":\"a\"".into())]),
        outside("header a list", vec![Edit::RawHeader("[]".into())]),
        outside("header a string", vec![Edit::RawHeader("\"a\"".into())]),
        outside("header not JSON", vec![Edit::RawHeader("{alg}".into())]),
        outside("header with a comma too many", vec![Edit::PrefixHeader("\"a\":1,".into())]),
    ];
    for algorithm in &jwt.algorithms {
        let sign = Edit::SignWith(algorithm.name().into());
        let no_kid = Edit::RemoveHeader("kid".into());
        let fitting = ring.keys.iter().filter(|key| key.algorithm().name() == algorithm.name());
        let count = fitting.count();
        let name = format!("no kid where {count} {} keys fit", algorithm.name());
        variants.push((name, Some(Side::of(count == 1)), vec![sign, no_kid]));
    }
    variants
}

pub(super) fn texts() -> Vec<Variant> {
    let word = |word: &str| vec![Edit::Word(word.to_owned())];
    let filler = |length: usize| Edit::SetClaim(vec!["filler".into()], json!("a".repeat(length)));
    vec![
        inside("bearer in lower case", word("bearer ")),
        (String::from("two spaces"), None, word("Bearer  ")),
        (String::from("a tab"), None, word("Bearer\t")),
        (String::from("BEARER"), None, word("BEARER ")),
        (String::from("no word"), None, word("")),
        (String::from("another word"), None, word("Token ")),
        (String::from("another field"), None, vec![Edit::Field("x-authorization".into())]),
        outside("a comma behind", vec![Edit::Suffix(", Bearer x".into())]),
        outside("text behind", vec![Edit::Suffix(" x".into())]),
        outside("two segments", vec![Edit::Segments(2)]),
        outside("one segment", vec![Edit::Segments(1)]),
        outside("four segments", vec![Edit::Segments(4)]),
        outside("five segments", vec![Edit::Segments(5)]),
        outside("a dot behind", vec![Edit::Suffix(".".into())]),
        outside("padding in header", vec![Edit::AppendTo(0, "=".into())]),
        outside("padding in claims", vec![Edit::AppendTo(1, "=".into())]),
        outside("padding in signature", vec![Edit::AppendTo(2, "=".into())]),
        outside("plus in signature", vec![Edit::AppendTo(2, "+".into())]),
        outside("slash in claims", vec![Edit::AppendTo(1, "/".into())]),
        outside("unused bits in claims", vec![Edit::UnusedBits(1)]),
        outside("unused bits in header", vec![Edit::UnusedBits(0)]),
        inside("a token of 6 KiB", vec![filler(4_200)]),
        outside("a token of more than 8 KiB", vec![filler(6_300)]),
    ]
}
