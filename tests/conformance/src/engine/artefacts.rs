//! Where a gateway finds its configuration, where it listens, and what stands behind it.

use std::fs;
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;
use gatewright_compiler::target::Target;
use gatewright_compiler::target::artifact::Artifacts;
use gatewright_core::policy::{Policy, Target as Declaration, TargetKind, Upstream as Declared};

use super::Change;
use super::process::free_port;
use crate::subject::{Subject, errors};
use crate::upstream::Upstream;

/// A gateway's surroundings.
pub struct Site {
    /// The folder of its artefacts.
    pub folder: PathBuf,
    /// Where it listens.
    pub listen: SocketAddr,
}

/// The workspace that the suite was built in.
///
/// # Errors
///
/// Where it is no longer there.
pub fn workspace() -> anyhow::Result<PathBuf> {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = package.ancestors().nth(2).context("the suite stands in no workspace")?;
    Ok(root.to_owned())
}

/// Prints a target's artefacts for free ports, or takes edited ones with the ports that the policy names; with a counting
/// upstream behind.
///
/// # Errors
///
/// Where the policy does not have the target, or a port is taken.
pub fn place(
    subject: &Subject,
    target: &dyn Target,
    edited: Option<&Path>,
    change: Option<&Change>,
    work: &Path,
) -> anyhow::Result<(Site, Arc<Upstream>)> {
    let Some(folder) = edited else {
        let upstream = Arc::new(Upstream::start()?);
        return Ok((print(subject, target, change, upstream.address(), work)?, upstream));
    };
    let folder =
        fs::canonicalize(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let listen = declared(subject, target)?.listen.context("the target listens nowhere")?;
    let listen = SocketAddr::from(([127, 0, 0, 1], listen.port()));
    Ok((Site { folder, listen }, subject.named_upstream()?))
}

/// Prints a target's artefacts for a free port and an upstream.
///
/// # Errors
///
/// Where the policy does not have the target, or the change does not apply.
pub fn print(
    subject: &Subject,
    target: &dyn Target,
    change: Option<&Change>,
    upstream: SocketAddr,
    work: &Path,
) -> anyhow::Result<Site> {
    declared(subject, target)?;
    let listen = free_port()?;
    let policy = moved(&subject.policy, target.kind(), listen, upstream);
    let artifacts = changed(subject, &policy, target, change)?;
    let folder = work.join("artefacts");
    write(&artifacts, &folder)?;
    // Workers of a server started by root run as somebody else.
    for folder in [work, work.parent().unwrap_or(work), &folder] {
        fs::set_permissions(folder, fs::Permissions::from_mode(0o755))?;
    }
    Ok(Site { folder, listen })
}

/// What a target prints for the subject's policy, or for that policy moved to other addresses, with one change to it.
///
/// # Errors
///
/// Where the target cannot print it, or the change does not apply.
pub fn changed(
    subject: &Subject,
    policy: &Policy,
    target: &dyn Target,
    change: Option<&Change>,
) -> anyhow::Result<Artifacts> {
    let printed = target.lower(policy, &subject.material);
    let mut artifacts = printed.map_err(|diagnostics| errors(&diagnostics, &subject.sources))?;
    if let Some(change) = change {
        let artifact = artifacts.files.get_mut(change.file);
        let artifact = artifact.with_context(|| format!("there is no {}", change.file))?;
        let text = std::str::from_utf8(&artifact.contents)?;
        artifact.contents = change.apply(text)?.into_bytes();
    }
    Ok(artifacts)
}

fn declared<'s>(subject: &'s Subject, target: &dyn Target) -> anyhow::Result<&'s Declaration> {
    let kind = target.kind();
    let declared = subject.policy.targets.iter().find(|declared| declared.kind == kind);
    declared.with_context(|| format!("the policy has no target {}", kind.name()))
}

/// The policy with other addresses.
#[must_use]
pub fn moved(
    policy: &Policy,
    kind: TargetKind,
    listen: SocketAddr,
    upstream: SocketAddr,
) -> Policy {
    let mut policy = policy.clone();
    for target in &mut policy.targets {
        if target.kind == kind {
            target.listen = Some(listen);
        }
    }
    let change = |declared: &Arc<Declared>| {
        let mut declared = Declared::clone(declared);
        declared.host = upstream.ip().to_string();
        declared.port = upstream.port();
        Arc::new(declared)
    };
    policy.upstreams = policy.upstreams.iter().map(change).collect();
    for route in policy.apis.iter_mut().flat_map(|api| &mut api.routes) {
        route.upstream = route.upstream.as_ref().map(change);
    }
    policy
}

/// Writes artefacts to a folder.
///
/// # Errors
///
/// Where it cannot be written.
pub fn write(artifacts: &Artifacts, folder: &Path) -> anyhow::Result<()> {
    for (name, artifact) in &artifacts.files {
        let path = folder.join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(&path, &artifact.contents)
            .with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(())
}
