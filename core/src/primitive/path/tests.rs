#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking"
)]
#![allow(clippy::disallowed_methods, reason = "the collection of attack spellings is a file")]

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

fn segments(target: &str) -> Vec<String> {
    let target = Target::parse(target).unwrap();
    target.segments().map(|segment| decode_segment(segment).unwrap().into_owned()).collect()
}

#[test]
fn segments_are_split_and_decoded_once() {
    assert_eq!(segments("/"), [""]);
    assert_eq!(segments("/a"), ["a"]);
    assert_eq!(segments("/a/"), ["a", ""]);
    assert_eq!(segments("/a%20b/%C3%A9%e2%82%ac/%F0%9F%98%80"), ["a b", "é€", "😀"]);
    assert_eq!(segments("/%252f"), ["%2f"]);
    assert_eq!(segments("/a:@!$&'()*+,=b/%3B?x=/../;"), ["a:@!$&'()*+,=b", ";"]);
    assert_eq!(segments("/.../.a/a."), ["...", ".a", "a."]);
}

#[test]
fn the_query_is_cut_off_first() {
    let parse = |target| Target::parse(target).unwrap();
    assert_eq!(parse("/a").query(), None);
    assert_eq!(parse("/a?").query(), Some(""));
    assert_eq!(parse("/a?b?c/../%00").query(), Some("b?c/../%00"));
    assert_eq!(parse("/a?b").path(), "/a");
}

#[test]
fn every_misspelling_is_refused() {
    for (target, error) in [
        ("", SpellingError::NotAbsolute),
        ("*", SpellingError::NotAbsolute),
        ("http://h/a", SpellingError::NotAbsolute),
        ("?a", SpellingError::NotAbsolute),
        ("//", SpellingError::EmptySegment),
        ("//a", SpellingError::EmptySegment),
        ("/a//b", SpellingError::EmptySegment),
        ("/a//", SpellingError::EmptySegment),
        ("/.", SpellingError::DotSegment),
        ("/a/../b", SpellingError::DotSegment),
        ("/a/..?x", SpellingError::DotSegment),
        ("/a?b#c", SpellingError::Query),
        ("/a?b\"c", SpellingError::Query),
        ("/a?<c", SpellingError::Query),
        ("/a?c>", SpellingError::Query),
        ("/a;b", SpellingError::Character),
        ("/a\\b", SpellingError::Character),
        ("/é", SpellingError::Character),
        ("/a b", SpellingError::Character),
        ("/a#b", SpellingError::Character),
        ("/a\tb", SpellingError::Character),
        ("/[a]", SpellingError::Character),
        ("/%", SpellingError::BrokenEscape),
        ("/%2", SpellingError::BrokenEscape),
        ("/%2/a", SpellingError::BrokenEscape),
        ("/%zz", SpellingError::BrokenEscape),
        ("/%+1", SpellingError::BrokenEscape),
        ("/%u0041", SpellingError::BrokenEscape),
        ("/a%2Fb", SpellingError::EscapedSlash),
        ("/a%5cb", SpellingError::EscapedSlash),
        ("/%2e", SpellingError::EscapedUnreserved),
        ("/%61", SpellingError::EscapedUnreserved),
        ("/%7E", SpellingError::EscapedUnreserved),
        ("/%00", SpellingError::EscapedControl),
        ("/%0d%0a", SpellingError::EscapedControl),
        ("/%7F", SpellingError::EscapedControl),
        ("/%C2%80", SpellingError::EscapedControl),
        ("/%C2%9F", SpellingError::EscapedControl),
        ("/%FF", SpellingError::Utf8),
        ("/%C0%AE", SpellingError::Utf8),
        ("/%C3", SpellingError::Utf8),
        ("/%C3a%A9", SpellingError::Utf8),
        ("/%C3%20", SpellingError::Utf8),
        ("/%C3/%A9", SpellingError::Utf8),
        ("/%A9", SpellingError::Utf8),
        ("/%ED%A0%80", SpellingError::Utf8),
        ("/%F4%90%80%80", SpellingError::Utf8),
        ("/a?b c", SpellingError::Query),
        ("/a?b#c", SpellingError::Query),
        ("/a?é", SpellingError::Query),
    ] {
        assert_eq!(Target::parse(target), Err(error), "{target:?}");
    }
}

