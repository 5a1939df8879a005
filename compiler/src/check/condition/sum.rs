//! `+` and `-`: numbers, durations, and times moved by durations.

use gatewright_core::policy::{Arithmetic, Literal, Source, Sum, ValueType};
use gatewright_core::primitive::scalar::ScalarValue;

use super::operand::Typed;
use super::{Typing, value};
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::{Expression, Operator};

/// How many values one sum may have once its conditions are expanded.
const MOST_VALUES: usize = 64;

impl<'a> Typing<'a> {
    /// `a + b` or `a - b`; what is known already is one literal.
    pub(super) fn sum(
        &mut self,
        operator: Operator,
        arithmetic: Arithmetic,
        left: &'a Expression,
        right: &'a Expression,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<Typed> {
        let span = left.span().to(right.span());
        let typed_left = self.operand(left, findings);
        let typed_right = self.operand(right, findings);
        let (left, right) = (typed_left?, typed_right?);
        let Some(kind) = result(arithmetic, left.operand.value, right.operand.value) else {
            findings.push(does_not_add(operator, arithmetic, &left, &right));
            return None;
        };
        if let (Source::Literal(first), Source::Literal(second)) =
            (&left.operand.source, &right.operand.source)
        {
            let first = first.value(left.operand.value);
            let second = second.value(right.operand.value);
            let sum = match arithmetic {
                Arithmetic::Plus => first.plus(&second),
                Arithmetic::Minus => first.minus(&second),
            };
            let Some(literal) = sum.and_then(literal) else {
                findings.push(
                    Diagnostic::error(codes::OUT_OF_RANGE, "this sum is out of range")
                        .label(span, format!("no {} is so large", value::name(kind)))
                        .help("write smaller numbers"),
                );
                return None;
            };
            return Some(Typed::new(Source::Literal(literal), kind, span));
        }
        let size = left.size + right.size + 1;
        if size > MOST_VALUES {
            self.report_size(span, findings);
            return None;
        }
        let sum = Sum { operator: arithmetic, left: left.operand, right: right.operand };
        let mut typed = Typed::new(Source::Sum(Box::new(sum)), kind, span);
        typed.size = size;
        Some(typed)
    }
}

/// The type of a sum or a difference; `None` where there is none.
fn result(arithmetic: Arithmetic, left: ValueType, right: ValueType) -> Option<ValueType> {
    use ValueType::{Bool, Date, Decimal, Duration, Int, Ip, Text, Time, Uuid};
    match (left, right) {
        (Int, Int) => Some(Int),
        (Int | Decimal, Decimal) | (Decimal, Int) => Some(Decimal),
        (Duration, Duration) => Some(Duration),
        (Time | Date, Duration) => Some(Time),
        (Duration, Time | Date) => match arithmetic {
            Arithmetic::Plus => Some(Time),
            Arithmetic::Minus => None,
        },
        (Time | Date, Time | Date) => match arithmetic {
            Arithmetic::Plus => None,
            Arithmetic::Minus => Some(Duration),
        },
        (Text | Uuid | Int | Decimal | Bool | Time | Date | Duration | Ip, _) => None,
    }
}

/// The error of two values without a sum, with what fits instead.
fn does_not_add(
    operator: Operator,
    arithmetic: Arithmetic,
    left: &Typed,
    right: &Typed,
) -> Diagnostic {
    let message = match arithmetic {
        Arithmetic::Plus => format!("{} and {} do not add", left.article(), right.article()),
        Arithmetic::Minus => {
            format!("{} is not subtracted from {}", right.article(), left.article())
        }
    };
    let error = Diagnostic::error(codes::SUM, message)
        .label(operator.span, format!("`{}`", operator.kind.text()))
        .label(left.place, left.article())
        .label(right.place, right.article());
    use ValueType::{Bool, Date, Decimal, Duration, Int, Ip, Text, Time, Uuid};
    match (left.operand.value, right.operand.value) {
        (Text | Uuid | Bool | Ip, _) | (_, Text | Uuid | Bool | Ip) => {
            error.note("numbers, times and durations add; nothing else does")
        }
        (Duration | Time | Date, Int | Decimal) => with_unit(error, right),
        (Int | Decimal, Duration | Time | Date) => with_unit(error, left),
        (Time | Date, Time | Date) => {
            error.help("subtract one time from the other, or add a duration such as `15m`")
        }
        (Duration, Time | Date) => {
            error.help("write the time first: a duration is subtracted from it")
        }
        (Int | Decimal | Time | Date | Duration, Int | Decimal | Duration) => error,
    }
}

/// What a number beside a time or a duration lacks.
fn with_unit(error: Diagnostic, number: &Typed) -> Diagnostic {
    match &number.operand.source {
        Source::Literal(Literal::Int(number)) if *number >= 0 => error.help(format!(
            "give the number a unit, such as `{number}s` or `{number}m`: a duration fits here"
        )),
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
        | Source::Sum(_) => error.help("a duration such as `15m` fits here"),
    }
}

/// A value as if it were written; only what adds can be.
fn literal(value: ScalarValue) -> Option<Literal> {
    match value {
        ScalarValue::Int(number) => Some(Literal::Int(number)),
        ScalarValue::Decimal(number) => Some(Literal::Decimal(number)),
        ScalarValue::Time(seconds) => Some(Literal::Time(seconds)),
        ScalarValue::Duration(seconds) => Some(Literal::Duration(seconds)),
        ScalarValue::Text(_) | ScalarValue::Uuid(_) | ScalarValue::Bool(_) | ScalarValue::Ip(_) => {
            None
        }
    }
}
