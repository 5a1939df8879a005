//! Authentication: jwt_authn verifies signatures, Lua decides everything else.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use gatewright_core::policy::{
    Algorithm, ClaimMapping, Format, JwtScheme, Policy, Presence, PrincipalType, Route, Scheme,
    SchemeKind, Who,
};
use gatewright_core::primitive::api_key::ApiKeyFile;
use gatewright_core::primitive::jwk::{KeyMaterial, KeySet, VerificationKey};
use gatewright_core::refusal::{challenge, invalid_challenge};
use serde_json::{Value, json};

use super::schema::Shared;
use crate::target::envoy::escape::json_string;
use crate::target::envoy::lua::Lua;
use crate::target::envoy::node::Provider;

/// The jwt_authn provider of a scheme.
pub(in crate::target::envoy) fn provider(
    scheme: &Scheme,
    jwt: &JwtScheme,
    keys: &KeySet,
) -> Provider {
    let set = json!({ "keys": keys.keys.iter().enumerate().map(|(place, key)| jwk(place, key)).collect::<Vec<_>>() });
    Provider {
        name: json_string(&scheme.name),
        issuer: json_string(&jwt.issuer),
        audience: json_string(&jwt.audience),
        leeway: jwt.leeway,
        keys: json_string(&set.to_string()),
    }
}

/// A key as jwt_authn reads it. It lets a key without an id verify tokens that name another one, so every key gets an
/// id; Lua refuses tokens that name one which the policy's file does not hold.
fn jwk(place: usize, key: &VerificationKey) -> Value {
    let base64 = |octets: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(octets);
    let mut members = match &key.material {
        KeyMaterial::Rsa { modulus, exponent } => {
            json!({ "kty": "RSA", "n": base64(modulus), "e": base64(exponent) })
        }
        KeyMaterial::EllipticCurve { x, y } => {
            let curve = if x.len() == 48 { "P-384" } else { "P-256" };
            json!({ "kty": "EC", "crv": curve, "x": base64(x), "y": base64(y) })
        }
        KeyMaterial::Ed25519 { x } => json!({ "kty": "OKP", "crv": "Ed25519", "x": base64(x) }),
        KeyMaterial::Secret { octets } => json!({ "kty": "oct", "k": base64(octets) }),
    };
    if let Value::Object(members) = &mut members {
        members.insert("alg".to_owned(), json!(key.algorithm.name()));
        members.insert(
            "kid".to_owned(),
            json!(key.id.clone().unwrap_or_else(|| format!("\u{1}{place}"))),
        );
    }
    members
}

/// Whether the keys of a scheme are secrets.
pub(in crate::target::envoy) fn is_secret(keys: &KeySet) -> bool {
    keys.keys.iter().any(|key| match key.material {
        KeyMaterial::Secret { .. } => true,
        KeyMaterial::Rsa { .. }
        | KeyMaterial::EllipticCurve { .. }
        | KeyMaterial::Ed25519 { .. } => false,
    })
}

/// A jwt scheme as the authentication stage reads it.
pub(in crate::target::envoy) fn jwt(
    policy: &Policy,
    scheme: &Scheme,
    jwt: &JwtScheme,
    keys: &KeySet,
    shared: &mut Shared,
) -> Lua {
    let algorithms = keys
        .keys
        .iter()
        .filter_map(|key| key.id.as_ref().map(|id| (id.clone(), Lua::text(key.algorithm.name()))));
    let counts = Algorithm::ALL.iter().map(|algorithm| {
        let count = keys.keys.iter().filter(|key| key.algorithm == *algorithm).count();
        (algorithm.name().to_owned(), Lua::Int(i64::try_from(count).unwrap_or(i64::MAX)))
    });
    let keys = Lua::table([
        ("algorithms", Some(Lua::Table(algorithms.collect()))),
        ("counts", Some(Lua::Table(counts.collect()))),
    ]);
    Lua::table([
        ("name", Some(Lua::text(&scheme.name))),
        ("kind", Some(Lua::text("jwt"))),
        ("bad", Some(Lua::text(invalid_challenge(scheme, &policy.name)))),
        ("issuer", Some(Lua::text(&jwt.issuer))),
        ("audience", Some(Lua::text(&jwt.audience))),
        ("token_type", Some(Lua::text(jwt.token_type.to_ascii_lowercase()))),
        ("algorithms", Some(Lua::set(jwt.algorithms.iter().map(|algorithm| algorithm.name())))),
        ("keys", Some(keys)),
        ("leeway", Some(seconds(jwt.leeway))),
        ("max_lifetime", jwt.max_lifetime.map(seconds)),
        ("grants", Some(Lua::texts(&scheme.grants))),
        (
            "mapping",
            Some(Lua::List(jwt.mapping.iter().map(|entry| mapping(entry, shared)).collect())),
        ),
    ])
}

