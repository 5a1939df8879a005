//! The commands, one a file.

mod build;
mod check;
mod explain;
mod fmt;
mod test;

use crate::failure::Failure;

/// What to do.
#[derive(clap::Subcommand)]
pub(crate) enum Command {
    /// Says what is wrong with a policy.
    Check(check::Arguments),
    /// Writes what a policy compiles into.
    Build(build::Arguments),
    /// Says what a policy decides on one request, and why.
    Explain(explain::Arguments),
    /// Runs the tests that policies hold of themselves.
    Test(test::Arguments),
    /// Lays out policies in the one style.
    Fmt(fmt::Arguments),
}

impl Command {
    /// Does it.
    pub(crate) fn run(self) -> Result<(), Failure> {
        match self {
            Command::Check(arguments) => check::run(&arguments),
            Command::Build(arguments) => build::run(&arguments),
            Command::Explain(arguments) => explain::run(&arguments),
            Command::Test(arguments) => test::run(&arguments),
            Command::Fmt(arguments) => fmt::run(&arguments),
        }
    }
}
