//! Values at which two sums are equal, and a step beside it, for each value that they add.

use gatewright_core::policy::{Arithmetic, Literal, Operand, Source, Sum, ValueType};
use serde_json::{Value, json};

use crate::engine::Moment;
use crate::sample::MAX_INT;

/// Values worth trying for each operand of a comparison of sums.
pub(super) fn around_sums<'o>(
    left: &'o Operand,
    right: &'o Operand,
) -> Vec<(&'o Operand, Vec<Value>)> {
    let mut terms = Vec::new();
    gather(left, 1.0, &mut terms);
    gather(right, -1.0, &mut terms);
    let total: f64 = terms.iter().map(|(sign, operand)| sign * usual(operand)).sum();
    let mut found = Vec::new();
    for (_, operand) in &terms {
        let own: f64 = terms
            .iter()
            .filter(|(_, other)| other.source == operand.source)
            .map(|(sign, _)| sign)
            .sum();
        // Where it cancels out, any value does.
        let equal = if own == 0.0 { 1.0 } else { usual(operand) - total / own };
        let mut values = beside(equal, operand.value);
        values.extend(beside(usual(operand), operand.value).into_iter().take(1));
        found.push((*operand, values));
    }
    found
}

/// What a sum adds, with the sign by which it counts.
fn gather<'o>(operand: &'o Operand, sign: f64, terms: &mut Vec<(f64, &'o Operand)>) {
    match &operand.source {
        Source::Sum(sum) => {
            let Sum { operator, left, right } = sum.as_ref();
            gather(left, sign, terms);
            match operator {
                Arithmetic::Plus => gather(right, sign, terms),
                Arithmetic::Minus => gather(right, -sign, terms),
            }
        }
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
        | Source::Body(_) => terms.push((sign, operand)),
    }
}

/// What a value is while another is looked for; times are relative to now.
fn usual(operand: &Operand) -> f64 {
    match &operand.source {
        Source::Literal(Literal::Int(number) | Literal::Duration(number)) => *number as f64,
        Source::Literal(Literal::Time(seconds)) => (*seconds - Moment::now().seconds()) as f64,
        Source::Literal(Literal::Decimal(number)) => number.to_string().parse().unwrap_or(0.0),
        Source::Literal(Literal::Text(_) | Literal::Bool(_) | Literal::Ip(_)) | Source::Time => 0.0,
        Source::Principal(_)
        | Source::Path(_)
        | Source::Query(_)
        | Source::Header(_)
        | Source::Cookie(_)
        | Source::ClientIp
        | Source::Method
        | Source::Country
        | Source::Tls(_)
        | Source::Body(_)
        | Source::Sum(_) => match operand.value {
            ValueType::Int | ValueType::Decimal => 1.0,
            ValueType::Duration => 60.0,
            ValueType::Time => -60.0,
            ValueType::Text
            | ValueType::Uuid
            | ValueType::Bool
            | ValueType::Date
            | ValueType::Ip => 0.0,
        },
    }
}

fn beside(equal: f64, value: ValueType) -> Vec<Value> {
    let near = |step: f64| [equal, equal + step, equal - step];
    let whole = |number: f64| number.round() as i64;
    match value {
        ValueType::Int => {
            let ints = near(1.0).map(whole);
            ints.into_iter().chain([MAX_INT]).map(|number| json!(number)).collect()
        }
        ValueType::Decimal => {
            near(0.1).map(|number| json!((number * 1000.0).round() / 1000.0)).into()
        }
        ValueType::Duration => near(1.0).map(|number| json!(whole(number).max(0))).into(),
        ValueType::Time | ValueType::Date => {
            near(5.0).map(|number| json!({ "$now": whole(number) })).into()
        }
        ValueType::Text | ValueType::Uuid | ValueType::Bool | ValueType::Ip => Vec::new(),
    }
}
