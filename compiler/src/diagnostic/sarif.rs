//! Diagnostics as SARIF 2.1.0, the format in which tools that gather findings of many programs take them.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use gatewright_core::policy::Span;
use serde_json::{Map, Value, json};

use super::{Code, Diagnostic, Label, Report, Suggestion, codes};
use crate::source::SourceMap;

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// Prints one run, ended by a line feed. Lines and columns begin at 1, columns count code points, and the end is the column
/// behind the last character.
#[must_use]
pub fn render(reports: &[Report<'_>]) -> String {
    let mut rules: Vec<Code> = reports
        .iter()
        .flat_map(|report| report.diagnostics)
        .filter_map(|diagnostic| codes::find(diagnostic.code))
        .collect();
    rules.sort_by_key(|code| code.id);
    rules.dedup();
    let results: Vec<Value> = reports
        .iter()
        .flat_map(|Report { diagnostics, sources }| {
            diagnostics.iter().map(|diagnostic| result(diagnostic, sources, &rules))
        })
        .collect();
    let version = env!("CARGO_PKG_VERSION");
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "gatewright",
                "version": version,
                "semanticVersion": version,
                "rules": rules.iter().map(rule).collect::<Vec<_>>(),
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    format!("{log:#}\n")
}

fn rule(code: &Code) -> Value {
    json!({
        "id": code.id,
        "shortDescription": { "text": code.title },
        "fullDescription": { "text": code.why() },
        "help": { "text": code.page, "markdown": code.page },
        "defaultConfiguration": { "level": code.severity().name() },
    })
}

fn result(diagnostic: &Diagnostic, sources: &SourceMap, rules: &[Code]) -> Value {
    let mut result = Map::new();
    result.insert("ruleId".into(), diagnostic.code.into());
    if let Some(index) = rules.iter().position(|rule| rule.id == diagnostic.code) {
        result.insert("ruleIndex".into(), index.into());
    }
    result.insert("level".into(), diagnostic.severity().name().into());
    result.insert("message".into(), json!({ "text": diagnostic.told() }));
    let mut labels = diagnostic.labels.iter().filter_map(|label| location(label, sources));
    if let Some(first) = labels.next() {
        result.insert("locations".into(), json!([first]));
    }
    let related: Vec<Value> = labels.collect();
    if !related.is_empty() {
        result.insert("relatedLocations".into(), related.into());
    }
    if let Some(fix) = fix(diagnostic, sources) {
        result.insert("fixes".into(), json!([fix]));
    }
    result.into()
}

fn location(label: &Label, sources: &SourceMap) -> Option<Value> {
    let mut location = Map::new();
    if sources.is_file(label.span.file) {
        let physical = json!({
            "artifactLocation": artifact(label.span, sources)?,
            "region": region(label.span, sources)?,
        });
        location.insert("physicalLocation".into(), physical);
    } else {
        // What stands in no file has a name all the same.
        let (source, _) = sources.place(label.span)?;
        let name = json!([{ "fullyQualifiedName": source.name() }]);
        location.insert("logicalLocations".into(), name);
    }
    if !label.text.is_empty() {
        location.insert("message".into(), json!({ "text": label.text }));
    }
    Some(location.into())
}

fn region(span: Span, sources: &SourceMap) -> Option<Value> {
    let (_, range) = sources.range(span)?;
    Some(json!({
        "startLine": range.start.line,
        "startColumn": range.start.column,
        "endLine": range.end.line,
        "endColumn": range.end.column,
    }))
}

fn artifact(span: Span, sources: &SourceMap) -> Option<Value> {
    Some(json!({ "uri": uri(sources.get(span.file)?.name()) }))
}

/// The change that the help speaks of, if it is one of files.
fn fix(diagnostic: &Diagnostic, sources: &SourceMap) -> Option<Value> {
    let suggestion = diagnostic.suggestion.as_deref()?;
    let mut changes: BTreeMap<u32, Vec<Value>> = BTreeMap::new();
    for edit in suggestion.edits(sources) {
        if !sources.is_file(edit.span.file) {
            return None;
        }
        changes.entry(edit.span.file).or_default().push(json!({
            "deletedRegion": region(edit.span, sources)?,
            "insertedContent": { "text": edit.replacement },
        }));
    }
    let changes: Vec<Value> = changes
        .into_iter()
        .filter_map(|(file, replacements)| {
            let location = artifact(Span { file, start: 0, end: 0 }, sources)?;
            Some(json!({ "artifactLocation": location, "replacements": replacements }))
        })
        .collect();
    let Suggestion { applicability, .. } = suggestion;
    (!changes.is_empty()).then(|| {
        json!({
            "description": { "text": diagnostic.help.as_deref().unwrap_or("change it") },
            "artifactChanges": changes,
            "properties": { "applicability": applicability.name() },
        })
    })
}

/// A path as a reference: relative where the path is.
fn uri(path: &str) -> String {
    let mut uri = String::from(if path.starts_with('/') { "file://" } else { "" });
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}
