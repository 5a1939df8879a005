//! Typed conditions in short, for tests to compare.

use gatewright_core::policy::{Arithmetic, Condition, Literal, Operand, Source};

use super::super::value;

pub(super) fn say(condition: &Condition) -> String {
    let joined = |parts: &[Condition], word: &str| {
        let parts: Vec<String> = parts.iter().map(say).collect();
        format!("({})", parts.join(word))
    };
    match condition {
        Condition::And(parts) => joined(parts, " and "),
        Condition::Or(parts) => joined(parts, " or "),
        Condition::Not(inner) => format!("not {}", say(inner)),
        Condition::Compare { operator, left, right } => {
            format!("{} {operator:?} {}", operand(left), operand(right))
        }
        Condition::InList { needle, list } => {
            let list: Vec<String> = list.iter().map(literal).collect();
            format!("{} in [{}]", operand(needle), list.join(" "))
        }
        Condition::InField { needle, field } => format!("{} in principal.{field}", operand(needle)),
        Condition::InItems { needle, list } => format!("{} in {}", operand(needle), operand(list)),
        Condition::InNetworks { networks } => format!("client in {networks:?}"),
        Condition::AddressIn { address, networks } => {
            format!("{} in {networks:?}", operand(address))
        }
        Condition::Has { held_by } => format!("has {held_by:?}"),
        Condition::Within { time, seconds } => format!("{} within {seconds}", operand(time)),
        Condition::IsSet(subject) => format!("{} is set", operand(subject)),
        Condition::StartsWith { subject, affix } => {
            format!("{} starts_with {}", operand(subject), operand(affix))
        }
        Condition::EndsWith { subject, affix } => {
            format!("{} ends_with {}", operand(subject), operand(affix))
        }
        Condition::Matches { subject, pattern } => {
            format!("{} matches {}", operand(subject), pattern.source())
        }
        Condition::SchemeIs(scheme) => format!("scheme {scheme}"),
    }
}

fn operand(operand: &Operand) -> String {
    let text = match &operand.source {
        Source::Literal(written) => literal(written),
        Source::Principal(name) => format!("principal.{name}"),
        Source::Path(name) => format!("path.{name}"),
        Source::Query(name) => format!("query.{name}"),
        Source::Header(name) => format!("header {name}"),
        Source::Cookie(name) => format!("cookie {name}"),
        Source::ClientIp => "client.ip".to_owned(),
        Source::Time => "time".to_owned(),
        Source::Method => "method".to_owned(),
        Source::Country => "client.country".to_owned(),
        Source::Tls(fact) => format!("tls.{fact:?}"),
        Source::Body(path) => format!("body.{}", path.join(".")),
        Source::Sum(sum) => {
            let sign = match sum.operator {
                Arithmetic::Plus => '+',
                Arithmetic::Minus => '-',
            };
            format!("({} {sign} {})", self::operand(&sum.left), self::operand(&sum.right))
        }
    };
    format!("{text}:{}", value::name(operand.value))
}

fn literal(literal: &Literal) -> String {
    match literal {
        Literal::Text(text) => format!("{text:?}"),
        Literal::Int(number) | Literal::Time(number) | Literal::Duration(number) => {
            number.to_string()
        }
        Literal::Decimal(number) => number.to_string(),
        Literal::Bool(truth) => truth.to_string(),
        Literal::Ip(address) => address.to_string(),
    }
}
