//! The private halves of what a policy verifies with.
//!
//! Beside each key file that a policy names stands one with `.private` behind its name. A key file without one cannot be
//! used: nobody could sign for it.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use gatewright_core::policy::{JwtScheme, Policy, SchemeKind};
use gatewright_issuer::{Algorithm, ApiKey, KeyRing, keys_file};
use serde_json::{Value, json};

use crate::subject::key_file;

/// Keys of each set of roles that a pool holds: enough that limits by principal rarely matter to other cases.
const KEYS_PER_SET: usize = 100;

/// Signing keys and API keys of all schemes, by scheme.
pub struct Keys {
    /// Signing keys of jwt schemes.
    pub rings: BTreeMap<String, KeyRing>,
    /// Keys of the same algorithms and ids that the scheme does not know.
    pub foreign: BTreeMap<String, KeyRing>,
    /// Keys of api_key schemes.
    pub api_keys: BTreeMap<String, Vec<ApiKey>>,
}

impl Keys {
    /// Reads the keys of a policy whose files stand relative to `folder`, and makes those that are not there yet.
    ///
    /// # Errors
    ///
    /// Where a file cannot be read or written, or has no private half.
    pub fn prepare(policy: &Policy, folder: &Path) -> anyhow::Result<Keys> {
        let mut keys =
            Keys { rings: BTreeMap::new(), foreign: BTreeMap::new(), api_keys: BTreeMap::new() };
        for scheme in &policy.schemes {
            match &scheme.kind {
                SchemeKind::Jwt(jwt) => {
                    let stored = prepare_file(&folder.join(key_file(scheme)?), || new_ring(jwt))?;
                    let ring = KeyRing::from_private_json(&stored)?;
                    keys.foreign.insert(scheme.name.clone(), foreign_ring(&ring)?);
                    keys.rings.insert(scheme.name.clone(), ring);
                }
                SchemeKind::ApiKey(_) => {
                    let make = || new_api_keys(policy, &scheme.name, &scheme.grants);
                    let stored = prepare_file(&folder.join(key_file(scheme)?), make)?;
                    let entries = stored.get("api_keys").and_then(Value::as_array);
                    let pool = entries.into_iter().flatten().filter_map(ApiKey::from_private_json);
                    keys.api_keys.insert(scheme.name.clone(), pool.collect());
                }
                SchemeKind::Mtls(_) | SchemeKind::Introspection(_) | SchemeKind::Basic(_) => {
                    anyhow::bail!("the suite makes no keys for `{}`", scheme.name)
                }
            }
        }
        Ok(keys)
    }
}

/// The public text and the private JSON of one key file.
type Halves = (String, Value);

fn prepare_file(
    public: &Path,
    make: impl FnOnce() -> anyhow::Result<Halves>,
) -> anyhow::Result<Value> {
    let private = private_path(public);
    if private.exists() {
        let text = fs::read_to_string(&private)
            .with_context(|| format!("cannot read {}", private.display()))?;
        return Ok(serde_json::from_str(&text)?);
    }
    if public.exists() {
        bail!(
            "{} exists without {}: nobody can sign for it (move it away and the suite makes keys of its own)",
            public.display(),
            private.display()
        );
    }
    let (text, stored) = make()?;
    if let Some(parent) = public.parent() {
        fs::create_dir_all(parent)?;
    }
    write_private(public, &text)?;
    write_private(&private, &stored.to_string())?;
    Ok(stored)
}

/// Where the private half of a key file stands.
#[must_use]
pub fn private_path(public: &Path) -> PathBuf {
    let mut name = public.as_os_str().to_owned();
    name.push(".private");
    PathBuf::from(name)
}

fn write_private(path: &Path, text: &str) -> anyhow::Result<()> {
    use std::io::Write as _;
    let mut options = fs::OpenOptions::new();
    let file = options.write(true).create_new(true).mode(0o600).open(path);
    file.and_then(|mut file| file.write_all(text.as_bytes()))
        .with_context(|| format!("cannot write {}", path.display()))
}

/// Two keys of the first algorithm, so that a token without `kid` is ambiguous there, one of each other, and one of an
/// algorithm that the scheme does not accept.
fn new_ring(jwt: &JwtScheme) -> anyhow::Result<Halves> {
    let named = |name: &str| Algorithm::from_name(name).context("an algorithm without issuer");
    let mut algorithms = Vec::new();
    for algorithm in &jwt.algorithms {
        algorithms.push(named(algorithm.name())?);
    }
    if algorithms.len() > 1 {
        algorithms.extend(algorithms.first().copied());
    }
    if !algorithms.contains(&Algorithm::Hs256) {
        let candidates = [Algorithm::Es384, Algorithm::Es256, Algorithm::Rs256];
        algorithms.extend(candidates.into_iter().find(|candidate| !algorithms.contains(candidate)));
    }
    let ring = KeyRing::generate(&algorithms)?;
    Ok((ring.jwk_set().to_string(), ring.to_private_json()))
}

fn foreign_ring(ring: &KeyRing) -> anyhow::Result<KeyRing> {
    let keys = ring.keys.iter();
    let keys = keys.map(|key| gatewright_issuer::SigningKey::generate(key.id(), key.algorithm()));
    Ok(KeyRing { keys: keys.collect::<Result<_, _>>()? })
}

/// Keys without roles, with each role that the scheme grants, with all of them, with one that it does not grant, and two
/// that have expired.
fn new_api_keys(policy: &Policy, scheme: &str, grants: &[String]) -> anyhow::Result<Halves> {
    let mut sets: Vec<Vec<&str>> = vec![Vec::new()];
    sets.extend(grants.iter().map(|role| vec![role.as_str()]));
    sets.push(grants.iter().map(String::as_str).collect());
    let not_granted = policy.roles.iter().filter(|role| !grants.contains(&role.name));
    sets.extend(not_granted.map(|role| vec![role.name.as_str()]));
    let mut pool = Vec::new();
    for (set, roles) in sets.iter().enumerate() {
        for number in 0..KEYS_PER_SET {
            let expires = (number % 2 == 1).then_some("2099-12-31T23:59:59Z");
            pool.push(ApiKey::generate(&format!("{scheme}-{set}-{number}"), roles, expires)?);
        }
    }
    let everything: Vec<&str> = grants.iter().map(String::as_str).collect();
    let past = (jiff::Timestamp::now() - jiff::SignedDuration::from_secs(5)).to_string();
    let past = format!("{}Z", past.split(['.', 'Z']).next().unwrap_or_default());
    for expires in ["2001-01-01T00:00:00Z", past.as_str()] {
        pool.push(ApiKey::generate(&format!("{scheme}-expired"), &everything, Some(expires))?);
    }
    let stored = json!({
        "api_keys": pool.iter().map(ApiKey::to_private_json).collect::<Vec<_>>()
    });
    Ok((keys_file(&pool), stored))
}
