//! Limits: one `limit_req` zone each. nginx keeps rates as whole requests a second or a minute.

use gatewright_core::policy::{Limit, LimitKey};

use crate::target::Fidelity;
use crate::target::nginx::{node, plan};

/// The largest number that may stand in nginx's arithmetic, which counts in thousandths.
const LARGEST: u64 = 1_000_000_000;

/// The most distinct keys that one zone is sized for: 16 GiB.
const MOST_KEYS: u64 = 1 << 27;

/// A rate as nginx writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::target::nginx) struct Rate {
    requests: u64,
    per_minute: bool,
}

impl Rate {
    /// What nginx keeps of it: thousandths of a request a second, cut off.
    fn thousandths(self) -> u64 {
        self.requests * 1000 / if self.per_minute { 60 } else { 1 }
    }
}

impl std::fmt::Display for Rate {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}r/{}", self.requests, if self.per_minute { 'm' } else { 's' })
    }
}

/// The fastest rate that nginx can keep and that admits no more than the limit.
pub(in crate::target::nginx) fn rate_below(limit: &Limit) -> Option<Rate> {
    let window = u128::from(limit.window_ms);
    let most =
        |milliseconds: u128| u64::try_from(u128::from(limit.requests) * milliseconds / window).ok();
    let rates =
        [(60_000, true), (1000, false)].into_iter().filter_map(|(milliseconds, per_minute)| {
            Some(Rate { requests: most(milliseconds)?.min(LARGEST), per_minute })
        });
    rates.filter(|rate| rate.requests > 0).max_by_key(|rate| rate.thousandths())
}

/// Whether the rate admits at least 95 % of the limit, which the language allows.
fn is_close(rate: Rate, limit: &Limit) -> bool {
    let kept = u128::from(rate.thousandths()) * u128::from(limit.window_ms);
    kept * 100 >= u128::from(limit.requests) * 1_000_000 * 95
}

/// What nginx can do with a limit. Where it only comes close it admits less.
pub(in crate::target::nginx) fn fidelity(limit: &Limit) -> Fidelity {
    match rate_below(limit) {
        None => Fidelity::Unsupported("nginx keeps no rate below one request a minute".to_owned()),
        Some(rate) if !is_close(rate, limit) => Fidelity::Unsupported(format!(
            "nginx keeps rates in whole requests a second or a minute, and the next below is {rate}"
        )),
        Some(_) if limit.burst > LARGEST => {
            Fidelity::Unsupported(format!("nginx counts bursts of at most {LARGEST}"))
        }
        Some(_) if limit.keys > MOST_KEYS => {
            Fidelity::Unsupported(format!("a zone of nginx holds at most {MOST_KEYS} keys"))
        }
        Some(_) => Fidelity::Exact,
    }
}

/// The zone and the place where it is asked, from 1.
pub(in crate::target::nginx) fn zone(number: usize, limit: &Limit, rate: Rate) -> node::Zone {
    let burst = limit.burst.min(LARGEST).saturating_sub(1);
    node::Zone { number, size: zone_size(limit.keys.min(MOST_KEYS)), rate: rate.to_string(), burst }
}

/// A key of 43 characters takes a slab of 128 bytes, of which a page of 4 KiB holds 32. Each page needs 24 bytes of
/// nginx's own, and the zone some more; one key in 16 is spare, since nginx forgets the oldest when a zone is full.
fn zone_size(keys: u64) -> u64 {
    let pages = keys.div_ceil(32);
    (pages + pages.div_ceil(16) + 16) * 4
}

/// The limit as the runtime asks it.
pub(in crate::target::nginx) fn lower(number: usize, limit: &Limit) -> plan::Limit {
    plan::Limit {
        name: limit.name.clone(),
        location: node::limit_location(number),
        field: match &limit.key {
            // A policy that counts by country is refused before.
            LimitKey::ClientIp | LimitKey::Country => None,
            LimitKey::Principal { field, .. } => Some(field.clone()),
        },
        retry_after: limit.retry_after().to_string(),
    }
}

#[cfg(test)]
mod tests;
