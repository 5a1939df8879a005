//! What the `network` block asks of a target.

use gatewright_core::policy::{Network, Span};

use super::{Construct, Use, of_limit};

/// The uses of the block.
pub(super) fn uses(network: &Network) -> Vec<Use> {
    let Network { deny, allow, countries, limit } = network;
    let rule = |rule: &str, span: Span| Use {
        construct: Construct::NetworkRule,
        rule: format!("network.{rule}"),
        span,
    };
    let mut uses = Vec::new();
    uses.extend(deny.as_ref().map(|deny| rule("deny", deny.span)));
    uses.extend(allow.as_ref().map(|allow| rule("allow", allow.span)));
    uses.extend(countries.as_ref().map(|countries| rule("countries", countries.span)));
    if let Some(limit) = limit {
        let rule = Network::LIMIT.to_owned();
        uses.push(Use { construct: Construct::NetworkLimit, rule, span: limit.span });
        uses.extend(of_limit(limit, Network::LIMIT));
    }
    uses
}
