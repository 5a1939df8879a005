//! Diagnostics as commands that GitHub's workflows read: a line each, which becomes an annotation of the changed files.

use std::fmt::Write as _;

use super::{Diagnostic, Report, Severity};
use crate::source::SourceMap;

/// Prints a line for each diagnostic.
#[must_use]
pub fn render(reports: &[Report<'_>]) -> String {
    let mut text = String::new();
    for Report { diagnostics, sources } in reports {
        for diagnostic in *diagnostics {
            annotate(diagnostic, sources, &mut text);
        }
    }
    text
}

/// `::error file=…,line=…,col=…,endLine=…,endColumn=…,title=…::message`, the columns only within one line: GitHub takes
/// no others.
fn annotate(diagnostic: &Diagnostic, sources: &SourceMap, text: &mut String) {
    // Writing to a string cannot fail.
    let _ = write!(text, "::{} ", command(diagnostic.severity()));
    let place = diagnostic.labels.first().filter(|label| sources.is_file(label.span.file));
    if let Some((file, range)) = place.and_then(|label| sources.range(label.span)) {
        let (start, end) = (range.start, range.end);
        let _ = write!(text, "file={},line={}", property(file.name()), start.line);
        if start.line == end.line {
            // The last column is one that is part of it.
            let last = end.column.saturating_sub(1).max(start.column);
            let _ = write!(text, ",col={},endLine={},endColumn={last}", start.column, end.line);
        } else {
            let _ = write!(text, ",endLine={}", end.line);
        }
        text.push(',');
    }
    let _ = writeln!(text, "title={}::{}", property(diagnostic.code), data(&diagnostic.told()));
}

/// GitHub's word for it.
fn command(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Note => "notice",
    }
}

/// A command's message.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property's value.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
