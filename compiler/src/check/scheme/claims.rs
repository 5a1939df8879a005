//! Which claim gives which principal field.

use std::collections::HashMap;

use gatewright_core::policy::{
    ClaimForm, ClaimMapping, ClaimPath, Presence, PrincipalField, PrincipalType,
};

use super::super::principal::Fields;
use super::super::setting::{Settings, block, key_twice, wrong_value};
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::{Auth, DottedName, Setting, Split, Value, Word};

/// Where each principal field comes from, in the order of the `principal` block.
pub(super) fn check(
    declaration: &Auth,
    settings: &Settings<'_>,
    fields: &Fields,
    findings: &mut Vec<Diagnostic>,
) -> Option<Vec<ClaimMapping>> {
    let entries = match settings.get("principal") {
        Some(setting) => {
            block(setting, "principal { id: claim.sub }", findings)?.settings.as_slice()
        }
        None => &[],
    };
    let mut right = true;
    let mut found: HashMap<&str, (&Setting, Option<ClaimMapping>)> = HashMap::new();
    for entry in entries {
        if let Some((earlier, _)) = found.get(entry.key.text.as_str()) {
            findings.push(key_twice(entry, earlier));
            right = false;
            continue;
        }
        let word = Word { text: entry.key.text.clone(), span: entry.key.span };
        let field = fields.resolve(&word, findings);
        let claim = field.and_then(|field| claim(entry, field, findings));
        right &= claim.is_some();
        let mapping = field.zip(claim).map(|(field, (claim, form))| ClaimMapping {
            field: field.name.clone(),
            kind: field.kind,
            presence: field.presence,
            claim,
            form,
            span: entry.span,
        });
        found.insert(&entry.key.text, (entry, mapping));
    }
    let mut ordered = Vec::new();
    let mut missing = Vec::new();
    for field in fields.iter() {
        match found.get(field.name.as_str()) {
            Some((_, mapping)) => ordered.extend(mapping.clone()),
            None if field.presence == Presence::Required => missing.push(field),
            None => {}
        }
    }
    if !missing.is_empty() {
        findings.push(unmapped(declaration, settings, &missing));
        right = false;
    }
    right.then_some(ordered)
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

fn unmapped(
    declaration: &Auth,
    settings: &Settings<'_>,
    missing: &[&PrincipalField],
) -> Diagnostic {
    let entries: Vec<String> = missing
        .iter()
        .map(|field| {
            let claim = if field.name == "id" { "sub" } else { field.name.as_str() };
            format!("{}: claim.{claim}", field.name)
        })
        .collect();
    let entries = entries.join("  ");
    let (place, what, help) = match settings.get("principal") {
        Some(setting) => (setting.key.span, "does not map all of them", format!("add `{entries}`")),
        None => {
            let help = format!("add `principal {{ {entries} }}`");
            (declaration.name.span, "maps none", help)
        }
    };
    super::not_given(&declaration.name.text, place, what, missing).help(help)
}
