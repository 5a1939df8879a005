//! Diagnostics for programs: one JSON array of objects.

use std::ops::Range;

use serde::Serialize;

use super::{Diagnostic, Report, Suggestion, codes};
use crate::source::SourceMap;

#[derive(Serialize)]
struct Finding<'a> {
    code: &'static str,
    title: &'static str,
    severity: &'static str,
    message: &'a str,
    spans: Vec<Place<'a>>,
    notes: &'a [String],
    help: Option<&'a str>,
    suggestions: Vec<Change<'a>>,
}

/// A label: lines and columns from 1, columns in characters, bytes from 0 and half open.
#[derive(Serialize)]
struct Place<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    start: u32,
    end: u32,
    primary: bool,
    label: &'a str,
}

/// A change that does what the help says.
#[derive(Serialize)]
struct Change<'a> {
    applicability: &'static str,
    edits: Vec<Replacement<'a>>,
}

/// One place of a change, counted as in [`Place`].
#[derive(Serialize)]
struct Replacement<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    start: u32,
    end: u32,
    replacement: String,
}

/// Prints diagnostics as one array, ended by a line feed.
#[must_use]
pub fn render(reports: &[Report<'_>]) -> String {
    let findings: Vec<Finding<'_>> = reports
        .iter()
        .flat_map(|Report { diagnostics, sources }| {
            diagnostics.iter().map(|diagnostic| finding(diagnostic, sources))
        })
        .collect();
    // Only strings and numbers: this cannot fail, and an empty text would be no JSON at all.
    let mut text = serde_json::to_string_pretty(&findings).unwrap_or_else(|_| String::from("[]"));
    text.push('\n');
    text
}

fn finding<'a>(diagnostic: &'a Diagnostic, sources: &'a SourceMap) -> Finding<'a> {
    let spans = diagnostic.labels.iter().enumerate().filter_map(|(order, label)| {
        let (source, Range { start, end }) = sources.range(label.span)?;
        Some(Place {
            file: source.name(),
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
            start: label.span.start,
            end: label.span.end,
            primary: order == 0,
            label: &label.text,
        })
    });
    Finding {
        code: diagnostic.code,
        title: codes::find(diagnostic.code).map_or("", |code| code.title),
        severity: diagnostic.severity().name(),
        message: &diagnostic.message,
        spans: spans.collect(),
        notes: &diagnostic.notes,
        help: diagnostic.help.as_deref(),
        suggestions: diagnostic.suggestion.iter().map(|change| changed(change, sources)).collect(),
    }
}

fn changed<'a>(suggestion: &Suggestion, sources: &'a SourceMap) -> Change<'a> {
    let edits = suggestion.edits(sources).into_iter().filter_map(|edit| {
        let (source, Range { start, end }) = sources.range(edit.span)?;
        Some(Replacement {
            file: source.name(),
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
            start: edit.span.start,
            end: edit.span.end,
            replacement: edit.replacement,
        })
    });
    Change { applicability: suggestion.applicability.name(), edits: edits.collect() }
}
