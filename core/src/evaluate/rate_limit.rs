//! What answers tell of limits.

use super::limit::Asked;
use crate::policy::{LimitStage, Network, Policy, Route};
use crate::primitive::rate::{QUOTAS_HEADER, Quota, STANDINGS_HEADER, quotas, standings};

/// The headers, where `rate_limit: true` holds for the route, or for what is refused before one is chosen: then nothing is
/// told but of the network's limit.
pub(super) fn headers(
    policy: &Policy,
    route: Option<&Route>,
    asked: &[Asked],
) -> Vec<(&'static str, String)> {
    let block = match route {
        Some(route) => &route.response_headers,
        None => &policy.response_headers,
    };
    if block.as_ref().is_none_or(|headers| headers.rate_limit.is_none()) {
        return Vec::new();
    }
    let of_route = route.into_iter().flat_map(|route| {
        let limits = |stage| route.limits.iter().filter(move |limit| limit.stage() == stage);
        LimitStage::ALL.into_iter().flat_map(limits)
    });
    let limits = policy.network.limit.iter().chain(of_route);
    let known: Vec<(&str, Quota)> =
        limits.map(|limit| (limit.name.as_str(), Quota::of(limit))).collect();
    let asked = asked.iter().filter(|asked| route.is_some() || asked.limit == Network::LIMIT);
    let asked: Vec<_> =
        asked.map(|asked| (asked.limit.as_str(), asked.quota, asked.standing)).collect();
    let mut headers = Vec::new();
    if !known.is_empty() {
        headers.push((QUOTAS_HEADER, quotas(known)));
    }
    if !asked.is_empty() {
        headers.push((STANDINGS_HEADER, standings(asked)));
    }
    headers
}
