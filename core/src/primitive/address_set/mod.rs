//! Address blocks in which addresses are looked up by bisection: the same as a search through the blocks, for lists of
//! any length.

#[cfg(test)]
mod tests;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::IpNet;

/// Ranges of addresses, first and last, in rising order and apart from each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AddressSet<'s> {
    /// Those of IPv4.
    v4: &'s [(Ipv4Addr, Ipv4Addr)],
    /// Those of IPv6.
    v6: &'s [(Ipv6Addr, Ipv6Addr)],
}

impl<'s> AddressSet<'s> {
    /// A set of [`AddressRanges`].
    #[must_use]
    pub const fn new(
        v4: &'s [(Ipv4Addr, Ipv4Addr)],
        v6: &'s [(Ipv6Addr, Ipv6Addr)],
    ) -> AddressSet<'s> {
        AddressSet { v4, v6 }
    }

    /// Whether one of the ranges holds the address. An IPv4-mapped IPv6 address is the IPv4 address.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        match address.to_canonical() {
            IpAddr::V4(address) => is_in(self.v4, address),
            IpAddr::V6(address) => is_in(self.v6, address),
        }
    }
}

fn is_in<A: Copy + Ord>(ranges: &[(A, A)], address: A) -> bool {
    let behind = ranges.partition_point(|(first, _)| *first <= address);
    let before = behind.checked_sub(1).and_then(|place| ranges.get(place));
    before.is_some_and(|(_, last)| address <= *last)
}

/// The ranges of an [`AddressSet`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AddressRanges {
    /// Those of IPv4.
    pub v4: Vec<(Ipv4Addr, Ipv4Addr)>,
    /// Those of IPv6.
    pub v6: Vec<(Ipv6Addr, Ipv6Addr)>,
}

impl AddressRanges {
    /// The ranges of blocks.
    #[must_use]
    pub fn of(blocks: &[IpNet]) -> AddressRanges {
        let mut ranges = AddressRanges::default();
        for block in blocks {
            match block {
                IpNet::V4(block) => ranges.v4.push((block.network(), block.broadcast())),
                IpNet::V6(block) => ranges.v6.push((block.network(), block.broadcast())),
            }
        }
        AddressRanges { v4: merged(ranges.v4), v6: merged(ranges.v6) }
    }
}

/// Blocks lie in each other or apart, so whatever begins inside of another ends there.
fn merged<A: Copy + Ord>(mut ranges: Vec<(A, A)>) -> Vec<(A, A)> {
    ranges.sort_unstable_by(|(first, last), (other, end)| first.cmp(other).then(end.cmp(last)));
    let mut merged: Vec<(A, A)> = Vec::with_capacity(ranges.len());
    for range in ranges {
        if merged.last().is_none_or(|(_, last)| range.0 > *last) {
            merged.push(range);
        }
    }
    merged
}
