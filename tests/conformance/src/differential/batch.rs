//! Compiles many policies into programs that compare each with the evaluator, and runs them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, bail};
use gatewright_compiler::target::rust::RustTarget;
use gatewright_compiler::target::{Material, Target as _};

use super::report::Line;
use super::text::compiling;
use crate::engine::artefacts::workspace;
use crate::request::Request;

/// Programs in one package, each with some of the policies.
pub struct Batch {
    package: &'static str,
    folder: PathBuf,
    programs: usize,
}

impl Batch {
    /// Writes the package under `target/conformance/` and builds it. Texts that do not compile have no module.
    ///
    /// # Errors
    ///
    /// Where it does not build, which is a fault of the generated code.
    pub fn build(
        package: &'static str,
        texts: &[String],
        of_a_program: usize,
    ) -> anyhow::Result<Batch> {
        let root = workspace()?;
        let folder = root.join("target/conformance").join(package);
        if folder.join("src").exists() {
            fs::remove_dir_all(folder.join("src"))?;
        }
        fs::create_dir_all(folder.join("src/bin"))?;
        let mut programs = 0;
        for (program, texts) in texts.chunks(of_a_program.max(1)).enumerate() {
            programs += 1;
            let mut main = String::from(
                "//! Compiled policies, each beside the evaluator.\n\nuse gatewright_conformance::differential::program::{self, Entry};\n\n",
            );
            let mut entries = String::new();
            for (place, text) in texts.iter().enumerate() {
                let number = program * of_a_program + place;
                let (_, policy) = compiling(text).context("a policy does not compile")?;
                let printed = RustTarget.lower(&policy, &Material::default());
                let artifacts = printed.map_err(|found| anyhow::anyhow!("{found:?}"))?;
                let module = artifacts.files.into_values().next().context("no module")?;
                fs::write(folder.join(format!("src/policy{number}.rs")), module.contents)?;
                fs::write(folder.join(format!("src/policy{number}.gate")), text)?;
                main.push_str(&format!(
                    "#[path = \"../policy{number}.rs\"]\nmod policy{number};\n"
                ));
                entries.push_str(&format!(
                    "        Entry {{\n            file: \"policy{number}.gate\",\n            start: |folder, clock, router| {{\n                Ok(Box::new(policy{number}::{}::Policy::load(folder)?.with_clock(clock).protect(router)))\n            }},\n        }},\n",
                    policy.name
                ));
            }
            main.push_str(&format!(
                "\nfn main() -> std::process::ExitCode {{\n    program::main(&[\n{entries}    ])\n}}\n"
            ));
            fs::write(folder.join(format!("src/bin/{package}-{program}.rs")), main)?;
        }
        fs::write(folder.join("Cargo.toml"), manifest(package, &root))?;
        // The versions of the workspace; cargo takes from them what this package needs.
        fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock"))?;
        let batch = Batch { package, folder, programs };
        batch.cargo(&root)?;
        Ok(batch)
    }

    fn cargo(&self, root: &Path) -> anyhow::Result<()> {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let output = Command::new(cargo)
            .args(["build", "--quiet", "--offline", "--bins", "--manifest-path"])
            .arg(self.folder.join("Cargo.toml"))
            .env("CARGO_TARGET_DIR", root.join("target"))
            .output()
            .context("cannot start cargo")?;
        if !output.status.success() {
            bail!("{} does not build: {}", self.package, String::from_utf8_lossy(&output.stderr));
        }
        Ok(())
    }

    /// Runs the programs; a line for each policy, in their order.
    ///
    /// # Errors
    ///
    /// Where a program does not run to its end.
    pub fn run(
        &self,
        seed: u64,
        requests: usize,
        replay: Option<&[Request]>,
    ) -> anyhow::Result<Vec<Line>> {
        let root = workspace()?;
        let file = self.folder.join("replay.json");
        if let Some(requests) = replay {
            fs::write(&file, serde_json::to_string(requests)?)?;
        }
        let mut lines = Vec::new();
        for program in 0..self.programs {
            let mut command =
                Command::new(root.join(format!("target/debug/{}-{program}", self.package)));
            command.arg(self.folder.join("src"));
            command.args(["--seed", &seed.to_string(), "--requests", &requests.to_string()]);
            if replay.is_some() {
                command.arg("--replay").arg(&file);
            }
            let output = command.output().context("a compiled program does not start")?;
            if !output.status.success() {
                bail!("program {program} failed: {}", String::from_utf8_lossy(&output.stderr));
            }
            for line in String::from_utf8_lossy(&output.stdout).lines() {
                lines.push(serde_json::from_str(line).context("a line is no report")?);
            }
        }
        Ok(lines)
    }
}

fn manifest(package: &str, root: &Path) -> String {
    format!(
        "[package]\nname = \"{package}\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n\
         [workspace]\n\n[dependencies]\ngatewright = {{ path = \"{}\", features = [\"idn\"] }}\n\
         gatewright-conformance = {{ path = \"{}\" }}\n\n\
         [profile.dev]\ndebug = false\nincremental = false\n",
        root.join("runtime").display(),
        root.join("tests/conformance").display()
    )
}
