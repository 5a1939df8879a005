//! Limits: one local_ratelimit filter each, since several descriptors of one filter are not charged in order.

use gatewright_core::policy::{Limit, LimitKey};

use crate::target::envoy::escape::json_string;
use crate::target::envoy::lua::Lua;
use crate::target::envoy::node::RateLimit;

/// The shortest interval that local_ratelimit takes, in milliseconds.
const SHORTEST_INTERVAL: u64 = 50;

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
        // A policy that counts by country is refused before.
        LimitKey::ClientIp | LimitKey::Country => None,
        LimitKey::Principal { field, .. } => Some(Lua::table([
            ("name", Some(Lua::text(&limit.name))),
            ("field", Some(Lua::text(field))),
            ("by_scheme", (field == "id").then_some(Lua::Bool(true))),
        ])),
    }
}
