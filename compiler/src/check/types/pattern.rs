//! Patterns, compiled.

use std::cell::{Cell, RefCell};

use gatewright_core::policy::Span;
use gatewright_core::primitive::pattern::{Budget, MAX_STATES, Pattern, PatternError};

use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::{Literal, LiteralValue};

/// The patterns of a policy: each text is compiled once, and what they take together is bounded.
#[derive(Debug, Default)]
pub(in super::super) struct Patterns {
    budget: RefCell<Budget>,
    /// Whether it was told that there are too many.
    told: Cell<bool>,
}

impl Patterns {
    /// Compiles a pattern.
    pub(in super::super) fn compile(
        &self,
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
        match self.budget.borrow_mut().compile(source) {
            Ok(pattern) => Some(pattern),
            Err(PatternError::Exhausted) => {
                // Once: the others are not wrong by themselves.
                if !self.told.replace(true) {
                    findings.push(exhausted(literal.span));
                }
                None
            }
            Err(error) => {
                findings.push(wrong(&error, literal.span));
                None
            }
        }
    }
}

/// The error of the first pattern that was not looked at.
fn exhausted(literal: Span) -> Diagnostic {
    Diagnostic::error(codes::PATTERN_SIZE, "the patterns of this policy are too large together")
        .label(literal, "neither this one nor any new one after it was compiled")
        .note("each pattern becomes an automaton, and a few near the limit of 1,000 states take as long as hundreds of usual ones")
        .help("bound lengths by the type, as in `string 1..40`, rather than by repetition")
}

/// The error of a pattern that does not compile.
fn wrong(error: &PatternError, literal: Span) -> Diagnostic {
    let (help, place) = match error {
        PatternError::Syntax { start, end, .. } => (None, Some((*start, *end))),
        PatternError::Assertion { start, end, .. } => (Some("delete it"), Some((*start, *end))),
        PatternError::Flag { start, end } => (Some("write the cases out"), Some((*start, *end))),
        PatternError::Empty | PatternError::Exhausted => (None, None),
        PatternError::TooLarge => {
            (Some("bound its length by the type, as in `string 1..40`"), None)
        }
    };
    let span = place.map_or(literal, |place| inside(literal, place));
    let why = match error {
        PatternError::TooLarge => format!("its automaton has more than {MAX_STATES} states"),
        PatternError::Syntax { .. }
        | PatternError::Assertion { .. }
        | PatternError::Flag { .. }
        | PatternError::Empty
        | PatternError::Exhausted => error.to_string(),
    };
    let mut diagnostic =
        Diagnostic::error(codes::PATTERN, "this pattern does not compile").label(span, why);
    diagnostic.help = help.map(str::to_owned);
    diagnostic
}

/// A place inside a regex literal, behind its `r"`.
fn inside(literal: Span, (start, end): (usize, usize)) -> Span {
    let at = |offset: usize| {
        let offset = u32::try_from(offset).unwrap_or(u32::MAX);
        literal.start.saturating_add(2).saturating_add(offset).min(literal.end)
    };
    Span { file: literal.file, start: at(start), end: at(end) }
}
