#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking"
)]

mod further;
#[cfg(feature = "idn")]
mod international;

use std::net::{Ipv4Addr, Ipv6Addr};

use base64::Engine;
use proptest::prelude::*;

use super::*;
use crate::primitive::pattern::DfaTable;

fn check(format: Format, right: &[&str], wrong: &[&str]) {
    for text in right {
        assert!(format.matches(text), "{text:?} is a {}", format.name());
    }
    for text in wrong {
        assert!(!format.matches(text), "{text:?} is no {}", format.name());
    }
}

/// `GATEWRIGHT_BLESS=1 cargo test -p gatewright-core format` writes the tables anew.
#[test]
#[allow(clippy::disallowed_methods, reason = "it compares files")]
fn tables_are_those_of_the_sources() {
    for format in Format::ALL {
        let Some(table) = source::table(format).map(Result::unwrap) else { continue };
        if std::env::var_os("GATEWRIGHT_BLESS").is_some() {
            let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/primitive/format/table");
            std::fs::write(format!("{folder}/{}.rs", format.name()), print(format, &table))
                .unwrap();
        } else {
            assert_eq!(DfaTable::from(format.automaton()), table, "{}", format.name());
            assert_eq!(format.automaton().places, table.places(), "{}", format.name());
        }
    }
}

/// A state a line.
fn print(format: Format, table: &DfaTable) -> String {
    let list = |entries: &mut dyn Iterator<Item = String>| entries.collect::<Vec<_>>().join(", ");
    let lines = |entries: &[String]| {
        let lines = entries.chunks(16).map(|chunk| format!("        {},\n", chunk.join(", ")));
        lines.collect::<String>()
    };
    let classes: Vec<String> = table.classes.iter().map(ToString::to_string).collect();
    let accepting: Vec<String> = table.accepting.iter().map(ToString::to_string).collect();
    let places = list(&mut table.places().iter().map(ToString::to_string));
    let rows: String = table
        .rows
        .iter()
        .map(|row| format!("        {},\n", list(&mut row.iter().map(ToString::to_string))))
        .collect();
    format!(
        "//! `{name}`; made of `source.rs`, and written by the test that compares the two.\n\n\
         use crate::primitive::pattern::Dfa;\n\n\
         #[rustfmt::skip]\n\
         pub(in crate::primitive::format) static AUTOMATON: Dfa = Dfa {{\n    classes: &[\n{classes}    ],\n    \
         transitions: &[\n{rows}    ],\n    width: {width},\n    accepting: &[\n{accepting}    ],\n    \
         places: &[{places}],\n}};\n",
        name = format.name(),
        classes = lines(&classes),
        width = table.class_count(),
        accepting = lines(&accepting),
    )
}

#[test]
fn times() {
    check(
        Format::Time,
        &[
            "2026-05-01T09:00:00Z",
            "2026-05-01t09:00:00.000001z",
            "2024-02-29T23:59:59+23:59",
            "2016-12-31T23:59:60Z",
            "0000-01-01T00:00:00-00:00",
        ],
        &[
            "2026-05-01 09:00:00Z",
            "2026-05-01T09:00:00",
            "2026-05-01T24:00:00Z",
            "2026-05-01T09:00Z",
            "2026-05-01T09:00:00.Z",
            "2026-05-01T09:00:00+24:00",
            "2026-05-01T09:00:00+0100",
            "2016-12-31T23:59:60+00:00",
            "2016-12-31T22:59:60Z",
            "2016-12-31T23:59:61Z",
            "2023-02-29T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "２026-05-01T09:00:00Z",
        ],
    );
}

#[test]
fn days_are_those_of_the_calendar() {
    for year in (0..=9999).filter(|year| year % 100 < 5 || year % 37 == 0) {
        for month in 0..=13_i8 {
            for day in [0, 1, 9, 10, 28, 29, 30, 31, 32_i8] {
                let exists = jiff::civil::Date::new(year, month, day).is_ok();
                let text = format!("{year:04}-{month:02}-{day:02}");
                assert_eq!(Format::Date.matches(&text), exists, "{text}");
            }
        }
    }
    check(Format::Date, &[], &["2026-5-1", "20260501", "2026-05-01T", " 2026-05-01", "2026-W18-5"]);
}

