//! `== != < <= > >=`.

use std::net::IpAddr;

use gatewright_core::policy::{Comparison, Condition, Format, Literal, Source, ValueType};

use super::operand::Typed;
use super::scheme::is_scheme;
use super::{Typing, connection, lower, value};
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::{BinaryOperator, Expression, Operator};

impl<'a> Typing<'a> {
    /// A comparison.
    pub(super) fn compare(
        &mut self,
        operator: Operator,
        left: &'a Expression,
        right: &'a Expression,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<Condition> {
        match (is_scheme(left), is_scheme(right)) {
            (Some(scheme), _) => return self.scheme_test(operator, scheme, right, findings),
            (_, Some(scheme)) => return self.scheme_test(operator, scheme, left, findings),
            (None, None) => {}
        }
        let typed_left = self.operand(left, findings);
        let typed_right = self.operand(right, findings);
        let (mut left, mut right) = (typed_left?, typed_right?);
        let of_left = (left.operand.value, left.choices.clone());
        let of_right = (right.operand.value, right.choices.clone());
        let adapted = value::adapt(
            &mut left,
            (of_right.0, of_right.1.as_ref()),
            &self.declared.cost,
            findings,
        ) && value::adapt(
            &mut right,
            (of_left.0, of_left.1.as_ref()),
            &self.declared.cost,
            findings,
        );
        if !adapted {
            return None;
        }
        if !are_comparable(left.operand.value, right.operand.value) {
            findings.push(mismatch(operator, &left, &right));
            return None;
        }
        let comparison = comparison(operator.kind)?;
        let is_equality = matches!(comparison, Comparison::Equal | Comparison::NotEqual);
        if !is_equality && !is_ordered(left.operand.value) {
            findings.push(
                wrong_operator(operator, &left)
                    .note("only numbers, times, dates and durations have an order")
                    .help("use `==` or `!=`"),
            );
            return None;
        }
        if let Some(error) = connection::unknown_version(&left, &right) {
            findings.push(error);
            return None;
        }
        if is_equality && let Some(error) = never_equal(&left, &right) {
            findings.push(error);
            return None;
        }
        Some(lower::comparison(comparison, left.operand, right.operand))
    }
}

fn comparison(operator: BinaryOperator) -> Option<Comparison> {
    match operator {
        BinaryOperator::Equal => Some(Comparison::Equal),
        BinaryOperator::NotEqual => Some(Comparison::NotEqual),
        BinaryOperator::Less => Some(Comparison::Less),
        BinaryOperator::LessOrEqual => Some(Comparison::LessOrEqual),
        BinaryOperator::Greater => Some(Comparison::Greater),
        BinaryOperator::GreaterOrEqual => Some(Comparison::GreaterOrEqual),
        BinaryOperator::In
        | BinaryOperator::Has
        | BinaryOperator::Within
        | BinaryOperator::StartsWith
        | BinaryOperator::EndsWith
        | BinaryOperator::Matches
        | BinaryOperator::Plus
        | BinaryOperator::Minus => None,
    }
}

/// Whether values of two types can be the same.
pub(super) fn are_comparable(left: ValueType, right: ValueType) -> bool {
    use ValueType::{Date, Decimal, Int, Time};
    left == right
        || matches!((left, right), (Int, Decimal) | (Decimal, Int) | (Time, Date) | (Date, Time))
}

fn is_ordered(value: ValueType) -> bool {
    match value {
        ValueType::Int
        | ValueType::Decimal
        | ValueType::Time
        | ValueType::Date
        | ValueType::Duration => true,
        ValueType::Text | ValueType::Uuid | ValueType::Bool | ValueType::Ip => false,
    }
}

/// The error of two operands that have no value in common: an int and a fraction, or two enums.
fn never_equal(left: &Typed, right: &Typed) -> Option<Diagnostic> {
    let is_fraction = |typed: &Typed| {
        // One that is an int has become one.
        matches!(typed.operand.source, Source::Literal(Literal::Decimal(_)))
    };
    let pairs = [(left, right), (right, left)];
    let fraction = pairs
        .into_iter()
        .find(|(int, other)| int.operand.value == ValueType::Int && is_fraction(other));
    if let Some((int, fraction)) = fraction {
        return Some(
            Diagnostic::error(codes::NEVER_TRUE, "no int has a fraction")
                .label(fraction.place, "never equal")
                .label(int.place, "an int")
                .help("compare with `<` or `>`, or declare the value as `decimal`"),
        );
    }
    let (one, other) = (left.choices.as_ref()?, right.choices.as_ref()?);
    if one.overlap(other) {
        return None;
    }
    Some(
        Diagnostic::error(
            codes::NEVER_TRUE,
            format!("{} and {} have no value in common", one.what(), other.what()),
        )
        .label(left.place, format!("of {}", one.what()))
        .label(right.place, format!("of {}", other.what()))
        .help("compare values of one enum"),
    )
}

/// The error of two operands of different types.
fn mismatch(operator: Operator, left: &Typed, right: &Typed) -> Diagnostic {
    let error = Diagnostic::error(
        codes::TYPE_MISMATCH,
        format!("{} is never compared with {}", left.article(), right.article()),
    )
    .label(operator.span, "compares two types")
    .label(left.place, left.article())
    .label(right.place, right.article());
    use ValueType::{Bool, Date, Decimal, Duration, Int, Ip, Text, Time, Uuid};
    let operands = [left, right];
    match (left.operand.value, right.operand.value) {
        (Text, other) | (other, Text) => match other {
            Int => {
                let is_number = |text: &str| text.parse::<i64>().is_ok();
                let help = "write the number without quotes, or declare the string as `int`";
                value::without_quotes(error, operands, help, is_number)
            }
            Decimal => {
                let help = "write the number without quotes, or declare the string as `decimal`";
                value::without_quotes(error, operands, help, value::is_number)
            }
            Uuid => error.help("declare the string as `uuid`"),
            Time => error.help("write a time without quotes: `2026-05-01T09:00:00Z`"),
            Date => {
                let is_date = |text: &str| Format::Date.matches(text);
                let help = "write a date without quotes: `2026-05-01`";
                value::without_quotes(error, operands, help, is_date)
            }
            Duration => error.help("write a duration without quotes: `15m`"),
            Ip => {
                let is_address = |text: &str| text.parse::<IpAddr>().is_ok();
                let help = "write an address without quotes: `192.0.2.1`";
                value::without_quotes(error, operands, help, is_address)
            }
            Text | Bool => error,
        },
        (Duration, Int | Decimal) | (Int | Decimal, Duration) => {
            error.help("give the number a unit: `15m`")
        }
        (Duration, Time | Date) | (Time | Date, Duration) => {
            error.help("compare how long ago it is: `time - … < 15m`")
        }
        (Uuid | Int | Decimal | Bool | Time | Date | Duration | Ip, _) => error,
    }
}

/// The error of an operator on a type that it is not for.
pub(super) fn wrong_operator(operator: Operator, typed: &Typed) -> Diagnostic {
    let text = operator.kind.text();
    Diagnostic::error(
        codes::OPERATOR_TYPE,
        format!("`{text}` does not work on {}", typed.article()),
    )
    .label(operator.span, format!("`{text}`"))
    .label(typed.place, typed.article())
}
