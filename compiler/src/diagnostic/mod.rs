//! What the compiler has to say about a policy: one type, stable codes, and a renderer for each reader.

use gatewright_core::policy::Span;

/// How bad it is. There are no warnings: nothing is ignored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// The policy does not compile.
    Error,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Stable code, `GW` and four digits.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong: lower case, no full stop, the user's words in backticks.
    pub message: String,
    /// What to look at; the first is where it is wrong.
    pub labels: Vec<Label>,
    /// Facts that explain.
    pub notes: Vec<String>,
    /// A way out, with text that can be pasted.
    pub help: Option<String>,
}

/// A place with what to see there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What to see there; may be empty for the first.
    pub text: String,
}
