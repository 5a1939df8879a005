//! The artefacts for nginx on a real nginx: what it answers on both sides of each boundary.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "tests fail by panicking, and read files"
)]

mod authentication;
#[path = "../bodies/mod.rs"]
mod bodies;
mod body;
mod cost;
mod failures;
mod gateway;
mod golden;
mod limits;
mod policy;
mod routing;
mod runtime;
mod schema;

use gateway::{Answer, Gateway, Upstream, free_address};
use gatewright_compiler::target::artifact::Artifacts;
use gatewright_compiler::target::nginx::Nginx;
use gatewright_compiler::target::{Material, Target as _};
use gatewright_core::policy::Algorithm;
use gatewright_core::primitive::api_key::ApiKeyFile;
use gatewright_core::primitive::jwk::KeySet;
use gatewright_issuer::{self as issuer, ApiKey, KeyRing, Token};
use serde_json::json;

const ALGORITHMS: [Algorithm; 4] =
    [Algorithm::RS256, Algorithm::PS256, Algorithm::ES256, Algorithm::ES384];

struct World {
    upstream: Upstream,
    gateway: Gateway,
    ring: KeyRing,
    partner: ApiKey,
}

impl World {
    fn start() -> World {
        World::start_with(|_| {})
    }

    /// With artefacts that somebody edited.
    fn start_with(edit: impl FnOnce(&mut Artifacts)) -> World {
        let upstream = Upstream::start();
        let address = free_address();
        let policy = policy::policy(address, upstream.address);
        let ring = KeyRing::generate(
            &ALGORITHMS.map(|one| issuer::Algorithm::from_name(one.name()).unwrap()),
        )
        .unwrap();
        let partner = ApiKey::generate("acme", &["viewer", "admin"], None).unwrap();
        let mut material = Material::default();
        material.key_sets.insert(
            "customer".to_owned(),
            KeySet::parse(&ring.jwk_set().to_string(), &ALGORITHMS).unwrap(),
        );
        material.key_sets.insert(
            "machine".to_owned(),
            KeySet::parse(&ring.jwk_set().to_string(), &ALGORITHMS).unwrap(),
        );
        let file = ApiKeyFile::parse(&issuer::keys_file(std::slice::from_ref(&partner))).unwrap();
        material.api_keys.insert("partner".to_owned(), file);
        let mut artifacts = Nginx.lower(&policy, &material).unwrap();
        edit(&mut artifacts);
        let gateway = Gateway::start(&artifacts, address);
        World { upstream, gateway, ring, partner }
    }

    /// Sends a request with a Host of the policy; `headers` are whole lines.
    fn get(&self, target: &str, headers: &[&str]) -> Answer {
        self.ask("GET", target, headers, "")
    }

    fn ask(&self, method: &str, target: &str, headers: &[&str], body: &str) -> Answer {
        let lines: String = headers.iter().map(|line| format!("{line}\r\n")).collect();
        self.gateway
            .send(format!("{method} {target} HTTP/1.1\r\nHost: localhost\r\n{lines}\r\n{body}"))
    }

    /// A token that is right in every way.
    fn token(&self, algorithm: Algorithm, id: &str, roles: &[&str]) -> Token {
        let key =
            self.ring.key_for(issuer::Algorithm::from_name(algorithm.name()).unwrap()).unwrap();
        let now = now();
        Token::new(key)
            .with_header("typ", json!("at+jwt"))
            .with_claim("iss", json!("https://id.example.com/${{ \"'\n*/"))
            .with_claim("aud", json!(["other", "shop-api"]))
            .with_claim("sub", json!(id))
            .with_claim("iat", json!(now))
            .with_claim("exp", json!(now + 600))
            .with_claim("realm_access", json!({ "roles": roles }))
    }

    fn sign(&self, algorithm: Algorithm, token: &Token) -> String {
        let key =
            self.ring.key_for(issuer::Algorithm::from_name(algorithm.name()).unwrap()).unwrap();
        format!("Authorization: Bearer {}", token.signed_by(key).unwrap())
    }

    fn bearer(&self, id: &str, roles: &[&str]) -> String {
        self.sign(Algorithm::ES256, &self.token(Algorithm::ES256, id, roles))
    }
}

fn now() -> u64 {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs()
}

/// Status and rule of an answer.
fn verdict(answer: &Answer) -> (u16, &str) {
    (answer.status, answer.rule())
}

const ADMITTED: (u16, &str) = (200, "-");