fn mapping(entry: &ClaimMapping, shared: &mut Shared) -> Lua {
    let automaton = match entry.kind {
        PrincipalType::Uuid => Some(shared.automaton(&Format::Uuid.automaton().into())),
        PrincipalType::Text
        | PrincipalType::Int
        | PrincipalType::Bool
        | PrincipalType::Time
        | PrincipalType::TextList
        | PrincipalType::Roles => None,
    };
    let required = match entry.presence {
        Presence::Required => Some(Lua::Bool(true)),
        Presence::Optional => None,
    };
    Lua::table([
        ("field", Some(Lua::text(&entry.field))),
        ("type", Some(Lua::text(type_name(entry.kind)))),
        ("automaton", automaton),
        ("required", required),
        ("claim", Some(Lua::texts(&entry.claim.0))),
    ])
}

/// The runtime's name of a principal type.
pub(in crate::target::envoy) fn type_name(kind: PrincipalType) -> &'static str {
    match kind {
        PrincipalType::Text => "text",
        PrincipalType::Uuid => "uuid",
        PrincipalType::Int => "int",
        PrincipalType::Bool => "bool",
        PrincipalType::Time => "time",
        PrincipalType::TextList => "text_list",
        PrincipalType::Roles => "roles",
    }
}

/// An api_key scheme whose keys stand in this header, as the authentication stage reads it.
pub(in crate::target::envoy) fn api_key(
    policy: &Policy,
    scheme: &Scheme,
    header: &str,
    file: &ApiKeyFile,
) -> Lua {
    let entries = file.entries.iter().map(|entry| {
        let value = Lua::table([
            ("id", Some(Lua::text(&entry.id))),
            ("roles", Some(Lua::texts(&entry.roles))),
            ("expires", entry.expires.map(Lua::Int)),
        ]);
        let digest: String = entry.digest.iter().map(|octet| format!("{octet:02x}")).collect();
        (digest, value)
    });
    Lua::table([
        ("name", Some(Lua::text(&scheme.name))),
        ("kind", Some(Lua::text("api_key"))),
        ("bad", Some(Lua::text(invalid_challenge(scheme, &policy.name)))),
        ("header", Some(Lua::text(header))),
        ("grants", Some(Lua::texts(&scheme.grants))),
        ("keys", Some(Lua::Table(entries.collect()))),
    ])
}

/// What a route asks for where nothing was presented.
pub(in crate::target::envoy) fn challenges(policy: &Policy, route: &Route) -> String {
    let challenges: Vec<String> =
        route.auth.iter().map(|scheme| challenge(scheme, &policy.name)).collect();
    challenges.join(", ")
}

/// Whether a route reads no credential.
pub(in crate::target::envoy) fn is_open(route: &Route) -> bool {
    route.allow.iter().any(|clause| match clause.who {
        Who::Anyone => true,
        Who::Authenticated | Who::Role { .. } => false,
    })
}

/// The jwt schemes whose tokens a route reads.
pub(in crate::target::envoy) fn jwt_schemes(route: &Route) -> Vec<&str> {
    if is_open(route) {
        return Vec::new();
    }
    let names = route.auth.iter().filter_map(|scheme| match &scheme.kind {
        SchemeKind::Jwt(_) => Some(scheme.name.as_str()),
        SchemeKind::ApiKey(_)
        | SchemeKind::Mtls(_)
        | SchemeKind::Introspection(_)
        | SchemeKind::Basic(_) => None,
    });
    names.collect()
}

/// Seconds as a Lua number.
pub(in crate::target::envoy) fn seconds(seconds: u64) -> Lua {
    Lua::Int(i64::try_from(seconds).unwrap_or(i64::MAX))
}
