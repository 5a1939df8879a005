//! Changes of one condition.

use crate::policy::{Arithmetic, Comparison, Condition, Operand, Source, Sum};

/// The condition's opposite, and it with one part lost or one boundary moved; each with what is said of it.
pub(super) fn variants(condition: &Condition) -> Vec<(String, Condition)> {
    let mut variants = vec![("negated".to_owned(), Condition::Not(Box::new(condition.clone())))];
    variants.extend(inner(condition));
    variants
}

fn inner(condition: &Condition) -> Vec<(String, Condition)> {
    match condition {
        Condition::And(parts) => joined(parts, "and", Condition::And),
        Condition::Or(parts) => joined(parts, "or", Condition::Or),
        Condition::Not(negated) => inner(negated)
            .into_iter()
            .map(|(what, changed)| (what, Condition::Not(Box::new(changed))))
            .collect(),
        Condition::Compare { operator, left, right } => {
            let other = other(*operator);
            let what = format!("compares with `{}`", text(other));
            let compare = |operator: Comparison, left: Operand, right: Operand| {
                Condition::Compare { operator, left, right }
            };
            let mut variants = vec![(what, compare(other, left.clone(), right.clone()))];
            let swapped = [
                turned(left).map(|left| compare(*operator, left, right.clone())),
                turned(right).map(|right| compare(*operator, left.clone(), right)),
            ];
            let swapped = swapped.into_iter().flatten();
            variants.extend(swapped.map(|changed| ("`+` and `-` swapped".to_owned(), changed)));
            variants
        }
        Condition::InList { needle, list } => (0..list.len())
            .map(|gone| {
                let kept = without(list, gone);
                let what = format!("without item {} of its list", gone + 1);
                (what, Condition::InList { needle: needle.clone(), list: kept })
            })
            .collect(),
        Condition::InNetworks { networks } => (0..networks.len())
            .map(|gone| {
                let kept = without(networks, gone);
                let what = format!("without block {} of its list", gone + 1);
                (what, Condition::InNetworks { networks: kept })
            })
            .collect(),
        Condition::AddressIn { address, networks } => (0..networks.len())
            .map(|gone| {
                let networks = without(networks, gone);
                let what = format!("without block {} of its list", gone + 1);
                (what, Condition::AddressIn { address: address.clone(), networks })
            })
            .collect(),
        Condition::Within { time, seconds } => {
            let later = Condition::Within { time: time.clone(), seconds: seconds + 1 };
            vec![("`within` one second more".to_owned(), later)]
        }
        // Their only boundary is the one that negation moves.
        Condition::InField { .. }
        | Condition::InItems { .. }
        | Condition::Has { .. }
        | Condition::IsSet(_)
        | Condition::StartsWith { .. }
        | Condition::EndsWith { .. }
        | Condition::Matches { .. }
        | Condition::SchemeIs(_) => Vec::new(),
    }
}

/// `a and b` with one of its parts lost, or changed.
fn joined(
    parts: &[Condition],
    word: &str,
    join: fn(Vec<Condition>) -> Condition,
) -> Vec<(String, Condition)> {
    let mut variants = Vec::new();
    for (number, part) in parts.iter().enumerate() {
        let what = format!("without part {} of its `{word}`", number + 1);
        variants.push((what, join(without(parts, number))));
        for (what, changed) in inner(part) {
            let mut parts = parts.to_vec();
            if let Some(place) = parts.get_mut(number) {
                *place = changed;
            }
            variants.push((what, join(parts)));
        }
    }
    variants
}

fn without<T: Clone>(items: &[T], gone: usize) -> Vec<T> {
    let kept = items.iter().enumerate().filter(|(number, _)| *number != gone);
    kept.map(|(_, item)| item.clone()).collect()
}

/// A sum with the other operator.
fn turned(operand: &Operand) -> Option<Operand> {
    let Source::Sum(sum) = &operand.source else { return None };
    let operator = match sum.operator {
        Arithmetic::Plus => Arithmetic::Minus,
        Arithmetic::Minus => Arithmetic::Plus,
    };
    let sum = Sum { operator, left: sum.left.clone(), right: sum.right.clone() };
    Some(Operand { source: Source::Sum(Box::new(sum)), ..operand.clone() })
}

/// The operator that differs on the boundary only, or the opposite where there is none.
fn other(operator: Comparison) -> Comparison {
    match operator {
        Comparison::Equal => Comparison::NotEqual,
        Comparison::NotEqual => Comparison::Equal,
        Comparison::Less => Comparison::LessOrEqual,
        Comparison::LessOrEqual => Comparison::Less,
        Comparison::Greater => Comparison::GreaterOrEqual,
        Comparison::GreaterOrEqual => Comparison::Greater,
    }
}

fn text(operator: Comparison) -> &'static str {
    match operator {
        Comparison::Equal => "==",
        Comparison::NotEqual => "!=",
        Comparison::Less => "<",
        Comparison::LessOrEqual => "<=",
        Comparison::Greater => ">",
        Comparison::GreaterOrEqual => ">=",
    }
}
