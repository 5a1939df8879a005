#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking"
)]

use proptest::prelude::*;

use super::*;

fn matching(source: &str, texts: &[&str]) {
    let pattern = Pattern::compile(source).unwrap();
    for text in texts {
        assert!(pattern.matches(text), "{source} should match {text:?}");
    }
}

fn refusing(source: &str, texts: &[&str]) {
    let pattern = Pattern::compile(source).unwrap();
    for text in texts {
        assert!(!pattern.matches(text), "{source} should not match {text:?}");
    }
}

#[test]
fn the_whole_string_matches() {
    matching("a|ab", &["a", "ab"]);
    refusing("a|ab", &["", "b", "abc", "xa", "a\n"]);
    matching("", &[""]);
    refusing("", &["a"]);
}

#[test]
fn a_pattern_may_match_nothing_of_certain_bytes() {
    let lower = |source: &str| {
        let table = Pattern::compile(source).unwrap();
        table.table().matches_some(|byte| !byte.is_ascii_uppercase(), |_| true)
    };
    assert!(lower("a") && lower("a|B") && lower("(?i)A") && lower("A*") && lower("\\w+B?"));
    assert!(lower("É"));
    assert!(!lower("A") && !lower("a.*B") && !lower("[A-Z]+x"));
    let trimmed = |source: &str| {
        let table = Pattern::compile(source).unwrap();
        table.table().matches_some(|byte| byte != b'\n', |byte| byte != b' ')
    };
    assert!(trimmed("") && trimmed("a") && trimmed("a b") && trimmed(" *a *") && trimmed(".|a"));
    assert!(trimmed("é"));
    assert!(!trimmed(" ") && !trimmed(" a") && !trimmed("a ") && !trimmed("a +"));
    assert!(!trimmed("a\\nb") && trimmed("a\\n?b"));
}

#[test]
fn shorthands_are_ascii() {
    matching(r"\d\w\s", &["5_\t", "0a ", "9Z\u{b}"]);
    refusing(r"\d", &["٣", "x"]);
    refusing(r"\w", &["é", "ß", "-"]);
    refusing(r"\s", &["\u{a0}", "\u{85}"]);
    matching(r"\D\W\S", &["٣é\u{a0}"]);
    matching(r"[\d\W]", &["7", "é"]);
    matching(r"[^\w]", &["é"]);
}

#[test]
fn ignoring_case_is_ascii() {
    matching("(?i)sk", &["sk", "SK", "sK"]);
    refusing("(?i)sk", &["ſk", "s\u{212a}"]);
    matching("(?i)é", &["é"]);
    refusing("(?i)é", &["É"]);
    refusing("(?i)[^k]", &["k", "K"]);
    matching("(?i)[^k]", &["\u{212a}"]);
    matching(r"(?i)\p{Lu}", &["A", "a", "É"]);
    refusing(r"(?i)\p{Lu}", &["é"]);
    refusing(r"(?i)\P{Lu}", &["A", "a"]);
    matching("a(?i)b|c", &["aB", "C"]);
    matching("(?:(?i)b)c", &["Bc"]);
    refusing("(?:(?i)b)c", &["BC"]);
    matching("(?i:b)[[:lower:]]", &["Bc"]);
    matching("(?i)[[:lower:]&&[A-C]]", &["b"]);
}

#[test]
fn the_dot_is_any_character_but_the_line_feed() {
    matching(".", &["a", "é", "😀", "\r", "\u{2028}"]);
    refusing(".", &["\n", "", "ab"]);
    matching("(?s).", &["\n"]);
}

#[test]
fn assertions_and_flags_are_refused() {
    for source in ["^a", "a$", r"\ba", r"a\B", r"\Aa", r"a\z", "(^a)|b"] {
        let error = Pattern::compile(source).unwrap_err();
        assert!(matches!(error, PatternError::Assertion { .. }), "{source}: {error}");
    }
    let error = Pattern::compile("a$").unwrap_err();
    assert_eq!(
        error.to_string(),
        "a pattern always matches the whole string, so `$` is neither needed nor allowed"
    );
    for source in ["(?m)a", "(?-u)a", "(?U)a", "(?R)a"] {
        assert!(matches!(Pattern::compile(source), Err(PatternError::Flag { .. })), "{source}");
    }
    for source in [r"(a)\1", "a(?=b)", "(?<!a)b", "(", "a{2,1}", "*", r"\p{Nope}", "[b-a]"] {
        assert!(matches!(Pattern::compile(source), Err(PatternError::Syntax { .. })), "{source}");
    }
    assert_eq!(Pattern::compile("[a&&b]"), Err(PatternError::Empty));
}

