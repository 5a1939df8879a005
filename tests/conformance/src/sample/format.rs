//! Strings of each built-in format, right and wrong ones, written by hand.

use gatewright_core::policy::Format;

use super::{Side, TextSample, text};

type Lists = (&'static [&'static str], &'static [&'static str]);

/// Labels of 63 and 62 characters of two bytes each.
macro_rules! long_domain {
    () => {
        concat!(
            "éééééééééééééééééééééééééééééééé",
            "ééééééééééééééééééééééééééééééé.",
            "éééééééééééééééééééééééééééééééé",
            "éééééééééééééééééééééééééééééé",
        )
    };
}

fn lists(format: Format) -> Lists {
    match format {
        Format::Time => (
            &["2026-05-01T09:00:00Z", "2026-05-01T09:00:00.123+02:00", "2024-02-29T23:59:59-00:00"],
            &[
                "2026-05-01",
                "2026-05-01T09:00:00",
                "2026-13-01T09:00:00Z",
                "2026-04-31T09:00:00Z",
                "2026-05-01T24:00:00Z",
                "2026-05-01T09:00:00Z\n",
                "26-05-01T09:00:00Z",
                "",
            ],
        ),
        Format::Date => (
            &["2026-05-01", "2024-02-29", "0001-01-01"],
            &["2023-02-29", "2026-02-30", "2026-5-1", "20260501", "2026-00-10", "2026-05-01\n", ""],
        ),
        Format::Duration => (
            &["P1D", "PT15M", "P3Y6M4DT12H30M5S", "P2W"],
            &["P", "PT", "1D", "P1S", "P1Y2W", "-P1D", "P1D\n", ""],
        ),
        Format::Uuid => (
            &[
                "0195a3c0-7d10-7000-8000-000000000001",
                "0195A3C0-7D10-7000-8000-00000000000A",
                "00000000-0000-0000-0000-000000000000",
            ],
            &[
                "0195a3c0-7d10-7000-8000-00000000000",
                "0195a3c0-7d10-7000-8000-0000000000011",
                "0195a3c07d1070008000000000000001",
                "{0195a3c0-7d10-7000-8000-000000000001}",
                "0195a3c0-7d10-7000-8000-00000000000g",
                "0195a3c0-7d10-7000-8000-000000000001\n",
                "",
            ],
        ),
        Format::Email => (
            &["anna@example.com", "a.b+c@mail.example.com"],
            &[
                "anna",
                "@example.com",
                "anna@",
                "a@b@example.com",
                "a b@example.com",
                "anna@example.com\n",
                ".a@example.com",
                "",
            ],
        ),
        Format::Uri => (
            &["https://example.com/a?b=c#d", "urn:isbn:0451450523"],
            &[
                "example.com",
                "//example.com/",
                "http://exa mple.com/",
                "1http://example.com/",
                "https://example.com/\n",
                "",
            ],
        ),
        Format::Hostname => (
            &["api.example.com", "localhost", "a-b.c9"],
            &["-a.example.com", "a..example.com", "a_b.example.com", "a.example.com\n", "a b", ""],
        ),
        Format::Ip => (
            &["192.0.2.1", "2001:db8::1", "::"],
            &[
                "192.0.2.01",
                "256.0.2.1",
                "192.0.2",
                "fe80::1%eth0",
                ":::",
                "192.0.2.1\n",
                "[::1]",
                "",
            ],
        ),
        Format::Base64 => {
            (&["YWJj", "YQ==", "+/+/"], &["YQ=", "YQ", "Y===", "YW-j", "YWJj\n", "YWJ j"])
        }
        Format::TimeOfDay => (
            &["09:00:00Z", "23:59:59.5+02:00", "23:59:60Z"],
            &["09:00:00", "24:00:00Z", "9:00:00Z", "09:00:60Z", "2026-05-01T09:00:00Z", ""],
        ),
        Format::UriReference => (
            &["a?b=c#d", "../a", "//example.com/a", "https://example.com/"],
            &["1:b", "a b", "%zz", "caf\u{e9}", "a\n"],
        ),
        Format::IdnEmail => (
            &[
                "\u{b9}\u{e9}@caf\u{e9}.example",
                "anna@example.com",
                "\"\u{10348} \u{fffe}\"@\u{d55c}\u{ad6d}.kr",
                // As many bytes as may be, in fewer characters.
                concat!("aa@", long_domain!()),
            ],
            &[
                "\u{e9}",
                "\u{e9}@",
                "@\u{e9}",
                "\u{e9}..\u{e9}@example.com",
                "\u{e9}@-\u{e9}.example",
                "a\u{ff20}example.com",
                "\u{1}@example.com",
                concat!("aaa@", long_domain!()),
                "",
            ],
        ),
        Format::Iri => (
            &[
                "https://caf\u{e9}.example/\u{4e2d}?\u{e000}#\u{10348}",
                "urn:\u{a0}",
                "https://example.com/",
            ],
            &[
                "caf\u{e9}",
                "a:\u{9f}",
                "a:\u{e000}",
                "a:\u{202e}",
                "a:\u{fffe}",
                "a:\u{1fffe}",
                "\u{e9}:a",
                "",
            ],
        ),
        Format::IriReference => (
            &["caf\u{e9}?\u{e000}", "//caf\u{e9}.example/\u{4e2d}", "#\u{10348}"],
            &["1:\u{e9}", "\u{e000}", "\u{ffff}", "\u{e9} \u{e9}", "\u{e9}\\"],
        ),
        Format::JsonPointer => (
            &["/a~0b/\u{e9}~1", "/", "//\u{10348}"],
            &["a", "#/a", "/a~", "/~2", "/\u{e9}~", "\u{e9}"],
        ),
        Format::RelativeJsonPointer => (
            &["0#", "12", "1/\u{e9}~0/\u{10348}"],
            &["01", "-1/a", "0##", "1\u{e9}", "/a", "\u{661}/a", ""],
        ),
        Format::IdnHostname => (
            &["caf\u{e9}.example", "xn--caf-dma.Example", "l\u{b7}l", "\u{d55c}\u{ad6d}.kr"],
            &[
                "Caf\u{e9}.example",
                "cafe\u{301}.example",
                "a\u{b7}l",
                "a\u{3002}b",
                "xn--a",
                "0a.\u{5d0}",
                "\u{1f600}.example",
                "a..b",
                "a_b",
                "",
            ],
        ),
        Format::UriTemplate => (
            &["{?a*,b:30}", "/\u{e9}\u{10348}{+%41.b}", "a'b"],
            &["{", "{a", "{a,}", "{a:0}", "{\u{e9}}", "a b", "a\u{9f}", "}"],
        ),
    }
}

/// Strings of a format.
pub(super) fn samples(format: Format) -> Vec<TextSample> {
    let (inside, outside) = lists(format);
    let inside = inside.iter().map(|value| text(value, value, Some(Side::Inside)));
    let outside = outside
        .iter()
        .map(|value| text(&value.escape_debug().to_string(), value, Some(Side::Outside)));
    inside.chain(outside).collect()
}
