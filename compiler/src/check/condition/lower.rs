//! Comparisons said in the way that every target knows, where there is one of the same meaning.

use std::cmp::Ordering;

use gatewright_core::policy::{Comparison, Condition, Literal, Operand, Source, ValueType};
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// A typed comparison.
pub(super) fn comparison(operator: Comparison, left: Operand, right: Operand) -> Condition {
    if let Some((left, right)) = constants(&left, &right) {
        return Condition::Compare { operator, left, right };
    }
    if matches!(operator, Comparison::Equal | Comparison::NotEqual)
        && let (Some(left), Some(right)) = (date_as_text(&left), date_as_text(&right))
    {
        return Condition::Compare { operator, left, right };
    }
    Condition::Compare { operator, left: as_time(left), right: as_time(right) }
}

/// A needle and a list of literals of its type.
pub(super) fn list(needle: Operand, list: Vec<Literal>) -> Condition {
    if needle.value == ValueType::Date
        && let Some(text) = date_as_text(&needle)
        && let Some(list) = list.iter().map(date_text).collect()
    {
        return Condition::InList { needle: text, list };
    }
    Condition::InList { needle: as_time(needle), list }
}

/// A date that is written is the time at which it begins.
pub(super) fn as_time(operand: Operand) -> Operand {
    match (&operand.source, operand.value) {
        (Source::Literal(_), ValueType::Date) => Operand { value: ValueType::Time, ..operand },
        _ => operand,
    }
}

/// Two literals of a type that not every target has are ordered as two ints are.
fn constants(left: &Operand, right: &Operand) -> Option<(Operand, Operand)> {
    let (Source::Literal(one), Source::Literal(other)) = (&left.source, &right.source) else {
        return None;
    };
    if left.value == right.value && !matches!(left.value, ValueType::Decimal | ValueType::Duration)
    {
        return None;
    }
    let order = match one.value(left.value).order(&other.value(right.value))? {
        Ordering::Less => -1,
        Ordering::Equal => 0,
        Ordering::Greater => 1,
    };
    let int = |number: i64, span| Operand {
        source: Source::Literal(Literal::Int(number)),
        value: ValueType::Int,
        span,
    };
    Some((int(order, left.span), int(0, right.span)))
}

/// A date as its text: equal dates are spelled alike.
fn date_as_text(operand: &Operand) -> Option<Operand> {
    if operand.value != ValueType::Date {
        return None;
    }
    let source = if let Source::Literal(literal) = &operand.source {
        Source::Literal(date_text(literal)?)
    } else {
        operand.source.clone()
    };
    Some(Operand { source, value: ValueType::Text, span: operand.span })
}

fn date_text(literal: &Literal) -> Option<Literal> {
    let Literal::Time(seconds) = literal else { return None };
    let day = Timestamp::from_second(*seconds).ok()?.to_zoned(TimeZone::UTC).date();
    Some(Literal::Text(day.to_string()))
}
