//! Who calls, as `--as` names them.

use gatewright_compiler::diagnostic::{Diagnostic, codes};
use gatewright_compiler::source::Source;
use gatewright_compiler::syntax;
use gatewright_compiler::syntax::ast::{Caller, LiteralValue, Setting, Value};
use gatewright_core::policy::{Policy, Presence, PrincipalType, Scheme, Span};
use gatewright_core::primitive::principal::{Principal, PrincipalValue};

use crate::failure::Failure;

/// What diagnostics call the text.
const NAME: &str = "--as";

/// The caller; nothing for `nobody`.
pub(super) fn principal(text: &str, policy: &Policy) -> Result<Option<Principal>, Failure> {
    let source = Source::new(NAME, text);
    let caller = syntax::parse_caller(&source)
        .map_err(|diagnostics| Failure::with_sources(diagnostics, source.clone().into()))?;
    read(&caller, policy)
        .map_err(|diagnostic| Failure::with_sources(vec![diagnostic], source.into()))
}

fn read(caller: &Caller, policy: &Policy) -> Result<Option<Principal>, Diagnostic> {
    let name = &caller.scheme;
    let scheme = policy.schemes.iter().find(|scheme| scheme.name == name.text);
    let Some(scheme) = scheme else {
        if name.text == "nobody" && caller.fields.is_empty() {
            return Ok(None);
        }
        let schemes: Vec<&str> = policy.schemes.iter().map(|scheme| scheme.name.as_str()).collect();
        let message = format!("the policy has no scheme `{}`", name.text);
        return Err(unknown(message, name.span).note(format!(
            "it has {}; who presents no credential is `nobody`",
            schemes.join(", ")
        )));
    };
    let mut principal = Principal { scheme: scheme.name.clone(), fields: Default::default() };
    for setting in &caller.fields {
        let field = policy.principal.iter().find(|field| field.name == setting.key.text);
        let Some(field) = field else {
            let message = format!("the principal has no field `{}`", setting.key.text);
            return Err(unknown(message, setting.key.span));
        };
        let value = value(setting, field.kind, scheme, policy)?;
        if principal.fields.insert(field.name.clone(), value).is_some() {
            let message = format!("the field `{}` is given twice", field.name);
            return Err(unknown(message, setting.key.span));
        }
    }
    for field in &policy.principal {
        if field.presence == Presence::Required && !principal.fields.contains_key(&field.name) {
            let message = format!("the required field `{}` is missing", field.name);
            return Err(unknown(message, caller.span)
                .note("a credential without it would be refused with 401"));
        }
    }
    Ok(Some(principal))
}

/// The value as the field's type. Only what a credential of the scheme could give is a caller.
fn value(
    setting: &Setting,
    kind: PrincipalType,
    scheme: &Scheme,
    policy: &Policy,
) -> Result<PrincipalValue, Diagnostic> {
    let literal = match &setting.value {
        Value::Literal(literal) => Some(&literal.value),
        Value::Name(_)
        | Value::List(_)
        | Value::Phrase(_)
        | Value::Remote(_)
        | Value::Split(_)
        | Value::Block(_) => None,
    };
    let value = match (kind, literal) {
        (PrincipalType::Text, Some(LiteralValue::Text(text))) => {
            Some(PrincipalValue::Text(text.clone()))
        }
        (PrincipalType::Uuid, Some(LiteralValue::Text(text))) if is_uuid(text) => {
            Some(PrincipalValue::Uuid(text.to_ascii_lowercase()))
        }
        (PrincipalType::Int, Some(LiteralValue::Integer(number))) => {
            Some(PrincipalValue::Int(*number))
        }
        (PrincipalType::Bool, Some(LiteralValue::Bool(value))) => {
            Some(PrincipalValue::Bool(*value))
        }
        (PrincipalType::Time, Some(LiteralValue::Time(seconds))) => {
            Some(PrincipalValue::Time(*seconds))
        }
        (PrincipalType::TextList, None) => texts(&setting.value).map(PrincipalValue::TextList),
        (PrincipalType::Roles, None) => return roles(setting, scheme, policy),
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
    value.ok_or_else(|| {
        let message = format!("the field `{}` is {}", setting.key.text, described(kind));
        unknown(message, setting.value.span())
    })
}

fn texts(value: &Value) -> Option<Vec<String>> {
    let Value::List(list) = value else { return None };
    let texts = list.items.iter().map(|item| {
        let Value::Literal(literal) = item else { return None };
        let LiteralValue::Text(text) = &literal.value else { return None };
        Some(text.clone())
    });
    texts.collect()
}

/// The roles in the policy's order. One that the scheme does not grant would be dropped from a credential.
fn roles(
    setting: &Setting,
    scheme: &Scheme,
    policy: &Policy,
) -> Result<PrincipalValue, Diagnostic> {
    let Value::List(list) = &setting.value else {
        let message =
            format!("the field `{}` is {}", setting.key.text, described(PrincipalType::Roles));
        return Err(unknown(message, setting.value.span()));
    };
    let mut held = Vec::new();
    for item in &list.items {
        let role = match item {
            Value::Name(name) => name.text(),
            Value::Literal(_)
            | Value::List(_)
            | Value::Phrase(_)
            | Value::Remote(_)
            | Value::Split(_)
            | Value::Block(_) => {
                return Err(unknown(String::from("a role is a name"), item.span()));
            }
        };
        if !scheme.grants.contains(&role) {
            let message = format!("the scheme `{}` grants no role `{role}`", scheme.name);
            let note = format!("it grants {}", scheme.grants.join(", "));
            return Err(unknown(message, item.span()).note(note));
        }
        held.push(role);
    }
    let in_order = policy.roles.iter().map(|role| &role.name).filter(|role| held.contains(role));
    Ok(PrincipalValue::Roles(in_order.cloned().collect()))
}

fn is_uuid(text: &str) -> bool {
    let lengths = text.split('-').map(str::len);
    lengths.eq([8, 4, 4, 4, 12])
        && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
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
