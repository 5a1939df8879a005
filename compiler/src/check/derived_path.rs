//! Paths that are made out of a route's own.

use gatewright_core::policy::{DerivedPath, DerivedSegment};

use super::path::Path;
use super::suggest::{self, Vocabulary};
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast;

/// Checks that the route has each parameter.
pub(super) fn check(
    written: &ast::DerivedPath,
    path: &Path,
    findings: &mut Vec<Diagnostic>,
) -> Option<DerivedPath> {
    let mut segments = Vec::new();
    for segment in &written.segments {
        segments.push(match segment {
            ast::DerivedSegment::Literal(word) => Some(DerivedSegment::Literal(word.text.clone())),
            ast::DerivedSegment::Parameter(word) => parameter(word, path, findings),
        });
    }
    let segments = segments.into_iter().collect::<Option<Vec<_>>>()?;
    Some(DerivedPath { segments, span: written.span })
}

fn parameter(
    word: &ast::Word,
    path: &Path,
    findings: &mut Vec<Diagnostic>,
) -> Option<DerivedSegment> {
    // The place holds the braces too.
    let written = |name: &str| format!("{{{name}}}");
    check_parameter(word, written, path, findings)?;
    Some(DerivedSegment::Parameter(word.text.clone()))
}

/// Checks that a path has a parameter; `written` is how its name stands at the word's place.
pub(super) fn check_parameter(
    word: &ast::Word,
    written: impl Fn(&str) -> String,
    path: &Path,
    findings: &mut Vec<Diagnostic>,
) -> Option<()> {
    let names = || path.parameters.iter().map(|(name, _)| name.text.as_str());
    if names().any(|name| name == word.text) {
        return Some(());
    }
    let message = format!("the route's path has no parameter `{}`", word.text);
    let error = Diagnostic::error(codes::UNKNOWN_NAME, message).label(word.span, "not in its path");
    findings.push(match suggest::similar(&word.text, names()) {
        Some(better) => {
            let written = written(better.text);
            better.offer_as(error, word.span, &written, Vocabulary::Policy)
        }
        None if path.parameters.is_empty() => error.note("it has none"),
        None => error.note(format!("it has {}", suggest::list(names()))),
    });
    None
}
