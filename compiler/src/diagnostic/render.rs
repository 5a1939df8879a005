//! Diagnostics for people: source excerpts with every label, notes and help.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::{Diagnostic, Severity};
use crate::source::{Source, SourceMap};

/// How many diagnostics are printed; the rest are counted.
const SHOWN: usize = 100;

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
        text.push_str(&renderer.render(&[group(diagnostic, sources)]));
        text.push_str("\n\n");
    }
    let rest = diagnostics.len().saturating_sub(SHOWN);
    if rest > 0 {
        text.push_str(&format!("… and {rest} more\n\n"));
    }
    text.pop();
    text
}

fn group<'a>(diagnostic: &'a Diagnostic, sources: &'a SourceMap) -> Group<'a> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
    };
    let mut group =
        Group::with_title(level.primary_title(diagnostic.message.as_str()).id(diagnostic.code));
    for number in files(diagnostic) {
        let source = sources.get(number);
        if let Some(snippet) = source.and_then(|source| excerpt(diagnostic, number, source)) {
            group = group.element(snippet);
        }
    }
    for note in &diagnostic.notes {
        group = group.element(Level::NOTE.message(note.as_str()));
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    group
}

/// The files with labels; the one where it is wrong comes first.
fn files(diagnostic: &Diagnostic) -> Vec<u32> {
    let mut files: Vec<u32> = Vec::new();
    for label in &diagnostic.labels {
        if !files.contains(&label.span.file) {
            files.push(label.span.file);
        }
    }
    files
}

/// The lines from the first label in this file to the last.
fn excerpt<'a>(
    diagnostic: &'a Diagnostic,
    number: u32,
    source: &'a Source,
) -> Option<Snippet<'a, annotate_snippets::Annotation<'a>>> {
    let labels: Vec<(usize, Range<usize>, &str)> = diagnostic
        .labels
        .iter()
        .enumerate()
        .filter(|(_, label)| label.span.file == number)
        .map(|(order, label)| {
            (order, bytes(source, label.span.start, label.span.end), label.text.as_str())
        })
        .collect();
    let first = labels.iter().map(|(_, range, _)| range.start).min()?;
    let last = labels.iter().map(|(_, range, _)| range.end).max()?;
    let line = source.position(first).line;
    let start = source.line_start(line);
    let end = source.line_start(source.position(last).line + 1);
    let lines = source.text().get(start..end)?;
    let mut snippet = Snippet::source(lines).path(source.name()).line_start(line);
    for (order, range, text) in labels {
        let kind = if order == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
        let annotation = kind.span(range.start - start..range.end - start);
        snippet =
            snippet.annotation(if text.is_empty() { annotation } else { annotation.label(text) });
    }
    Some(snippet)
}

/// A label's bytes, kept inside the text and on character boundaries whatever the span says.
fn bytes(source: &Source, start: u32, end: u32) -> Range<usize> {
    let text = source.text();
    let start = text.floor_char_boundary(usize::try_from(start).unwrap_or(usize::MAX));
    let end = text.ceil_char_boundary(usize::try_from(end).unwrap_or(usize::MAX));
    start..end.max(start)
}
