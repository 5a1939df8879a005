//! A real Envoy.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, bail};
use gatewright_compiler::target::envoy::Envoy;

use super::artefacts::{Site, place, print, workspace};
use super::gateway::Gateway;
use super::process::Process;
use super::{Edited, Engine};
use crate::answer::View;
use crate::subject::Subject;

/// The program that `tests/run` installs; the variable `GATEWRIGHT_ENVOY` names another.
fn program() -> anyhow::Result<PathBuf> {
    if let Some(named) = std::env::var_os("GATEWRIGHT_ENVOY") {
        return Ok(named.into());
    }
    let installed = workspace()?.join("target/envoy/bin/envoy");
    if installed.exists() {
        return Ok(installed);
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found =
        std::env::split_paths(&path).map(|folder| folder.join("envoy")).find(|file| file.exists());
    match found {
        Some(found) => Ok(found),
        None => bail!("Envoy is not installed: run tests/run, or name it in GATEWRIGHT_ENVOY"),
    }
}

/// Starts Envoy on the target's artefacts, or on edited ones.
///
/// # Errors
///
/// Where the policy has no such target, or Envoy is not installed or does not start.
pub fn start(subject: &Subject, edited: &Edited, work: &Path) -> anyhow::Result<Box<dyn Engine>> {
    let (site, upstream) =
        place(subject, &Envoy, edited.envoy.as_deref(), edited.change.as_ref(), work)?;
    Ok(Box::new(Gateway {
        name: "envoy",
        version: version(&program()?)?,
        process: launch(&site, work)?,
        address: site.listen,
        upstream,
        view: View::of(&subject.policy),
    }))
}

/// Starts Envoy before an upstream of somebody else; gives where it listens.
///
/// # Errors
///
/// As [`start`].
pub fn start_before(
    subject: &Subject,
    upstream: SocketAddr,
    work: &Path,
) -> anyhow::Result<(Process, SocketAddr)> {
    let site = print(subject, &Envoy, None, upstream, work)?;
    Ok((launch(&site, work)?, site.listen))
}

fn launch(site: &Site, work: &Path) -> anyhow::Result<Process> {
    let mut command = Command::new(program()?);
    command.current_dir(&site.folder).arg("-c").arg(site.folder.join("envoy.json"));
    command.args(["--use-dynamic-base-id", "--concurrency", "2", "--log-level", "warning"]);
    Process::start(command, &work.join("log"), site.listen)
}

fn version(program: &Path) -> anyhow::Result<String> {
    let output = Command::new(program).arg("--version").output().context("Envoy does not start")?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    Ok(text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default().trim().to_owned())
}
