//! The place at which the grammar does not match, and what stands around it.

use std::ops::Range;

use super::super::brackets::Brackets;
use super::super::expected::symbol;
use super::super::grammar::Rule;
use super::super::node::Origin;
use super::{is_word, list};
use crate::diagnostic::{Applicability, Diagnostic, Suggestion, codes};

/// Where the grammar does not match.
#[derive(Clone, Copy)]
pub(super) struct Place<'t> {
    /// What is read, which may be a part of its file.
    pub(super) text: &'t str,
    /// The byte of it where something else was expected.
    pub(super) at: usize,
    /// What stands there.
    pub(super) found: &'t str,
    pub(super) expected: &'t [Rule],
    pub(super) origin: Origin,
}

impl<'t> Place<'t> {
    /// All before it.
    pub(super) fn before(&self) -> &'t str {
        self.text.get(..self.at).unwrap_or_default()
    }

    /// What stands there and all that follows.
    pub(super) fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// What follows what stands there.
    pub(super) fn after(&self) -> &'t str {
        self.text.get(self.end()..).unwrap_or_default()
    }

    /// Where what stands there ends.
    pub(super) fn end(&self) -> usize {
        self.at + self.found.len()
    }

    pub(super) fn expects(&self, rules: &[Rule]) -> bool {
        self.expected.iter().any(|rule| rules.contains(rule))
    }

    /// Whether a declaration could begin there.
    pub(super) fn expects_declaration(&self) -> bool {
        self.expected.iter().any(|rule| symbol(*rule) == Some("a declaration"))
    }

    /// The word before it, and where that begins.
    pub(super) fn word_before(&self) -> Option<(usize, &'t str)> {
        let before = self.before().trim_end();
        let start = before.rfind(|character: char| !is_word(character));
        let start = start.map_or(0, |at| at + char_length(before, at));
        before.get(start..).filter(|word| !word.is_empty()).map(|word| (start, word))
    }

    /// The innermost bracket that is open there.
    pub(super) fn open_bracket(&self) -> Option<(u8, usize)> {
        let mut brackets = Brackets::default();
        let mut base = 0;
        for line in self.before().split_inclusive('\n') {
            brackets.line(line, base);
            base += line.len();
        }
        brackets.open.last().copied()
    }

    /// Whether only white space stands before it on its line.
    pub(super) fn begins_line(&self) -> bool {
        let before = self.before().trim_end_matches([' ', '\t']);
        before.is_empty() || before.ends_with('\n')
    }

    /// An error that says what is expected there.
    pub(super) fn unexpected(&self) -> Diagnostic {
        self.error(format!("expected {}, found `{}`", list(self.expected), self.found))
    }

    /// An error about what stands there.
    pub(super) fn error(&self, message: impl Into<String>) -> Diagnostic {
        self.error_at(self.at..self.end(), message)
    }

    /// An error about what stands elsewhere.
    pub(super) fn error_at(&self, range: Range<usize>, message: impl Into<String>) -> Diagnostic {
        let place = self.origin.span(range.start, range.len());
        Diagnostic::error(codes::SYNTAX, message).label(place, "not expected here")
    }

    /// Another text in the place of a part.
    pub(super) fn replace(
        &self,
        range: Range<usize>,
        with: impl Into<String>,
        applicability: Applicability,
    ) -> Suggestion {
        Suggestion::replace(self.origin.span(range.start, range.len()), with, applicability)
    }

    /// Offers another text in the place of a part, where nothing else can have been meant.
    pub(super) fn offer(
        &self,
        error: Diagnostic,
        range: Range<usize>,
        with: impl Into<String>,
        help: impl Into<String>,
    ) -> Diagnostic {
        error.suggest(help, self.replace(range, with, Applicability::MachineApplicable))
    }
}

fn char_length(text: &str, at: usize) -> usize {
    text.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8)
}
