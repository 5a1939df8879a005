//! The `principal` block of a scheme: which entry gives which field.

use std::collections::HashMap;

use gatewright_core::policy::{Presence, PrincipalField};

use super::super::principal::Fields;
use super::super::setting::{Settings, block, key_twice};
use crate::diagnostic::Diagnostic;
use crate::syntax::ast::{Auth, Setting, Word};

/// A scheme with its settings.
pub(super) struct Scheme<'a> {
    /// The declaration.
    pub declaration: &'a Auth,
    /// Its settings.
    pub settings: &'a Settings<'a>,
    /// What the principal may have.
    pub fields: &'a Fields,
}

/// How the entries of a kind of scheme are written.
pub(super) struct Entries {
    /// A whole block.
    pub block: &'static str,
    /// What would give a field that is missing.
    pub example: fn(&PrincipalField) -> String,
}

/// What each field comes from, in the order of the `principal` block.
pub(super) fn check<M: Clone>(
    scheme: &Scheme<'_>,
    entries: &Entries,
    mut read: impl FnMut(&Setting, &PrincipalField, &mut Vec<Diagnostic>) -> Option<M>,
    findings: &mut Vec<Diagnostic>,
) -> Option<Vec<M>> {
    let written = match scheme.settings.get("principal") {
        Some(setting) => block(setting, entries.block, findings)?.settings.as_slice(),
        None => &[],
    };
    let mut right = true;
    let mut found: HashMap<&str, (&Setting, Option<M>)> = HashMap::new();
    for entry in written {
        if let Some((earlier, _)) = found.get(entry.key.text.as_str()) {
            findings.push(key_twice(entry, earlier));
            right = false;
            continue;
        }
        let word = Word { text: entry.key.text.clone(), span: entry.key.span };
        let field = scheme.fields.resolve(&word, findings);
        let mapping = field.and_then(|field| read(entry, field, findings));
        right &= mapping.is_some();
        found.insert(&entry.key.text, (entry, mapping));
    }
    let mut ordered = Vec::new();
    let mut missing = Vec::new();
    for field in scheme.fields.iter() {
        match found.get(field.name.as_str()) {
            Some((_, mapping)) => ordered.extend(mapping.clone()),
            None if field.presence == Presence::Required => missing.push(field),
            None => {}
        }
    }
    if !missing.is_empty() {
        findings.push(unmapped(scheme, entries, &missing));
        right = false;
    }
    right.then_some(ordered)
}

fn unmapped(scheme: &Scheme<'_>, entries: &Entries, missing: &[&PrincipalField]) -> Diagnostic {
    let examples = missing
        .iter()
        .map(|field| format!("{}: {}", field.name, (entries.example)(field)))
        .collect::<Vec<_>>()
        .join("  ");
    let name = &scheme.declaration.name;
    let (place, what, help) = match scheme.settings.get("principal") {
        Some(setting) => {
            (setting.key.span, "does not map all of them", format!("add `{examples}`"))
        }
        None => (name.span, "maps none", format!("add `principal {{ {examples} }}`")),
    };
    super::not_given(&name.text, place, what, missing).help(help)
}
