//! Limits: one local_ratelimit filter each, since several descriptors of one filter are not charged in order.

use std::collections::BTreeSet;
use std::sync::Arc;

use gatewright_core::policy::{Limit, LimitKey, Policy};

use crate::target::envoy::escape::json_string;
use crate::target::envoy::lua::Lua;
use crate::target::envoy::node::RateLimit;

/// The shortest interval that local_ratelimit takes, in milliseconds.
const SHORTEST_INTERVAL: u64 = 50;

/// The limits of the policy's routes, each before those that some route asks after it.
#[derive(Debug)]
pub(in crate::target::envoy) struct Order {
    /// In the order of the filter chain.
    pub(in crate::target::envoy) limits: Vec<Arc<Limit>>,
    /// Those that routes ask in contradicting orders: no chain of filters can.
    pub(in crate::target::envoy) contradicting: Vec<Arc<Limit>>,
}

/// The order of the limits of one stage.
pub(in crate::target::envoy) fn order(policy: &Policy, is_of_stage: fn(&Limit) -> bool) -> Order {
    let lists: Vec<Vec<&Arc<Limit>>> = policy
        .routes()
        .map(|route| route.limits.iter().filter(|limit| is_of_stage(limit)).collect())
        .collect();
    let used: BTreeSet<&str> = lists.iter().flatten().map(|limit| limit.name.as_str()).collect();
    let mut waiting: Vec<Arc<Limit>> =
        policy.limits.iter().filter(|limit| used.contains(limit.name.as_str())).cloned().collect();
    let mut limits: Vec<Arc<Limit>> = Vec::new();
    while !waiting.is_empty() {
        let ready = waiting.iter().position(|candidate| {
            let comes_after = |list: &Vec<&Arc<Limit>>| {
                let before = list.iter().take_while(|limit| limit.name != candidate.name);
                list.iter().any(|limit| limit.name == candidate.name)
                    && before
                        .into_iter()
                        .any(|limit| waiting.iter().any(|other| other.name == limit.name))
            };
            !lists.iter().any(comes_after)
        });
        match ready {
            Some(place) => limits.push(waiting.remove(place)),
            None => return Order { limits, contradicting: waiting },
        }
    }
    Order { limits, contradicting: Vec::new() }
}

/// Whether a limit is asked before authentication.
pub(in crate::target::envoy) fn is_by_client(limit: &Limit) -> bool {
    match limit.key {
        LimitKey::ClientIp => true,
        LimitKey::Principal { .. } => false,
    }
}

/// Whether a limit is asked after authentication.
pub(in crate::target::envoy) fn is_by_principal(limit: &Limit) -> bool {
    !is_by_client(limit)
}

/// Tokens that each interval adds, and the interval in milliseconds; the same rate with an interval that Envoy takes.
fn refill(limit: &Limit) -> (u64, u64) {
    let times = SHORTEST_INTERVAL.div_ceil(limit.window_ms.max(1));
    (limit.requests.saturating_mul(times), limit.window_ms.saturating_mul(times))
}

/// Why a limit cannot be expressed.
pub(in crate::target::envoy) fn obstacle(limit: &Limit) -> Option<String> {
    let most = u64::from(u32::MAX);
    let (tokens, _) = refill(limit);
    (tokens > most || limit.burst > most || limit.keys > most)
        .then(|| format!("Envoy counts no further than {most}"))
}

/// A filter.
pub(in crate::target::envoy) fn filter(limit: &Limit) -> RateLimit {
    let (tokens, interval) = refill(limit);
    RateLimit {
        filter: json_string(&format!("gatewright.limit.{}", limit.name)),
        name: json_string(&limit.name),
        metadata: json_string(&format!("limit.{}", limit.name)),
        burst: limit.burst,
        tokens,
        interval: json_string(&format!("{}.{:03}s", interval / 1000, interval % 1000)),
        keys: limit.keys,
        retry_after: json_string(&limit.retry_after().to_string()),
    }
}

/// A limit by principal as the authentication stage reads it.
pub(in crate::target::envoy) fn by_principal(limit: &Limit) -> Option<Lua> {
    match &limit.key {
        LimitKey::ClientIp => None,
        LimitKey::Principal { field, .. } => Some(Lua::table([
            ("name", Some(Lua::text(&limit.name))),
            ("field", Some(Lua::text(field))),
            ("by_scheme", (field == "id").then_some(Lua::Bool(true))),
        ])),
    }
}
