#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking"
)]

use super::{LARGEST, decode, parse, parse_caller};
use crate::source::Source;

const SHOP: &str = include_str!("../../../examples/shop/shop.gate");

#[test]
fn the_shop_is_read() {
    let ast = parse(&Source::new("shop.gate", SHOP)).unwrap();
    assert_eq!(ast.header.name.text, "shop");
    assert_eq!(ast.declarations.len(), 24);
    assert_eq!(ast.digest.len(), 64);
}

/// `CODE LINE:COLUMN MESSAGE`, a line for each error of a policy with this text after its policy line.
fn summary(text: &str) -> String {
    whole(&format!("policy x 1.0.0\n{text}"))
}

fn whole(text: &str) -> String {
    let source = Source::new("a.gate", text);
    let diagnostics = parse(&source).expect_err(text);
    let lines = diagnostics.iter().map(|diagnostic| {
        let place = diagnostic.labels.first().map_or(0, |label| label.span.start);
        let place = source.position(usize::try_from(place).unwrap());
        let help = diagnostic.help.as_ref().map_or(String::new(), |help| format!(" ({help})"));
        format!("{} {}:{} {}{help}", diagnostic.code, place.line, place.column, diagnostic.message)
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_file_begins_with_its_policy() {
    let line = "(write `policy my_api 1.0.0` as the first line)";
    assert_eq!(whole(""), format!("GW0008 1:1 there is no policy in this file {line}"));
    assert_eq!(
        whole("// a comment\nrole viewer\nrole clerk include viewer\n"),
        format!(
            "GW0008 2:1 the file does not begin with its policy line {line}\n\
            GW0004 3:12 expected the end of the file, a declaration or `includes`, found `include` (did you mean `includes`?)"
        )
    );
    assert_eq!(
        whole("policy x"),
        "GW0004 1:8 expected a version such as `1.0.0`, found the end of the text"
    );
}

#[test]
fn every_broken_part_is_told() {
    let golden = include_str!("errors.golden");
    let mut printed = String::new();
    for case in golden.split("====\n").skip(1) {
        let (text, _) = case.split_once("----\n").unwrap();
        printed.push_str(&format!("====\n{text}----\n{}\n\n", summary(text)));
    }
    assert!(golden.trim_end() == printed.trim_end(), "errors.golden would be:\n{printed}");
}

#[test]
fn callers_are_read() {
    let read = |text: &str| parse_caller(&Source::new("--as", text));
    let caller =
        read("customer { id: \"anna\", roles: [viewer], mfa_at: 2026-05-01T09:00:00Z }").unwrap();
    assert_eq!(caller.scheme.text, "customer");
    let keys: Vec<&str> = caller.fields.iter().map(|field| field.key.text.as_str()).collect();
    assert_eq!(keys, ["id", "roles", "mfa_at"]);
    assert_eq!(read("nobody").unwrap().fields, []);
    let wrong = |text: &str| read(text).unwrap_err().remove(0).message;
    assert_eq!(wrong("customer { id \"anna\" }"), "expected `:`, found `\"`");
    assert_eq!(wrong("customer { id: \"anna\""), "this `{` is never closed");
    assert_eq!(wrong(""), "expected a name, found the end of the text");
}

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
    let nots = "condition x = ".to_owned() + &"not ".repeat(100_000) + "a";
    assert_eq!(summary(&nots), "GW0003 2:15 100000 `not` in a row");
    let negated = "condition x = ".to_owned() + &"(not ".repeat(60) + "a" + &")".repeat(60);
    assert!(parse(&Source::new("a", format!("policy x 1.0.0\n{negated}"))).is_ok());
}

#[test]
#[expect(clippy::disallowed_methods, reason = "it measures how long reading takes")]
fn large_files_are_read_or_refused_quickly() {
    let route = "    GET /{id: uuid}/x allow viewer when a == b and (c or not d) body Order\n";
    let long = |line: &str| line.repeat(LARGEST / 8 / line.len());
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
    fn no_edit_makes_it_panic(at in 0..SHOP.len(), length in 0_usize..40, new in "[ -~\n]{0,8}") {
        let start = SHOP.floor_char_boundary(at);
        let end = SHOP.ceil_char_boundary((at + length).min(SHOP.len()));
        let text = [&SHOP[..start], &new, &SHOP[end..]].concat();
        if let Err(diagnostics) = parse(&Source::new("a.gate", text)) {
            assert!(diagnostics.iter().all(|one| one.code != "GW0009"));
        }
    }
}
