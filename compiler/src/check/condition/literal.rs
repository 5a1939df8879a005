//! Literals in conditions.

use gatewright_core::policy::{Literal, Source, ValueType};
use gatewright_core::primitive::decimal::Decimal;

use super::super::setting::describe_literal;
use super::operand::{Typed, not_a_value};
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::{self, LiteralValue};

/// A literal as an operand.
pub(super) fn check(literal: &ast::Literal, findings: &mut Vec<Diagnostic>) -> Option<Typed> {
    let (literal_value, value) = match &literal.value {
        LiteralValue::Text(text) => (Literal::Text(text.clone()), ValueType::Text),
        LiteralValue::Integer(number) => {
            if number.unsigned_abs() >= 1 << 53 {
                findings.push(
                    Diagnostic::error(codes::OUT_OF_RANGE, "an int lies within ±(2^53 − 1)")
                        .label(literal.span, "no value is ever so large")
                        .help("write a smaller number, or compare strings"),
                );
                return None;
            }
            (Literal::Int(*number), ValueType::Int)
        }
        LiteralValue::Bool(truth) => (Literal::Bool(*truth), ValueType::Bool),
        LiteralValue::Decimal(digits) => {
            let Some(number) = Decimal::parse(digits) else {
                findings.push(
                    Diagnostic::error(
                        codes::DECIMAL_DIGITS,
                        "a decimal has at most 15 significant digits",
                    )
                    .label(literal.span, "no value has so many"),
                );
                return None;
            };
            (Literal::Decimal(number), ValueType::Decimal)
        }
        LiteralValue::Date(seconds) => (Literal::Time(*seconds), ValueType::Date),
        LiteralValue::Time(seconds) => (Literal::Time(*seconds), ValueType::Time),
        LiteralValue::Duration(milliseconds) => {
            let seconds = i64::try_from(milliseconds / 1000).unwrap_or(i64::MAX);
            if milliseconds % 1000 != 0 {
                findings.push(
                    Diagnostic::error(codes::OUT_OF_RANGE, "conditions count whole seconds")
                        .label(literal.span, "not whole seconds")
                        .help("write at least `1s`"),
                );
                return None;
            }
            (Literal::Duration(seconds), ValueType::Duration)
        }
        LiteralValue::Address(address) => (Literal::Ip(address.to_canonical()), ValueType::Ip),
        LiteralValue::Regex(_)
        | LiteralValue::Network(_)
        | LiteralValue::Socket(_)
        | LiteralValue::Version(_)
        | LiteralValue::Size(_) => {
            let error = not_a_value(literal.span, describe_literal(literal));
            findings.push(match &literal.value {
                LiteralValue::Regex(_) => error.help("a regular expression stands after `matches`"),
                LiteralValue::Network(_) => {
                    error.help("address blocks stand in a list: `client.ip in [10.0.0.0/8]`")
                }
                LiteralValue::Text(_)
                | LiteralValue::Address(_)
                | LiteralValue::Socket(_)
                | LiteralValue::Date(_)
                | LiteralValue::Time(_)
                | LiteralValue::Version(_)
                | LiteralValue::Duration(_)
                | LiteralValue::Size(_)
                | LiteralValue::Decimal(_)
                | LiteralValue::Integer(_)
                | LiteralValue::Bool(_) => error
                    .help("conditions compare strings, numbers, bools, times, dates, durations, uuids and addresses"),
            });
            return None;
        }
    };
    Some(Typed::new(Source::Literal(literal_value), value, literal.span))
}
