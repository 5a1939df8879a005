//! Tokens: every rule of their form, signature, times and claims.

use gatewright_core::policy::{Algorithm, ClaimMapping, JwtScheme, PrincipalType, SchemeKind};
use gatewright_issuer::KeyRing;
use serde_json::{Value, json};

use super::{Context, Kind};
use crate::request::{Credential, Edit};
use crate::sample::Side;
use crate::scene::{Caller, Scene, caller};

/// How far from a boundary in time cases stay, in seconds: gateways read clocks of their own.
const MARGIN: i64 = 5;

/// Adds the cases.
pub fn derive(context: &mut Context<'_>) {
    on_every_route(context);
    let schemes = context.policy.schemes.clone();
    for scheme in &schemes {
        let SchemeKind::Jwt(jwt) = &scheme.kind else { continue };
        let Some(scene) = context.admitted_by(&scheme.name) else { continue };
        let Some(ring) = context.keys.rings.get(&scheme.name) else { continue };
        let has_keys = |edits: &[Edit]| edits.iter().all(|edit| has_key(ring, edit));
        for (name, side, edits) in
            edits(jwt, ring).into_iter().filter(|(_, _, edits)| has_keys(edits))
        {
            send(context, &scene, &name, side, edits);
        }
        for mapping in &jwt.mapping {
            for (name, side, edits) in mapped(mapping) {
                send(context, &scene, &name, side, edits);
            }
        }
        around_the_token(context, &scene);
    }
}

fn send(
    context: &mut Context<'_>,
    scene: &Scene<'_>,
    name: &str,
    side: Option<Side>,
    edits: Vec<Edit>,
) {
    let mut scene = scene.clone();
    let Caller::Token(recipe) = &mut scene.caller else { return };
    recipe.edits = edits;
    let rule = format!("{}/auth.{}", scene.route.name, recipe.scheme);
    let request = context.request(&format!("token: {name}"), &scene);
    context.push_cell(Kind::Token, &scene.route.name.clone(), (&rule, name, side), request);
}

/// No token, a bad one, and a word that is no bearer's, on every route.
fn on_every_route(context: &mut Context<'_>) {
    for scene in context.admitted() {
        let route = scene.route.name.clone();
        let mut nobody = scene.clone();
        nobody.caller = Caller::Nobody;
        let plain = context.request(&format!("{route}: nobody"), &nobody);
        context.push(Kind::Token, Some(&route), plain.clone());
        for (name, value) in [
            ("garbage", "Bearer garbage"),
            ("lower case", "bearer garbage"),
            ("empty", "Bearer "),
            ("no space", "Bearer"),
            ("basic", "Basic YTpi"),
            ("upper case", "BEARER garbage"),
            ("empty field", ""),
        ] {
            let mut request = plain.clone().with_header("authorization", value);
            request.name = format!("{route}: authorization, {name}");
            context.push(Kind::Token, Some(&route), request);
        }
        for scheme in &scene.route.auth {
            let rule = format!("{route}/auth.{}", scheme.name);
            let mut bad = scene.clone();
            bad.caller = caller(context.policy, &scheme.name, &scheme.grants);
            let name = format!("{route}: a bad credential of {}", scheme.name);
            let mut request = match &scheme.kind {
                SchemeKind::Jwt(_) => {
                    if let Caller::Token(recipe) = &mut bad.caller {
                        recipe.edits = vec![Edit::ForeignKey];
                    }
                    context.request(&name, &bad)
                }
                SchemeKind::ApiKey(api_key) => {
                    bad.caller = Caller::Nobody;
                    context.request(&name, &bad).with_header(&api_key.header, "wrong")
                }
            };
            request.name.clone_from(&name);
            context.push_cell(Kind::Token, &route, (&rule, "", Some(Side::Outside)), request);
        }
    }
}

type Variant = (String, Option<Side>, Vec<Edit>);

fn inside(name: &str, edits: Vec<Edit>) -> Variant {
    (name.to_owned(), Some(Side::Inside), edits)
}

fn outside(name: &str, edits: Vec<Edit>) -> Variant {
    (name.to_owned(), Some(Side::Outside), edits)
}

fn claim(name: &str, value: Value) -> Edit {
    Edit::SetClaim(vec![name.to_owned()], value)
}

fn without(name: &str) -> Edit {
    Edit::RemoveClaim(vec![name.to_owned()])
}

fn now(seconds: i64) -> Value {
    json!({ "$now": seconds })
}

/// Whether the scheme has the key that the edit signs with.
fn has_key(ring: &KeyRing, edit: &Edit) -> bool {
    let Edit::SignWith(name) = edit else { return true };
    ring.keys.iter().any(|key| key.algorithm().name() == name)
}

