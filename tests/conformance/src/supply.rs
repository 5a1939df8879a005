//! Addresses, ids and keys that no two cases share, so that limits of one never disturb another.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};

use gatewright_issuer::ApiKey;

/// Of the keys with equal roles, how many are kept for probes of limits.
pub const RESERVED: usize = 6;

/// What no two cases share, so that limits of one never disturb another.
#[derive(Clone, Debug, Default)]
pub struct Supply {
    clients: u32,
    ids: u32,
    keys: BTreeMap<(String, Vec<String>), usize>,
    reserved: BTreeMap<(String, Vec<String>), usize>,
}

impl Supply {
    /// A client address that no other case uses, in the range for benchmarks (RFC 2544).
    pub fn client(&mut self) -> IpAddr {
        self.clients += 1;
        IpAddr::from(Ipv4Addr::from_bits(u32::from_be_bytes([198, 18, 0, 0]) + self.clients))
    }

    /// A peer address on loopback that no other case uses.
    pub fn peer(&mut self) -> IpAddr {
        self.clients += 1;
        IpAddr::from(Ipv4Addr::from_bits(u32::from_be_bytes([127, 64, 0, 0]) + self.clients))
    }

    /// A number that no other case uses.
    pub fn number(&mut self) -> u32 {
        self.ids += 1;
        self.ids
    }

    /// The next key with these roles, round about.
    pub fn key(&mut self, scheme: &str, roles: &[String], pool: &[ApiKey]) -> usize {
        let fitting = fitting(roles, pool);
        let (_, common) = fitting.split_at(RESERVED.min(fitting.len().saturating_sub(1)));
        let next = self.keys.entry((scheme.to_owned(), roles.to_vec())).or_default();
        *next += 1;
        common.get(*next % common.len().max(1)).copied().unwrap_or_default()
    }

    /// A key with these roles that nobody else gets, while there are some.
    pub fn reserved_key(
        &mut self,
        scheme: &str,
        roles: &[String],
        pool: &[ApiKey],
    ) -> Option<usize> {
        let fitting = fitting(roles, pool);
        if fitting.len() <= RESERVED {
            return None;
        }
        let next = self.reserved.entry((scheme.to_owned(), roles.to_vec())).or_default();
        *next += 1;
        fitting.get((*next - 1) % RESERVED).copied()
    }
}

/// Keys with these roles that have not expired.
fn fitting(roles: &[String], pool: &[ApiKey]) -> Vec<usize> {
    let fits = |(_, key): &(usize, &ApiKey)| key.roles == roles && !key.id.ends_with("-expired");
    pool.iter().enumerate().filter(fits).map(|(index, _)| index).collect()
}
