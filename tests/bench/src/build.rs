//! What a service costs to check: `policy!` with 1,000 routes and 200 schemas, beside serde's and garde's derives for the same
//! schemas and no routes at all.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use serde::Serialize;

use crate::measure::median;

/// How often each is checked.
const ROUNDS: usize = 5;

/// Schemas of both sides.
const SCHEMAS: usize = 200;

/// Seconds of `cargo check` of the package alone, whatever it depends on being there.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Build {
    /// `policy!`, routes included.
    pub ours_s: f64,
    /// The derives.
    pub serde_garde_s: f64,
}

/// Writes both packages and has cargo check them in turn.
pub fn measure() -> Result<Build> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize()?;
    let runtime = root.join("runtime");
    let ours = Package::write(
        &root,
        "bench-policy",
        &format!("gatewright = {{ path = \"{}\" }}", runtime.display()),
        "//! A policy.\ngatewright::policy!(\"big.gate\");\n",
        &[("big.gate", policy())],
    )?;
    let theirs = Package::write(
        &root,
        "bench-derives",
        "garde = { version = \"0.23\", features = [\"derive\"] }\nserde = { version = \"1\", features = [\"derive\"] }",
        &derives(),
        &[],
    )?;
    // What they depend on is built by the first round, which does not count.
    let (mut policy, mut derived) = (Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        let taken = (ours.check()?, theirs.check()?);
        if round > 0 {
            policy.push(taken.0);
            derived.push(taken.1);
        }
    }
    Ok(Build { ours_s: median(policy), serde_garde_s: median(derived) })
}

/// A package of its own.
struct Package {
    folder: PathBuf,
    target: PathBuf,
}

impl Package {
    fn write(
        root: &Path,
        name: &str,
        dependencies: &str,
        library: &str,
        files: &[(&str, String)],
    ) -> Result<Package> {
        let target =
            std::env::var_os("CARGO_TARGET_DIR").map_or(root.join("target"), PathBuf::from);
        let folder = target.join("build-bench").join(name);
        std::fs::create_dir_all(folder.join("src"))?;
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
             [dependencies]\n{dependencies}\n"
        );
        std::fs::write(folder.join("Cargo.toml"), manifest)?;
        std::fs::write(folder.join("src/lib.rs"), library)?;
        std::fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock"))?;
        for (file, text) in files {
            std::fs::write(folder.join(file), text)?;
        }
        Ok(Package { folder, target })
    }

    /// Seconds of one check, after its library has changed.
    fn check(&self) -> Result<f64> {
        let library = self.folder.join("src/lib.rs");
        let text = std::fs::read_to_string(&library)?;
        std::fs::write(&library, text)?;
        let begin = Instant::now();
        let checked = Command::new(std::env::var_os("CARGO").unwrap_or("cargo".into()))
            .args(["check", "--quiet", "--offline", "--manifest-path"])
            .arg(self.folder.join("Cargo.toml"))
            .env("CARGO_TARGET_DIR", &self.target)
            .env("CARGO_INCREMENTAL", "0")
            .output()
            .context("cargo cannot be run")?;
        ensure!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
        Ok(begin.elapsed().as_secs_f64())
    }
}

fn policy() -> String {
    let mut text = String::from(
        "policy big 1.0.0\n\ntarget rust\n\nprincipal {\n    id:    string\n    roles: [role]\n}\n\n\
         auth caller = api_key {\n    from:   header \"x-api-key\"\n    keys:   file \"caller.keys\"\n    \
         grants: [reader, writer]\n}\n\nrole reader\nrole writer includes reader\n\n\
         enum Kind { small, medium, large }\n\n",
    );
    for schema in 0..SCHEMAS {
        let _ = write!(
            text,
            "schema Item{schema} {{\n    id: uuid\n    name: string 1..40\n    email: email\n    quantity: int 1..99\n    \
             price: decimal 0..9999.99\n    note?: string? ..200\n    kind: Kind\n    active: bool\n}}\n\n"
        );
    }
    text.push_str("api all at / {\n    auth: [caller]\n\n");
    for resource in 0..SCHEMAS / 2 {
        let (post, put) = (2 * resource, 2 * resource + 1);
        let _ = write!(
            text,
            "    GET /resource{resource} allow reader\n    POST /resource{resource} allow writer body Item{post}\n    \
             GET /resource{resource}/{{id: uuid}} allow reader\n    PUT /resource{resource}/{{id: uuid}} allow writer body Item{put}\n    \
             DELETE /resource{resource}/{{id: uuid}} allow writer\n    GET /resource{resource}/{{id: uuid}}/parts allow reader\n    \
             HEAD /resource{resource}/{{id: uuid}}/head allow reader\n    GET /resource{resource}/{{id: uuid}}/parts/{{part: int 1..9}} allow reader\n    \
             DELETE /resource{resource}/{{id: uuid}}/parts/{{part: int 1..9}} allow writer\n    \
             GET /resource{resource}/of/{{owner: string ..64}} allow writer allow reader when principal.id == path.owner\n"
        );
    }
    text.push_str("}\n");
    text
}

fn derives() -> String {
    let mut text = String::from(
        "//! Derives.\nuse garde::Validate;\nuse serde::Deserialize;\n\n\
         #[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]\n#[serde(rename_all = \"snake_case\")]\npub enum Kind { Small, Medium, Large }\n\n",
    );
    for schema in 0..SCHEMAS {
        let _ = write!(
            text,
            "#[derive(Clone, Debug, PartialEq, Deserialize, Validate)]\n#[serde(deny_unknown_fields)]\npub struct Item{schema} {{\n    \
             #[garde(length(min = 36, max = 36))]\n    pub id: String,\n    \
             #[garde(length(chars, min = 1, max = 40))]\n    pub name: String,\n    \
             #[garde(contains(\"@\"))]\n    pub email: String,\n    \
             #[garde(range(min = 1, max = 99))]\n    pub quantity: i64,\n    \
             #[garde(range(min = 0.0, max = 9999.99))]\n    pub price: f64,\n    \
             #[garde(inner(length(chars, max = 200)))]\n    pub note: Option<String>,\n    \
             #[garde(skip)]\n    pub kind: Kind,\n    #[garde(skip)]\n    pub active: bool,\n}}\n\n"
        );
    }
    text
}
