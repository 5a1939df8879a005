use proptest::prelude::*;

use super::*;
use crate::primitive::client_address;

/// Few bits, so that blocks lie in each other and addresses at their ends.
fn address() -> impl Strategy<Value = IpAddr> {
    let v4 = (0_u32..64, 0_u32..2)
        .prop_map(|(low, high)| IpAddr::V4(Ipv4Addr::from_bits(high << 30 | low)));
    let v6 = (0_u128..64).prop_map(|low| IpAddr::V6(Ipv6Addr::from_bits(low)));
    let mapped = (0_u128..64).prop_map(|low| IpAddr::V6(Ipv6Addr::from_bits(0xffff << 32 | low)));
    prop_oneof![v4, v6, mapped]
}

fn block() -> impl Strategy<Value = IpNet> {
    (address(), 0_u8..=8).prop_filter_map("a prefix", |(address, spare)| {
        let address = address.to_canonical();
        let bits = if address.is_ipv4() { 32 } else { 128 };
        IpNet::new(address, bits - spare).ok()
    })
}

proptest! {
    #[test]
    fn an_address_is_found_as_by_looking_at_each_block(
        blocks in prop::collection::vec(block(), 0..12),
        addresses in prop::collection::vec(address(), 1..40),
    ) {
        let AddressRanges { v4, v6 } = AddressRanges::of(&blocks);
        let set = AddressSet::new(&v4, &v6);
        for address in addresses {
            prop_assert_eq!(set.contains(address), client_address::is_in(address, &blocks), "{}", address);
        }
    }
}

#[test]
fn whole_families_and_the_ends_of_blocks() {
    let blocks = ["0.0.0.0/0", "2001:db8::/32"].map(|block| block.parse::<IpNet>());
    let blocks: Vec<IpNet> = blocks.into_iter().flatten().collect();
    let AddressRanges { v4, v6 } = AddressRanges::of(&blocks);
    let set = AddressSet::new(&v4, &v6);
    let contains = |address: &str| address.parse().is_ok_and(|address| set.contains(address));
    assert!(contains("0.0.0.0") && contains("255.255.255.255") && contains("::ffff:10.0.0.1"));
    assert!(contains("2001:db8::") && contains("2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"));
    assert!(!contains("2001:db7:ffff:ffff:ffff:ffff:ffff:ffff") && !contains("2001:db9::"));
}
