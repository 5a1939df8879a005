//! Secrets: where a target finds them when it starts.

use gatewright_core::policy::{Secret, Span};

use super::setting::{phrase, wrong_value};
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::{Setting, Value};

/// A setting that says behind these words where something secret is: `file "keys"`, `jwks env "KEYS"`.
pub(super) fn check(
    setting: &Setting,
    before: &[&str],
    example: &str,
    findings: &mut Vec<Diagnostic>,
) -> Option<Secret> {
    let of = |source: &str| {
        let words: Vec<&str> = before.iter().copied().chain([source]).collect();
        phrase(&setting.value, &words).map(str::to_owned)
    };
    match (of("file"), of("env")) {
        (Some(path), _) => file(setting, path, example, findings),
        (None, Some(name)) => variable(&setting.value, name, findings),
        (None, None) => {
            let key = &setting.key.text;
            findings.push(wrong_value(key, "a file or a variable", &setting.value, example));
            None
        }
    }
}

fn file(
    setting: &Setting,
    path: String,
    example: &str,
    findings: &mut Vec<Diagnostic>,
) -> Option<Secret> {
    if !path.trim().is_empty() && !path.contains('\0') {
        return Some(Secret::File(path));
    }
    let message = format!("`{}` must name a file", setting.key.text);
    findings.push(
        Diagnostic::error(codes::WRONG_VALUE, message)
            .label(setting.value.span(), "no file has this name")
            .help(format!("write it like `{example}`")),
    );
    None
}

/// A variable's name as POSIX has it (IEEE Std 1003.1 §8.1), so that every shell and service manager can set it.
fn variable(value: &Value, name: String, findings: &mut Vec<Diagnostic>) -> Option<Secret> {
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let starts = name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
    if starts && name.bytes().all(is_name) {
        return Some(Secret::Environment(name));
    }
    findings.push(wrong_variable(value.span()));
    None
}

fn wrong_variable(span: Span) -> Diagnostic {
    Diagnostic::error(codes::WRONG_VALUE, "`env` must name a variable of the environment")
        .label(span, "letters, digits and `_`, and no digit first")
        .help("write it like `env \"PARTNER_KEYS\"`")
}