fn edits(jwt: &JwtScheme, ring: &KeyRing) -> Vec<Variant> {
    let mut variants = vec![inside("as it should be", Vec::new())];
    variants.extend(signatures(jwt));
    variants.extend(headers(jwt, ring));
    variants.extend(times(jwt));
    variants.extend(issuer_and_audience(jwt));
    variants.extend(texts());
    variants
}

fn signatures(jwt: &JwtScheme) -> Vec<Variant> {
    let mut variants = Vec::new();
    for algorithm in Algorithm::ALL {
        let name = algorithm.name().to_owned();
        if jwt.algorithms.contains(&algorithm) {
            let sign = Edit::SignWith(name.clone());
            variants.push(inside(&format!("signed with {name}"), vec![sign.clone()]));
            variants.push(outside(
                &format!("foreign {name} key"),
                vec![sign.clone(), Edit::ForeignKey],
            ));
            variants.push(outside(
                &format!("{name}, first bit flipped"),
                vec![sign.clone(), Edit::FlipSignature(0)],
            ));
            variants.push(outside(
                &format!("{name}, last bit flipped"),
                vec![sign.clone(), Edit::FlipSignature(-1)],
            ));
            variants.push(outside(
                &format!("{name}, signature cut"),
                vec![sign.clone(), Edit::CutSignature(1)],
            ));
            variants.push(outside(
                &format!("{name}, signature longer"),
                vec![sign.clone(), Edit::AppendTo(2, "AAAA".into())],
            ));
            for length in [1, 32, 64, 96, 256] {
                let zeros = Edit::Signature(vec![0; length].into());
                variants.push(outside(
                    &format!("{name}, {length} zeros as signature"),
                    vec![sign.clone(), zeros],
                ));
            }
            let unused =
                if matches!(algorithm, Algorithm::ES384) { None } else { Some(Side::Outside) };
            variants.push((
                format!("{name}, unused bits in signature"),
                unused,
                vec![sign, Edit::UnusedBits(2)],
            ));
        } else {
            let rename = Edit::SetHeader("alg".into(), json!(name));
            variants.push(outside(&format!("says {name}"), vec![rename]));
        }
    }
    if !jwt.algorithms.contains(&Algorithm::HS256) {
        variants.push(outside("HS256 under the public key", vec![Edit::Confusion]));
        let other = [Algorithm::ES384, Algorithm::ES256, Algorithm::RS256];
        let unaccepted = other.into_iter().find(|algorithm| !jwt.algorithms.contains(algorithm));
        if let Some(algorithm) = unaccepted {
            let sign = Edit::SignWith(algorithm.name().into());
            variants.push(outside("a key of the set whose algorithm is not accepted", vec![sign]));
        }
    }
    variants.push(outside("no signature", vec![Edit::Signature(Vec::new().into())]));
    for name in ["none", "None", "NONE", "nOnE", "", "rs256", "RS512", "HS512"] {
        let rename = Edit::SetHeader("alg".into(), json!(name));
        variants.push(outside(&format!("alg `{name}`"), vec![rename.clone()]));
        variants.push(outside(
            &format!("alg `{name}`, unsigned"),
            vec![rename, Edit::Signature(Vec::new().into())],
        ));
    }
    variants
}

fn headers(jwt: &JwtScheme, ring: &KeyRing) -> Vec<Variant> {
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

fn times(jwt: &JwtScheme) -> Vec<Variant> {
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

fn issuer_and_audience(jwt: &JwtScheme) -> Vec<Variant> {
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

fn texts() -> Vec<Variant> {
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

fn mapped(mapping: &ClaimMapping) -> Vec<Variant> {
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

/// Tokens beside other credentials, and in other places.
fn around_the_token(context: &mut Context<'_>, scene: &Scene<'_>) {
    let route = scene.route.name.clone();
    let right = context.request("a token twice", scene);
    let mut twice = right.clone();
    twice.credentials.extend(right.credentials.clone());
    context.push(Kind::Token, Some(&route), twice);
    let basic =
        context.request("a token and basic", scene).with_header("authorization", "Basic YTpi");
    context.push(Kind::Token, Some(&route), basic);
    let other = context.request("another field with authorization's name", scene);
    context.push(Kind::Token, Some(&route), other.with_header("x_authorization", "Bearer x"));
    for scheme in context.policy.schemes.clone() {
        let SchemeKind::ApiKey(api_key) = &scheme.kind else { continue };
        let pool = context.keys.api_keys.get(&scheme.name).map_or(0, Vec::len);
        for index in [0, pool.saturating_sub(1)] {
            let mut request = context.request(&format!("a token and key {index}"), scene);
            request.credentials.push(Credential::ApiKey { scheme: scheme.name.clone(), index });
            context.push(Kind::Token, Some(&route), request);
        }
        for value in ["", "wrong"] {
            let request = context.request(&format!("a token and the key `{value}`"), scene);
            context.push(Kind::Token, Some(&route), request.with_header(&api_key.header, value));
        }
    }
}
