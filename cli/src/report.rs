//! What is wrong, as whoever asked wants to read it.

use std::io::{self, IsTerminal};

use gatewright_compiler::diagnostic::render::Colour;
use gatewright_compiler::diagnostic::{Report, github, json, render, sarif};

use crate::failure::Failure;
use crate::print;

/// How diagnostics are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// For people.
    #[default]
    Human,
    /// For programs: one JSON array.
    Json,
    /// For programs that gather findings: SARIF 2.1.0.
    Sarif,
    /// For GitHub's workflows: a command for each annotation.
    Github,
}

impl Format {
    /// Prints diagnostics, for people to the standard error, for programs to the standard output.
    pub(crate) fn print(self, reports: &[Report<'_>]) -> Result<(), Failure> {
        match self {
            Format::Human => {
                let coloured = io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
                let colour = if coloured { Colour::Ansi } else { Colour::Plain };
                for Report { diagnostics, sources } in reports {
                    print::tell(&render::render(diagnostics, sources, colour));
                }
                Ok(())
            }
            Format::Json => print::print(&json::render(reports)),
            Format::Sarif => print::print(&sarif::render(reports)),
            Format::Github => print::print(&github::render(reports)),
        }
    }

    /// Says that nothing is wrong, and what there is to know: for people in these words behind the notes, for programs in a
    /// report without errors.
    pub(crate) fn succeed(self, words: &str, notes: &[Report<'_>]) -> Result<(), Failure> {
        self.print(notes)?;
        match self {
            Format::Human => print::print(words),
            Format::Json | Format::Sarif | Format::Github => Ok(()),
        }
    }
}
