//! Compiles the policies of the benchmarks of decisions to Rust, as `gatewright build --target rust` does.

#[path = "src/decision/workload.rs"]
#[allow(dead_code, reason = "the benchmarks use the rest")]
mod workload;

use std::error::Error;
use std::path::Path;

use gatewright_compiler::source::{Alone, Source};
use gatewright_compiler::target::{Material, registry};
use gatewright_core::policy::TargetKind;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=src/decision/workload.rs");
    let folder = std::env::var("OUT_DIR")?;
    for workload in [workload::small(), workload::large()] {
        let source = Source::new(format!("{}.gate", workload.name), workload.policy());
        let compiled = gatewright_compiler::compile(source, &Alone);
        let policy = compiled.outcome.map_err(|diagnostics| format!("{diagnostics:?}"))?;
        let artifacts = registry::find(TargetKind::Rust).lower(&policy, &Material::default());
        let artifacts = artifacts.map_err(|diagnostics| format!("{diagnostics:?}"))?;
        for artifact in artifacts.files.into_values() {
            let path = Path::new(&folder).join(format!("{}.rs", workload.name));
            std::fs::write(path, artifact.contents)?;
        }
    }
    Ok(())
}
