//! A real nginx.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;

use anyhow::Context as _;
use gatewright_compiler::target::nginx::Nginx;

use super::artefacts::{Site, place, print};
use super::gateway::Gateway;
use super::process::Process;
use super::{Edited, Engine};
use crate::answer::View;
use crate::subject::Subject;

/// Debian's nginx.
const PROGRAM: &str = "/usr/sbin/nginx";

/// Starts nginx on the target's artefacts, or on edited ones.
///
/// # Errors
///
/// Where the policy has no such target, or nginx is not installed or does not start.
pub fn start(subject: &Subject, edited: &Edited, work: &Path) -> anyhow::Result<Box<dyn Engine>> {
    let (site, upstream) =
        place(subject, &Nginx, edited.nginx.as_deref(), edited.change.as_ref(), work)?;
    Ok(Box::new(Gateway {
        name: "nginx",
        version: version()?,
        process: launch(&site, work)?,
        address: site.listen,
        upstream,
        view: View::of(&subject.policy),
    }))
}

/// Starts nginx before an upstream of somebody else; gives where it listens.
///
/// # Errors
///
/// As [`start`].
pub fn start_before(
    subject: &Subject,
    upstream: SocketAddr,
    work: &Path,
) -> anyhow::Result<(Process, SocketAddr)> {
    let site = print(subject, &Nginx, None, upstream, work)?;
    Ok((launch(&site, work)?, site.listen))
}

fn launch(site: &Site, work: &Path) -> anyhow::Result<Process> {
    let run = work.join("run");
    std::fs::create_dir_all(&run)?;
    let mut command = Command::new(PROGRAM);
    command.current_dir(&run).arg("-p").arg(&run).arg("-e").arg("error.log");
    command.arg("-c").arg(site.folder.join("nginx.conf")).args(["-g", "daemon off;"]);
    Process::start(command, &work.join("log"), site.listen).map_err(|error| {
        let log = std::fs::read_to_string(run.join("error.log")).unwrap_or_default();
        error.context(log)
    })
}

fn version() -> anyhow::Result<String> {
    let output = Command::new(PROGRAM).arg("-v").output().context("nginx is not installed")?;
    Ok(String::from_utf8_lossy(&output.stderr).trim().to_owned())
}
