//! Which claim gives which principal field.

use gatewright_core::policy::{ClaimForm, ClaimMapping, ClaimPath, PrincipalField, PrincipalType};

use super::super::setting::wrong_value;
use super::mapping::{self, Entries};
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::{DottedName, Setting, Split, Value};

/// How claims are mapped.
const ENTRIES: Entries = Entries {
    block: "principal { id: claim.sub }",
    example: |field| {
        let claim = if field.name == "id" { "sub" } else { field.name.as_str() };
        format!("claim.{claim}")
    },
};

/// Where each principal field comes from, in the order of the `principal` block.
pub(super) fn check(
    scheme: &mapping::Scheme<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Option<Vec<ClaimMapping>> {
    let read = |entry: &Setting, field: &PrincipalField, findings: &mut Vec<Diagnostic>| {
        let (claim, form) = claim(entry, field, findings)?;
        Some(ClaimMapping {
            field: field.name.clone(),
            kind: field.kind,
            presence: field.presence,
            claim,
            form,
            span: entry.span,
        })
    };
    mapping::check(scheme, &ENTRIES, read, findings)
}

/// The claim that an entry names, and how it is written.
fn claim(
    entry: &Setting,
    field: &PrincipalField,
    findings: &mut Vec<Diagnostic>,
) -> Option<(ClaimPath, ClaimForm)> {
    match &entry.value {
        Value::Name(name) => Some((path(entry, name, findings)?, ClaimForm::Plain)),
        Value::Split(split) => {
            let path = path(entry, &split.name, findings);
            Some((path?, separated(split, field, findings)?))
        }
        value @ (Value::Literal(_)
        | Value::List(_)
        | Value::Phrase(_)
        | Value::Remote(_)
        | Value::Breaker(_)
        | Value::Rate(_)
        | Value::Block(_)) => {
            let example = format!("{}: claim.NAME", entry.key.text);
            findings.push(wrong_value(&entry.key.text, "a claim of the token", value, &example));
            None
        }
    }
}

fn path(entry: &Setting, name: &DottedName, findings: &mut Vec<Diagnostic>) -> Option<ClaimPath> {
    match name.words.as_slice() {
        [first, rest @ ..] if first.text == "claim" && !rest.is_empty() => {
            Some(ClaimPath(rest.iter().map(|word| word.text.clone()).collect()))
        }
        _ => {
            let key = &entry.key.text;
            let message = format!("`{key}` must be a claim of the token");
            findings.push(
                Diagnostic::error(codes::WRONG_VALUE, message)
                    .label(name.span, "does not begin with `claim.`")
                    .help(format!("write it like `{key}: claim.{}`", name.text())),
            );
            None
        }
    }
}

/// `split " "`: only lists have items, and one character parts them.
fn separated(
    split: &Split,
    field: &PrincipalField,
    findings: &mut Vec<Diagnostic>,
) -> Option<ClaimForm> {
    match field.kind {
        PrincipalType::TextList | PrincipalType::Roles => {}
        PrincipalType::Text
        | PrincipalType::Uuid
        | PrincipalType::Int
        | PrincipalType::Bool
        | PrincipalType::Time => {
            let message = format!("`{}` is one value and cannot be split", field.name);
            findings.push(
                Diagnostic::error(codes::WRONG_VALUE, message)
                    .label(split.separator.span, "parts the items of a list")
                    .label(field.span, "not a list")
                    .help(format!("delete `split \"{}\"`", split.separator.text.escape_debug())),
            );
            return None;
        }
    }
    let mut characters = split.separator.text.chars();
    match (characters.next(), characters.next()) {
        (Some(separator), None) if matches!(separator, ' '..='~') => {
            Some(ClaimForm::Separated(separator))
        }
        _ => {
            findings.push(
                Diagnostic::error(codes::WRONG_VALUE, "`split` must be one ASCII character")
                    .label(split.separator.span, "not one character")
                    .help("write it like `split \" \"`"),
            );
            None
        }
    }
}
