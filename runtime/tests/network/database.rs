//! A database of countries in MaxMind's format, as small as it can be.

use std::net::IpAddr;

/// Where a bit of an address leads.
#[derive(Clone, Copy)]
enum Record {
    Nowhere,
    Node(usize),
    Data(usize),
}

/// The octets of a database of these blocks, an address with the length of its prefix and a country each.
pub(crate) fn database(blocks: &[(&str, u8, &str)]) -> Vec<u8> {
    let mut nodes = vec![[Record::Nowhere; 2]];
    let mut data = Vec::new();
    for (address, prefix, country) in blocks {
        // IPv4 addresses are the first of IPv6.
        let (bits, length) = match address.parse::<IpAddr>().unwrap() {
            IpAddr::V4(address) => (u128::from(address.to_bits()), 96 + prefix),
            IpAddr::V6(address) => (address.to_bits(), *prefix),
        };
        let offset = data.len();
        map(&mut data, 1);
        text(&mut data, "country");
        map(&mut data, 1);
        text(&mut data, "iso_code");
        text(&mut data, country);
        let mut node = 0;
        for place in 0..length {
            let bit = usize::from(bits >> (127 - place) & 1 == 1);
            if place + 1 == length {
                nodes[node][bit] = Record::Data(offset);
                break;
            }
            node = match nodes[node][bit] {
                Record::Node(next) => next,
                Record::Nowhere | Record::Data(_) => {
                    nodes.push([Record::Nowhere; 2]);
                    let next = nodes.len() - 1;
                    nodes[node][bit] = Record::Node(next);
                    next
                }
            };
        }
    }
    let mut octets = Vec::new();
    for record in nodes.iter().flatten() {
        let value = match record {
            Record::Nowhere => nodes.len(),
            Record::Node(next) => *next,
            Record::Data(offset) => nodes.len() + 16 + offset,
        };
        octets.extend(&u32::try_from(value).unwrap().to_be_bytes()[1..]);
    }
    octets.extend([0; 16]);
    octets.extend(data);
    octets.extend(b"\xab\xcd\xefMaxMind.com");
    metadata(&mut octets, u32::try_from(nodes.len()).unwrap());
    octets
}

fn metadata(octets: &mut Vec<u8>, nodes: u32) {
    const SHORT: u8 = 5 << 5;
    const LONG: u8 = 6 << 5;
    map(octets, 9);
    text(octets, "node_count");
    octets.push(LONG | 4);
    octets.extend(nodes.to_be_bytes());
    for (name, value) in [
        ("record_size", 24),
        ("ip_version", 6),
        ("binary_format_major_version", 2),
        ("binary_format_minor_version", 0),
    ] {
        text(octets, name);
        octets.extend([SHORT | 1, value]);
    }
    text(octets, "database_type");
    text(octets, "Test-Country");
    text(octets, "languages");
    // An array without items, and a number of eight octets: types behind the seventh.
    octets.extend([0, 4]);
    text(octets, "build_epoch");
    octets.extend([1, 2, 1]);
    text(octets, "description");
    map(octets, 0);
}

fn map(octets: &mut Vec<u8>, entries: u8) {
    octets.push(7 << 5 | entries);
}

fn text(octets: &mut Vec<u8>, text: &str) {
    octets.push(2 << 5 | u8::try_from(text.len()).unwrap());
    octets.extend(text.as_bytes());
}
