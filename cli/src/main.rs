//! The program `gatewright`: checks a policy, builds what it compiles into, and explains what it decides.
//!
//! It exits with 0 when all is well, 1 when the policy has errors or the files on disk differ, and 2 when it was called
//! wrongly or a file could not be read or written.

mod command;
mod draft;
mod failure;
mod interruption;
mod material;
mod output;
mod policy_file;
mod print;
mod report;
mod rewrite;

use std::process::ExitCode;

use clap::Parser;

use command::Command;

/// Compiles one security policy into everything that enforces it.
#[derive(Parser)]
#[command(name = "gatewright", version, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

fn main() -> ExitCode {
    // Clap exits with 2 when the arguments are wrong.
    match Arguments::parse().command.run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.print(),
    }
}
