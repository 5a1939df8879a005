//! Makes the changes that diagnostics suggest.

use gatewright_core::policy::Span;

use crate::diagnostic::suggestion::{Edit, apply};
use crate::diagnostic::{Applicability, Diagnostic};
use crate::source::{Source, SourceMap};

/// Changes that do not disturb each other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fixes {
    /// What is set right.
    pub fixed: Vec<Fixed>,
    /// The files that change, each with its new text.
    pub texts: Vec<(Source, String)>,
}

/// One diagnostic whose suggestion is taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fixed {
    /// Its code.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// What its help says.
    pub help: String,
    /// Where the first change stands.
    pub place: Span,
}

/// What a machine may change. Of changes that overlap the first is taken: whoever checks again is offered the other.
#[must_use]
pub fn fixes(diagnostics: &[Diagnostic], sources: &SourceMap) -> Fixes {
    let mut taken: Vec<Edit> = Vec::new();
    let mut fixed = Vec::new();
    for diagnostic in diagnostics {
        let Some(suggestion) = &diagnostic.suggestion else { continue };
        if suggestion.applicability != Applicability::MachineApplicable {
            continue;
        }
        let edits = suggestion.edits(sources);
        let Some(first) = edits.first() else { continue };
        if edits.iter().any(|edit| taken.iter().any(|other| overlap(edit.span, other.span))) {
            continue;
        }
        fixed.push(Fixed {
            code: diagnostic.code,
            message: diagnostic.message.clone(),
            help: diagnostic.help.clone().unwrap_or_default(),
            place: first.span,
        });
        taken.extend(edits);
    }
    taken.sort_by_key(|edit| edit.span);
    let mut texts = Vec::new();
    for edits in taken.chunk_by(|one, other| one.span.file == other.span.file) {
        let source = edits.first().and_then(|edit| sources.get(edit.span.file));
        let text = source.and_then(|source| apply(source, edits));
        texts.extend(source.cloned().zip(text));
    }
    Fixes { fixed, texts }
}

/// Whether two places share a byte, or touch: what is written there could run together.
fn overlap(one: Span, other: Span) -> bool {
    one.file == other.file && one.start <= other.end && other.start <= one.end
}

#[cfg(test)]
mod tests;
