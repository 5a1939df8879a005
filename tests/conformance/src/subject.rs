//! What is tested: a checked policy with its keys.

use std::collections::BTreeSet;
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use anyhow::{Context as _, bail};
use gatewright_compiler::diagnostic::Diagnostic;
use gatewright_compiler::diagnostic::render::{Colour, render};
use gatewright_compiler::source::{Alone, LoadError, Loader, Source, SourceMap};
use gatewright_compiler::target::Material;
use gatewright_compiler::{Compiled, check_language};
use gatewright_core::policy::{KeySource, Policy, Scheme, SchemeKind, Secret};
use gatewright_core::primitive::api_key::ApiKeyFile;
use gatewright_core::primitive::jwk::KeySet;
use tempfile::TempDir;

use crate::engine::Edited;
use crate::keys::{Keys, private_path};
use crate::upstream::Upstream;

/// A policy, where its text stands, and its keys.
pub struct Subject {
    /// The checked policy.
    pub policy: Policy,
    /// The text of its main file.
    pub text: String,
    /// Its files.
    pub sources: SourceMap,
    /// The folder that its key files stand relative to.
    pub folder: PathBuf,
    /// The public halves of the keys.
    pub material: Material,
    /// The private halves.
    pub keys: Keys,
    upstream: OnceLock<Arc<Upstream>>,
    _temporary: TempDir,
}

impl Subject {
    /// Reads a policy and works on a copy of it. Keys that stand beside it with their private halves are used; otherwise
    /// the suite makes keys of its own, which artefacts that somebody edited could not know.
    ///
    /// # Errors
    ///
    /// Where the policy does not compile, or keys are missing.
    pub fn load(file: &Path, edited: &Edited) -> anyhow::Result<Subject> {
        let text =
            fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
        let own = file.parent().unwrap_or(Path::new("."));
        let main = Source::new(file.display().to_string(), text.as_str());
        let Compiled { sources, outcome } = check_language(main, &Beside(own.to_owned()));
        let policy = outcome.map_err(|diagnostics| errors(&diagnostics, &sources))?;
        let temporary = tempfile::Builder::new().prefix("gatewright-policy-").tempdir()?;
        let folder = temporary.path().to_owned();
        let artefacts_given = edited.nginx.is_some() || edited.envoy.is_some();
        for name in key_files(&policy)? {
            let found = private_path(&own.join(&name)).exists();
            if found {
                copy(own, &folder, &name)?;
            } else if artefacts_given {
                bail!(
                    "{} has no private half: the artefacts' keys are unknown",
                    own.join(&name).display()
                );
            }
        }
        let keys = Keys::prepare(&policy, &folder)?;
        let material = material(&policy, &folder)?;
        let upstream = OnceLock::new();
        Ok(Subject {
            policy,
            text,
            sources,
            folder,
            material,
            keys,
            upstream,
            _temporary: temporary,
        })
    }
}

impl Subject {
    /// An upstream on the one port that the policy names, for artefacts that are run as they are; they share it.
    ///
    /// # Errors
    ///
    /// Where the policy names several ports, or the port is taken.
    pub fn named_upstream(&self) -> anyhow::Result<Arc<Upstream>> {
        if let Some(running) = self.upstream.get() {
            return Ok(Arc::clone(running));
        }
        let ports: BTreeSet<u16> =
            self.policy.upstreams.iter().map(|upstream| upstream.port).collect();
        let mut ports = ports.into_iter();
        let (Some(port), None) = (ports.next(), ports.next()) else {
            bail!("edited artefacts need a policy with one upstream port");
        };
        let started = Upstream::start_at(SocketAddr::from(([127, 0, 0, 1], port)))
            .with_context(|| format!("the upstream's port {port} is taken"))?;
        Ok(Arc::clone(self.upstream.get_or_init(|| Arc::new(started))))
    }
}

/// The files beside a policy.
struct Beside(PathBuf);

impl Loader for Beside {
    fn load(&self, path: &str) -> Result<Vec<u8>, LoadError> {
        fs::read(self.0.join(path)).map_err(|error| LoadError::Unreadable(error.to_string()))
    }
}

/// Text to checked policy, or its errors as people read them.
///
/// # Errors
///
/// Where it does not compile.
pub fn compile(name: &str, text: &str) -> anyhow::Result<Policy> {
    let Compiled { sources, outcome } = check_language(Source::new(name, text), &Alone);
    outcome.map_err(|diagnostics| errors(&diagnostics, &sources))
}

/// Diagnostics as one error.
#[must_use]
pub fn errors(diagnostics: &[Diagnostic], sources: &SourceMap) -> anyhow::Error {
    anyhow::anyhow!("{}", render(diagnostics, sources, Colour::Plain))
}

/// The file that holds a scheme's keys.
///
/// # Errors
///
/// Where the keys are elsewhere: the suite makes files only.
pub fn key_file(scheme: &Scheme) -> anyhow::Result<&str> {
    let secret = match &scheme.kind {
        SchemeKind::Jwt(jwt) => match &jwt.keys {
            KeySource::Local(secret) => Some(secret),
            KeySource::Remote(_) => None,
        },
        SchemeKind::ApiKey(api_key) => Some(&api_key.keys),
        SchemeKind::Mtls(_) | SchemeKind::Introspection(_) | SchemeKind::Basic(_) => None,
    };
    match secret {
        Some(Secret::File(path)) => Ok(path),
        Some(Secret::Environment(_)) | None => {
            anyhow::bail!("the keys of `{}` are not in a file", scheme.name)
        }
    }
}

fn key_files(policy: &Policy) -> anyhow::Result<Vec<String>> {
    let mut names: Vec<String> = Vec::new();
    for scheme in &policy.schemes {
        let name = key_file(scheme)?;
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    Ok(names)
}

fn copy(from: &Path, to: &Path, name: &str) -> anyhow::Result<()> {
    let (public, target) = (from.join(name), to.join(name));
    if let Some(parent) = target.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::copy(&public, &target).with_context(|| format!("cannot copy {}", public.display()))?;
    fs::copy(private_path(&public), private_path(&target))?;
    Ok(())
}

fn material(policy: &Policy, folder: &Path) -> anyhow::Result<Material> {
    let mut material = Material::default();
    for scheme in &policy.schemes {
        match &scheme.kind {
            SchemeKind::Jwt(jwt) => {
                let text = fs::read_to_string(folder.join(key_file(scheme)?))?;
                let set = KeySet::parse(&text, &jwt.algorithms)
                    .with_context(|| format!("the keys of `{}`", scheme.name))?;
                material.key_sets.insert(scheme.name.clone(), set);
            }
            SchemeKind::ApiKey(_) => {
                let text = fs::read_to_string(folder.join(key_file(scheme)?))?;
                let file = ApiKeyFile::parse(&text)
                    .with_context(|| format!("the keys of `{}`", scheme.name))?;
                material.api_keys.insert(scheme.name.clone(), file);
            }
            SchemeKind::Mtls(_) | SchemeKind::Introspection(_) | SchemeKind::Basic(_) => {
                anyhow::bail!("the suite makes no keys for `{}`", scheme.name)
            }
        }
    }
    Ok(material)
}
