//! `network`: whose word about the client's address counts.

use gatewright_core::policy::Span;
use ipnet::{IpNet, Ipv4Net};

use super::distinct::Distinct;
use super::names::declared_twice;
use super::setting::{Place, Settings, list, wrong_literal};
use crate::diagnostic::Diagnostic;
use crate::syntax::ast::{Literal, LiteralValue, Network, Setting, Value, Word};

const PLACE: Place = Place { what: "`network`", known: &["trusted_proxies"] };

/// Checks the blocks; only one may stand.
pub(super) fn check(blocks: &[&Network], findings: &mut Vec<Diagnostic>) -> Vec<IpNet> {
    let mut first: Option<Span> = None;
    let mut proxies = Vec::new();
    for block in blocks {
        if let Some(earlier) = first {
            let word = Word { text: "network".to_owned(), span: block.span };
            findings.push(declared_twice("block", &word, earlier));
            continue;
        }
        first = Some(block.span);
        let settings = Settings::read(&PLACE, block.span, &block.settings, findings);
        if let Some(setting) = settings.get("trusted_proxies") {
            proxies = blocks_of(setting, findings);
        }
    }
    proxies
}

/// A list of address blocks; a single address is a block of its own.
fn blocks_of(setting: &Setting, findings: &mut Vec<Diagnostic>) -> Vec<IpNet> {
    const EXAMPLE: &str = "trusted_proxies: [10.0.0.0/8]";
    let mut distinct = Distinct::new();
    let mut found = Vec::new();
    let Some(list) = list(setting, EXAMPLE, findings) else { return Vec::new() };
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
            | Value::Block(_)) => {
                findings.push(wrong_literal(
                    &setting.key.text,
                    "a list of address blocks",
                    other,
                    EXAMPLE,
                ));
                continue;
            }
        };
        if distinct.admit(block, &block.to_string(), item.span(), findings) {
            found.push(block);
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
