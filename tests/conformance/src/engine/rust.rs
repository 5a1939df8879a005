//! The compiled Rust service: a crate written for the policy, built by cargo, run as a process.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use gatewright_compiler::source::{Source, SourceMap};
use gatewright_compiler::target::rust::RustTarget;

use super::artefacts::{changed, workspace};
use super::gateway::Gateway;
use super::process::{Process, free_port};
use super::{Change, Engine};
use crate::answer::View;
use crate::subject::Subject;
use crate::upstream::Upstream;

/// What the service does with requests that its policy lets through: it hands them on to the counting upstream.
const MAIN: &str = include_str!("rust/main.rs.txt");

/// What one service is compiled from.
#[derive(Clone, Debug)]
pub enum Code {
    /// A policy's files, for `policy!`.
    Policy(SourceMap),
    /// The module that the compiler prints for a policy.
    Module(String),
}

impl Code {
    /// The subject's policy as the compiler prints it, with one change to it.
    ///
    /// # Errors
    ///
    /// Where the change does not apply.
    pub fn printed(subject: &Subject, change: &Change) -> anyhow::Result<Code> {
        let artifacts = changed(subject, &subject.policy, &RustTarget, Some(change))?;
        let module = artifacts.files.into_values().next().context("no module is printed")?;
        Ok(Code::Module(String::from_utf8(module.contents)?))
    }

    /// Another for another code.
    fn identity(&self) -> String {
        match self {
            Code::Policy(sources) => sources.digest(),
            Code::Module(text) => text.clone(),
        }
    }

    /// Writes the file that the service is compiled from; gives what `main.rs` says of it.
    fn place(&self, number: usize, folder: &Path) -> anyhow::Result<String> {
        match self {
            Code::Policy(sources) => {
                let own = format!("policy{number}");
                for file in sources.iter() {
                    if file.path().starts_with("../") {
                        bail!("{} stands outside of the policy's folder", file.name());
                    }
                    let place = folder.join(&own).join(file.path());
                    fs::create_dir_all(place.parent().unwrap_or(folder))?;
                    write_if_new(&place, file.text())?;
                }
                let main = sources.iter().next().map_or("", Source::path);
                Ok(format!("mod {own} {{\n    gatewright::policy!(\"{own}/{main}\");\n}}\n"))
            }
            Code::Module(text) => {
                write_if_new(&folder.join(format!("src/policy{number}.rs")), text)?;
                Ok(format!("mod policy{number};\n"))
            }
        }
    }
}

/// A program that holds one service for each of some versions of one policy.
pub struct Service {
    program: PathBuf,
}

impl Service {
    /// Writes the crate under `target/conformance/` and builds it; the same code gives the same crate.
    ///
    /// # Errors
    ///
    /// Where it does not build, or a policy uses files outside of its folder.
    pub fn build(name: &str, versions: &[Code]) -> anyhow::Result<Service> {
        let root = workspace()?;
        let texts: String = versions.iter().map(Code::identity).collect();
        let package =
            format!("conformance-{}-{:016x}", name.replace('_', "-"), fingerprint(&texts));
        let folder = root.join("target/conformance").join(&package);
        fs::create_dir_all(folder.join("src"))?;
        let mut modules = String::new();
        let mut arms = String::new();
        for (number, code) in versions.iter().enumerate() {
            modules.push_str(&code.place(number, &folder)?);
            arms.push_str(&format!(
                "        {number} => axum::serve(listener, policy{number}::{name}::Policy::load(folder)?                 .protect(router).into_make_service()).await?,\n"
            ));
        }
        let main = MAIN.replace("// MODULES", &modules).replace("        // ARMS\n", &arms);
        write_if_new(&folder.join("src/main.rs"), &main)?;
        write_if_new(&folder.join("Cargo.toml"), &manifest(&package, &root))?;
        // The versions of the workspace; cargo takes from them what this crate needs.
        if !folder.join("Cargo.lock").exists() {
            fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock"))?;
        }
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let output = Command::new(cargo)
            .args(["build", "--quiet", "--offline", "--manifest-path"])
            .arg(folder.join("Cargo.toml"))
            .env("CARGO_TARGET_DIR", root.join("target"))
            .output()
            .context("cannot start cargo")?;
        if !output.status.success() {
            bail!("the service does not build: {}", String::from_utf8_lossy(&output.stderr));
        }
        Ok(Service { program: root.join("target/debug").join(package) })
    }

    /// Starts the service of one of the versions.
    ///
    /// # Errors
    ///
    /// Where it does not start.
    pub fn start(
        &self,
        subject: &Subject,
        number: usize,
        work: &Path,
    ) -> anyhow::Result<Box<dyn Engine>> {
        let upstream = Arc::new(Upstream::start()?);
        let listen = free_port()?;
        let mut command = Command::new(&self.program);
        command.arg(&subject.folder).arg(listen.to_string()).arg(upstream.address().to_string());
        command.arg(number.to_string());
        let process = Process::start(command, &work.join("log"), listen)?;
        Ok(Box::new(Gateway {
            name: "rust",
            version: concat!("gatewright ", env!("CARGO_PKG_VERSION")).to_owned(),
            process,
            address: listen,
            upstream,
            view: View::of(&subject.policy),
        }))
    }
}

fn manifest(package: &str, root: &Path) -> String {
    format!(
        "[package]\nname = \"{package}\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n\
         [workspace]\n\n[dependencies]\naxum = \"0.8\"\ngatewright = {{ path = \"{}\", features = [\"idn\"] }}\n\
         tokio = {{ version = \"1\", features = [\"io-util\", \"macros\", \"net\", \"rt-multi-thread\"] }}\n\n\
         [profile.dev]\ndebug = \"line-tables-only\"\n\n[profile.dev.package.\"*\"]\ndebug = false\n",
        root.join("runtime").display()
    )
}

fn write_if_new(path: &Path, text: &str) -> anyhow::Result<()> {
    if fs::read_to_string(path).is_ok_and(|present| present == text) {
        return Ok(());
    }
    fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}

/// FNV-1a: only to tell policies apart in names of folders.
fn fingerprint(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}
