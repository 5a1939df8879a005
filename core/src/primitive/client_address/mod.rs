//! Who the client is, behind proxies that the policy trusts.

#[cfg(test)]
mod tests;

use std::net::{IpAddr, Ipv6Addr};

use ipnet::IpNet;

/// The client's address: the peer's, or what the trusted proxies say in `X-Forwarded-For`, read from the right for as
/// long as the address at hand is trusted. An entry that is not a bare address ends the reading, so nothing to its left
/// is believed. `forwarded_for` are the values of all lines, in their order.
#[must_use]
pub fn client_address<'a>(
    peer: IpAddr,
    forwarded_for: impl DoubleEndedIterator<Item = &'a [u8]>,
    trusted_proxies: &[IpNet],
) -> IpAddr {
    let mut address = peer.to_canonical();
    let entries = forwarded_for.rev().flat_map(|line| line.rsplit(|byte| *byte == b','));
    for entry in entries {
        if !is_in(address, trusted_proxies) {
            break;
        }
        match parse_entry(entry) {
            Some(named) => address = named,
            None => break,
        }
    }
    address
}

/// Whether one of the blocks holds the address. An IPv4-mapped IPv6 address is the IPv4 address.
#[must_use]
pub fn is_in(address: IpAddr, networks: &[IpNet]) -> bool {
    let address = address.to_canonical();
    networks.iter().any(|network| network.contains(&address))
}

/// What a limit by `client.ip` counts: an IPv4 address, or the first 64 bits of an IPv6 address, since whoever has one
/// of those has them all.
#[must_use]
pub fn limit_key(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(v4) => IpAddr::V4(v4),
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & !u128::from(u64::MAX))),
    }
}

/// An address without port, brackets or zone. The standard library's parser takes no leading zeros and no other forms
/// of IPv4 numbers.
fn parse_entry(entry: &[u8]) -> Option<IpAddr> {
    let text = std::str::from_utf8(entry).ok()?;
    let bare = text.trim_matches([' ', '\t']);
    bare.parse::<IpAddr>().ok().map(|address| address.to_canonical())
}
