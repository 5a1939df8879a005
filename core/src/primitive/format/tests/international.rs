//! Host names of IDNA2008.

use std::time::{Duration, Instant};

use super::*;

#[test]
fn international_host_names() {
    let (label, name) = ("a".repeat(63), format!("{0}.{0}.{0}", "a".repeat(63)));
    // Its A-label has 63 characters.
    let short = "\u{fc}".repeat(57);
    check(
        Format::IdnHostname,
        &[
            "example.com",
            "Example.COM",
            "caf\u{e9}.example",
            "xn--caf-dma.example",
            "XN--CAF-DMA.example",
            "\u{5b9e}\u{4f8b}.com",
            "\u{df}\u{3c2}.a",
            "l\u{b7}l",
            "\u{3b1}\u{375}\u{3b2}",
            "\u{5d0}\u{5f3}\u{5d1}",
            "\u{30fb}\u{4e08}",
            "\u{915}\u{94d}\u{200d}\u{937}",
            "\u{5d0}.\u{5d1}9",
            &label,
            &format!("{name}.{}", "a".repeat(61)),
            &short,
        ],
        &[
            "",
            ".",
            "a.",
            ".a",
            "a..b",
            "a_b",
            "a b",
            "-a",
            "a-",
            "ab--c",
            // Mapped to others.
            "Caf\u{e9}",
            "cafe\u{301}",
            "\u{fb01}",
            "\u{1e9e}",
            "a\u{3002}b",
            "a\u{ff0e}b",
            "a\u{ad}b",
            "\u{ff21}",
            // Neither letters nor digits, or old ones.
            "\u{1f600}",
            "\u{2603}.a",
            "\u{1100}\u{1161}",
            "\u{1d15e}",
            "\u{640}",
            "\u{e000}",
            "\u{10ffff}",
            // Where they may not stand.
            "a\u{b7}l",
            "\u{375}a",
            "a\u{5f4}",
            "a\u{30fb}b",
            "\u{628}\u{660}\u{6f0}",
            "\u{628}\u{6f0}\u{660}",
            "a\u{200d}b",
            "\u{301}a",
            "\u{fc}-",
            "0a.\u{5d0}",
            // No A-labels, or of what is no U-label.
            "xn--",
            "xn--a",
            "xn--example-",
            "xn--e28h",
            &format!("{label}a"),
            &format!("{name}.{}", "a".repeat(62)),
            &format!("{short}\u{fc}"),
            &"\u{fc}".repeat(300),
        ],
    );
}

/// In no text is a character taken that another stands for, and whoever encodes a name and decodes it gets it again.
#[test]
fn host_names_are_what_they_are_mapped_to() {
    for c in (0x80..0x3400).chain(0xf900..0x1_2000).filter_map(char::from_u32) {
        let name = format!("{c}{c}.a");
        if Format::IdnHostname.matches(&name) {
            let encoded = idna::domain_to_ascii_strict(&name).unwrap();
            assert!(Format::Hostname.matches(&encoded), "{name:?}");
            assert!(Format::IdnHostname.matches(&encoded), "{name:?}");
            assert_eq!(idna::domain_to_unicode(&encoded).0, name);
        }
    }
}

/// Decoded, each would take hundreds of times as long as its octets are worth.
#[test]
#[expect(clippy::disallowed_methods, reason = "it measures how long matching takes")]
fn labels_that_are_too_long_are_not_decoded() {
    let label = format!("xn--{}", "a".repeat(1_000));
    let began = Instant::now();
    for _ in 0..10_000 {
        assert!(!Format::IdnHostname.matches(&label));
    }
    let took = began.elapsed();
    assert!(took < Duration::from_secs(5), "{took:?}");
}
