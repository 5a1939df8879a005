//! Diagnostics for people: source excerpts with labels, notes and help.

mod long;

use std::ops::Range;

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Patch, Renderer, Snippet};

use super::{Diagnostic, Severity};
use crate::source::{Source, SourceMap};

/// How many diagnostics are printed; the rest are counted.
const SHOWN: usize = 100;

/// How many lines of a change are shown; of a longer one, what it does is told.
const CHANGED_LINES: usize = 50;

/// How many labels of one diagnostic are shown; the rest are counted.
const LABELS: usize = 32;

/// Whether the reader sees colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// Terminal escapes.
    Ansi,
    /// None.
    Plain,
}

/// Prints diagnostics, separated by empty lines and ended by a line feed.
#[must_use]
pub fn render(diagnostics: &[Diagnostic], sources: &SourceMap, colour: Colour) -> String {
    let renderer = match colour {
        Colour::Ansi => Renderer::styled(),
        Colour::Plain => Renderer::plain(),
    };
    let mut text = String::new();
    for diagnostic in diagnostics.iter().take(SHOWN) {
        let groups: Vec<Group<'_>> =
            [Some(finding(diagnostic, sources)), change(diagnostic, sources)]
                .into_iter()
                .flatten()
                .collect();
        text.push_str(&renderer.render(&groups));
        text.push_str("\n\n");
    }
    let rest = diagnostics.len().saturating_sub(SHOWN);
    if rest > 0 {
        text.push_str(&format!("… and {rest} more\n\n"));
    }
    text.pop();
    text
}

fn finding<'a>(diagnostic: &'a Diagnostic, sources: &'a SourceMap) -> Group<'a> {
    let level = match diagnostic.severity() {
        Severity::Error => Level::ERROR,
        Severity::Note => Level::NOTE,
    };
    let mut group =
        Group::with_title(level.primary_title(diagnostic.message.as_str()).id(diagnostic.code));
    for number in files(diagnostic) {
        let Some(source) = sources.get(number) else { continue };
        let places = places(diagnostic, number, source);
        if places.iter().any(|place| long::is_long(source, &place.range)) {
            group = long::show(group, source, &places);
        } else if let Some(snippet) = excerpt(source, &places) {
            group = group.element(snippet);
        }
    }
    let rest = diagnostic.labels.len().saturating_sub(LABELS);
    if rest > 0 {
        group = group.element(Level::NOTE.message(format!("and {rest} more places")));
    }
    for note in &diagnostic.notes {
        group = group.element(Level::NOTE.message(note.as_str()));
    }
    match &diagnostic.help {
        Some(help) if change(diagnostic, sources).is_none() => {
            group.element(Level::HELP.message(help.as_str()))
        }
        Some(_) | None => group,
    }
}

/// What the help says, and the lines as they would be then.
fn change<'a>(diagnostic: &'a Diagnostic, sources: &'a SourceMap) -> Option<Group<'a>> {
    let edits = diagnostic.suggestion.as_ref()?.edits(sources);
    let (first, last) = (edits.first()?.span, edits.last()?.span);
    let source = sources.get(first.file).filter(|_| first.file == last.file)?;
    if edits
        .iter()
        .any(|edit| long::is_long(source, &bytes(source, edit.span.start, edit.span.end)))
    {
        return None;
    }
    let line = source.position(bytes(source, first.start, first.end).start).line;
    let start = source.line_start(line);
    let end = source.position(bytes(source, last.start, last.end).end).line;
    if end - line > CHANGED_LINES {
        return None;
    }
    let lines = source.text().get(start..source.line_start(end + 1))?;
    let mut snippet = Snippet::source(lines).path(source.name()).line_start(line);
    for edit in edits {
        let mut range = bytes(source, edit.span.start, edit.span.end);
        let gone = source.text().get(range.clone()).unwrap_or_default();
        if edit.replacement.is_empty() && gone.ends_with('\n') {
            // The line behind would be shown as gone, too.
            range.end -= 1;
        }
        snippet =
            snippet.patch(Patch::new(range.start - start..range.end - start, edit.replacement));
    }
    let help = diagnostic.help.as_deref().unwrap_or("change it");
    Some(Level::HELP.secondary_title(help).element(snippet))
}

/// The files with labels; the one where it is wrong comes first.
fn files(diagnostic: &Diagnostic) -> Vec<u32> {
    let mut files: Vec<u32> = Vec::new();
    for label in diagnostic.labels.iter().take(LABELS) {
        if !files.contains(&label.span.file) {
            files.push(label.span.file);
        }
    }
    files
}

/// A label in the file where it stands.
struct Place<'a> {
    kind: AnnotationKind,
    range: Range<usize>,
    text: &'a str,
}

impl<'a> Place<'a> {
    /// The same in a text that begins there.
    fn annotation(&self, start: usize) -> Annotation<'a> {
        let annotation = self.kind.span(self.range.start - start..self.range.end - start);
        if self.text.is_empty() { annotation } else { annotation.label(self.text) }
    }
}

/// The labels in this file; the first of all is where it is wrong.
fn places<'a>(diagnostic: &'a Diagnostic, number: u32, source: &Source) -> Vec<Place<'a>> {
    let labels = diagnostic.labels.iter().take(LABELS).enumerate();
    labels
        .filter(|(_, label)| label.span.file == number)
        .map(|(order, label)| Place {
            kind: if order == 0 { AnnotationKind::Primary } else { AnnotationKind::Context },
            range: bytes(source, label.span.start, label.span.end),
            text: label.text.as_str(),
        })
        .collect()
}

/// The lines from the first label to the last.
fn excerpt<'a>(source: &'a Source, places: &[Place<'a>]) -> Option<Snippet<'a, Annotation<'a>>> {
    let first = places.iter().map(|place| place.range.start).min()?;
    let last = places.iter().map(|place| place.range.end).max()?;
    let line = source.position(first).line;
    let start = source.line_start(line);
    let end = source.line_start(source.position(last).line + 1);
    let lines = source.text().get(start..end)?;
    let snippet = Snippet::source(lines).path(source.name()).line_start(line);
    Some(snippet.annotations(places.iter().map(|place| place.annotation(start))))
}

/// A label's bytes, kept inside the text and on character boundaries whatever the span says.
fn bytes(source: &Source, start: u32, end: u32) -> Range<usize> {
    let text = source.text();
    let start = text.floor_char_boundary(usize::try_from(start).unwrap_or(usize::MAX));
    let end = text.ceil_char_boundary(usize::try_from(end).unwrap_or(usize::MAX));
    start..end.max(start)
}
