//! `network`: whose requests are looked at, and whose word about the client's address counts.

mod countries;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::Arc;

pub(super) use countries::{Readers, check_use as check_countries_use};
use gatewright_core::policy::{AddressRule, Network, Span};
use ipnet::{IpNet, Ipv4Net};

use super::distinct::Distinct;
use super::limit;
use super::names::declared_twice;
use super::setting::{Place, Settings, list, wrong_literal, wrong_value};
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::{self, List, Literal, LiteralValue, Setting, Value, Word};

const PLACE: Place =
    Place { what: "`network`", known: &["trusted_proxies", "deny", "allow", "countries", "limit"] };

/// What the blocks say.
#[derive(Default)]
pub(super) struct Checked {
    /// Address blocks whose `X-Forwarded-For` entries are believed.
    pub(super) trusted_proxies: Vec<IpNet>,
    /// The rest.
    pub(super) network: Network,
    /// The block, if it is written.
    place: Option<Span>,
    /// Whether it says `countries`, be it right or wrong.
    names_countries: bool,
}

/// Checks the blocks; only one may stand.
pub(super) fn check(blocks: &[&ast::Network], findings: &mut Vec<Diagnostic>) -> Checked {
    let mut first: Option<Span> = None;
    let mut checked = Checked::default();
    for block in blocks {
        if let Some(earlier) = first {
            let word = Word { text: "network".to_owned(), span: block.span };
            findings.push(declared_twice("block", &word, earlier));
            continue;
        }
        first = Some(block.span);
        checked = check_block(block, findings);
    }
    checked
}

fn check_block(block: &ast::Network, findings: &mut Vec<Diagnostic>) -> Checked {
    let settings = Settings::read(&PLACE, block.span, &block.settings, findings);
    let trusted_proxies = settings.get("trusted_proxies").map_or(Vec::new(), |setting| {
        let blocks = blocks_of(setting, "trusted_proxies: [10.0.0.0/8]", findings);
        blocks.into_iter().map(|(block, _)| block).collect()
    });
    let deny = settings.get("deny").map(|setting| (setting, rule(setting, findings)));
    let allow = settings.get("allow").map(|setting| (setting, rule(setting, findings)));
    if let (Some((_, deny)), Some((_, allow))) = (&deny, &allow) {
        refuse_contradictions(deny, allow, findings);
    }
    let countries = settings.get("countries").map(|setting| countries::check(setting, findings));
    let names_countries = countries.is_some();
    let limit = settings.get("limit").and_then(|setting| of_all(setting, findings));
    let of = |(setting, blocks): (&Setting, Vec<(IpNet, Span)>)| AddressRule {
        blocks: blocks.into_iter().map(|(block, _)| block).collect(),
        span: setting.span,
    };
    let countries = countries.flatten();
    let network = Network { deny: deny.map(of), allow: allow.map(of), countries, limit };
    Checked { trusted_proxies, network, place: Some(block.span), names_countries }
}

/// `deny` or `allow`: blocks with their places.
fn rule(setting: &Setting, findings: &mut Vec<Diagnostic>) -> Vec<(IpNet, Span)> {
    let example = format!("{}: [192.0.2.0/24]", setting.key.text);
    if let Value::List(list) = &setting.value {
        refuse_empty(setting, list, "block", findings);
    }
    blocks_of(setting, &example, findings)
}

/// Reports a list with nothing in it, which would admit or refuse nobody.
fn refuse_empty(setting: &Setting, list: &List, item: &str, findings: &mut Vec<Diagnostic>) {
    if list.items.is_empty() {
        let key = &setting.key.text;
        findings.push(
            Diagnostic::error(codes::WRONG_VALUE, format!("`{key}` must list at least one {item}"))
                .label(list.span, "an empty list")
                .help("list what is meant, or delete the setting"),
        );
    }
}

/// Reports what is allowed and can never be admitted, since what denies wins.
fn refuse_contradictions(
    deny: &[(IpNet, Span)],
    allow: &[(IpNet, Span)],
    findings: &mut Vec<Diagnostic>,
) {
    // What contains a block has its first bits: one look-up for each number of them.
    let denied: HashMap<IpNet, Span> = deny.iter().copied().collect();
    for (allowed, place) in allow {
        let around = std::iter::successors(Some(allowed.trunc()), IpNet::supernet);
        let mut found = around.filter_map(|block| denied.get_key_value(&block));
        if let Some((denied, by)) = found.next() {
            findings.push(
                Diagnostic::error(
                    codes::NETWORK_CONTRADICTION,
                    format!("`{allowed}` is allowed and denied"),
                )
                .label(*place, "allowed here, but never admitted")
                .label(*by, format!("`{denied}` is denied here"))
                .note("what is denied is refused even where it is allowed")
                .help("delete one of the two, or deny a smaller block"),
            );
        }
    }
}

/// `limit`: how often one client may send anything.
fn of_all(
    setting: &Setting,
    findings: &mut Vec<Diagnostic>,
) -> Option<Arc<gatewright_core::policy::Limit>> {
    if let Value::Rate(rate) = &setting.value {
        return limit::of_clients(rate, Network::LIMIT, findings).map(Arc::new);
    }
    let example = "limit: 6_000 per 1m by client.ip";
    findings.push(wrong_value("limit", "a number of requests per time", &setting.value, example));
    None
}

/// A list of address blocks with their places; a single address is a block of its own.
fn blocks_of(
    setting: &Setting,
    example: &str,
    findings: &mut Vec<Diagnostic>,
) -> Vec<(IpNet, Span)> {
    let mut distinct = Distinct::new();
    let mut found = Vec::new();
    let Some(list) = list(setting, example, findings) else { return Vec::new() };
    for item in &list.items {
        let block = match item {
            Value::Literal(Literal { value: LiteralValue::Network(block), .. }) => {
                canonical(*block)
            }
            Value::Literal(Literal { value: LiteralValue::Address(address), .. }) => {
                IpNet::from(address.to_canonical())
            }
            other @ (Value::Name(_)
            | Value::Literal(_)
            | Value::List(_)
            | Value::Phrase(_)
            | Value::Remote(_)
            | Value::Split(_)
            | Value::Breaker(_)
            | Value::Rate(_)
            | Value::Block(_)) => {
                findings.push(wrong_literal(
                    &setting.key.text,
                    "a list of address blocks",
                    other,
                    example,
                ));
                continue;
            }
        };
        if distinct.admit(block, &block.to_string(), item.span(), findings) {
            found.push((block, item.span()));
        }
    }
    found
}

/// A block of IPv4-mapped IPv6 addresses is the block of IPv4 addresses, since clients have those.
pub(super) fn canonical(block: IpNet) -> IpNet {
    let IpNet::V6(mapped) = block else { return block };
    let Some(address) = mapped.network().to_ipv4_mapped() else { return block };
    let length = mapped.prefix_len().checked_sub(96);
    length.and_then(|length| Ipv4Net::new(address, length).ok()).map_or(block, IpNet::V4)
}
