//! Conditions as lists of nodes, parts before the whole.

use gatewright_core::policy::{Condition, Literal, Operand, Source, ValueType};

use super::schema::Tables;
use crate::target::nginx::plan;

/// The nodes of a condition; the last is the whole.
pub(in crate::target::nginx) fn lower(
    condition: &Condition,
    tables: &mut Tables,
) -> Vec<plan::Condition> {
    let mut nodes = Vec::new();
    push(condition, tables, &mut nodes);
    nodes
}

/// Adds a condition behind its parts and gives its index.
fn push(condition: &Condition, tables: &mut Tables, nodes: &mut Vec<plan::Condition>) -> usize {
    let node = match condition {
        Condition::And(parts) => plan::Condition::And {
            parts: parts.iter().map(|part| push(part, tables, nodes)).collect(),
        },
        Condition::Or(parts) => plan::Condition::Or {
            parts: parts.iter().map(|part| push(part, tables, nodes)).collect(),
        },
        Condition::Not(part) => plan::Condition::Not { part: push(part, tables, nodes) },
        Condition::Compare { operator, left, right } => plan::Condition::Compare {
            operator: *operator,
            left: operand(left),
            right: operand(right),
        },
        Condition::InList { needle, list } => plan::Condition::InList {
            needle: operand(needle),
            list: list.iter().map(|written| literal(written, needle.value)).collect(),
        },
        Condition::InField { needle, field } => {
            plan::Condition::InField { needle: operand(needle), field: field.clone() }
        }
        // Refused before; a list of nothing that is looked for in nothing is unknown, which never admits.
        Condition::InItems { needle, .. } | Condition::AddressIn { address: needle, .. } => {
            plan::Condition::InList { needle: missing(needle.value), list: Vec::new() }
        }
        Condition::InNetworks { networks } => plan::Condition::InNetworks {
            networks: networks.iter().map(plan::Network::from).collect(),
        },
        Condition::Has { held_by } => plan::Condition::Has { held_by: held_by.clone() },
        Condition::Within { time, seconds } => {
            plan::Condition::Within { time: operand(time), seconds: *seconds }
        }
        Condition::IsSet(value) => plan::Condition::IsSet { operand: operand(value) },
        Condition::StartsWith { subject, affix } => {
            plan::Condition::StartsWith { subject: operand(subject), affix: operand(affix) }
        }
        Condition::EndsWith { subject, affix } => {
            plan::Condition::EndsWith { subject: operand(subject), affix: operand(affix) }
        }
        Condition::Matches { subject, pattern } => plan::Condition::Matches {
            subject: operand(subject),
            pattern: tables.pattern(pattern.table()),
        },
        Condition::SchemeIs(scheme) => plan::Condition::SchemeIs { scheme: scheme.clone() },
    };
    nodes.push(node);
    nodes.len() - 1
}

/// What no request has: refused before, and unknown.
fn missing(kind: ValueType) -> plan::Operand {
    plan::Operand { from: "header", name: Some(String::new()), value: None, kind }
}

fn operand(operand: &Operand) -> plan::Operand {
    let (from, name, value) = match &operand.source {
        Source::Literal(written) => ("literal", None, Some(literal(written, operand.value))),
        Source::Principal(field) => ("principal", Some(field.clone()), None),
        Source::Path(parameter) => ("path", Some(parameter.clone()), None),
        Source::Query(field) => ("query", Some(field.clone()), None),
        Source::Header(header) => ("header", Some(header.clone()), None),
        Source::Cookie(_) | Source::Country | Source::Tls(_) | Source::Body(_) | Source::Sum(_) => {
            return missing(operand.value);
        }
        Source::ClientIp => ("client_ip", None, None),
        Source::Time => ("time", None, None),
        Source::Method => ("method", None, None),
    };
    plan::Operand { from, name, value, kind: operand.value }
}

fn literal(literal: &Literal, kind: ValueType) -> plan::Value {
    match literal {
        Literal::Text(text) if kind == ValueType::Uuid => {
            plan::Value::Text(text.to_ascii_lowercase())
        }
        Literal::Text(text) => plan::Value::Text(text.clone()),
        Literal::Int(number) | Literal::Time(number) | Literal::Duration(number) => {
            plan::Value::Number(*number)
        }
        Literal::Decimal(number) => plan::Value::Text(number.to_string()),
        Literal::Bool(truth) => plan::Value::Bool(*truth),
        Literal::Ip(address) => plan::Value::Address(plan::octets(address.to_canonical())),
    }
}

#[cfg(test)]
mod tests;
