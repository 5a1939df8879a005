//! Values that a policy's parameters get from outside of its text.

use gatewright_core::policy::Span;

use crate::source::digest::digest;
use crate::source::{Source, SourceMap};
use crate::syntax::ast::{Assigned, Ast, Text, Word};

/// `NAME=VALUE` pairs, as their giver wrote them.
#[derive(Clone, Debug, Default)]
pub struct Assignments {
    /// What diagnostics call the pairs.
    origin: String,
    pairs: Vec<(String, String)>,
}

impl Assignments {
    /// No pairs yet; `origin` is what diagnostics call them: `--set`.
    #[must_use]
    pub fn new(origin: impl Into<String>) -> Assignments {
        Assignments { origin: origin.into(), pairs: Vec::new() }
    }

    /// Adds one.
    pub fn add(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.pairs.push((name.into(), value.into()));
    }

    /// The pairs as a text that diagnostics show, one a line; `None` without any.
    pub(crate) fn source(&self) -> Option<Source> {
        if self.pairs.is_empty() {
            return None;
        }
        let text: String =
            self.pairs.iter().map(|(name, value)| format!("{name}={value}\n")).collect();
        Some(Source::new(&self.origin, text))
    }

    /// Gives the pairs to a policy.
    ///
    /// The policy's digest covers them: with any, it is the digest of a list whose first line is the digest of the
    /// policy alone, and in which a line `NAME=VALUE` follows for each, by name.
    pub(crate) fn give(&self, ast: &mut Ast, sources: &mut SourceMap) {
        let file = sources.next_number();
        if let Some(text) = self.source() {
            sources.assign(text);
        }
        let mut at = 0;
        for (name, value) in &self.pairs {
            let name_span = span(file, at, name.len());
            let value_span = span(file, at + name.len() + 1, value.len());
            ast.assigned.push(Assigned {
                name: Word { text: name.clone(), span: name_span },
                value: Text { text: value.clone(), span: value_span },
            });
            at += name.len() + value.len() + 2;
        }
        if !self.pairs.is_empty() {
            let mut lines: Vec<String> = self.pairs.iter().map(line).collect();
            lines.sort();
            ast.digest = digest(&format!("{}\n{}", ast.digest, lines.concat()));
        }
    }
}

/// A value never reaches into the next line.
fn line((name, value): &(String, String)) -> String {
    format!("{name}={}\n", value.replace('\\', "\\\\").replace('\n', "\\n"))
}

fn span(file: u32, start: usize, length: usize) -> Span {
    let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    Span { file, start: offset(start), end: offset(start + length) }
}
