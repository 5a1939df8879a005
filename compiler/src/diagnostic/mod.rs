//! What the compiler has to say about a policy: one type, stable codes, and a renderer for each reader.
//!
//! - [`codes`] is the one registry of codes.
//! - [`suggestion`] is what can be changed about it.
//! - [`render`] prints for people, with excerpts of the source.
//! - [`json`] prints for programs, [`sarif`] for those that gather findings, [`github`] for GitHub's workflows.

pub mod codes;
pub mod github;
pub mod json;
pub mod render;
pub mod sarif;
pub mod suggestion;

use gatewright_core::policy::Span;

use crate::source::SourceMap;

pub use codes::Code;
pub use suggestion::{Applicability, Suggestion};

/// How bad it is. There are no warnings: what may be wrong does not compile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// The policy does not compile.
    Error,
    /// Nothing is wrong, and there is something to know.
    Note,
}

impl Severity {
    /// The word for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Note => "note",
        }
    }
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Stable code, `GW` and four digits.
    pub code: &'static str,
    /// What is wrong: lower case, no full stop, the user's words in backticks.
    pub message: String,
    /// What to look at; the first is where it is wrong.
    pub labels: Vec<Label>,
    /// Facts that explain.
    pub notes: Vec<String>,
    /// A way out, with text that can be pasted.
    pub help: Option<String>,
    /// A change that does what the help says.
    pub suggestion: Option<Box<Suggestion>>,
}

/// A place with what to see there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What to see there; may be empty for the first.
    pub text: String,
}

/// What one policy or file was found to be wrong with, and the texts that this speaks of.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    /// What is wrong.
    pub diagnostics: &'a [Diagnostic],
    /// Where.
    pub sources: &'a SourceMap,
}

impl<'a> Report<'a> {
    /// Both together.
    #[must_use]
    pub fn new(diagnostics: &'a [Diagnostic], sources: &'a SourceMap) -> Report<'a> {
        Report { diagnostics, sources }
    }
}

impl Diagnostic {
    /// An error that has no place yet.
    #[must_use]
    pub fn error(code: Code, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, message)
    }

    /// Something to know that has no place yet.
    #[must_use]
    pub fn informational(code: Code, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, message)
    }

    fn new(code: Code, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            code: code.id,
            message: message.into(),
            labels: Vec::new(),
            notes: Vec::new(),
            help: None,
            suggestion: None,
        }
    }

    /// How bad it is: that is a matter of its code alone.
    #[must_use]
    pub fn severity(&self) -> Severity {
        codes::find(self.code).map_or(Severity::Error, |code| code.severity())
    }

    /// What is wrong, why, and the way out: all that it says beside places.
    pub(crate) fn told(&self) -> String {
        let notes = self.notes.iter().map(|note| format!("\nnote: {note}"));
        let help = self.help.iter().map(|help| format!("\nhelp: {help}"));
        std::iter::once(self.message.clone()).chain(notes).chain(help).collect()
    }

    /// Adds a place; the first one added is where it is wrong.
    #[must_use]
    pub fn label(mut self, span: Span, text: impl Into<String>) -> Diagnostic {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    /// Adds a fact that explains.
    #[must_use]
    pub fn note(mut self, text: impl Into<String>) -> Diagnostic {
        self.notes.push(text.into());
        self
    }

    /// Sets the way out.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Diagnostic {
        self.help = Some(text.into());
        self
    }

    /// Sets the way out, and the change that takes it.
    #[must_use]
    pub fn suggest(mut self, help: impl Into<String>, suggestion: Suggestion) -> Diagnostic {
        self.help = Some(help.into());
        self.suggestion = Some(Box::new(suggestion));
        self
    }
}

#[cfg(test)]
mod tests;
