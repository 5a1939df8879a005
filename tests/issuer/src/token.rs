//! JSON Web Tokens, right or deliberately broken.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};

use crate::key::hmac_sha256;
use crate::{IssuerError, SigningKey};

/// A token before it is signed. Header and claims are JSON objects, or any text at all.
#[derive(Clone, Debug)]
pub struct Token {
    header: Map<String, Value>,
    claims: Map<String, Value>,
    raw_header: Option<Vec<u8>>,
    raw_claims: Option<Vec<u8>>,
}

impl Token {
    /// A token whose header names this key and its algorithm, without claims.
    #[must_use]
    pub fn new(key: &SigningKey) -> Token {
        let mut header = Map::new();
        header.insert("alg".into(), json!(key.algorithm().name()));
        header.insert("kid".into(), json!(key.id()));
        Token { header, claims: Map::new(), raw_header: None, raw_claims: None }
    }

    /// Sets a header parameter.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: Value) -> Token {
        self.header.insert(name.into(), value);
        self
    }

    /// Removes a header parameter.
    #[must_use]
    pub fn without_header(mut self, name: &str) -> Token {
        self.header.remove(name);
        self
    }

    /// Sets a claim.
    #[must_use]
    pub fn with_claim(mut self, name: &str, value: Value) -> Token {
        self.claims.insert(name.into(), value);
        self
    }

    /// Removes a claim.
    #[must_use]
    pub fn without_claim(mut self, name: &str) -> Token {
        self.claims.remove(name);
        self
    }

    /// Sets the claim at a path of names, making the objects on the way.
    #[must_use]
    pub fn with_claim_at(mut self, path: &[String], value: Value) -> Token {
        set_at(&mut self.claims, path, value);
        self
    }

    /// Removes the claim at a path of names.
    #[must_use]
    pub fn without_claim_at(mut self, path: &[String]) -> Token {
        if let Some((last, parents)) = path.split_last() {
            let mut object = Some(&mut self.claims);
            for name in parents {
                object = object.and_then(|map| map.get_mut(name)).and_then(Value::as_object_mut);
            }
            if let Some(map) = object {
                map.remove(last);
            }
        }
        self
    }

    /// The claim of that name.
    #[must_use]
    pub fn claim(&self, name: &str) -> Option<&Value> {
        self.claims.get(name)
    }

    /// The header's JSON text as it will be signed.
    #[must_use]
    pub fn header_text(&self) -> Vec<u8> {
        let text = || Value::Object(self.header.clone()).to_string().into_bytes();
        self.raw_header.clone().unwrap_or_else(text)
    }

    /// The claims' JSON text as it will be signed.
    #[must_use]
    pub fn claims_text(&self) -> Vec<u8> {
        let text = || Value::Object(self.claims.clone()).to_string().into_bytes();
        self.raw_claims.clone().unwrap_or_else(text)
    }

    /// Replaces the header's text by anything, such as one with a name twice.
    #[must_use]
    pub fn with_raw_header(mut self, text: &[u8]) -> Token {
        self.raw_header = Some(text.to_vec());
        self
    }

    /// Replaces the claims' text by anything, such as one with a name twice.
    #[must_use]
    pub fn with_raw_claims(mut self, text: &[u8]) -> Token {
        self.raw_claims = Some(text.to_vec());
        self
    }

    /// Header and claims, encoded and joined by a full stop.
    #[must_use]
    pub fn signing_input(&self) -> String {
        format!("{}.{}", encode_segment(&self.header_text()), encode_segment(&self.claims_text()))
    }

    /// The compact form, signed by any key, whatever the header says.
    ///
    /// # Errors
    ///
    /// Where the cryptographic library refuses.
    pub fn signed_by(&self, key: &SigningKey) -> Result<String, IssuerError> {
        let signature = key.sign(self.signing_input().as_bytes())?;
        Ok(self.with_signature(&signature))
    }

    /// The compact form with HMAC-SHA-256 under these octets, such as a public key.
    #[must_use]
    pub fn signed_with_secret(&self, secret: &[u8]) -> String {
        self.with_signature(&hmac_sha256(secret, self.signing_input().as_bytes()))
    }

    /// The compact form with these octets as its signature; none leave the last segment empty.
    #[must_use]
    pub fn with_signature(&self, signature: &[u8]) -> String {
        format!("{}.{}", self.signing_input(), encode_segment(signature))
    }
}

/// One segment: base64url without padding.
#[must_use]
pub fn encode_segment(octets: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(octets)
}

fn set_at(object: &mut Map<String, Value>, path: &[String], value: Value) {
    let Some((first, rest)) = path.split_first() else { return };
    if rest.is_empty() {
        object.insert(first.clone(), value);
        return;
    }
    let entry = object.entry(first.clone()).or_insert_with(|| json!({}));
    if !entry.is_object() {
        *entry = json!({});
    }
    if let Some(inner) = entry.as_object_mut() {
        set_at(inner, rest, value);
    }
}