#[test]
fn durations() {
    check(
        Format::Duration,
        &["P1D", "PT0S", "P1Y2M3DT4H5M6S", "P2W", "PT36H", "P1Y", "P1M2D", "PT1H30M", "P1YT1M"],
        &[
            "", "P", "PT", "P1", "1D", "P1Y2D", "P1H", "P1W1D", "P1DT", "PT1.5S", "-P1D", "p1d",
            "PT1H1S",
        ],
    );
}

#[test]
fn email_addresses() {
    let long = "a".repeat(64);
    let label = "b".repeat(63);
    let most = format!("{long}@{label}.{label}.{}", "c".repeat(61));
    assert_eq!(most.len(), 254);
    check(
        Format::Email,
        &[
            "joe.bloggs@example.com",
            "a@b",
            "te~st+x@example.com",
            r#""joe bloggs"@example.com"#,
            r#""joe\"@\\x"@example.com"#,
            "joe@[127.0.0.1]",
            "joe@[IPv6:::1]",
            &format!("{long}@example.com"),
            &most,
        ],
        &[
            "",
            "joe",
            "@example.com",
            "joe@",
            ".joe@example.com",
            "joe.@example.com",
            "jo..e@example.com",
            "joe@example..com",
            "joe@-example.com",
            "joe@example.com.",
            "joe@[127.0.0.256]",
            "joe@[::1]",
            "Joe <joe@example.com>",
            "jöe@example.com",
            "joe@example.com\n",
            &format!("{long}a@example.com"),
            &format!(r#""{long}@a"@example.com"#),
            &format!("a{most}"),
            &format!("{most}c"),
        ],
    );
}

#[test]
fn uris() {
    check(
        Format::Uri,
        &[
            "https://user:p@example.com:8080/a/b;c?d=e/f?g#h?",
            "urn:oasis:names:specification:docbook:dtd:xml:4.1.2",
            "mailto:joe@example.com",
            "http://[2001:db8::1]:80/",
            "http://[v1.a:b]",
            "file:///etc/hosts",
            "a:",
            "a:/",
            "x://",
            "http://h//a",
        ],
        &[
            "",
            "/path",
            "//example.com",
            "1a:b",
            "http://a b",
            "http://a/%zz",
            "http://[::1",
            "http://a/\u{e9}",
            "http://a:b/",
            "a:#b#c",
            "a:[",
            "http://a\\b",
        ],
    );
}

#[test]
fn host_names() {
    let label = "a".repeat(63);
    let most = format!("{label}.{label}.{label}.{}", "b".repeat(61));
    assert_eq!(most.len(), 253);
    check(
        Format::Hostname,
        &["example.com", "a", "1.2.3", "x--y", "A-1.b", &most],
        &[
            "",
            ".",
            "a.",
            ".a",
            "a..b",
            "-a",
            "a-",
            "a_b",
            "é",
            &format!("{label}a"),
            &format!("{most}b"),
        ],
    );
}

#[test]
fn texts() {
    for c in (0..0x300).filter_map(char::from_u32) {
        let text = format!("a{c}b");
        let admitted = StringContent::Text.admits(&text);
        let code = u32::from(c);
        let control = code < 0x20 || (0x7f..0xa0).contains(&code);
        assert_eq!(admitted, !control || matches!(code, 9 | 10 | 13), "{c:?}");
        assert!(StringContent::Raw.admits(&text));
    }
}

fn nearly_ip() -> impl Strategy<Value = String> {
    let group = prop_oneof!["[0-9a-fA-F]{1,4}", "[0-9a-f]{0,5}", Just(String::new())];
    let groups = prop::collection::vec(group, 0..10).prop_map(|groups| groups.join(":"));
    let octet = prop_oneof![(0_u16..300).prop_map(|octet| octet.to_string()), "0?[0-9]{1,2}"];
    let dotted = prop::collection::vec(octet, 3..6).prop_map(|octets| octets.join("."));
    prop_oneof![
        groups.clone(),
        dotted.clone(),
        (groups, dotted).prop_map(|(groups, dotted)| format!("{groups}:{dotted}")),
        any::<[u16; 8]>().prop_map(|groups| Ipv6Addr::from(groups).to_string()),
        any::<([u16; 8], u8)>().prop_map(|(groups, mask)| {
            let kept = groups.map(|group| group & u16::from(mask & 1));
            Ipv6Addr::from(kept).to_string()
        }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn addresses_are_those_of_the_standard_library(text in nearly_ip()) {
        let expected = text.parse::<Ipv4Addr>().is_ok() || text.parse::<Ipv6Addr>().is_ok();
        prop_assert_eq!(Format::Ip.matches(&text), expected, "{:?}", text);
    }

    #[test]
    fn base64_is_what_decodes_strictly(text in "[AQgw0b+/=]{0,9}") {
        let expected = base64::prelude::BASE64_STANDARD.decode(&text).is_ok();
        prop_assert_eq!(Format::Base64.matches(&text), expected, "{:?}", text);
    }
}

/// Texts of formats that are told without the automaton, whole and with one character changed.
fn nearly_usual() -> impl Strategy<Value = String> {
    let text = prop_oneof![
        "[0-2][0-9]{3}-[01][0-9]-[0-3][0-9]",
        r"20[0-9]{2}-(0[1-9]|1[0-2])-[0-3][0-9][Tt ][0-2][0-9]:[0-6][0-9]:[0-6][0-9](\.[0-9]{0,3})?(Z|z|[+-][0-2][0-9]:[0-6][0-9])?",
        "[a-z0-9._+-]{0,6}@[a-z0-9.-]{0,8}",
        "[a-z0-9]{60,66}@[a-z0-9]{1,3}(\\.[a-z]{2})?",
        "[a-z]{1,3}@[a-z0-9]{60,66}(\\.[a-z]{2})?",
    ];
    (text, any::<prop::sample::Index>(), prop::option::of("[!-~é]")).prop_map(
        |(mut text, place, other)| {
            if let Some(other) = other
                && !text.is_empty()
            {
                let place = place.index(text.len());
                text.replace_range(place..=place, &other);
            }
            text
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    #[test]
    fn what_is_usual_is_what_the_automaton_takes(text in nearly_usual()) {
        for format in [Format::Time, Format::Date, Format::Email] {
            let is_short = format.max_length().is_none_or(|most| text.len() <= most);
            let takes = is_short && format.automaton().matches(&text);
            prop_assert_eq!(format.matches(&text), takes, "{} {}", format.name(), text);
        }
    }
}

#[test]
fn usual_values_need_no_automaton() {
    for (format, text) in [
        (Format::Date, "2026-02-28"),
        (Format::Date, "1999-12-31"),
        (Format::Time, "2026-02-03T10:20:30Z"),
        (Format::Time, "2026-02-03T10:20:30.123Z"),
        (Format::Time, "2026-11-30T23:59:59-05:30"),
        (Format::Email, "jane.doe+shop@mail.example-shop.com"),
    ] {
        assert!(usual::is_usual(format, text.as_bytes()), "{text}");
    }
    for (format, text) in [
        (Format::Date, "2024-02-29"),
        (Format::Date, "2026-04-31"),
        (Format::Time, "2016-12-31T23:59:60Z"),
        (Format::Email, "a..b@example.com"),
        (Format::Email, "@example.com"),
        (Format::Email, "a@b-.c"),
    ] {
        assert!(!usual::is_usual(format, text.as_bytes()), "{text}");
    }
}

/// Every date of four centuries, and some that are none.
#[test]
fn dates_are_those_of_the_automaton() {
    for year in (1600..2001).chain([0, 9999]) {
        for month in 0..14 {
            for day in 0..33 {
                let text = format!("{year:04}-{month:02}-{day:02}");
                let takes = Format::Date.automaton().matches(&text);
                assert_eq!(Format::Date.matches(&text), takes, "{text}");
            }
        }
    }
}
