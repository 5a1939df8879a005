//! Claims: times, issuer, audience, and what the principal is made of.

use gatewright_core::policy::{ClaimMapping, JwtScheme, PrincipalType};
use serde_json::{Value, json};

use super::{Variant, inside, outside};
use crate::request::Edit;
use crate::sample::Side;

/// How far from a boundary in time cases stay, in seconds: gateways read clocks of their own.
const MARGIN: i64 = 5;

fn claim(name: &str, value: Value) -> Edit {
    Edit::SetClaim(vec![name.to_owned()], value)
}

fn without(name: &str) -> Edit {
    Edit::RemoveClaim(vec![name.to_owned()])
}

fn now(seconds: i64) -> Value {
    json!({ "$now": seconds })
}

pub(super) fn times(jwt: &JwtScheme) -> Vec<Variant> {
    let leeway = i64::try_from(jwt.leeway).unwrap_or_default();
    let mut variants = vec![
        inside(
            "expired, still within leeway",
            vec![claim("iat", now(-60 - leeway)), claim("exp", now(MARGIN - leeway))],
        ),
        outside(
            "expired, beyond leeway",
            vec![claim("iat", now(-60 - leeway)), claim("exp", now(-MARGIN - leeway))],
        ),
        outside("no exp", vec![without("exp")]),
        inside("nbf in the past", vec![claim("nbf", now(-60))]),
        inside("nbf ahead, within leeway", vec![claim("nbf", now(leeway - MARGIN))]),
        outside("nbf ahead, beyond leeway", vec![claim("nbf", now(leeway + MARGIN))]),
        inside("iat ahead, within leeway", vec![claim("iat", now(leeway - MARGIN))]),
        outside("iat ahead, beyond leeway", vec![claim("iat", now(leeway + MARGIN))]),
        inside("jti", vec![claim("jti", json!("0001"))]),
        outside("jti of another type", vec![claim("jti", json!(1))]),
        outside("jti null", vec![claim("jti", Value::Null)]),
        outside("sub of another type", vec![claim("sub", json!(["a"]))]),
        outside("bound to a certificate", vec![claim("cnf", json!({ "x5t#S256": "a" }))]),
        outside("bound to a key", vec![claim("cnf", json!({ "jkt": "a" }))]),
        outside("bound to nothing", vec![claim("cnf", Value::Null)]),
    ];
    for name in ["exp", "nbf", "iat"] {
        for (label, value) in [
            ("a string", json!("1700000000")),
            ("null", Value::Null),
            ("a list", json!([1])),
            ("negative", json!(-1)),
            ("a boolean", json!(true)),
            ("an object", json!({})),
            ("empty", json!("")),
        ] {
            let side = if label == "null" && name != "exp" { None } else { Some(Side::Outside) };
            variants.push((format!("{name} {label}"), side, vec![claim(name, value)]));
        }
        for raw in ["1e400", "9007199254740992", "1.5", "1e30", "01", "+1", "NaN"] {
            let text = format!("\"{name}\":{raw}");
            let edits = vec![without(name), Edit::PrefixClaims(text)];
            variants.push(outside(&format!("{name} {raw}"), edits));
        }
        let fraction =
            vec![without(name), Edit::PrefixClaims(format!("\"{name}\":{{\"$now\":0}}.0"))];
        let side = Some(Side::Inside);
        variants.push((format!("{name} with .0"), side, fraction));
        let exponent =
            vec![without(name), Edit::PrefixClaims(format!("\"{name}\":{{\"$now\":0}}e0"))];
        variants.push((format!("{name} with e0"), side, exponent));
    }
    match jwt.max_lifetime.and_then(|most| i64::try_from(most).ok()) {
        Some(most) => variants.extend([
            inside("longest lifetime", vec![claim("iat", now(-10)), claim("exp", now(most - 10))]),
            outside("longer lifetime", vec![claim("iat", now(-10)), claim("exp", now(most - 9))]),
            outside("no iat", vec![without("iat")]),
        ]),
        None => variants.extend([
            inside("a long lifetime", vec![claim("exp", now(86_400 * 365))]),
            inside("no iat", vec![without("iat")]),
        ]),
    }
    variants
}

