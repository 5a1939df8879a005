//! Values worth trying for each operand of a route's conditions.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use gatewright_core::policy::{Condition, Literal, Operand, Route, Source, ValueType};
use serde_json::{Value, json};

use super::sums::around_sums;
use crate::sample::{accepted, swap_case};

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Variable {
    Principal(String),
    Path(String),
    Query(String),
    Header(String),
    Cookie(String),
    Body(Vec<String>),
    Client,
}

pub(super) type Pools = BTreeMap<Variable, Vec<Value>>;

pub(super) fn pools(route: &Route, may_name_clients: bool) -> Pools {
    let mut pools = Pools::new();
    for condition in route.conditions() {
        gather(condition, &mut pools);
    }
    if !may_name_clients {
        pools.remove(&Variable::Client);
    }
    for values in pools.values_mut() {
        let mut seen = BTreeSet::new();
        values.retain(|value| seen.insert(value.to_string()));
    }
    pools
}

fn variable(operand: &Operand) -> Option<Variable> {
    match &operand.source {
        Source::Principal(name) => Some(Variable::Principal(name.clone())),
        Source::Path(name) => Some(Variable::Path(name.clone())),
        Source::Query(name) => Some(Variable::Query(name.clone())),
        Source::Header(name) => Some(Variable::Header(name.clone())),
        Source::Cookie(name) => Some(Variable::Cookie(name.clone())),
        Source::Body(path) => Some(Variable::Body(path.clone())),
        Source::ClientIp => Some(Variable::Client),
        // What a sum adds stands for itself. No connection of the suite has a TLS layer, and no client a country.
        Source::Literal(_)
        | Source::Time
        | Source::Method
        | Source::Country
        | Source::Tls(_)
        | Source::Sum(_) => None,
    }
}

fn add(operand: &Operand, values: Vec<Value>, pools: &mut Pools) {
    if let Some(variable) = variable(operand) {
        let is_claim = matches!(variable, Variable::Principal(_));
        let written = |value| if is_claim { value } else { written(value, operand.value) };
        pools.entry(variable).or_default().extend(values.into_iter().map(written));
    }
}

/// A value as requests write it: in claims, times are numbers.
fn written(value: Value, kind: ValueType) -> Value {
    if let Value::Array(items) = value {
        return items.into_iter().map(|item| written(item, kind)).collect();
    }
    let seconds = match value.get("$now").and_then(Value::as_i64) {
        // Far away, so that it is still right when the request arrives.
        Some(step) => Some(if step < 0 { 978_307_200 } else { 4_070_908_800 }),
        None => value.as_i64(),
    };
    let moment = || jiff::Timestamp::from_second(seconds?).ok().map(|moment| moment.to_string());
    let text = || value.as_str().map(str::to_owned);
    let written = match kind {
        // A date is the time at which it begins.
        ValueType::Time => moment()
            .or_else(text)
            .map(|text| if text.contains('T') { text } else { format!("{text}T00:00:00Z") }),
        ValueType::Date => moment()
            .or_else(text)
            .map(|text| text.split_once('T').map_or(text.clone(), |(day, _)| day.to_owned())),
        ValueType::Duration => seconds.map(|seconds| format!("PT{}S", seconds.max(0))),
        ValueType::Int => {
            return value.as_f64().map_or(value, |number| json!(number.floor() as i64));
        }
        ValueType::Text
        | ValueType::Uuid
        | ValueType::Decimal
        | ValueType::Bool
        | ValueType::Ip => None,
    };
    written.map_or(value, Value::from)
}

/// Values around those of a list, and lists with and without a value that is looked for.
fn gather_items(needle: &Operand, list: &Operand, pools: &mut Pools) {
    let values = around(needle);
    add(needle, values.clone(), pools);
    let (Some(first), Some(second)) = (values.first(), values.get(1)) else { return };
    let mut lists = vec![json!([second, first]), json!([first]), json!([second])];
    if list.value == ValueType::Duration {
        // A month has no length.
        lists.extend([json!(["P1M"]), json!(["P1M", first])]);
    }
    add(list, lists, pools);
}

