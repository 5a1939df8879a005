//! The lists behind `in`.

use std::net::IpAddr;

use gatewright_core::policy::{Comparison, Condition, Literal, Operand, Source};
use ipnet::IpNet;

use super::super::distinct::Distinct;
use super::super::network::canonical;
use super::super::setting::describe_literal;
use super::compare::are_comparable;
use super::operand::Typed;
use super::{Typing, lower, value};
use crate::diagnostic::{Applicability, Diagnostic, Suggestion, codes};
use crate::syntax::ast::{Expression, LiteralValue};

/// Whether a list holds a block.
pub(super) fn holds_blocks(items: &[Expression]) -> bool {
    items.iter().any(|item| match item {
        Expression::Literal(literal) => matches!(literal.value, LiteralValue::Network(_)),
        Expression::Or { .. }
        | Expression::And { .. }
        | Expression::Not { .. }
        | Expression::Binary { .. }
        | Expression::IsSet { .. }
        | Expression::Call(_)
        | Expression::Name(_)
        | Expression::List { .. } => false,
    })
}

/// The blocks of `client.ip in […]` or of another address; a single address is a block of its own.
pub(super) fn networks(
    address: Typed,
    items: &[Expression],
    findings: &mut Vec<Diagnostic>,
) -> Option<Condition> {
    let is_client = address.operand.source == Source::ClientIp;
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
                Diagnostic::error(codes::TYPE_MISMATCH, "an address is looked for in addresses")
                    .label(address.place, "an ip")
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
    if !right {
        return None;
    }
    Some(if is_client {
        Condition::InNetworks { networks }
    } else {
        Condition::AddressIn { address: address.operand, networks }
    })
}

/// An address or a block in quotes.
fn quoted(item: &Expression) -> Option<&str> {
    let Expression::Literal(literal) = item else { return None };
    let LiteralValue::Text(text) = &literal.value else { return None };
    let network = text.parse::<IpNet>().is_ok_and(|network| network == network.trunc());
    (network || text.parse::<IpAddr>().is_ok()).then_some(text)
}

/// An item of a list.
enum Item {
    /// A value that is written.
    Literal(Literal),
    /// A value that is read.
    Read(Operand),
}

impl<'a> Typing<'a> {
    /// `a in [x, y]` with values of its type; those that are read are compared one by one.
    pub(super) fn in_list(
        &mut self,
        needle: Typed,
        items: &'a [Expression],
        findings: &mut Vec<Diagnostic>,
    ) -> Option<Condition> {
        let mut distinct = Distinct::new();
        let mut list: Vec<Literal> = Vec::new();
        let mut parts: Vec<Condition> = Vec::new();
        let mut right = true;
        for item in items {
            match self.item(&needle, item, findings) {
                Some(Item::Literal(literal)) => {
                    // All are of one type, so the text tells them apart.
                    let text = text(&literal);
                    right &= distinct.admit(text.clone(), &text, item.span(), findings);
                    list.push(literal);
                }
                Some(Item::Read(operand)) => {
                    let needle = needle.operand.clone();
                    parts.push(lower::comparison(Comparison::Equal, needle, operand));
                }
                None => right = false,
            }
        }
        if !right {
            return None;
        }
        if !list.is_empty() {
            parts.insert(0, lower::list(needle.operand, list));
        }
        if parts.len() == 1 { parts.pop() } else { Some(Condition::Or(parts)) }
    }

    fn item(
        &mut self,
        needle: &Typed,
        item: &'a Expression,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<Item> {
        if let Expression::Literal(written) = item
            && let LiteralValue::Network(_) = written.value
        {
            findings.push(
                Diagnostic::error(codes::TYPE_MISMATCH, "only addresses are looked for in blocks")
                    .label(item.span(), describe_literal(written))
                    .label(needle.place, needle.article()),
            );
            return None;
        }
        let mut typed = self.operand(item, findings)?;
        let of_needle = (needle.operand.value, needle.choices.as_ref());
        if !value::adapt(&mut typed, of_needle, &self.declared.cost, findings) {
            return None;
        }
        let (wanted, given) = (needle.operand.value, typed.operand.value);
        match typed.operand.source {
            Source::Literal(literal) if given == wanted => Some(Item::Literal(literal)),
            Source::Principal(_)
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
            | Source::Sum(_)
                if are_comparable(given, wanted) =>
            {
                Some(Item::Read(typed.operand))
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
            | Source::Body(_)
            | Source::Sum(_) => {
                findings.push(
                    Diagnostic::error(
                        codes::TYPE_MISMATCH,
                        format!(
                            "{} is never in a list with {}",
                            needle.article(),
                            value::article(given)
                        ),
                    )
                    .label(typed.place, value::article(given))
                    .label(needle.place, needle.article())
                    .help("write items of the same type"),
                );
                None
            }
        }
    }
}

fn text(literal: &Literal) -> String {
    match literal {
        Literal::Text(text) => text.escape_debug().to_string(),
        Literal::Int(number) | Literal::Time(number) | Literal::Duration(number) => {
            number.to_string()
        }
        Literal::Decimal(number) => number.to_string(),
        Literal::Bool(truth) => truth.to_string(),
        Literal::Ip(address) => address.to_string(),
    }
}
