//! `gatewright check FILE`.

mod fix;

use std::path::PathBuf;

use gatewright_compiler::Compiled;
use gatewright_compiler::diagnostic::{Diagnostic, Report};
use gatewright_compiler::source::SourceMap;
use gatewright_compiler::target::gap;
use gatewright_core::policy::Policy;

use crate::draft::Draft;
use crate::failure::Failure;
use crate::policy_file::Setting;
use crate::report::Format;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The policy.
    file: PathBuf,
    /// What a parameter of the policy stands for, 'NAME=VALUE'; may be given several times.
    #[arg(long = "set", value_name = "NAME=VALUE")]
    set: Vec<Setting>,
    /// Changes the policy's files where that leaves no doubt, and tells what it changed; then checks them again.
    #[arg(long, conflicts_with = "language_only")]
    fix: bool,
    /// Does not ask whether the declared targets can enforce the policy.
    #[arg(long)]
    language_only: bool,
    /// How errors are printed.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let format = arguments.format;
    let Right { policy, notes, sources } =
        judge(arguments).map_err(|failure| failure.in_format(format))?;
    let (apis, routes) = (policy.apis.len(), policy.routes().count());
    let name = format!("{} {}", policy.name, policy.version);
    format.succeed(
        &format!("{name} has no errors (apis: {apis}, routes: {routes})\n"),
        &[Report::new(&notes, &sources)],
    )
}

/// A policy without errors, and what there is to know of it.
struct Right {
    policy: Policy,
    notes: Vec<Diagnostic>,
    sources: SourceMap,
}

fn judge(arguments: &Arguments) -> Result<Right, Failure> {
    let draft = Draft::open(&arguments.file, &arguments.set)?;
    let Compiled { sources, outcome } = if arguments.fix {
        fix::fix(draft)?
    } else if arguments.language_only {
        draft.judge_language()
    } else {
        draft.judge()
    };
    match outcome {
        Ok(policy) => {
            let notes = if arguments.language_only { Vec::new() } else { gap::notes(&policy) };
            Ok(Right { policy, notes, sources })
        }
        Err(diagnostics) => Err(Failure::policy(diagnostics, sources)),
    }
}
