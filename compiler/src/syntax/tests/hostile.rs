use super::super::{LARGEST, decode};
use super::{SHOP, parse, summary, whole};
use crate::source::{Alone, Source};

#[test]
fn a_truncated_file_is_an_error_and_nothing_worse() {
    for end in (0..SHOP.len()).filter(|end| SHOP.is_char_boundary(*end)).step_by(7) {
        if let Err(diagnostics) = parse(&Source::new("a.gate", &SHOP[..end])) {
            assert!(!diagnostics.is_empty(), "cut at {end}");
            assert!(diagnostics.iter().all(|one| !one.labels.is_empty()), "cut at {end}");
            assert!(diagnostics.iter().all(|one| one.code != "GW0009"), "cut at {end}");
        }
    }
}

#[test]
fn what_is_no_text_is_refused() {
    let at = |bytes: &[u8]| decode("a.gate", bytes).unwrap_err();
    assert_eq!(
        at(b"policy x 1.0.0\nrole \xff\n").message,
        "`a.gate` is not UTF-8 text, first at byte 20 on line 2"
    );
    assert_eq!(at(&vec![b' '; LARGEST + 1]).code, "GW0002");
    let hidden = "the file holds a character that a reader does not see (remove it; inside a string, write it as `\\u{…}`)";
    assert_eq!(summary("role a\0b"), format!("GW0001 2:7 {hidden}"));
    assert_eq!(summary("role a // \u{202e}x"), format!("GW0001 2:11 {hidden}"));
    assert_eq!(whole("\u{feff}policy x 1.0.0"), format!("GW0001 1:1 {hidden}"));
}

#[test]
fn nesting_is_bounded() {
    let nested = |open: &str, close: &str, levels: usize| {
        format!("condition x = {}a{}", open.repeat(levels), close.repeat(levels))
    };
    assert!(parse(&Source::new("a", format!("policy x 1.0.0\n{}", nested("(", ")", 64)))).is_ok());
    let deep = "brackets nest deeper than 64 levels";
    assert_eq!(summary(&nested("(", ")", 65)), format!("GW0003 2:79 {deep}"));
    assert_eq!(summary(&nested("[", "]", 100_000)), format!("GW0003 2:79 {deep}"));
    assert_eq!(summary(&"{".repeat(500_000)), format!("GW0003 2:65 {deep}"));
    // What is no comment to the grammar must not be one to whoever counts brackets.
    let hidden = "use \"a\" //!".to_owned() + &"(".repeat(100_000);
    assert!(
        summary(&hidden).starts_with("GW0004 2:9 this documentation comment documents nothing")
    );
    // Neither do the paths and bodies of tests hide brackets.
    let deep = "{".repeat(100_000);
    for hidden in ["GET /a//b body ", "GET /a body {\"a\" //", "GET /a body {r\"\\\"\" "] {
        let text = format!("test \"a\" {{ as a {{ {hidden}{deep}");
        let found = summary(&text);
        assert!(found.starts_with("GW00"), "{found}");
    }
    let nots = "condition x = ".to_owned() + &"not ".repeat(100_000) + "a";
    assert_eq!(summary(&nots), "GW0003 2:15 100000 `not` in a row");
    let negated = "condition x = ".to_owned() + &"(not ".repeat(60) + "a" + &")".repeat(60);
    assert!(parse(&Source::new("a", format!("policy x 1.0.0\n{negated}"))).is_ok());
}

#[test]
fn sums_are_bounded() {
    let many = "condition x = 1".to_owned() + &" + 1".repeat(100_000) + " > 1";
    assert_eq!(summary(&many), "GW0003 2:15 too many operators enclose one another");
    // Brackets nest as deep as they may, and each holds a sum; its route is checked too.
    let found = |value: &str, count: usize| {
        let inside = |inner: String| format!("({inner}{})", format!(" + {value}").repeat(count));
        let deep = (0..63).fold("1".to_owned(), |inner, _| inside(inner));
        let text = format!(
            "policy x 1.0.0\nschema Q {{ a: int }}\napi y at /y {{ GET / allow anyone when {deep} > query.a query Q }}"
        );
        let found = crate::check_language(Source::new("a", text), &Alone).outcome.err();
        found.unwrap_or_default().first().map(|one| one.code)
    };
    assert_eq!(found("query.a", 1), Some("GW0212"));
    assert_eq!(found("1", 1), None);
    assert_eq!(found("1", 2), Some("GW0003"));
}

#[test]
#[expect(clippy::disallowed_methods, reason = "it measures how long reading takes")]
fn large_files_are_read_or_refused_quickly() {
    let route = "    GET /{id: uuid}/x allow viewer when a == b and (c or not d) body Order\n";
    let long = |line: &str| line.repeat(LARGEST / 16 / line.len());
    let hostile = [
        format!("policy x 1.0.0\napi a at /v1 {{\n{}}}\n", long(route)),
        format!("policy x 1.0.0\n{}", long("role viewer\n")),
        format!("policy x 1.0.0\n{}", long("role\n")),
        format!("policy x 1.0.0\n{}", long("/// a\n")),
        format!("policy x 1.0.0\n{}", long("use \"a\" ")),
        format!("policy x 1.0.0\n{}", long("test \"a\" { ( } ")),
        format!("policy x 1.0.0\nhosts: [{}", long("a, ")),
        format!("policy x 1.0.0\nhosts: {}", long("a ")),
        format!("policy x 1.0.0\nhosts: {}", long("a.")),
        format!("policy x 1.0.0\nhosts: \"{}", long("a\\")),
        format!("policy x 1.0.0\ncondition a = {}", long("b and ")),
        format!("policy x 1.0.0\ncondition a = {}", long("f(")),
        format!("policy x 1.0.0\napi a at {}", long("/a")),
        long("\""),
        long("a b "),
        long("policy x 1.0.0\n"),
    ];
    for text in hostile {
        let begin = std::time::Instant::now();
        let _ = parse(&Source::new("a.gate", text.as_str()));
        // Unoptimised and on a busy machine; anything that is not linear takes minutes.
        assert!(begin.elapsed().as_secs() < 20, "{:?} for {}", begin.elapsed(), &text[..60]);
    }
}

proptest::proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "\\PC*") {
        let _ = parse(&Source::new("a.gate", text));
    }

    #[test]
    fn no_word_in_the_wrong_place_makes_it_panic(edits in proptest::collection::vec((0_usize..900, 0_usize..900, 0..3_u8), 1..4)) {
        let mut words: Vec<&str> = SHOP.split_inclusive([' ', '\n']).collect();
        for (at, from, kind) in edits {
            let (at, from) = (at % words.len(), from % words.len());
            match kind {
                0 => words.swap(at, from),
                1 => words.insert(at, words[from]),
                _ => drop(words.remove(at)),
            }
        }
        if let Err(diagnostics) = crate::compile(Source::new("a.gate", words.concat()), &Alone).outcome {
            assert!(diagnostics.iter().all(|one| one.code != "GW0009"));
            assert!(diagnostics.iter().all(|one| !one.labels.is_empty()));
        }
    }

    #[test]
    fn no_edit_makes_it_panic(at in 0..SHOP.len(), length in 0_usize..40, new in "[ -~\n]{0,8}") {
        let start = SHOP.floor_char_boundary(at);
        let end = SHOP.ceil_char_boundary((at + length).min(SHOP.len()));
        let text = [&SHOP[..start], &new, &SHOP[end..]].concat();
        if let Err(diagnostics) = crate::compile(Source::new("a.gate", text), &Alone).outcome {
            assert!(diagnostics.iter().all(|one| one.code != "GW0009"));
        }
    }
}
