//! RS256 tokens.

use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Result};
use gatewright_issuer::{Algorithm, KeyRing, SigningKey, Token};
use serde_json::json;

/// Whoever signs them.
pub(super) struct Issuer {
    ring: KeyRing,
}

impl Issuer {
    /// A new key.
    pub(super) fn new() -> Result<Issuer> {
        Ok(Issuer { ring: KeyRing::generate(&[Algorithm::Rs256])? })
    }

    fn key(&self) -> Result<&SigningKey> {
        self.ring.key_for(Algorithm::Rs256).context("no key")
    }

    /// The public keys.
    pub(super) fn key_set(&self) -> String {
        self.ring.jwk_set().to_string()
    }

    /// A clerk's token.
    pub(super) fn token(&self, number: usize) -> Result<String> {
        self.signed(number, "clerk")
    }

    /// A token of somebody with another role.
    pub(super) fn token_of(&self, role: &str) -> Result<String> {
        self.signed(0, role)
    }

    fn signed(&self, number: usize, role: &str) -> Result<String> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
        let key = self.key()?;
        let token = Token::new(key)
            .with_header("typ", json!("at+jwt"))
            .with_claim("iss", json!("https://id.example.com/"))
            .with_claim("aud", json!("orders"))
            .with_claim("iat", json!(now - 1))
            .with_claim("exp", json!(now + 1800))
            .with_claim("jti", json!(number.to_string()))
            .with_claim("sub", json!("anna"))
            .with_claim("roles", json!([role]));
        Ok(token.signed_by(key)?)
    }
}
