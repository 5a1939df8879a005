//! Places in a policy, each with its rule and what is to be said of it.

use std::fmt::Write as _;

use gatewright_compiler::source::SourceMap;
use gatewright_core::policy::Span;

/// Characters of a column; longer texts move what follows.
const WIDEST: usize = 80;

/// One line.
pub(super) struct Row {
    pub(super) span: Span,
    pub(super) rule: String,
    pub(super) said: String,
}

/// The lines in columns, each begun by two spaces.
pub(super) fn table(rows: &[Row], sources: &SourceMap) -> String {
    let places: Vec<String> = rows.iter().map(|row| place(row.span, sources)).collect();
    let widest = |width: &mut dyn Iterator<Item = &String>| {
        width.map(|text| text.chars().count()).max().unwrap_or_default().min(WIDEST)
    };
    let place_width = widest(&mut places.iter());
    let rule_width = widest(&mut rows.iter().map(|row| &row.rule));
    let mut text = String::new();
    for (Row { rule, said, .. }, place) in rows.iter().zip(&places) {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "  {place:<place_width$}  {rule:<rule_width$}  {said}");
    }
    text
}

fn place(span: Span, sources: &SourceMap) -> String {
    sources.place(span).map_or_else(String::new, |(file, position)| {
        format!("{}:{}:{}", file.name(), position.line, position.column)
    })
}
