//! Changes of the text that do what a diagnostic's help says.

use std::ops::Range;

use gatewright_core::policy::Span;

use crate::source::{Source, SourceMap};

/// A change of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// Whether a program may make it.
    pub applicability: Applicability,
    changes: Vec<Change>,
}

/// Whether a program may make a change without asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applicability {
    /// The policy then says what it said before, or what cannot have been meant otherwise.
    MachineApplicable,
    /// Somebody has to see whether it is what was meant.
    MaybeIncorrect,
}

impl Applicability {
    /// For a machine, where this is sure.
    #[must_use]
    pub fn when(sure: bool) -> Applicability {
        if sure { Applicability::MachineApplicable } else { Applicability::MaybeIncorrect }
    }

    /// The word for it, as rustc has it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Applicability::MachineApplicable => "machine-applicable",
            Applicability::MaybeIncorrect => "maybe-incorrect",
        }
    }
}

/// One place of a change, exactly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What goes.
    pub span: Span,
    /// What takes its place.
    pub replacement: String,
}

/// One place of a change, as whoever knows only spans can say it.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Change {
    Replace(Span, String),
    /// An item of a list, with its comma.
    DeleteItem(Span),
    /// What stands by itself, with the space before it.
    Delete(Span),
    /// What stands on lines of its own, with its documentation.
    DeleteLines(Span),
}

impl Suggestion {
    /// Another text in a place.
    #[must_use]
    pub fn replace(
        span: Span,
        replacement: impl Into<String>,
        applicability: Applicability,
    ) -> Suggestion {
        Suggestion { applicability, changes: vec![Change::Replace(span, replacement.into())] }
    }

    /// A clause or setting less.
    #[must_use]
    pub fn delete(span: Span, applicability: Applicability) -> Suggestion {
        Suggestion { applicability, changes: vec![Change::Delete(span)] }
    }

    /// One item of a list less; nothing where it is the only one.
    #[must_use]
    pub fn delete_item(span: Span, applicability: Applicability) -> Suggestion {
        Suggestion { applicability, changes: vec![Change::DeleteItem(span)] }
    }

    /// A declaration less, with its documentation.
    #[must_use]
    pub fn delete_lines(span: Span, applicability: Applicability) -> Suggestion {
        Suggestion { applicability, changes: vec![Change::DeleteLines(span)] }
    }

    /// The places that it names.
    pub(crate) fn spans(&self) -> impl Iterator<Item = Span> {
        self.changes.iter().map(|change| match change {
            Change::Replace(span, _)
            | Change::Delete(span)
            | Change::DeleteItem(span)
            | Change::DeleteLines(span) => *span,
        })
    }

    /// What changes, in the order of the text; nothing where it cannot be said.
    #[must_use]
    pub fn edits(&self, sources: &SourceMap) -> Vec<Edit> {
        let mut edits: Vec<Edit> = self
            .changes
            .iter()
            .filter_map(|change| {
                let (span, replacement) = match change {
                    Change::Replace(span, replacement) => (*span, replacement.clone()),
                    Change::Delete(span) => (widened(*span, sources, phrase)?, String::new()),
                    Change::DeleteItem(span) => (widened(*span, sources, item)?, String::new()),
                    Change::DeleteLines(span) => (widened(*span, sources, lines)?, String::new()),
                };
                let text = sources.get(span.file)?.text();
                text.get(range(span)?).map(|_| Edit { span, replacement })
            })
            .collect();
        edits.sort_by_key(|edit| edit.span);
        edits
    }
}

/// The text of a file with edits made, which are in order and do not overlap; `None` where they do or lie outside.
#[must_use]
pub fn apply(source: &Source, edits: &[Edit]) -> Option<String> {
    let mut text = String::with_capacity(source.text().len());
    let mut done = 0;
    for edit in edits {
        let range = range(edit.span)?;
        text.push_str(source.text().get(done..range.start)?);
        text.push_str(&edit.replacement);
        done = range.end;
    }
    text.push_str(source.text().get(done..)?);
    Some(text)
}

fn range(span: Span) -> Option<Range<usize>> {
    Some(usize::try_from(span.start).ok()?..usize::try_from(span.end).ok()?)
}

fn widened(
    span: Span,
    sources: &SourceMap,
    widen: fn(&str, Range<usize>) -> Option<Range<usize>>,
) -> Option<Span> {
    let range = widen(sources.get(span.file)?.text(), range(span)?)?;
    let offset = |at: usize| u32::try_from(at).ok();
    Some(Span { start: offset(range.start)?, end: offset(range.end)?, ..span })
}

/// A piece with the space before it on its line.
fn phrase(text: &str, piece: Range<usize>) -> Option<Range<usize>> {
    let before = text.get(..piece.start)?.trim_end_matches([' ', '\t']);
    let begins = before.is_empty() || before.ends_with('\n');
    Some(if begins { piece } else { before.len()..piece.end })
}

/// An item with the comma behind it, or else with the one before.
fn item(text: &str, item: Range<usize>) -> Option<Range<usize>> {
    let (before, after) = (text.get(..item.start)?, text.get(item.end..)?);
    if let Some(rest) = after.trim_start().strip_prefix(',') {
        let rest = rest.trim_start_matches([' ', '\t']);
        return Some(item.start..text.len() - rest.len());
    }
    Some(before.trim_end().strip_suffix(',')?.len()..item.end)
}

/// Whole lines, with the lines of documentation above them; no more than the piece itself where others share its line.
fn lines(text: &str, piece: Range<usize>) -> Option<Range<usize>> {
    let (before, after) = (text.get(..piece.start)?, text.get(piece.end..)?);
    let rest = after.split_inclusive('\n').next().unwrap_or_default();
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let comment = rest.trim();
    if !before.get(start..)?.trim().is_empty() || !(comment.is_empty() || comment.starts_with("//"))
    {
        return Some(piece.start..text.len() - after.trim_start_matches([' ', '\t']).len());
    }
    let mut first = start;
    while let Some(above) = text.get(..first)?.strip_suffix('\n') {
        let line = above.rfind('\n').map_or(0, |at| at + 1);
        if !above.get(line..)?.trim_start().starts_with("///") {
            break;
        }
        first = line;
    }
    Some(first..piece.end + rest.len())
}
