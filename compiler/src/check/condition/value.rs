//! Types of values in conditions: what they are called, and what literals mean to them.

use gatewright_core::policy::{Format, Literal, PrincipalType, ScalarType, Source, ValueType};

use super::super::principal::refuse_suffixes;
use super::super::suggest::{self, Vocabulary};
use super::super::types::Types;
use super::operand::{Choices, Typed};
use crate::diagnostic::{Applicability, Diagnostic, Suggestion, codes};
use crate::syntax::ast::{ConditionParameter, TypeName};

/// What a type is called.
pub(super) fn name(value: ValueType) -> &'static str {
    match value {
        ValueType::Text => "string",
        ValueType::Uuid => "uuid",
        ValueType::Int => "int",
        ValueType::Bool => "bool",
        ValueType::Time => "time",
        ValueType::Ip => "ip",
    }
}

/// The same with its article.
pub(super) fn article(value: ValueType) -> String {
    let name = name(value);
    let article = if matches!(value, ValueType::Int | ValueType::Ip) { "an" } else { "a" };
    format!("{article} {name}")
}

/// How a path, a query or a parameter value compares; `None` for decimals, which do not yet.
pub(super) fn of_scalar(scalar: &ScalarType) -> Option<(ValueType, Option<Choices>)> {
    let value = match scalar {
        ScalarType::String { .. } => ValueType::Text,
        ScalarType::Int(_) => ValueType::Int,
        ScalarType::Decimal(_) => return None,
        ScalarType::Bool => ValueType::Bool,
        ScalarType::Format(format) => of_format(*format),
        ScalarType::Enumeration(enumeration) => {
            let choices = Choices {
                what: format!("enum `{}`", enumeration.name),
                values: enumeration.values.clone(),
            };
            return Some((ValueType::Text, Some(choices)));
        }
    };
    Some((value, None))
}

fn of_format(format: Format) -> ValueType {
    match format {
        Format::Time => ValueType::Time,
        Format::Uuid => ValueType::Uuid,
        Format::Ip => ValueType::Ip,
        Format::Date
        | Format::Duration
        | Format::Email
        | Format::Uri
        | Format::Hostname
        | Format::Base64 => ValueType::Text,
    }
}

/// How a principal field compares; `None` for lists, which do not.
pub(super) fn of_principal(kind: PrincipalType) -> Option<ValueType> {
    match kind {
        PrincipalType::Text => Some(ValueType::Text),
        PrincipalType::Uuid => Some(ValueType::Uuid),
        PrincipalType::Int => Some(ValueType::Int),
        PrincipalType::Bool => Some(ValueType::Bool),
        PrincipalType::Time => Some(ValueType::Time),
        PrincipalType::TextList | PrincipalType::Roles => None,
    }
}

/// The type of a condition's parameter.
pub(super) fn parameter_type(
    parameter: &ConditionParameter,
    types: &Types,
    findings: &mut Vec<Diagnostic>,
) -> Option<(ValueType, Option<Choices>)> {
    refuse_suffixes(&parameter.value, "a condition's parameter", findings);
    let wrong = |why: &str| {
        Diagnostic::error(
            codes::PARAMETER_TYPE,
            format!("a condition cannot take the parameter `{}`", parameter.name.text),
        )
        .label(parameter.value.span, why)
        .help("write `string`, `int`, `bool`, `time`, `uuid`, `ip` or an enum")
    };
    let word = match &parameter.value.name {
        TypeName::Named(word) => word,
        TypeName::Derived(_) => {
            findings.push(wrong("a schema, and conditions compare single values"));
            return None;
        }
        TypeName::List(_) => {
            findings.push(wrong("a list, and conditions compare single values"));
            return None;
        }
    };
    match word.text.as_str() {
        "string" => Some((ValueType::Text, None)),
        "int" => Some((ValueType::Int, None)),
        "bool" => Some((ValueType::Bool, None)),
        "decimal" => {
            findings.push(wrong("decimals cannot be compared in conditions yet"));
            None
        }
        text => {
            if let Some(format) = Format::ALL.into_iter().find(|format| format.name() == text) {
                return Some((of_format(format), None));
            }
            if let Some(enumeration) = types.enumeration(text) {
                let scalar = ScalarType::Enumeration(std::sync::Arc::clone(enumeration));
                return of_scalar(&scalar);
            }
            findings.push(if types.is_schema(text) {
                wrong("a schema, and conditions compare single values")
            } else {
                types.unknown(word)
            });
            None
        }
    }
}

/// Reads a string literal as what it is compared with: a UUID in any case, or one of the values there are.
pub(super) fn adapt(
    typed: &mut Typed,
    to: (ValueType, Option<&Choices>),
    findings: &mut Vec<Diagnostic>,
) -> bool {
    let Source::Literal(Literal::Text(text)) = &mut typed.operand.source else { return true };
    let (value, choices) = to;
    if value == ValueType::Uuid {
        if !Format::Uuid.matches(text) {
            findings.push(
                Diagnostic::error(
                    codes::NEVER_TRUE,
                    format!("no uuid is `{}`", text.escape_debug()),
                )
                .label(typed.operand.span, "not in the form of a uuid")
                .help("write it like `\"0195a3c0-7d10-7000-8000-000000000001\"`"),
            );
            return false;
        }
        text.make_ascii_lowercase();
        typed.operand.value = ValueType::Uuid;
    } else if let Some(choices) = choices
        && !choices.values.contains(text)
    {
        let error = Diagnostic::error(
            codes::NEVER_TRUE,
            format!("{} has no value `{}`", choices.what, text.escape_debug()),
        )
        .label(typed.operand.span, "never equal");
        let candidates = || choices.values.iter().map(String::as_str);
        findings.push(match suggest::similar(text, candidates()) {
            Some(better) => {
                let quoted = format!("\"{}\"", better.text);
                better.offer_as(error, typed.operand.span, &quoted, Vocabulary::Policy)
            }
            None => error.note(format!("it has {}", suggest::list(candidates()))),
        });
        return false;
    }
    true
}

/// The way out where one of two operands is a string that says what the other is.
pub(super) fn without_quotes(
    error: Diagnostic,
    operands: [&Typed; 2],
    help: &str,
    says: impl Fn(&str) -> bool,
) -> Diagnostic {
    let quoted = operands.into_iter().find_map(|typed| match &typed.operand.source {
        Source::Literal(Literal::Text(text)) if says(text) => Some((typed.operand.span, text)),
        Source::Literal(_)
        | Source::Principal(_)
        | Source::Path(_)
        | Source::Query(_)
        | Source::Header(_)
        | Source::ClientIp
        | Source::Time
        | Source::Method => None,
    });
    match quoted {
        Some((place, text)) => {
            error.suggest(help, Suggestion::replace(place, text, Applicability::MachineApplicable))
        }
        None => error.help(help),
    }
}
