//! Times of day, references, pointers, templates, and formats of more than ASCII.

use super::*;

#[test]
fn times_of_day() {
    check(
        Format::TimeOfDay,
        &["00:00:00Z", "23:59:59.999+23:59", "09:00:00z", "23:59:60Z", "23:59:60.5Z"],
        &[
            "",
            "09:00:00",
            "09:00Z",
            "24:00:00Z",
            "09:60:00Z",
            "09:00:60Z",
            "23:59:61Z",
            "23:59:60+00:00",
            "09:00:00.Z",
            "09:00:00+24:00",
            "9:00:00Z",
            "2026-05-01T09:00:00Z",
            "09:00:00Z\n",
        ],
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn a_time_is_a_date_and_a_time_of_day(
        text in r"[0-2][0-9]:[0-6][0-9]:[0-6][0-9](\.[0-9]{0,2})?([Zz]|[+-][0-2][0-9]:[0-6][0-9])?",
    ) {
        let time = format!("2026-05-01T{text}");
        prop_assert_eq!(Format::TimeOfDay.matches(&text), Format::Time.matches(&time), "{}", text);
    }

    #[test]
    fn a_reference_is_a_uri_or_has_none_of_its_schemes(text in r"[a:/?#@%\[\]1é ]{0,8}") {
        if Format::Uri.matches(&text) {
            prop_assert!(Format::UriReference.matches(&text), "{}", text);
        }
        let behind = format!("a:{text}");
        if Format::UriReference.matches(&text) && !Format::Uri.matches(&text) {
            prop_assert!(Format::Uri.matches(&behind), "{}", text);
        }
    }

    #[test]
    fn of_ascii_alone_both_alphabets_make_the_same(text in r#"([a-c:/?#@%\[\].1-]|[ -~]){0,9}"#) {
        for (ascii, other) in [
            (Format::Uri, Format::Iri),
            (Format::UriReference, Format::IriReference),
            (Format::Email, Format::IdnEmail),
        ] {
            prop_assert_eq!(ascii.matches(&text), other.matches(&text), "{} {}", ascii.name(), text);
        }
    }
}

#[test]
fn uri_references() {
    check(
        Format::UriReference,
        &[
            "",
            "?",
            "#",
            "a",
            "/",
            "//",
            "//[::1]:80/a",
            "../a;b=c",
            "./a:b",
            "/a:b",
            "a/b:c",
            "a:b",
            "?a:b",
        ],
        &["1:b", ":", "a b", "[", "//a:b", "%4", "caf\u{e9}", "\\", "a#b#c", "/\n"],
    );
}

/// Of each range of RFC 3987 §2.2 the first and the last, and what lies beside them.
#[test]
fn characters_of_iris() {
    let anywhere = "\u{a0}\u{200d}\u{2010}\u{2029}\u{202f}\u{d7ff}\u{f900}\u{fdcf}\u{fdf0}\u{ffef}\u{10000}\u{1fffd}\
                    \u{dfffd}\u{e1000}\u{efffd}";
    let in_queries = "\u{e000}\u{f8ff}\u{f0000}\u{ffffd}\u{100000}\u{10fffd}";
    let nowhere = "\u{80}\u{9f}\u{200e}\u{200f}\u{202a}\u{202e}\u{fdd0}\u{fdef}\u{fff0}\u{ffff}\u{1fffe}\u{1ffff}\
                   \u{e0000}\u{e0fff}\u{efffe}\u{fffff}\u{10ffff} <>\"{}|\\^`\u{7f}";
    let places = |c: char| {
        [
            format!("a:{c}"),
            format!("a://{c}/"),
            format!("a://{c}@b"),
            format!("a:/b/{c}"),
            format!("a:#{c}"),
            format!("a:?{c}"),
        ]
    };
    for (characters, taken) in [(anywhere, 6), (in_queries, 1), (nowhere, 0)] {
        for c in characters.chars() {
            let takes = places(c).map(|text| Format::Iri.matches(&text));
            assert_eq!(takes.iter().filter(|takes| **takes).count(), taken, "{c:?} {takes:?}");
            assert_eq!(takes[5], taken > 0, "{c:?}");
            for (text, takes) in places(c).iter().zip(takes) {
                let relative = text.strip_prefix("a:").unwrap();
                assert_eq!(Format::IriReference.matches(relative), takes, "{relative:?}");
                assert!(!Format::Uri.matches(text), "{text:?}");
            }
        }
    }
    check(
        Format::Iri,
        &["a:"],
        &["", "caf\u{e9}", "\u{e9}:a", "a:%\u{e9}", "a://b:\u{661}/", "a://[\u{e9}]"],
    );
    check(Format::IriReference, &["", "\u{e9}", "//\u{e9}"], &["1:\u{e9}", "\u{e9} ", "\u{e9}:a"]);
}

#[test]
fn addresses_of_mail_in_utf_8() {
    // As many characters as a label has at most, and as many bytes as a local part and the whole.
    let label = "\u{d55c}".repeat(63);
    let local = format!("{}aa", "\u{e9}".repeat(31));
    let most = format!("{local}@{}.{}", "\u{e9}".repeat(63), "b".repeat(62));
    assert_eq!((local.len(), most.len()), (64, 254));
    check(
        Format::IdnEmail,
        &[
            "anna@example.com",
            "\u{80}@\u{10ffff}",
            "\u{e9}.\u{e9}+a@caf\u{e9}.example",
            "\"\u{e9} \\\" \u{10348}\"@example.com",
            "\u{e9}@[127.0.0.1]",
            &format!("a@{label}"),
            &format!("{local}@a"),
            &most,
        ],
        &[
            "",
            "\u{e9}",
            "\u{e9}@",
            "@\u{e9}",
            "\u{e9}@\u{e9}@a",
            "\u{e9}@-\u{e9}",
            "\u{e9}@\u{e9}-",
            "\u{e9}@\u{e9}..a",
            "\u{e9}..\u{e9}@a",
            "\u{e9} \u{e9}@a",
            "\"\u{e9}\\\u{e9}\"@a",
            "a\u{ff20}b",
            "a\u{1}@b",
            "a\u{2}@b",
            "a@b\u{1}",
            &format!("a@{label}\u{d55c}"),
            &format!("{local}a@a"),
            &format!("{most}b"),
        ],
    );
}

#[test]
fn pointers() {
    check(
        Format::JsonPointer,
        &["", "/", "/a/0", "//", "/~0~1", "/\u{e9}\u{10348}", "/\u{0}\n", "/ \"\\"],
        &["a", "#", "#/a", "/~", "/~2", "/a~/b", "\u{e9}"],
    );
    check(
        Format::RelativeJsonPointer,
        &["0", "0#", "10", "1/", "1/a~0/\u{e9}"],
        &["", "#", "/a", "01", "-1", "+1", "0##", "0#/a", "1a", "1/~", "\u{661}", "1\n"],
    );
}

#[test]
fn templates() {
    check(
        Format::UriTemplate,
        &[
            "",
            "a'b",
            "/\u{e9}\u{e000}\u{10348}%41",
            "{a}",
            "{+a.b,c:1,d*}",
            "{;a_1:9999}{?%41}",
            "{=a}",
            "[]",
        ],
        &[
            "{",
            "}",
            "{}",
            "{+}",
            "{a",
            "{a,}",
            "{,+a}",
            "{a b}",
            "{a..b}",
            "{.a.}",
            "{a:0}",
            "{a:01}",
            "{a:10000}",
            "{a:}",
            "{a*:1}",
            "{\u{e9}}",
            "{{a}}",
            "%4",
            "a b",
            "\"",
            "\\",
            "^",
            "`",
            "|",
            "<",
            "\u{7f}",
            "\u{9f}",
            "\u{202e}",
        ],
    );
}

/// Automata walk bytes: of no text may they stop or begin inside a character.
#[test]
fn no_half_of_a_character_is_one() {
    let longer = [("\u{e9}", 2), ("\u{4e2d}", 3), ("\u{10348}", 4)];
    for (character, bytes) in longer {
        assert_eq!(character.len(), bytes);
        for (format, before, after) in [
            (Format::Iri, "a:", "/"),
            (Format::IriReference, "", "/"),
            (Format::JsonPointer, "/", "/"),
            (Format::RelativeJsonPointer, "0/", "/"),
            (Format::UriTemplate, "", "{a}"),
        ] {
            let automaton = DfaTable::from(format.automaton());
            let ends = |text: &[u8]| {
                let state =
                    text.iter().fold(automaton.start, |state, byte| automaton.next(state, *byte));
                automaton.accepts(state)
            };
            let whole = format!("{before}{character}{after}");
            assert!(format.matches(&whole), "{whole}");
            for cut in 1..bytes {
                let kept = &whole.as_bytes()[..before.len() + cut];
                assert!(!ends(kept), "{} {kept:?}", format.name());
                assert!(!ends(&[kept, after.as_bytes()].concat()), "{} {kept:?}", format.name());
            }
        }
    }
}
