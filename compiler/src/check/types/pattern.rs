//! Patterns, compiled.

use gatewright_core::policy::Span;
use gatewright_core::primitive::pattern::{MAX_STATES, Pattern, PatternError};

use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::{Literal, LiteralValue};

/// Compiles a pattern.
pub(in super::super) fn pattern(
    literal: &Literal,
    findings: &mut Vec<Diagnostic>,
) -> Option<Pattern> {
    let LiteralValue::Regex(source) = &literal.value else {
        findings.push(
            Diagnostic::error(codes::WRONG_VALUE, "a pattern must be a regular expression")
                .label(literal.span, "this is another literal")
                .help("write it like `r\"[a-z]+\"`"),
        );
        return None;
    };
    let error = match Pattern::compile(source) {
        Ok(pattern) => return Some(pattern),
        Err(error) => error,
    };
    let (help, place) = match &error {
        PatternError::Syntax { start, end, .. } => (None, Some((*start, *end))),
        PatternError::Assertion { start, end, .. } => (Some("delete it"), Some((*start, *end))),
        PatternError::Flag { start, end } => (Some("write the cases out"), Some((*start, *end))),
        PatternError::Empty => (None, None),
        PatternError::TooLarge => {
            (Some("bound its length by the type, as in `string 1..40`"), None)
        }
    };
    let span = place.map_or(literal.span, |place| inside(literal.span, place));
    let why = match error {
        PatternError::TooLarge => format!("its automaton has more than {MAX_STATES} states"),
        PatternError::Syntax { .. }
        | PatternError::Assertion { .. }
        | PatternError::Flag { .. }
        | PatternError::Empty => error.to_string(),
    };
    let mut diagnostic =
        Diagnostic::error(codes::PATTERN, "this pattern does not compile").label(span, why);
    diagnostic.help = help.map(str::to_owned);
    findings.push(diagnostic);
    None
}

/// A place inside a regex literal, behind its `r"`.
fn inside(literal: Span, (start, end): (usize, usize)) -> Span {
    let at = |offset: usize| {
        let offset = u32::try_from(offset).unwrap_or(u32::MAX);
        literal.start.saturating_add(2).saturating_add(offset).min(literal.end)
    };
    Span { file: literal.file, start: at(start), end: at(end) }
}