fn gather(condition: &Condition, pools: &mut Pools) {
    match condition {
        Condition::And(parts) | Condition::Or(parts) => {
            parts.iter().for_each(|part| gather(part, pools));
        }
        Condition::Not(inner) => gather(inner, pools),
        Condition::Compare { left, right, .. } => {
            let is_sum = |operand: &Operand| matches!(operand.source, Source::Sum(_));
            if is_sum(left) || is_sum(right) {
                for (operand, values) in around_sums(left, right) {
                    add(operand, values, pools);
                }
                return;
            }
            add(left, around(right), pools);
            add(right, around(left), pools);
        }
        Condition::InList { needle, list } => {
            add(needle, list.iter().flat_map(literals).collect(), pools);
        }
        Condition::InField { needle, field } => {
            add(needle, vec![json!("a"), json!("z")], pools);
            let lists = vec![json!(["a", "b"]), json!([]), json!(["A"])];
            pools.entry(Variable::Principal(field.clone())).or_default().extend(lists);
        }
        Condition::InNetworks { networks } => {
            let ends = networks.iter().map(|network| (network.network(), network.broadcast()));
            pools.entry(Variable::Client).or_default().extend(addresses(ends));
        }
        Condition::AddressIn { address, networks } => {
            let ends = networks.iter().map(|network| (network.network(), network.broadcast()));
            add(address, addresses(ends), pools);
        }
        Condition::InItems { needle, list } => gather_items(needle, list, pools),
        Condition::Has { .. } | Condition::SchemeIs(_) => {}
        Condition::Within { time, seconds } => {
            let seconds = i64::try_from(*seconds).unwrap_or(i64::MAX / 4);
            let times = [5 - seconds, -5 - seconds, 0, 300, -1];
            add(time, times.iter().map(|time| json!({ "$now": time })).collect(), pools);
        }
        Condition::IsSet(operand) => add(operand, defaults(operand.value), pools),
        Condition::StartsWith { subject, affix } => {
            let affix = own_text(affix);
            let values =
                [format!("{affix}x"), affix.clone(), format!("x{affix}"), swap_case(&affix)];
            add(subject, values.iter().map(|value| json!(value)).collect(), pools);
        }
        Condition::EndsWith { subject, affix } => {
            let affix = own_text(affix);
            let values =
                [format!("x{affix}"), affix.clone(), format!("{affix}x"), swap_case(&affix)];
            add(subject, values.iter().map(|value| json!(value)).collect(), pools);
        }
        Condition::Matches { subject, pattern } => {
            let right = (0..64).find_map(|length| accepted(pattern, length)).unwrap_or_default();
            let values = [right.clone(), format!("{right}\u{e9}"), swap_case(&right)];
            add(subject, values.iter().map(|value| json!(value)).collect(), pools);
        }
    }
}

/// The ends of address blocks, and the addresses beside them.
fn addresses(blocks: impl Iterator<Item = (IpAddr, IpAddr)>) -> Vec<Value> {
    let ends = blocks.flat_map(|(first, last)| {
        [Some(first), Some(last), step(first, false), step(last, true)].into_iter().flatten()
    });
    ends.map(|address| json!(address)).collect()
}

fn step(address: IpAddr, up: bool) -> Option<IpAddr> {
    let moved = |bits: u128| if up { bits.checked_add(1) } else { bits.checked_sub(1) };
    match address {
        IpAddr::V4(address) => {
            let bits = u32::try_from(moved(u128::from(address.to_bits()))?).ok()?;
            Some(std::net::Ipv4Addr::from_bits(bits).into())
        }
        IpAddr::V6(address) => {
            Some(std::net::Ipv6Addr::from_bits(moved(address.to_bits())?).into())
        }
    }
}

fn own_text(operand: &Operand) -> String {
    match &operand.source {
        Source::Literal(Literal::Text(text)) => text.clone(),
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
        | Source::Sum(_) => "subject-a".into(),
    }
}

/// Values around what the other side is.
fn around(other: &Operand) -> Vec<Value> {
    match &other.source {
        Source::Literal(literal) => literals(literal),
        Source::Time => [5, -5, 0].iter().map(|time| json!({ "$now": time })).collect(),
        Source::Method => ["GET", "get", "HEAD"].map(|method| json!(method)).into(),
        Source::Principal(_)
        | Source::Path(_)
        | Source::Query(_)
        | Source::Header(_)
        | Source::Cookie(_)
        | Source::ClientIp
        | Source::Country
        | Source::Tls(_)
        | Source::Body(_)
        | Source::Sum(_) => defaults(other.value),
    }
}

fn defaults(value: ValueType) -> Vec<Value> {
    match value {
        ValueType::Text => vec![json!("subject-a"), json!("subject-b"), json!("Subject-a")],
        ValueType::Uuid => vec![
            json!("0195a3c0-7d10-7000-8000-00000000000a"),
            json!("0195A3C0-7D10-7000-8000-00000000000A"),
            json!("0195a3c0-7d10-7000-8000-00000000000b"),
        ],
        ValueType::Int => vec![json!(1), json!(2), json!(0)],
        ValueType::Decimal => vec![json!(1), json!(1.5), json!(0)],
        ValueType::Date => vec![json!("2026-05-01"), json!("2026-05-02")],
        ValueType::Duration => vec![json!("PT1M"), json!("PT2M")],
        ValueType::Bool => vec![json!(true), json!(false)],
        ValueType::Time => vec![json!({ "$now": -60 }), json!({ "$now": 60 })],
        ValueType::Ip => vec![json!("203.0.113.9"), json!("203.0.113.10")],
    }
}

fn literals(literal: &Literal) -> Vec<Value> {
    match literal {
        Literal::Text(text) => {
            let shorter: String = text.chars().skip(1).collect();
            [text.clone(), swap_case(text), format!("{text}x"), shorter]
                .map(|text| json!(text))
                .into()
        }
        Literal::Int(value) => [0, 1, -1].iter().map(|step| json!(value + step)).collect(),
        Literal::Bool(_) => vec![json!(true), json!(false)],
        Literal::Time(value) | Literal::Duration(value) => {
            [0, 1, -1].iter().map(|step| json!(value + step)).collect()
        }
        Literal::Decimal(value) => {
            let value: f64 = value.to_string().parse().unwrap_or(0.0);
            [0.0, 0.01, -0.01, 1.0]
                .map(|step| json!(((value + step) * 10_000.0).round() / 10_000.0))
                .into()
        }
        Literal::Ip(address) => {
            let near = [Some(*address), step(*address, true)];
            near.into_iter().flatten().map(|address| json!(address)).collect()
        }
    }
}
