//! Lists of names of headers.

use gatewright_core::policy::Span;

use super::distinct::Distinct;
use super::header::{self, Use};
use super::setting::{dotted, list, string, wrong_value};
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::{DottedName, Setting, Value};

/// `[server, "x-powered-by"]`: names in lower case with their places, in the order written, each once.
pub(super) fn names(
    setting: Option<&Setting>,
    purpose: Use,
    example: &str,
    findings: &mut Vec<Diagnostic>,
) -> Vec<(String, Span)> {
    let mut names = Vec::new();
    let Some(setting) = setting else { return names };
    let key = &setting.key.text;
    let Some(list) = list(setting, example, findings) else { return names };
    let mut distinct = Distinct::new();
    for item in &list.items {
        let Some(written) = name_of(item) else {
            findings.push(wrong_value(key, "a list of header names", item, example));
            continue;
        };
        let Some(name) = header::name(written, item.span(), purpose, findings) else { continue };
        if distinct.admit(name.clone(), &name, item.span(), findings) {
            names.push((name, item.span()));
        }
    }
    if list.items.is_empty() {
        findings.push(
            Diagnostic::error(codes::WRONG_VALUE, format!("`{key}` must name at least one"))
                .label(setting.value.span(), "an empty list")
                .help("delete it, or name what is meant"),
        );
    }
    names
}

/// A name of one word needs no quotes.
fn name_of(item: &Value) -> Option<&str> {
    match dotted(item) {
        Some(name) => DottedName::as_word(name).map(|word| word.text.as_str()),
        None => string(item),
    }
}
