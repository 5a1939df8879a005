//! The lists behind `in`.

use std::net::IpAddr;

use gatewright_core::policy::{Condition, Literal, Source};
use ipnet::IpNet;

use super::super::distinct::Distinct;
use super::super::network::canonical;
use super::super::setting::describe_literal;
use super::operand::{Typed, not_a_value};
use super::{literal, value};
use crate::diagnostic::{Applicability, Diagnostic, Suggestion, codes};
use crate::syntax::ast::{Expression, LiteralValue};

/// The blocks of `client.ip in […]`; a single address is a block of its own.
pub(super) fn networks(items: &[Expression], findings: &mut Vec<Diagnostic>) -> Option<Condition> {
    let mut distinct = Distinct::new();
    let mut networks: Vec<IpNet> = Vec::new();
    let mut right = true;
    for item in items {
        let network = match item {
            Expression::Literal(literal) => match &literal.value {
                LiteralValue::Network(network) => Some(canonical(*network)),
                LiteralValue::Address(address) => Some(IpNet::from(address.to_canonical())),
                LiteralValue::Text(_)
                | LiteralValue::Regex(_)
                | LiteralValue::Socket(_)
                | LiteralValue::Date(_)
                | LiteralValue::Time(_)
                | LiteralValue::Version(_)
                | LiteralValue::Duration(_)
                | LiteralValue::Size(_)
                | LiteralValue::Decimal(_)
                | LiteralValue::Integer(_)
                | LiteralValue::Bool(_) => None,
            },
            Expression::Or { .. }
            | Expression::And { .. }
            | Expression::Not { .. }
            | Expression::Binary { .. }
            | Expression::IsSet { .. }
            | Expression::Call(_)
            | Expression::Name(_)
            | Expression::List { .. } => None,
        };
        let Some(network) = network else {
            let help = "write it without quotes: `client.ip in [10.0.0.0/8]`";
            let error =
                Diagnostic::error(codes::TYPE_MISMATCH, "`client.ip` is looked for in addresses")
                    .label(item.span(), "neither an address nor a block");
            findings.push(match quoted(item) {
                Some(network) => error.suggest(
                    help,
                    Suggestion::replace(item.span(), network, Applicability::MachineApplicable),
                ),
                None => error.help(help),
            });
            right = false;
            continue;
        };
        right &= distinct.admit(network, &network.to_string(), item.span(), findings);
        networks.push(network);
    }
    right.then_some(Condition::InNetworks { networks })
}

/// An address or a block in quotes.
fn quoted(item: &Expression) -> Option<&str> {
    let Expression::Literal(literal) = item else { return None };
    let LiteralValue::Text(text) = &literal.value else { return None };
    let network = text.parse::<IpNet>().is_ok_and(|network| network == network.trunc());
    (network || text.parse::<IpAddr>().is_ok()).then_some(text)
}

/// `a in [x, y]` with literals of its type.
pub(super) fn literals(
    needle: Typed,
    items: &[Expression],
    findings: &mut Vec<Diagnostic>,
) -> Option<Condition> {
    let mut distinct = Distinct::new();
    let mut list: Vec<Literal> = Vec::new();
    let mut right = true;
    for item in items {
        match item_of(&needle, item, findings) {
            Some(literal) => {
                // All are of one type, so the text tells them apart.
                let text = text(&literal);
                right &= distinct.admit(text.clone(), &text, item.span(), findings);
                list.push(literal);
            }
            None => right = false,
        }
    }
    right.then_some(Condition::InList { needle: needle.operand, list })
}

fn item_of(needle: &Typed, item: &Expression, findings: &mut Vec<Diagnostic>) -> Option<Literal> {
    let Expression::Literal(written) = item else {
        findings.push(
            not_a_value(item.span(), "not a literal")
                .help("lists hold literals; compare with other values by `==` and `or`"),
        );
        return None;
    };
    if let LiteralValue::Network(_) = written.value {
        findings.push(
            Diagnostic::error(codes::TYPE_MISMATCH, "only `client.ip` is looked for in blocks")
                .label(item.span(), describe_literal(written))
                .label(needle.place, needle.article()),
        );
        return None;
    }
    let mut typed = literal::check(written, findings)?;
    let of_needle = (needle.operand.value, needle.choices.as_ref());
    if !value::adapt(&mut typed, of_needle, findings) {
        return None;
    }
    if typed.operand.value != needle.operand.value {
        findings.push(
            Diagnostic::error(
                codes::TYPE_MISMATCH,
                format!("{} is never in a list with {}", needle.article(), typed.article()),
            )
            .label(typed.place, typed.article())
            .label(needle.place, needle.article())
            .help("write items of the same type"),
        );
        return None;
    }
    match typed.operand.source {
        Source::Literal(literal) => Some(literal),
        Source::Principal(_)
        | Source::Path(_)
        | Source::Query(_)
        | Source::Header(_)
        | Source::ClientIp
        | Source::Time
        | Source::Method => None,
    }
}

fn text(literal: &Literal) -> String {
    match literal {
        Literal::Text(text) => text.escape_debug().to_string(),
        Literal::Int(number) | Literal::Time(number) => number.to_string(),
        Literal::Bool(truth) => truth.to_string(),
        Literal::Ip(address) => address.to_string(),
    }
}