#[test]
fn large_patterns_fail_within_bounds_of_memory() {
    for source in [
        "(a{1000}){1000}",
        "((((a{99}){99}){99}){99}){99}",
        "[a-z]{1,1000}",
        "(?:a|b)*a(?:a|b){20}",
    ] {
        assert_eq!(Pattern::compile(source), Err(PatternError::TooLarge), "{source}");
    }
    assert!(Pattern::compile("[a-z]{1,998}").is_ok());
    assert!(Pattern::compile(&"(".repeat(200_000)).is_err());
}

#[test]
fn equal_languages_have_equal_tables() {
    for (left, right) in [
        ("a|b|c", "[a-c]"),
        ("(ab)*", "(?:ab(?:ab)*)?"),
        ("a{2,3}", "aaa?"),
        (r"\d+", "[0-9][0-9]*"),
        ("(a|b)*a", "[ab]*a+"),
        ("xa|ya", "[xy]a"),
    ] {
        let (left, right) = (Pattern::compile(left).unwrap(), Pattern::compile(right).unwrap());
        assert_eq!(left.table(), right.table(), "{left:?} {right:?}");
    }
    let table = Pattern::compile("a*b").unwrap().table().clone();
    assert_eq!(table.rows, [[0, 0, 0], [0, 1, 2], [0, 0, 0]]);
    assert_eq!(table.accepting, [false, false, true]);
    assert_eq!(
        (table.classes[0], table.classes[b'a' as usize], table.classes[b'b' as usize]),
        (0, 1, 2)
    );
}

/// As generated code holds it.
fn in_statics(table: &DfaTable) -> Dfa {
    Dfa {
        classes: Box::leak(Box::new(table.classes)),
        transitions: table.rows.concat().leak(),
        width: table.class_count(),
        accepting: table.accepting.clone().leak(),
        places: table.places().leak(),
    }
}

#[test]
fn ranges_are_told_of_texts_of_one_length() {
    let ranges = |source: &str| {
        let ranges = Pattern::compile(source).unwrap().table().ranges()?;
        let shown = |byte: u8| byte.escape_ascii().to_string();
        let shown = ranges.iter().map(|range| (shown(*range.start()), shown(*range.end())));
        Some(shown.map(|(least, most)| format!("{least}{most}")).collect::<Vec<_>>().join(" "))
    };
    assert_eq!(ranges("[A-C]{2}-[0-9]").unwrap(), "AC AC -- 09");
    assert_eq!(ranges("(?:EU|EX|EV|EW)").unwrap(), "EE UX");
    assert_eq!(ranges(r"[\x00-\x7F]").unwrap(), r"\x00\x7f");
    assert_eq!(ranges("é").unwrap(), r"\xc3\xc3 \xa9\xa9");
    assert_eq!(ranges("").unwrap(), "");
    for source in
        ["[A-CE]", "a|bc", "ab?", "[0-9]+", "[0-9]{1,2}", "ab|cd", ".", "(?i)a", "[^a]", "a*"]
    {
        assert_eq!(ranges(source), None, "{source}");
    }
}

#[test]
fn statics_of_generated_code_decide_alike() {
    for (source, places) in [
        (r"[\p{L} .'-]+", 0),
        ("a*b", 0),
        ("(?i)(foo|bar)+@[a-z]{2,63}", 0),
        ("", 1),
        ("[A-Z]{3}-[0-9]{4}", 9),
        ("[a-z]+", 2),
        ("[a-z]*", 1),
        ("[A-Z]{1,3}", 4),
        ("[a-b]{2}[0-9]{3,}", 6),
        ("a|bc", 0),
    ] {
        let table = Pattern::compile(source).unwrap().table().clone();
        let dfa = in_statics(&table);
        assert_eq!(dfa.places.len(), places, "{source}");
        for text in [
            "",
            "Zoë d'Été",
            "aab",
            "FOObar@xy",
            "é\u{0}",
            "a",
            "\u{fffd}",
            "ABC-1234",
            "ABC-123",
            "ABC-12345",
            "abc",
            "A",
            "AB",
            "ABC",
            "ABCD",
            "ab12",
            "ab123",
            "ba123456",
            "ab123x",
            "ab1x3",
            "bc",
        ] {
            assert_eq!(dfa.matches(text), table.matches(text), "{source} {text}");
        }
    }
}

