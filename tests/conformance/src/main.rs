//! `cargo run -p gatewright-conformance -- POLICY.gate [--requests FILE] [--seed N] [--nginx DIR] [--envoy DIR] --report FILE`

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Parser;
use gatewright_conformance::engine::Edited;
use gatewright_conformance::request::Request;
use gatewright_conformance::suite::{Plan, run};

/// Sends boundary requests of a policy to the evaluator and to the targets that it declares, of the compiled Rust service, a
/// real nginx and a real Envoy, and compares what they decide.
#[derive(Parser)]
struct Arguments {
    /// The policy.
    policy: PathBuf,
    /// More requests: a JSON array in the neutral form.
    #[arg(long)]
    requests: Option<PathBuf>,
    /// The seed of the random requests; drawn from the clock unless given.
    #[arg(long)]
    seed: Option<u64>,
    /// nginx artefacts to run as they are, instead of what the compiler prints.
    #[arg(long)]
    nginx: Option<PathBuf>,
    /// Envoy artefacts to run as they are, instead of what the compiler prints.
    #[arg(long)]
    envoy: Option<PathBuf>,
    /// Where to write the report, as JSON.
    #[arg(long)]
    report: PathBuf,
}

fn main() -> ExitCode {
    match start(&Arguments::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(2)
        }
    }
}

fn start(arguments: &Arguments) -> anyhow::Result<bool> {
    let mut plan = Plan::of(&arguments.policy);
    if let Some(file) = &arguments.requests {
        let text = std::fs::read_to_string(file)
            .with_context(|| format!("cannot read {}", file.display()))?;
        let requests: Vec<Request> = serde_json::from_str(&text)
            .with_context(|| format!("{} holds no list of requests", file.display()))?;
        plan.requests = requests;
    }
    let drawn = || gatewright_conformance::engine::Moment::now().0;
    plan.seed = arguments.seed.unwrap_or_else(drawn);
    plan.edited =
        Edited { nginx: arguments.nginx.clone(), envoy: arguments.envoy.clone(), change: None };
    let report = run(&plan)?;
    let text = serde_json::to_string_pretty(&report)?;
    std::fs::write(&arguments.report, text)
        .with_context(|| format!("cannot write {}", arguments.report.display()))?;
    print!("{}", report.table());
    Ok(report.is_success())
}
