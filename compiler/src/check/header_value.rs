//! What a header may say.

use super::setting::{string, wrong_literal};
use crate::diagnostic::{Applicability, Diagnostic, Suggestion, codes};
use crate::syntax::ast::Setting;

/// The longest value, in bytes: all headers of an answer have to fit in what clients read, often 16 KiB.
const LONGEST: usize = 4096;

/// The value, if it can stand in a header: visible ASCII, with spaces and tabs inside only (RFC 9110 §5.5).
pub(super) fn check<'a>(setting: &'a Setting, findings: &mut Vec<Diagnostic>) -> Option<&'a str> {
    let name = &setting.key.text;
    let example = format!("\"{}\": \"value\"", name.escape_debug());
    let Some(value) = string(&setting.value) else {
        findings.push(wrong_literal(name, "a string", &setting.value, &example));
        return None;
    };
    let is_visible = |byte: u8| matches!(byte, b'\t' | b' '..=b'~');
    let why = if value.is_empty() {
        "says nothing"
    } else if let Some(wrong) = value.chars().find(|one| !u8::try_from(*one).is_ok_and(is_visible))
    {
        match wrong {
            '\r' | '\n' => "a line break would begin another header",
            _ => "not visible ASCII",
        }
    } else if value.starts_with([' ', '\t']) || value.ends_with([' ', '\t']) {
        "spaces around a value are no part of it"
    } else if value.len() > LONGEST {
        "too long"
    } else {
        return Some(value);
    };
    let span = setting.value.span();
    let error = Diagnostic::error(
        codes::HEADER_VALUE,
        format!("the header `{}` cannot have this value", name.escape_debug()),
    )
    .label(span, why)
    .note(format!("1 to {LONGEST} characters of visible ASCII, with spaces and tabs inside"));
    let trimmed = value.trim_matches([' ', '\t']);
    findings.push(if why.starts_with("spaces") && !trimmed.is_empty() {
        let better = format!("\"{}\"", trimmed.escape_debug());
        let change = Suggestion::replace(span, &better, Applicability::MachineApplicable);
        error.suggest(format!("write `{better}`"), change)
    } else {
        error
    });
    None
}
