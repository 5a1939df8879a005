//! The keys of one issuer.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

use crate::{Algorithm, IssuerError, SigningKey};

/// The keys of one issuer, each with an id of its own.
pub struct KeyRing {
    /// The keys.
    pub keys: Vec<SigningKey>,
}

impl KeyRing {
    /// One fresh key for each algorithm named; naming one twice gives two keys. Ids are the algorithm in lower case with
    /// a number.
    ///
    /// # Errors
    ///
    /// Where the cryptographic library refuses.
    pub fn generate(algorithms: &[Algorithm]) -> Result<KeyRing, IssuerError> {
        let keys = algorithms.iter().enumerate().map(|(index, algorithm)| {
            let id = format!("{}-{}", algorithm.name().to_ascii_lowercase(), index + 1);
            SigningKey::generate(&id, *algorithm)
        });
        Ok(KeyRing { keys: keys.collect::<Result<_, _>>()? })
    }

    /// The first key of that algorithm.
    #[must_use]
    pub fn key_for(&self, algorithm: Algorithm) -> Option<&SigningKey> {
        self.keys.iter().find(|key| key.algorithm() == algorithm)
    }

    /// The JWK set that a policy reads. A policy refuses one that mixes secrets with public keys.
    #[must_use]
    pub fn jwk_set(&self) -> Value {
        json!({ "keys": self.keys.iter().map(SigningKey::jwk).collect::<Vec<_>>() })
    }

    /// The private keys, to be stored where only their owner reads them.
    #[must_use]
    pub fn to_private_json(&self) -> Value {
        let keys = self.keys.iter().map(|key| {
            json!({
                "kid": key.id(),
                "alg": key.algorithm().name(),
                "private": BASE64_STANDARD.encode(key.private()),
            })
        });
        json!({ "keys": keys.collect::<Vec<_>>() })
    }

    /// Reads what [`KeyRing::to_private_json`] gave.
    ///
    /// # Errors
    ///
    /// Where the value has another shape or holds no usable key.
    pub fn from_private_json(stored: &Value) -> Result<KeyRing, IssuerError> {
        let shape = |what: &str| IssuerError::Stored(what.to_owned());
        let entries = stored.get("keys").and_then(Value::as_array);
        let keys = entries.ok_or_else(|| shape("no `keys`"))?.iter().map(|entry| {
            let text = |name: &str| entry.get(name).and_then(Value::as_str);
            let id = text("kid").ok_or_else(|| shape("no `kid`"))?;
            let algorithm = text("alg").and_then(Algorithm::from_name);
            let private = text("private").and_then(|text| BASE64_STANDARD.decode(text).ok());
            SigningKey::from_private(
                id,
                algorithm.ok_or_else(|| shape("no known `alg`"))?,
                private.ok_or_else(|| shape("no `private` in base64"))?,
            )
        });
        Ok(KeyRing { keys: keys.collect::<Result<_, _>>()? })
    }
}