#[test]
fn a_pattern_is_stored_as_its_source() {
    let pattern = Pattern::compile("[A-Z]{3}").unwrap();
    let stored = serde_json::to_string(&pattern).unwrap();
    assert_eq!(stored, r#""[A-Z]{3}""#);
    assert_eq!(serde_json::from_str::<Pattern>(&stored).unwrap(), pattern);
    assert!(serde_json::from_str::<Pattern>(r#""a$""#).is_err());
}

/// A small expression together with a matcher that works by trying every split.
#[derive(Clone, Debug)]
enum Expression {
    One(char),
    Any,
    Sequence(Box<Expression>, Box<Expression>),
    Either(Box<Expression>, Box<Expression>),
    Optional(Box<Expression>),
    Many(Box<Expression>),
}

impl Expression {
    fn source(&self) -> String {
        match self {
            Expression::One(c) => c.to_string(),
            Expression::Any => ".".into(),
            Expression::Sequence(a, b) => format!("{}{}", a.source(), b.source()),
            Expression::Either(a, b) => format!("(?:{}|{})", a.source(), b.source()),
            Expression::Optional(a) => format!("(?:{})?", a.source()),
            Expression::Many(a) => format!("(?:{})*", a.source()),
        }
    }

    /// Lengths of the beginnings of `text` that match.
    fn ends(&self, text: &[char]) -> Vec<usize> {
        let mut ends = match self {
            Expression::One(c) => Vec::from_iter((text.first() == Some(c)).then_some(1)),
            Expression::Any => Vec::from_iter(text.first().filter(|c| **c != '\n').map(|_| 1)),
            Expression::Sequence(a, b) => a
                .ends(text)
                .into_iter()
                .flat_map(|first| b.ends(&text[first..]).into_iter().map(move |end| first + end))
                .collect(),
            Expression::Either(a, b) => [a.ends(text), b.ends(text)].concat(),
            Expression::Optional(a) => [vec![0], a.ends(text)].concat(),
            Expression::Many(a) => {
                let mut ends = vec![0];
                let mut next = 0;
                while let Some(&from) = ends.get(next) {
                    next += 1;
                    for end in a.ends(&text[from..]) {
                        if !ends.contains(&(from + end)) {
                            ends.push(from + end);
                        }
                    }
                }
                ends
            }
        };
        ends.sort_unstable();
        ends.dedup();
        ends
    }
}

fn expressions() -> impl Strategy<Value = Expression> {
    let leaf = prop_oneof![
        prop::sample::select(vec!['a', 'b', 'é', '😀']).prop_map(Expression::One),
        Just(Expression::Any)
    ];
    leaf.prop_recursive(4, 12, 2, |inner| {
        let pair = (inner.clone().prop_map(Box::new), inner.clone().prop_map(Box::new));
        prop_oneof![
            pair.clone().prop_map(|(a, b)| Expression::Sequence(a, b)),
            pair.prop_map(|(a, b)| Expression::Either(a, b)),
            inner.clone().prop_map(|a| Expression::Optional(Box::new(a))),
            inner.prop_map(|a| Expression::Many(Box::new(a))),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_automaton_agrees_with_trying_every_split(
        expression in expressions(),
        texts in prop::collection::vec("[abé😀\n]{0,6}", 40),
    ) {
        let pattern = Pattern::compile(&expression.source()).unwrap();
        for text in &texts {
            let characters: Vec<char> = text.chars().collect();
            let expected = expression.ends(&characters).contains(&characters.len());
            prop_assert_eq!(pattern.matches(text), expected, "{} on {:?}", expression.source(), text);
        }
    }
}
