//! Throw-away keys, partner keys and tokens in a folder that only its owner reads.

use std::fs::{DirBuilder, OpenOptions, Permissions};
use std::io::Write as _;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow};
use gatewright_issuer::{Algorithm, ApiKey, KeyRing, Token, keys_file};
use serde_json::{Value, json};

/// How long a token is good for, in seconds: as long as the policy's `max_lifetime` lets it.
const LIFETIME: i64 = 3600;

/// The folder of the policy's file, to which the policy's key files are relative.
#[must_use]
pub fn policy_folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Who holds a token: a file name, the principal's id and its roles.
const HOLDERS: [(&str, &str, &[&str]); 7] = [
    ("viewer", "anna", &["viewer"]),
    ("clerk", "carl", &["clerk"]),
    ("second_clerk", "cleo", &["clerk"]),
    ("third_clerk", "cora", &["clerk"]),
    ("admin", "ada", &["admin"]),
    ("rush", "rita", &["clerk"]),
    ("suspended", "sam", &["clerk"]),
];

/// Where everything was written.
#[derive(Clone, Debug)]
pub struct Credentials {
    folder: PathBuf,
}

impl Credentials {
    /// Makes keys where there are none yet, and fresh tokens, in `.run` below `folder`. Keys stay, so that a gateway built
    /// with them goes on working. Private halves are called as the conformance suite looks for them.
    ///
    /// # Errors
    ///
    /// Where the folder cannot be written, or holds keys that cannot be read.
    pub fn provide(folder: &Path, now: i64) -> anyhow::Result<Credentials> {
        let folder = folder.join(".run");
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&folder)
            .context("cannot make .run")?;
        std::fs::set_permissions(&folder, Permissions::from_mode(0o700))?;
        let credentials = Credentials { folder };
        let ring = credentials.key_ring()?;
        credentials.write("jwks.json", &serde_json::to_string_pretty(&ring.jwk_set())?)?;
        let partner = credentials.partner()?;
        credentials.write("partners.keys", &keys_file(std::slice::from_ref(&partner)))?;
        credentials.write("partner.key", &partner.secret)?;
        let key = ring.key_for(Algorithm::Es256).ok_or_else(|| anyhow!("no ES256 key in .run"))?;
        for (name, id, roles) in HOLDERS {
            let mut token = Token::new(key)
                .with_header("typ", json!("at+jwt"))
                .with_claim("iss", json!("https://id.example.com/"))
                .with_claim("aud", json!("shop-api"))
                .with_claim("sub", json!(id))
                .with_claim("iat", json!(now))
                .with_claim("exp", json!(now.saturating_add(LIFETIME)))
                .with_claim("realm_access", json!({ "roles": roles }));
            if name == "suspended" {
                token = token.with_claim("suspended", json!(true));
            }
            credentials.write(&format!("{name}.token"), &token.signed_by(key)?)?;
        }
        Ok(credentials)
    }

    /// Where the file called `name` stands.
    #[must_use]
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    fn key_ring(&self) -> anyhow::Result<KeyRing> {
        let stored = self.stored("jwks.json.private", || {
            Ok(KeyRing::generate(&[Algorithm::Rs256, Algorithm::Es256])?.to_private_json())
        })?;
        Ok(KeyRing::from_private_json(&stored)?)
    }

    fn partner(&self) -> anyhow::Result<ApiKey> {
        let stored = self.stored("partners.keys.private", || {
            let partner = ApiKey::generate("acme", &["viewer"], None)?;
            Ok(json!({ "api_keys": [partner.to_private_json()] }))
        })?;
        let partner = stored.pointer("/api_keys/0").and_then(ApiKey::from_private_json);
        partner.ok_or_else(|| anyhow!("no API key in .run/partners.keys.private"))
    }

    /// The value in a file, made and written where there is none.
    fn stored(
        &self,
        name: &str,
        make: impl FnOnce() -> anyhow::Result<Value>,
    ) -> anyhow::Result<Value> {
        let file = self.file(name);
        if file.exists() {
            let text = std::fs::read_to_string(&file)?;
            return serde_json::from_str(&text).with_context(|| format!("in .run/{name}"));
        }
        let value = make()?;
        self.write(name, &value.to_string())?;
        Ok(value)
    }

    /// Writes beside and renames, so that whoever reads sees the old file or the new one.
    fn write(&self, name: &str, text: &str) -> anyhow::Result<()> {
        let beside = self.file(&format!("{name}.new"));
        let mut file =
            OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&beside)?;
        file.write_all(text.as_bytes())?;
        std::fs::rename(&beside, self.file(name))
            .with_context(|| format!("cannot write .run/{name}"))
    }
}
