//! Why a command did not do what it was asked to.

use std::io::{self, IsTerminal, Write as _};
use std::process::ExitCode;

use gatewright_compiler::diagnostic::render::Colour;
use gatewright_compiler::diagnostic::{Code, Diagnostic, Label, json, render};
use gatewright_compiler::source::SourceMap;
use gatewright_core::policy::Span;

/// How diagnostics and answers are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// For people.
    #[default]
    Human,
    /// For programs.
    Json,
}

/// What ends a command.
#[derive(Debug)]
pub(crate) struct Failure {
    kind: Kind,
    diagnostics: Vec<Diagnostic>,
    sources: SourceMap,
    format: Format,
    /// Those that came after it.
    others: Vec<Failure>,
}

/// Whose fault it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// The policy's, or that of files that differ from it: exit code 1.
    Policy,
    /// The surroundings' or the call's: exit code 2.
    Surroundings,
}

impl Failure {
    /// The policy has errors, or what was built from it is not up to date.
    pub(crate) fn policy(diagnostics: Vec<Diagnostic>, sources: SourceMap) -> Failure {
        Failure::new(Kind::Policy, diagnostics, sources)
    }

    /// Something around the policy is wrong.
    pub(crate) fn surroundings(diagnostic: Diagnostic) -> Failure {
        Failure::with_sources(vec![diagnostic], SourceMap::default())
    }

    /// Something around the policy is wrong, and places in a text show what.
    pub(crate) fn with_sources(diagnostics: Vec<Diagnostic>, sources: SourceMap) -> Failure {
        Failure::new(Kind::Surroundings, diagnostics, sources)
    }

    fn new(kind: Kind, diagnostics: Vec<Diagnostic>, sources: SourceMap) -> Failure {
        Failure { kind, diagnostics, sources, format: Format::Human, others: Vec::new() }
    }

    /// What several files failed with, one after the other. The worst gives the exit code.
    pub(crate) fn several(mut failures: Vec<Failure>) -> Result<(), Failure> {
        if failures.is_empty() {
            return Ok(());
        }
        let first = failures.remove(0);
        Err(Failure { others: failures, ..first })
    }

    /// A file or folder could not be used.
    pub(crate) fn io(code: Code, what: &str, error: &io::Error) -> Failure {
        Failure::surroundings(Diagnostic::error(code, format!("{what}: {}", reason(error))))
    }

    /// The same, with the place in the policy that asked for what failed.
    pub(crate) fn asked_for(mut self, span: Span, sources: &SourceMap) -> Failure {
        for diagnostic in &mut self.diagnostics {
            diagnostic.labels.push(Label { span, text: String::from("asked for here") });
        }
        self.sources = sources.clone();
        self
    }

    /// The same, with a way out.
    pub(crate) fn with_help(mut self, help: &str) -> Failure {
        for diagnostic in &mut self.diagnostics {
            diagnostic.help = Some(help.to_owned());
        }
        self
    }

    /// The same, printed so.
    pub(crate) fn in_format(self, format: Format) -> Failure {
        Failure { format, ..self }
    }

    /// Tells why, for people on standard error, for programs on standard output.
    pub(crate) fn print(&self) -> ExitCode {
        let failures = std::iter::once(self).chain(&self.others);
        match failures.map(Failure::tell).max() {
            Some(Kind::Policy) => ExitCode::from(1),
            Some(Kind::Surroundings) | None => ExitCode::from(2),
        }
    }

    /// Tells one, and whose fault it is.
    fn tell(&self) -> Kind {
        let told = match self.format {
            Format::Human => {
                let coloured = io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
                let colour = if coloured { Colour::Ansi } else { Colour::Plain };
                let text = render::render(&self.diagnostics, &self.sources, colour);
                io::stderr().write_all(text.as_bytes())
            }
            Format::Json => {
                let text = json::render(&self.diagnostics, &self.sources);
                io::stdout().write_all(text.as_bytes())
            }
        };
        if told.is_ok() { self.kind } else { Kind::Surroundings }
    }
}

/// Why something failed, in lower case and without the system's number.
pub(crate) fn reason(error: &io::Error) -> String {
    error.to_string().split(" (os error").next().unwrap_or_default().to_lowercase()
}
