//! Callers that somebody writes down: `customer { id: "anna", roles: [viewer] }`, in a test or a question to the
//! evaluator. Only what a credential of the scheme could give is a caller.

use gatewright_core::policy::{PrincipalField, PrincipalType, Scheme, Span};
use gatewright_core::primitive::principal::{Principal, PrincipalError, PrincipalValue};

use super::suggest::{self, Vocabulary};
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::{Caller, LiteralValue, Setting, Value};

/// Who presents no credential.
const NOBODY: &str = "nobody";

/// The principal that a caller is; nothing for `nobody`.
///
/// # Errors
///
/// What no credential of the scheme could give.
pub fn principal(
    caller: &Caller,
    fields: &[&PrincipalField],
    schemes: &[&Scheme],
) -> Result<Option<Principal>, Diagnostic> {
    let name = &caller.scheme;
    let Some(scheme) = schemes.iter().find(|scheme| scheme.name == name.text) else {
        if name.text == NOBODY && caller.fields.is_empty() {
            return Ok(None);
        }
        return Err(unknown_scheme(caller, schemes));
    };
    let mut values = Vec::new();
    for setting in &caller.fields {
        let key = &setting.key;
        let Some(field) = fields.iter().find(|field| field.name == key.text) else {
            let message = format!("the principal has no field `{}`", key.text);
            let error = unknown(message, key.span);
            let known = fields.iter().map(|field| field.name.as_str());
            return Err(match suggest::similar(&key.text, known) {
                Some(better) => better.offer(error, key.span, Vocabulary::Policy),
                None => error,
            });
        };
        if values.iter().any(|(name, _)| *name == field.name) {
            let message = format!("the field `{}` is given twice", field.name);
            return Err(unknown(message, key.span));
        }
        values.push((field.name.clone(), value(setting, field.kind)?));
    }
    let built = Principal::of_scheme(scheme, fields, values);
    built.map(Some).map_err(|error| refused(&error, caller, fields, scheme))
}

fn unknown_scheme(caller: &Caller, schemes: &[&Scheme]) -> Diagnostic {
    let name = &caller.scheme;
    if name.text == NOBODY {
        return unknown("nobody has no fields".to_owned(), caller.span)
            .help("delete them, or name the scheme whose credential is presented");
    }
    let error = unknown(format!("the policy has no scheme `{}`", name.text), name.span);
    let names = || schemes.iter().map(|scheme| scheme.name.as_str());
    match suggest::similar(&name.text, names().chain([NOBODY])) {
        Some(better) => better.offer(error, name.span, Vocabulary::Policy),
        None => error.note(format!(
            "it has {}; who presents no credential is `{NOBODY}`",
            suggest::list(names())
        )),
    }
}

/// A value of the field's type.
fn value(setting: &Setting, kind: PrincipalType) -> Result<PrincipalValue, Diagnostic> {
    let literal =
        if let Value::Literal(literal) = &setting.value { Some(&literal.value) } else { None };
    let value = match (kind, literal) {
        (PrincipalType::Text, Some(LiteralValue::Text(text))) => {
            Some(PrincipalValue::Text(text.clone()))
        }
        (PrincipalType::Uuid, Some(LiteralValue::Text(text))) => {
            Some(PrincipalValue::Uuid(text.clone()))
        }
        (PrincipalType::Int, Some(LiteralValue::Integer(number))) => {
            Some(PrincipalValue::Int(*number))
        }
        (PrincipalType::Bool, Some(LiteralValue::Bool(value))) => {
            Some(PrincipalValue::Bool(*value))
        }
        (PrincipalType::Time, Some(LiteralValue::Time(seconds) | LiteralValue::Date(seconds))) => {
            Some(PrincipalValue::Time(*seconds))
        }
        (PrincipalType::TextList, None) => texts(&setting.value).map(PrincipalValue::TextList),
        (PrincipalType::Roles, None) => return roles(setting),
        (
            PrincipalType::Text
            | PrincipalType::Uuid
            | PrincipalType::Int
            | PrincipalType::Bool
            | PrincipalType::Time
            | PrincipalType::TextList
            | PrincipalType::Roles,
            _,
        ) => None,
    };
    value.ok_or_else(|| wrong_type(setting, kind))
}

