//! A policy with every kind of rule, made by hand, and credentials for it.

mod policy;
mod schemas;

use std::net::SocketAddr;
use std::time::{SystemTime, UNIX_EPOCH};

use gatewright_compiler::target::Material;
use gatewright_core::policy::{Algorithm, Policy};
use gatewright_core::primitive::api_key::ApiKeyFile;
use gatewright_core::primitive::jwk::KeySet;
use gatewright_issuer::{ApiKey, KeyRing, Token};
use serde_json::json;

/// Text that ends strings, comments and templates where it is not escaped.
pub(crate) const HOSTILE: &str = "a]]b\"c'd\\e{{f}}%REQ(x)%*/--[[g\nh";

pub(crate) struct Fixture {
    pub(crate) policy: Policy,
    pub(crate) material: Material,
    pub(crate) ring: KeyRing,
    pub(crate) staff_ring: KeyRing,
    pub(crate) partner: ApiKey,
}

pub(crate) fn now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs().try_into().unwrap()
}

impl Fixture {
    /// A token of the customers' issuer for `id` with these roles; `change` may spoil it.
    pub(crate) fn token(
        &self,
        algorithm: gatewright_issuer::Algorithm,
        id: &str,
        roles: &[&str],
        change: impl FnOnce(Token) -> Token,
    ) -> String {
        let key = self.ring.key_for(algorithm).unwrap();
        let token = Token::new(key)
            .with_header("typ", json!("at+jwt"))
            .with_claim("iss", json!("https://id.example.com/"))
            .with_claim("aud", json!(["shop", "shop-api"]))
            .with_claim("iat", json!(now()))
            .with_claim("exp", json!(now() + 600))
            .with_claim("sub", json!(id))
            .with_claim("realm_access", json!({ "roles": roles }));
        change(token).signed_by(key).unwrap()
    }

    /// A good token.
    pub(crate) fn good(&self, id: &str, roles: &[&str]) -> String {
        self.token(gatewright_issuer::Algorithm::Es256, id, roles, |token| token)
    }

    /// A token of the staff's issuer.
    pub(crate) fn staff(&self, id: &str) -> String {
        let key = self.staff_ring.key_for(gatewright_issuer::Algorithm::Hs256).unwrap();
        let token = Token::new(key)
            .with_header("typ", json!("JWT"))
            .with_claim("iss", json!("https://staff.example.com/"))
            .with_claim("aud", json!(HOSTILE))
            .with_claim("exp", json!(now() + 600))
            .with_claim("sub", json!(id));
        token.signed_by(key).unwrap()
    }
}

/// The policy, listening on `listen` and forwarding to `upstream`.
pub(crate) fn fixture(listen: SocketAddr, upstream: SocketAddr) -> Fixture {
    let algorithms = [
        gatewright_issuer::Algorithm::Es256,
        gatewright_issuer::Algorithm::Rs256,
        gatewright_issuer::Algorithm::EdDsa,
    ];
    let ring = KeyRing::generate(&algorithms).unwrap();
    let staff_ring = KeyRing::generate(&[gatewright_issuer::Algorithm::Hs256]).unwrap();
    let partner = ApiKey::generate("acme", &["viewer", "admin"], None).unwrap();
    let expired = ApiKey::generate("old", &["viewer"], Some("2020-01-01T00:00:00Z")).unwrap();
    let policy = policy::policy(listen, upstream);
    let mut material = Material::default();
    let customers = [Algorithm::ES256, Algorithm::RS256, Algorithm::EdDSA];
    material
        .key_sets
        .insert("customer".into(), KeySet::parse(&ring.jwk_set().to_string(), &customers).unwrap());
    material.key_sets.insert(
        "staff".into(),
        KeySet::parse(&staff_ring.jwk_set().to_string(), &[Algorithm::HS256]).unwrap(),
    );
    let lines = format!("{}\n{}\n", partner.line(), expired.line());
    material.api_keys.insert("partner".into(), ApiKeyFile::parse(&lines).unwrap());
    Fixture { policy, material, ring, staff_ring, partner }
}
