#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use super::*;

fn client(peer: &str, lines: &[&str]) -> String {
    let trusted: Vec<IpNet> =
        ["10.0.0.0/8", "127.0.0.1/32", "2001:db8::/32"].map(|net| net.parse().unwrap()).into();
    let lines: Vec<&[u8]> = lines.iter().map(|line| line.as_bytes()).collect();
    client_address(peer.parse().unwrap(), lines.into_iter(), &trusted).to_string()
}

#[test]
fn a_stranger_cannot_say_who_it_is() {
    assert_eq!(client("192.0.2.1", &["10.0.0.1"]), "192.0.2.1");
    assert_eq!(client("192.0.2.1", &[]), "192.0.2.1");
}

#[test]
fn trusted_proxies_are_read_from_the_right() {
    assert_eq!(client("10.0.0.1", &["203.0.113.9"]), "203.0.113.9");
    assert_eq!(client("10.0.0.1", &["198.51.100.1, 203.0.113.9"]), "203.0.113.9");
    assert_eq!(client("10.0.0.1", &["198.51.100.1, 203.0.113.9, 10.9.9.9"]), "203.0.113.9");
    assert_eq!(client("10.0.0.1", &["198.51.100.1", "203.0.113.9\t,10.9.9.9 "]), "203.0.113.9");
    assert_eq!(client("10.0.0.1", &["10.0.0.3, 10.0.0.2"]), "10.0.0.3");
    assert_eq!(client("2001:db8::1", &["2001:DB9::5"]), "2001:db9::5");
}

#[test]
fn an_entry_that_is_no_bare_address_ends_the_reading() {
    for entry in [
        "unknown",
        "_hidden",
        "",
        "203.0.113.9:80",
        "[2001:db9::5]",
        "fe80::1%eth0",
        "0177.0.0.1",
        "203.0.113.09",
        "0x7f000001",
        "2130706433",
        "127.1",
        "203.0.113.9/32",
        "1.2.3.4.5",
        "*",
        "localhost",
        "é",
    ] {
        let line = format!("198.51.100.1, {entry}");
        assert_eq!(client("10.0.0.1", &[&line]), "10.0.0.1", "{entry:?}");
        let line = format!("198.51.100.1, {entry}, 10.0.0.7");
        assert_eq!(client("10.0.0.1", &[&line]), "10.0.0.7", "{entry:?}");
    }
}

#[test]
fn mapped_addresses_are_ipv4() {
    assert_eq!(client("::ffff:10.0.0.1", &["::ffff:203.0.113.9"]), "203.0.113.9");
    assert_eq!(client("::ffff:192.0.2.1", &["203.0.113.9"]), "192.0.2.1");
    assert_eq!(client("::10.0.0.1", &["203.0.113.9"]), "::a00:1");
}

#[test]
fn limits_count_ipv6_by_its_first_half() {
    let key = |address: &str| limit_key(address.parse().unwrap()).to_string();
    assert_eq!(key("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
    assert_eq!(key("::ffff:192.0.2.1"), "192.0.2.1");
    assert_eq!(key("192.0.2.1"), "192.0.2.1");
}
