//! API keys and the file that holds their digests.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::IssuerError;
use crate::key::random;

/// An API key with what its line says about the caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiKey {
    /// The key as the client sends it.
    pub secret: String,
    /// The principal's id.
    pub id: String,
    /// The roles of its line.
    pub roles: Vec<String>,
    /// RFC 3339; the first second at which it is no longer valid.
    pub expires: Option<String>,
}

impl ApiKey {
    /// A fresh key of 32 random octets.
    ///
    /// # Errors
    ///
    /// Where no random octets are to be had.
    pub fn generate(
        id: &str,
        roles: &[&str],
        expires: Option<&str>,
    ) -> Result<ApiKey, IssuerError> {
        Ok(ApiKey {
            secret: BASE64_URL_SAFE_NO_PAD.encode(random(32)?),
            id: id.to_owned(),
            roles: roles.iter().map(|role| (*role).to_owned()).collect(),
            expires: expires.map(str::to_owned),
        })
    }

    /// Its line: `sha256:HEX id=… roles=a,b expires=RFC3339`.
    #[must_use]
    pub fn line(&self) -> String {
        let digest = Sha256::digest(self.secret.as_bytes());
        let hexadecimal: String = digest.iter().map(|octet| format!("{octet:02x}")).collect();
        let mut line = format!("sha256:{hexadecimal} id={}", self.id);
        if !self.roles.is_empty() {
            line.push_str(&format!(" roles={}", self.roles.join(",")));
        }
        if let Some(expires) = &self.expires {
            line.push_str(&format!(" expires={expires}"));
        }
        line
    }

    /// The key itself, to be stored where only its owner reads it.
    #[must_use]
    pub fn to_private_json(&self) -> Value {
        json!({ "secret": self.secret, "id": self.id, "roles": self.roles, "expires": self.expires })
    }

    /// Reads what [`ApiKey::to_private_json`] gave.
    #[must_use]
    pub fn from_private_json(stored: &Value) -> Option<ApiKey> {
        let text = |name: &str| stored.get(name).and_then(Value::as_str).map(str::to_owned);
        let roles = stored.get("roles")?.as_array()?.iter();
        Some(ApiKey {
            secret: text("secret")?,
            id: text("id")?,
            roles: roles.map(|role| role.as_str().map(str::to_owned)).collect::<Option<_>>()?,
            expires: text("expires"),
        })
    }
}

/// The file of digests that a policy's `keys: file "…"` reads.
#[must_use]
pub fn keys_file(keys: &[ApiKey]) -> String {
    keys.iter().map(|key| key.line() + "\n").collect()
}
