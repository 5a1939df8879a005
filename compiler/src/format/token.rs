//! What stands in a file, token by token, with the comments between.

use crate::syntax::grammar::Rule;

/// One token.
#[derive(Debug)]
pub(super) struct Token<'text> {
    /// What the grammar calls it; punctuation inside of rules has no name.
    pub(super) rule: Option<Rule>,
    /// As written; empty for the end of the file and for a comma that is not printed.
    pub(super) text: &'text str,
    /// What stands before it.
    pub(super) before: Gap<'text>,
    /// The comment after it, on its line.
    pub(super) comment: Option<Comment<'text>>,
}

/// What stands before a token and belongs to it.
#[derive(Debug, Default)]
pub(super) struct Gap<'text> {
    /// Comments on lines of their own.
    pub(super) comments: Vec<Comment<'text>>,
    /// Line feeds after the last of them, or after the token before.
    pub(super) lines: usize,
    /// White space since the last line feed.
    pub(super) spaces: usize,
}

/// A `//` comment.
#[derive(Clone, Copy, Debug)]
pub(super) struct Comment<'text> {
    /// With its slashes, without white space at its end.
    pub(super) text: &'text str,
    /// Whether an empty line stands before it.
    pub(super) blank_before: bool,
    /// Where in its line it stands, in characters.
    pub(super) column: usize,
}

impl Gap<'_> {
    /// Whether an empty line stands directly before the token.
    pub(super) fn blank(&self) -> bool {
        self.lines > 1
    }

    /// Whether the token begins a line.
    pub(super) fn breaks(&self) -> bool {
        self.lines > 0 || !self.comments.is_empty()
    }

    /// Whether an empty line stands anywhere between this token and the one before.
    pub(super) fn parts(&self) -> bool {
        self.blank() || self.comments.iter().any(|comment| comment.blank_before)
    }
}

impl Token<'_> {
    /// Whether it is a line of `///` or `//!`.
    pub(super) fn is_documentation(&self) -> bool {
        matches!(self.rule, Some(Rule::documentation_line | Rule::file_line))
    }

    /// Whether the grammar skips it without knowing what it is.
    pub(super) fn is_opaque(&self) -> bool {
        matches!(self.rule, None | Some(Rule::skipped_word | Rule::skipped_mark))
    }

    /// How many columns it takes.
    pub(super) fn width(&self) -> usize {
        self.text.chars().count()
    }
}