pub(super) fn issuer_and_audience(jwt: &JwtScheme) -> Vec<Variant> {
    let (issuer, audience) = (jwt.issuer.clone(), jwt.audience.clone());
    let mut variants = vec![
        outside("no iss", vec![without("iss")]),
        outside("iss of another", vec![claim("iss", json!("https://evil.example/"))]),
        outside("iss longer", vec![claim("iss", json!(format!("{issuer}/")))]),
        outside("iss in other case", vec![claim("iss", json!(crate::sample::swap_case(&issuer)))]),
        outside("iss a list", vec![claim("iss", json!([issuer]))]),
        outside("iss null", vec![claim("iss", Value::Null)]),
        outside("iss twice", vec![Edit::PrefixClaims(format!("\"iss\":{}", json!(issuer)))]),
        outside("no aud", vec![without("aud")]),
        outside("aud of another", vec![claim("aud", json!("other"))]),
        outside("aud longer", vec![claim("aud", json!(format!("{audience}2")))]),
        outside("aud empty list", vec![claim("aud", json!([]))]),
        inside("aud a list with us", vec![claim("aud", json!(["other", audience]))]),
        inside("aud a list of us", vec![claim("aud", json!([audience]))]),
        outside("aud a list without us", vec![claim("aud", json!(["other", "another"]))]),
        outside("aud a list with a number", vec![claim("aud", json!([audience, 1]))]),
        outside("aud a list in a list", vec![claim("aud", json!([[audience]]))]),
        outside("aud an object", vec![claim("aud", json!({ "a": audience }))]),
        outside("aud null", vec![claim("aud", Value::Null)]),
        outside("aud twice", vec![Edit::PrefixClaims(format!("\"aud\":{}", json!(audience)))]),
        outside("a name twice", vec![Edit::PrefixClaims("\"x\":1,\"x\":2".into())]),
        outside("a name twice, escaped", vec![Edit::PrefixClaims("\"x\":1,\"\\u0078\":2".into())]),
        outside("a name twice, nested", vec![Edit::PrefixClaims("\"n\":{\"x\":1,\"x\":2}".into())]),
    ];
    for depth in [29, 30] {
        let nested = format!("\"n\":{}{}", "[".repeat(depth), "]".repeat(depth));
        let side = Side::of(depth < 30);
        let name = format!("nesting of {}", depth + 1);
        variants.push((name, Some(side), vec![Edit::PrefixClaims(nested)]));
    }
    for (name, text) in [
        ("claims a list", "[]"),
        ("claims a string", "\"a\""),
        ("claims empty", ""),
        ("claims cut", "{\"a\":"),
        ("claims two documents", "{}{}"),
        ("claims with a comment", "{/**/}"),
        ("claims null", "null"),
    ] {
        variants.push(outside(name, vec![Edit::RawClaims(text.into())]));
    }
    for (name, text) in [
        ("a lone surrogate", "\"x\":\"\\ud800\""),
        ("a leading zero", "\"x\":01"),
        ("an overflow", "\"x\":1e400"),
        ("a raw control character", "\"x\":\"\u{1}\""),
        ("an unknown escape", "\"x\":\"\\x\""),
        ("not a number", "\"x\":NaN"),
    ] {
        variants
            .push(outside(&format!("claims with {name}"), vec![Edit::PrefixClaims(text.into())]));
    }
    for (name, text) in [
        ("a surrogate pair", "\"x\":\"\\ud83d\\ude00\""),
        ("a large number", "\"x\":1e308"),
        ("an escaped NUL", "\"x\":\"\\u0000\""),
        ("white space", " \n\t\"x\" : 1 "),
    ] {
        variants
            .push(inside(&format!("claims with {name}"), vec![Edit::PrefixClaims(text.into())]));
    }
    variants
}

pub(super) fn mapped(mapping: &ClaimMapping) -> Vec<Variant> {
    let path = mapping.claim.0.clone();
    let set = |value: Value| vec![Edit::SetClaim(path.clone(), value)];
    let required = mapping.presence == gatewright_core::policy::Presence::Required;
    let missing = if required { Some(Side::Outside) } else { None };
    let name = |label: &str| format!("{} {label}", mapping.field);
    let mut variants = vec![
        (name("missing"), missing, vec![Edit::RemoveClaim(path.clone())]),
        (name("null"), missing, set(Value::Null)),
    ];
    if let Some((_, parents)) = path.split_last().filter(|(_, parents)| !parents.is_empty()) {
        for (label, value) in
            [("a string", json!("x")), ("a list", json!([])), ("null", Value::Null)]
        {
            let edits = vec![Edit::SetClaim(parents.to_vec(), value)];
            variants.push((name(&format!("inside {label}")), missing, edits));
        }
    }
    let wrong: Vec<(&str, Value)> = match mapping.kind {
        PrincipalType::Text => vec![
            ("a number", json!(1)),
            ("a list", json!(["a"])),
            ("an object", json!({})),
            ("a boolean", json!(true)),
        ],
        PrincipalType::Uuid => vec![
            ("a number", json!(1)),
            ("no uuid", json!("x")),
            ("a uuid in braces", json!("{0195a3c0-7d10-7000-8000-000000000001}")),
            ("empty", json!("")),
        ],
        PrincipalType::Int => vec![
            ("a string", json!("1")),
            ("a fraction", json!(1.5)),
            ("2^53", json!(9_007_199_254_740_992_i64)),
            ("a boolean", json!(true)),
        ],
        PrincipalType::Bool => {
            vec![("a string", json!("true")), ("a number", json!(1)), ("a list", json!([true]))]
        }
        PrincipalType::Time => vec![
            ("a string", json!("2026-05-01T09:00:00Z")),
            ("a fraction", json!(1.5)),
            ("negative", json!(-1)),
            ("2^53", json!(9_007_199_254_740_992_i64)),
        ],
        PrincipalType::TextList => vec![
            ("a string", json!("a")),
            ("with a number", json!(["a", 1])),
            ("with null", json!([null])),
            ("an object", json!({})),
        ],
        PrincipalType::Roles => vec![
            ("a string", json!("admin")),
            ("a list in a string", json!("admin,viewer")),
            ("with a number", json!(["admin", 1])),
            ("with null", json!([null])),
            ("an object", json!({ "admin": true })),
            ("a boolean", json!(true)),
        ],
    };
    for (label, value) in wrong {
        variants.push((name(label), Some(Side::Outside), set(value)));
    }
    variants
}
