//! Types of values in conditions: what they are called, and what literals mean to them.

use std::sync::Arc;

use gatewright_core::policy::{Format, Literal, PrincipalType, ScalarType, Source, ValueType};
use gatewright_core::primitive::decimal::Decimal;
use gatewright_core::primitive::scalar::decimal_of_text;

use super::super::principal::refuse_suffixes;
use super::super::types::Types;
use super::choices::Choices;
use super::cost::Cost;
use super::operand::Typed;
use crate::diagnostic::{Applicability, Diagnostic, Suggestion, codes};
use crate::syntax::ast::{ConditionParameter, TypeName};

/// What a type is called.
pub(super) fn name(value: ValueType) -> &'static str {
    match value {
        ValueType::Text => "string",
        ValueType::Uuid => "uuid",
        ValueType::Int => "int",
        ValueType::Decimal => "decimal",
        ValueType::Bool => "bool",
        ValueType::Time => "time",
        ValueType::Date => "date",
        ValueType::Duration => "duration",
        ValueType::Ip => "ip",
    }
}

/// The same with its article.
pub(super) fn article(value: ValueType) -> String {
    let name = name(value);
    let article = if matches!(value, ValueType::Int | ValueType::Ip) { "an" } else { "a" };
    format!("{article} {name}")
}

/// How a value of a scalar type compares, and its values where they are few.
pub(super) fn of_scalar(scalar: &ScalarType) -> (ValueType, Option<Choices>) {
    let value = match scalar {
        ScalarType::String { .. } => ValueType::Text,
        ScalarType::Constant(text) => {
            return (ValueType::Text, Some(Choices::Constant(text.clone())));
        }
        ScalarType::Int(_) => ValueType::Int,
        ScalarType::Decimal(_) => ValueType::Decimal,
        ScalarType::Bool => ValueType::Bool,
        ScalarType::Format(format) => of_format(*format),
        ScalarType::Enumeration(enumeration) => {
            let choices = Choices::Enumeration(Arc::clone(enumeration));
            return (ValueType::Text, Some(choices));
        }
    };
    (value, None)
}

fn of_format(format: Format) -> ValueType {
    match format {
        Format::Time => ValueType::Time,
        Format::Uuid => ValueType::Uuid,
        Format::Ip => ValueType::Ip,
        Format::Date => ValueType::Date,
        Format::Duration => ValueType::Duration,
        Format::Email
        | Format::Uri
        | Format::Hostname
        | Format::Base64
        | Format::TimeOfDay
        | Format::UriReference
        | Format::IdnEmail
        | Format::Iri
        | Format::IriReference
        | Format::JsonPointer
        | Format::RelativeJsonPointer
        | Format::UriTemplate
        | Format::IdnHostname => ValueType::Text,
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
        .help("write `string`, `int`, `decimal`, `bool`, `time`, `date`, `duration`, `uuid`, `ip` or an enum")
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
        TypeName::Map(_) => {
            findings.push(wrong("a map, and conditions compare single values"));
            return None;
        }
        TypeName::Constant(_) => {
            findings.push(wrong("a single value, which says nothing"));
            return None;
        }
    };
    match word.text.as_str() {
        "string" => Some((ValueType::Text, None)),
        "int" => Some((ValueType::Int, None)),
        "bool" => Some((ValueType::Bool, None)),
        "decimal" => Some((ValueType::Decimal, None)),
        text => {
            if let Some(format) = Format::ALL.into_iter().find(|format| format.name() == text) {
                return Some((of_format(format), None));
            }
            if let Some(enumeration) = types.enumeration(text) {
                let scalar = ScalarType::Enumeration(Arc::clone(enumeration));
                return Some(of_scalar(&scalar));
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

/// Whether a text is a number that a decimal can be.
pub(super) fn is_number(text: &str) -> bool {
    decimal_of_text(text).is_some()
}

/// Reads a literal as what it is compared with: a string as a UUID in any case or as one of the values there are, an int as
/// a decimal or the other way round, and a date as the time at which it begins.
pub(super) fn adapt(
    typed: &mut Typed,
    to: (ValueType, Option<&Choices>),
    cost: &Cost,
    findings: &mut Vec<Diagnostic>,
) -> bool {
    let (value, choices) = to;
    let Source::Literal(literal) = &mut typed.operand.source else { return true };
    let text = match literal {
        Literal::Text(text) => text,
        Literal::Int(number) => {
            if value == ValueType::Decimal {
                *literal = Literal::Decimal(Decimal::of_int(*number));
                typed.operand.value = ValueType::Decimal;
            }
            return true;
        }
        Literal::Decimal(number) => {
            if value == ValueType::Int
                && let Some(number) = number.number().integer()
            {
                *literal = Literal::Int(number);
                typed.operand.value = ValueType::Int;
            }
            return true;
        }
        Literal::Time(_) => {
            if value == ValueType::Time {
                typed.operand.value = ValueType::Time;
            }
            return true;
        }
        Literal::Bool(_) | Literal::Duration(_) | Literal::Ip(_) => return true,
    };
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
        return true;
    }
    match choices {
        Some(choices) => {
            cost.search(choices.count());
            choices.admit(text, typed.operand.span, findings)
        }
        None => true,
    }
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
        | Source::Cookie(_)
        | Source::ClientIp
        | Source::Time
        | Source::Method
        | Source::Country
        | Source::Tls(_)
        | Source::Body(_)
        | Source::Sum(_) => None,
    });
    match quoted {
        Some((place, text)) => {
            error.suggest(help, Suggestion::replace(place, text, Applicability::MachineApplicable))
        }
        None => error.help(help),
    }
}