/// Each collected spelling is put between and behind the segments of two protected paths. It may be refused, or be a
/// path of its own, but never come out as the segments of a protected path that it does not spell.
#[test]
fn attack_spellings_never_reach_another_route() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/corpora/paths/paths.json");
    let Ok(text) = std::fs::read_to_string(file) else {
        println!("skipped: the collection of attack spellings is not here");
        return;
    };
    let corpus: serde_json::Value = serde_json::from_str(&text).unwrap();
    let strings = |name: &str| -> Vec<String> {
        let list = corpus[name].as_array().unwrap().iter();
        list.map(|case| case.as_str().or_else(|| case[0].as_str()).unwrap().to_owned()).collect()
    };
    let mut targets = Vec::new();
    for spelling in strings("bypass_midpaths") {
        for target in [
            format!("/admin/{spelling}"),
            format!("/{spelling}/admin"),
            format!("/{spelling}admin"),
            format!("/public/{spelling}/admin/users"),
            format!("/public/{spelling}admin/users"),
        ] {
            targets.push((target, spelling.clone()));
        }
    }
    for spelling in strings("bypass_endpaths") {
        for path in ["/admin", "/admin/users"] {
            targets.push((format!("{path}{spelling}"), spelling.clone()));
        }
    }
    for name in ["envoy_normalize", "envoy_merge_slashes", "nginx_http_uri"] {
        targets.extend(strings(name).into_iter().map(|target| (target.clone(), target)));
    }
    let protected: [&[&str]; 3] = [&["admin"], &["admin", "users"], &["public", "admin", "users"]];
    let mut verdicts: BTreeMap<String, usize> = BTreeMap::new();
    for (target, spelling) in &targets {
        let verdict = match Target::parse(target) {
            Err(error) => format!("400: {error}"),
            Ok(parsed) => {
                let raw: Vec<&str> = parsed.segments().collect();
                let decoded: Vec<_> = raw.iter().map(|raw| decode_segment(raw).unwrap()).collect();
                // Only the very path without any trick is the protected one.
                if protected.iter().any(|path| decoded == *path) {
                    assert_eq!(parsed.path(), format!("/{}", decoded.join("/")), "{target:?}");
                    assert!(spelling.contains('?') || target == spelling, "{target:?} reaches it");
                    "the path as such, the rest is query".to_owned()
                } else {
                    "a path of its own: 404".to_owned()
                }
            }
        };
        *verdicts.entry(verdict).or_default() += 1;
    }
    println!("{} attack spellings:", targets.len());
    for (verdict, count) in verdicts {
        println!("{count:6} {verdict}");
    }
}

proptest! {
    #[test]
    fn what_passes_has_one_spelling(target in "(/([a-z.%;/]|%[0-9a-fA-F]{2}|é){0,6}){1,3}") {
        if let Ok(parsed) = Target::parse(&target) {
            let decoded: Vec<_> = parsed.segments().map(|segment| decode_segment(segment).unwrap()).collect();
            // Encoding what was decoded, and only what has to be, gives the same path but for the digits' case.
            let respelled: String = decoded.iter().flat_map(|segment| std::iter::once("/".to_owned()).chain(segment.bytes().map(|byte| match octet(byte) {
                Octet::Unreserved => char::from(byte).to_string(),
                Octet::Delimiter | Octet::Percent | Octet::Slash | Octet::Forbidden => format!("%{byte:02X}"),
            }))).collect();
            prop_assert_eq!(respelled, parsed.path().to_uppercase().chars().zip(parsed.path().chars()).fold((String::new(), 0), |(mut text, escape), (upper, as_is)| {
                // Upper case inside escapes only.
                let next = if as_is == '%' { 2 } else { usize::max(escape, 1) - 1 };
                text.push(if escape > 0 { upper } else { as_is });
                (text, next)
            }).0);
            for segment in &decoded {
                prop_assert!(segment != "." && segment != ".." && !segment.contains(['/', '\\']));
            }
        }
    }

    #[test]
    fn nothing_makes_it_panic(target in ".{0,40}") {
        if let Ok(parsed) = Target::parse(&target) {
            prop_assert!(parsed.segments().all(|segment| decode_segment(segment).is_some()));
        }
    }
}

proptest! {
    /// Short plain paths are read without a branch an octet: to the same effect as all others are.
    #[test]
    fn both_ways_of_reading_a_path_agree(path in "/?([a-z.~/]|%2[Dd]|[;?#!]|\\.\\.?/){0,40}") {
        let short = Slashes::of_plain(path.as_bytes());
        let long = check_path(path.as_bytes());
        let is_plain = path.len() <= 63 && !path.contains('%');
        prop_assert_eq!(short.is_some(), long.is_ok() && is_plain);
        if let Some(short) = short {
            let found: Vec<&[u8]> = short.segments(path.as_bytes()).collect();
            let split: Vec<&[u8]> = path[1..].split('/').map(str::as_bytes).collect();
            prop_assert_eq!(found, split);
        }
    }
}

#[test]
fn a_target_that_owns_its_text_is_the_same() {
    for text in ["/", "/a/b", "/a/%20/b?x=%20", "/a?", &format!("/{}", "a/b".repeat(40))] {
        let target = Target::parse(text).unwrap();
        let owned = OwnedTarget::from(target);
        assert_eq!(owned.as_target(), target);
        assert!(owned.as_target().segments().eq(target.segments()));
    }
}
