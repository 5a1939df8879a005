//! `send { … }` and `drop […]` of apis and routes: headers that an upstream gets in the place of what the client sent.

use gatewright_core::policy::{DroppedHeader, SentHeader, SentValue};

use super::derived_path;
use super::distinct::Distinct;
use super::header::{self, Use};
use super::header_list;
use super::header_value;
use super::path::Path;
use super::principal::Fields;
use super::setting::{block, dotted, string, wrong_literal};
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::Setting;

const EXAMPLE: &str = "send { \"x-api-version\": \"1\" }";

/// The headers of a `send`, in the order written; `None` where one is wrong. What their callers lack is judged by route.
pub(super) fn sent(
    setting: &Setting,
    path: &Path,
    fields: &Fields,
    findings: &mut Vec<Diagnostic>,
) -> Option<Vec<SentHeader>> {
    let before = findings.len();
    let mut distinct = Distinct::new();
    let mut headers = Vec::new();
    let entries = &block(setting, EXAMPLE, findings)?.settings;
    if entries.is_empty() {
        findings.push(
            Diagnostic::error(codes::WRONG_VALUE, "`send` must name at least one header")
                .label(setting.value.span(), "an empty block")
                .help(format!("delete it, or write it like `{EXAMPLE}`")),
        );
    }
    for entry in entries {
        let name = header::name(&entry.key.text, entry.key.span, Use::Send, findings);
        let value = value(entry, path, fields, findings);
        let (Some(name), Some(value)) = (name, value) else { continue };
        if distinct.admit(name.clone(), &name, entry.key.span, findings) {
            headers.push(SentHeader { name, value, span: entry.span });
        }
    }
    (findings.len() == before).then_some(headers)
}

/// The headers of a `drop`, in the order written; `None` where one is wrong.
pub(super) fn dropped(
    setting: &Setting,
    example: &str,
    findings: &mut Vec<Diagnostic>,
) -> Option<Vec<DroppedHeader>> {
    let before = findings.len();
    let names = header_list::names(Some(setting), Use::Drop, example, findings).into_iter();
    let headers = names.map(|(name, span)| DroppedHeader { name, span }).collect();
    (findings.len() == before).then_some(headers)
}

fn value(
    entry: &Setting,
    path: &Path,
    fields: &Fields,
    findings: &mut Vec<Diagnostic>,
) -> Option<SentValue> {
    if string(&entry.value).is_some() {
        return header_value::check(entry, findings).map(str::to_owned).map(SentValue::Text);
    }
    let words = dotted(&entry.value).map(|name| name.words.as_slice());
    match words.unwrap_or_default() {
        [of, field] if of.text == "principal" => {
            Some(SentValue::Principal(fields.resolve(field, findings)?.name.clone()))
        }
        [of, name] if of.text == "path" => {
            derived_path::check_parameter(name, str::to_owned, path, findings)?;
            Some(SentValue::Parameter(name.text.clone()))
        }
        _ => {
            let key = &entry.key.text;
            let example = format!("\"{}\": principal.id", key.escape_debug());
            let expected = "a string, a principal field or a path parameter";
            findings.push(wrong_literal(key, expected, &entry.value, &example));
            None
        }
    }
}
