//! Conditions as data.

use std::net::IpAddr;

use gatewright_core::policy::{Comparison, Condition, Literal, Operand, Source, ValueType};
use ipnet::IpNet;

use super::schema::Shared;
use crate::target::envoy::lua::Lua;

/// A condition.
pub(in crate::target::envoy) fn condition(condition: &Condition, shared: &mut Shared) -> Lua {
    match condition {
        Condition::And(parts) => joined("and", parts, shared),
        Condition::Or(parts) => joined("or", parts, shared),
        Condition::Not(part) => node("not", [("part", self::condition(part, shared))]),
        Condition::Compare { operator, left, right } => node(
            "compare",
            [
                ("operator", Lua::text(symbol(*operator))),
                ("left", operand(left)),
                ("right", operand(right)),
            ],
        ),
        Condition::InList { needle, list } => node(
            "in_list",
            [("needle", operand(needle)), ("list", Lua::List(list.iter().map(literal).collect()))],
        ),
        Condition::InField { needle, field } => {
            node("in_field", [("needle", operand(needle)), ("field", Lua::text(field))])
        }
        // Refused before; a list of nothing that is looked for in nothing is unknown, which never admits.
        Condition::InItems { .. } | Condition::AddressIn { .. } => {
            node("in_list", [("needle", missing()), ("list", Lua::List(Vec::new()))])
        }
        Condition::InNetworks { networks } => node("in_networks", [("networks", blocks(networks))]),
        Condition::Has { held_by } => node("has", [("held_by", Lua::texts(held_by))]),
        Condition::Within { time, seconds } => node(
            "within",
            [
                ("time", operand(time)),
                ("seconds", Lua::Int(i64::try_from(*seconds).unwrap_or(i64::MAX))),
            ],
        ),
        Condition::IsSet(subject) => node("is_set", [("operand", operand(subject))]),
        Condition::StartsWith { subject, affix } => {
            node("starts_with", [("subject", operand(subject)), ("affix", operand(affix))])
        }
        Condition::EndsWith { subject, affix } => {
            node("ends_with", [("subject", operand(subject)), ("affix", operand(affix))])
        }
        Condition::Matches { subject, pattern } => node(
            "matches",
            [("subject", operand(subject)), ("automaton", shared.automaton(pattern.table()))],
        ),
        Condition::SchemeIs(scheme) => node("scheme_is", [("scheme", Lua::text(scheme))]),
    }
}

fn node<const N: usize>(op: &str, entries: [(&str, Lua); N]) -> Lua {
    let op = ("op".to_owned(), Lua::text(op));
    let entries = entries.into_iter().map(|(key, value)| (key.to_owned(), value));
    Lua::Table(std::iter::once(op).chain(entries).collect())
}

fn joined(op: &str, parts: &[Condition], shared: &mut Shared) -> Lua {
    let parts = parts.iter().map(|part| condition(part, shared)).collect();
    node(op, [("parts", Lua::List(parts))])
}

fn symbol(operator: Comparison) -> &'static str {
    match operator {
        Comparison::Equal => "==",
        Comparison::NotEqual => "!=",
        Comparison::Less => "<",
        Comparison::LessOrEqual => "<=",
        Comparison::Greater => ">",
        Comparison::GreaterOrEqual => ">=",
    }
}

/// What no request has: refused before, and unknown.
fn missing() -> Lua {
    Lua::table([
        ("source", Some(Lua::text("header"))),
        ("name", Some(Lua::text(""))),
        ("type", Some(Lua::text("text"))),
    ])
}

fn operand(operand: &Operand) -> Lua {
    let (source, name, value) = match &operand.source {
        Source::Literal(written) => ("literal", None, Some(literal(written))),
        Source::Principal(field) => ("principal", Some(field), None),
        Source::Path(parameter) => ("path", Some(parameter), None),
        Source::Query(field) => ("query", Some(field), None),
        Source::Header(name) => ("header", Some(name), None),
        Source::Cookie(_) | Source::Country | Source::Tls(_) | Source::Body(_) | Source::Sum(_) => {
            return missing();
        }
        Source::ClientIp => ("client_ip", None, None),
        Source::Time => ("time", None, None),
        Source::Method => ("method", None, None),
    };
    let kind = match operand.value {
        ValueType::Text => "text",
        ValueType::Uuid => "uuid",
        ValueType::Int => "int",
        ValueType::Bool => "bool",
        // Refused before.
        ValueType::Decimal | ValueType::Date | ValueType::Duration => return missing(),
        ValueType::Time => "time",
        ValueType::Ip => "ip",
    };
    Lua::table([
        ("source", Some(Lua::text(source))),
        ("name", name.map(Lua::text)),
        ("literal", value),
        ("type", Some(Lua::text(kind))),
    ])
}

fn literal(literal: &Literal) -> Lua {
    match literal {
        Literal::Text(text) => Lua::text(text),
        Literal::Int(number) | Literal::Time(number) | Literal::Duration(number) => {
            Lua::Int(*number)
        }
        Literal::Decimal(number) => Lua::text(number.to_string()),
        Literal::Bool(truth) => Lua::Bool(*truth),
        Literal::Ip(address) => Lua::Octets(octets(address.to_canonical())),
    }
}

/// Blocks as octets and prefix length.
pub(in crate::target::envoy) fn blocks(networks: &[IpNet]) -> Lua {
    let block = |network: &IpNet| {
        Lua::List(vec![
            Lua::Octets(octets(network.network())),
            Lua::Int(i64::from(network.prefix_len())),
        ])
    };
    Lua::List(networks.iter().map(block).collect())
}

fn octets(address: IpAddr) -> Vec<u8> {
    match address {
        IpAddr::V4(address) => address.octets().to_vec(),
        IpAddr::V6(address) => address.octets().to_vec(),
    }
}
