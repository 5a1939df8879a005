//! `gatewright check FILE`.

use std::path::PathBuf;

use crate::failure::{Failure, Format};
use crate::policy_file::{PolicyFile, Setting};
use crate::print::print;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The policy.
    file: PathBuf,
    /// What a parameter of the policy stands for, 'NAME=VALUE'; may be given several times.
    #[arg(long = "set", value_name = "NAME=VALUE")]
    set: Vec<Setting>,
    /// How errors are printed.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let format = arguments.format;
    let checked = PolicyFile::open(&arguments.file, &arguments.set)
        .map_err(|failure| failure.in_format(format))?;
    match format {
        Format::Human => {
            let policy = &checked.policy;
            let (apis, routes) = (policy.apis.len(), policy.routes().count());
            let name = format!("{} {}", policy.name, policy.version);
            print(&format!("{name} has no errors (apis: {apis}, routes: {routes})\n"))
        }
        Format::Json => print("[]\n"),
    }
}
