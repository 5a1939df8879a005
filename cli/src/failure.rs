//! Why a command did not do what it was asked to.

use std::io;
use std::process::ExitCode;

use gatewright_compiler::diagnostic::render::{Colour, render};
use gatewright_compiler::diagnostic::{Code, Diagnostic, Label, Report};
use gatewright_compiler::source::SourceMap;
use gatewright_core::policy::Span;

use crate::report::Format;

/// What ends a command.
#[derive(Debug)]
pub(crate) struct Failure {
    kind: Kind,
    findings: Vec<Findings>,
    format: Format,
}

/// What is wrong with one policy or file.
#[derive(Debug)]
struct Findings {
    diagnostics: Vec<Diagnostic>,
    sources: SourceMap,
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
        let findings = vec![Findings { diagnostics, sources }];
        Failure { kind, findings, format: Format::Human }
    }

    /// What several files failed with, one after the other. The worst gives the exit code.
    pub(crate) fn several(failures: Vec<Failure>) -> Result<(), Failure> {
        let join = |mut all: Failure, one: Failure| {
            all.kind = all.kind.max(one.kind);
            all.findings.extend(one.findings);
            all
        };
        failures.into_iter().reduce(join).map_or(Ok(()), Err)
    }

    /// A file or folder could not be used.
    pub(crate) fn io(code: Code, what: &str, error: &io::Error) -> Failure {
        Failure::surroundings(Diagnostic::error(code, format!("{what}: {}", reason(error))))
    }

    /// The same, with the place in the policy that asked for what failed.
    pub(crate) fn asked_for(mut self, span: Span, sources: &SourceMap) -> Failure {
        for findings in &mut self.findings {
            for diagnostic in &mut findings.diagnostics {
                diagnostic.labels.push(Label { span, text: String::from("asked for here") });
            }
            findings.sources = sources.clone();
        }
        self
    }

    /// The same, with a way out.
    pub(crate) fn with_help(mut self, help: &str) -> Failure {
        for diagnostic in self.findings.iter_mut().flat_map(|found| &mut found.diagnostics) {
            diagnostic.help = Some(help.to_owned());
        }
        self
    }

    /// The same, printed so.
    pub(crate) fn in_format(self, format: Format) -> Failure {
        Failure { format, ..self }
    }

    /// What is wrong first.
    pub(crate) fn message(&self) -> &str {
        let first = self.findings.iter().flat_map(|found| &found.diagnostics).next();
        first.map_or("", |diagnostic| diagnostic.message.as_str())
    }

    /// All that is wrong, for people.
    pub(crate) fn text(&self) -> String {
        let text = |Findings { diagnostics, sources }: &Findings| {
            render(diagnostics, sources, Colour::Plain)
        };
        self.findings.iter().map(text).collect()
    }

    /// Tells why, and gives the exit code.
    pub(crate) fn print(&self) -> ExitCode {
        let reports: Vec<Report<'_>> = self
            .findings
            .iter()
            .map(|Findings { diagnostics, sources }| Report::new(diagnostics, sources))
            .collect();
        let told = self.format.print(&reports);
        match self.kind {
            Kind::Policy if told.is_ok() => ExitCode::from(1),
            Kind::Policy | Kind::Surroundings => ExitCode::from(2),
        }
    }
}

/// Why something failed, in lower case and without the system's number.
pub(crate) fn reason(error: &io::Error) -> String {
    error.to_string().split(" (os error").next().unwrap_or_default().to_lowercase()
}
