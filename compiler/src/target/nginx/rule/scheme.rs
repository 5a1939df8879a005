//! Schemes with their keys.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use gatewright_core::policy::{Algorithm, JwtScheme, Policy, Presence, Scheme, SchemeKind};
use gatewright_core::primitive::api_key::ApiKeyFile;
use gatewright_core::primitive::jwk::{KeyMaterial, KeySet, VerificationKey};
use gatewright_core::refusal;

use crate::target::nginx::plan;

/// The request headers that carry credentials, in the order of their numbers, from 1.
pub(in crate::target::nginx) fn credential_headers(policy: &Policy) -> Vec<String> {
    let mut headers = vec!["authorization".to_owned()];
    for scheme in &policy.schemes {
        match &scheme.kind {
            SchemeKind::Jwt(_)
            | SchemeKind::Mtls(_)
            | SchemeKind::Introspection(_)
            | SchemeKind::Basic(_) => {}
            SchemeKind::ApiKey(key) => {
                let header = key.from.header().map(str::to_owned);
                headers.extend(header.filter(|header| !headers.contains(header)));
            }
        }
    }
    headers
}

/// Whether stock njs can verify the algorithm.
pub(in crate::target::nginx) fn is_known(algorithm: Algorithm) -> bool {
    match algorithm {
        Algorithm::RS256
        | Algorithm::PS256
        | Algorithm::ES256
        | Algorithm::ES384
        | Algorithm::HS256 => true,
        Algorithm::EdDSA => false,
    }
}

/// A jwt scheme. Algorithms that njs does not know are left out, and with them their keys: a token that names one is
/// refused.
pub(in crate::target::nginx) fn jwt(
    policy: &Policy,
    scheme: &Scheme,
    jwt: &JwtScheme,
    keys: &KeySet,
) -> plan::Jwt {
    plan::Jwt {
        name: scheme.name.clone(),
        credential: 1,
        refused_challenge: refusal::invalid_challenge(scheme, &policy.name),
        grants: scheme.grants.clone(),
        leeway: jwt.leeway,
        issuer: jwt.issuer.clone(),
        audience: jwt.audience.clone(),
        token_type: jwt.token_type.clone(),
        algorithms: jwt
            .algorithms
            .iter()
            .copied()
            .filter(|one| is_known(*one))
            .map(Algorithm::name)
            .collect(),
        max_lifetime: jwt.max_lifetime,
        mapping: jwt
            .mapping
            .iter()
            .map(|mapping| plan::Mapping {
                field: mapping.field.clone(),
                kind: mapping.kind,
                required: match mapping.presence {
                    Presence::Required => true,
                    Presence::Optional => false,
                },
                claim: mapping.claim.0.clone(),
            })
            .collect(),
        keys: keys.keys.iter().filter(|key| is_known(key.algorithm)).filter_map(key).collect(),
    }
}

fn key(key: &VerificationKey) -> Option<plan::Key> {
    let (format, octets) = match &key.material {
        KeyMaterial::Secret { octets } => ("raw", octets.clone()),
        KeyMaterial::Rsa { .. }
        | KeyMaterial::EllipticCurve { .. }
        | KeyMaterial::Ed25519 { .. } => ("spki", key.subject_public_key_info()?),
    };
    Some(plan::Key {
        id: key.id.clone(),
        algorithm: key.algorithm.name(),
        format,
        material: STANDARD.encode(octets),
    })
}

/// An api_key scheme whose keys stand in this header.
pub(in crate::target::nginx) fn api_key(
    policy: &Policy,
    scheme: &Scheme,
    header: &str,
    file: &ApiKeyFile,
) -> plan::ApiKey {
    let headers = credential_headers(policy);
    plan::ApiKey {
        name: scheme.name.clone(),
        credential: headers.iter().position(|known| known == header).map_or(1, |index| index + 1),
        refused_challenge: refusal::invalid_challenge(scheme, &policy.name),
        grants: scheme.grants.clone(),
        leeway: 0,
        header: header.to_owned(),
        digests: file
            .entries
            .iter()
            .map(|entry| {
                let holder = plan::Holder {
                    id: entry.id.clone(),
                    roles: entry.roles.clone(),
                    expires: entry.expires,
                };
                (plan::key(&hexadecimal(&entry.digest)), holder)
            })
            .collect(),
    }
}

fn hexadecimal(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}