fn texts(value: &Value) -> Option<Vec<String>> {
    let Value::List(list) = value else { return None };
    list.items.iter().map(|item| super::setting::string(item).map(str::to_owned)).collect()
}

fn roles(setting: &Setting) -> Result<PrincipalValue, Diagnostic> {
    let Value::List(list) = &setting.value else {
        return Err(wrong_type(setting, PrincipalType::Roles));
    };
    let names = list.items.iter().map(|item| {
        super::setting::dotted(item)
            .map(|name| name.text())
            .ok_or_else(|| unknown("a role is a name".to_owned(), item.span()))
    });
    names.collect::<Result<Vec<String>, Diagnostic>>().map(PrincipalValue::Roles)
}

/// What the scheme says of the fields, at the place that says so.
fn refused(
    error: &PrincipalError,
    caller: &Caller,
    fields: &[&PrincipalField],
    scheme: &Scheme,
) -> Diagnostic {
    let setting = |name: &str| caller.fields.iter().find(|setting| setting.key.text == name);
    let place = |name: &str| setting(name).map_or(caller.span, |setting| setting.value.span());
    match error {
        PrincipalError::Scheme { scheme } => {
            unknown(format!("the policy has no scheme `{scheme}`"), caller.span)
        }
        PrincipalError::Field { field } => {
            unknown(format!("the principal has no field `{field}`"), place(field))
        }
        PrincipalError::NotSupplied { field, .. } => {
            let span = setting(field).map_or(caller.span, |setting| setting.span);
            unknown(error.to_string(), span).help(format!("delete `{field}`"))
        }
        PrincipalError::Type { field, .. } => {
            let kind = fields.iter().find(|known| known.name == *field).map(|known| known.kind);
            let described = kind.map_or("of another type", described);
            unknown(format!("the field `{field}` is {described}"), place(field))
        }
        PrincipalError::NotGranted { role, .. } => {
            let written = caller.fields.iter().find_map(|setting| {
                let Value::List(list) = &setting.value else { return None };
                list.items.iter().find(|item| {
                    super::setting::dotted(item).is_some_and(|name| name.text() == *role)
                })
            });
            let span = written.map_or(caller.span, Value::span);
            unknown(format!("the scheme `{}` grants no role `{role}`", scheme.name), span)
                .note(format!("it grants {}", scheme.grants.join(", ")))
        }
        PrincipalError::Constant { field, .. } => {
            let span = setting(field).map_or(caller.span, |setting| setting.span);
            unknown(error.to_string(), span).help(format!("delete `{field}`"))
        }
        PrincipalError::Twice { field } => {
            unknown(format!("the field `{field}` is given twice"), place(field))
        }
        PrincipalError::Missing { field } => {
            unknown(format!("the required field `{field}` is missing"), caller.span)
                .note("a credential without it would be refused with 401")
        }
    }
}

fn wrong_type(setting: &Setting, kind: PrincipalType) -> Diagnostic {
    let message = format!("the field `{}` is {}", setting.key.text, described(kind));
    unknown(message, setting.value.span())
}

fn described(kind: PrincipalType) -> &'static str {
    match kind {
        PrincipalType::Text => "a string",
        PrincipalType::Uuid => "a UUID in quotes",
        PrincipalType::Int => "an integer",
        PrincipalType::Bool => "`true` or `false`",
        PrincipalType::Time => "a time such as 2026-05-01T09:00:00Z",
        PrincipalType::TextList => "a list of strings",
        PrincipalType::Roles => "a list of roles",
    }
}

fn unknown(message: String, span: Span) -> Diagnostic {
    Diagnostic::error(codes::CALLER_UNKNOWN, message).label(span, "")
}
