#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking"
)]

use gatewright_core::policy::Span;

use super::ast::{Declaration, Value};
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

/// A policy as JSON, without places and digest.
fn meaning(text: &str) -> serde_json::Value {
    fn strip(value: &mut serde_json::Value) {
        if let Some(object) = value.as_object_mut() {
            object.remove("span");
            object.remove("digest");
        }
        match value {
            serde_json::Value::Object(object) => object.values_mut().for_each(strip),
            serde_json::Value::Array(items) => items.iter_mut().for_each(strip),
            _ => {}
        }
    }
    let policy =
        crate::compile(&Source::new("a.gate", text)).unwrap_or_else(|found| panic!("{found:#?}"));
    let mut value = serde_json::to_value(policy).unwrap();
    strip(&mut value);
    value
}

#[test]
fn line_breaks_and_comments_are_white_space() {
    let mut plain = String::new();
    for line in SHOP.lines().filter(|line| !line.trim_start().starts_with("//")) {
        plain.push_str(line.split(" //").next().unwrap());
        plain.push('\n');
    }
    let mut spread = String::new();
    let mut quoted = false;
    for character in plain.chars() {
        quoted ^= character == '"';
        match character {
            ' ' | '\n' if !quoted => spread.push_str(" // allow anyone { \"\r\n\t"),
            other => spread.push(other),
        }
    }
    let one_line = plain.replace('\n', " ");
    assert_eq!(meaning(&plain), meaning(SHOP));
    assert_eq!(meaning(&spread), meaning(SHOP));
    assert_eq!(meaning(&one_line), meaning(SHOP));
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
        if let Err(diagnostics) = crate::compile(&Source::new("a.gate", words.concat())) {
            assert!(diagnostics.iter().all(|one| one.code != "GW0009"));
            assert!(diagnostics.iter().all(|one| !one.labels.is_empty()));
        }
    }

    #[test]
    fn no_edit_makes_it_panic(at in 0..SHOP.len(), length in 0_usize..40, new in "[ -~\n]{0,8}") {
        let start = SHOP.floor_char_boundary(at);
        let end = SHOP.ceil_char_boundary((at + length).min(SHOP.len()));
        let text = [&SHOP[..start], &new, &SHOP[end..]].concat();
        if let Err(diagnostics) = crate::compile(&Source::new("a.gate", text)) {
            assert!(diagnostics.iter().all(|one| one.code != "GW0009"));
        }
    }
}

#[test]
fn what_comes_later_is_refused_by_name_only() {
    let source = Source::new("a.gate", include_str!("whole_language.gate"));
    let diagnostics = parse(&source).unwrap_err();
    let others: Vec<_> = diagnostics.iter().filter(|one| one.code != "GW0108").collect();
    assert!(others.is_empty(), "{others:#?}");
    assert_eq!(diagnostics.len(), 29);
}

#[test]
fn no_word_is_reserved() {
    let text = "policy policy 1.0.0
        role role role includes includes role
        role allow role deny
        upstream upstream = \"http://upstream\"
        limit limit = 1 per 1m by principal.limit
        enum Max { max, raw, matches, readonly, nullable }
        condition condition(when: string) = principal.in in [when] and not set.is is set or matches matches r\"x\"
        schema Raw {
            raw: string raw raw2?: string readonly: int readonly
            matches?: string matches r\"m\" masked: bool map: [string] keep: string 1..2
            GET: string allow: string deny: int? at: Max true: bool
        }
        api api at /api {
            upstream: upstream
            auth: [auth]
            body: max 1KiB
            GET /get allow role limit limit deny when condition(\"x\") query Raw
            limit: [limit]
            POST / body Raw allow deny override [limit]
        }";
    let ast = parse(&Source::new("a.gate", text)).map_err(|found| format!("{found:#?}"));
    let ast = ast.unwrap_or_else(|found| panic!("{found}"));
    let Some(Declaration::Schema(schema)) = ast.declarations.get(8) else { panic!("{ast:#?}") };
    let fields: Vec<&str> = schema.fields.iter().map(|field| field.name.text.as_str()).collect();
    assert_eq!(
        fields,
        [
            "raw", "raw2", "readonly", "matches", "masked", "map", "keep", "GET", "allow", "deny",
            "at", "true"
        ]
    );
    assert!(schema.fields[0].value.raw.is_some() && schema.fields[2].readonly.is_some());
}

#[test]
fn literals_are_tried_in_order() {
    let text = "policy x 1.0.0 hosts: [\"a\\u{e9}\\\"\", r\"\\d\", 10.0.0.0/8, 2001:db8::/32, ::1, 1.2.3.4:5,
        [::1]:80, 2027-01-01, 2026-05-01T11:00:00+02:00, 2.4.0, 250ms, 2d, 64KiB, 1GB, 3.14, -0.50, 1_000, -7, true,
        truer, a.b, dead, 1.2.3.4]";
    let ast = parse(&Source::new("a.gate", text)).unwrap();
    let Some(Declaration::Setting(setting)) = ast.declarations.first() else { panic!("{ast:#?}") };
    let Value::List(list) = &setting.value else { panic!("{setting:#?}") };
    let said: Vec<String> = list
        .items
        .iter()
        .map(|item| match item {
            Value::Literal(literal) => format!("{:?}", literal.value),
            Value::Name(name) => name.text(),
            Value::List(_) | Value::Phrase(_) | Value::Block(_) => panic!("{item:?}"),
        })
        .collect();
    assert_eq!(
        said,
        [
            r#"Text("aé\"")"#,
            r#"Regex("\\d")"#,
            "Network(10.0.0.0/8)",
            "Network(2001:db8::/32)",
            "Address(::1)",
            "Socket(1.2.3.4:5)",
            "Socket([::1]:80)",
            "Date(1798761600)",
            "Time(1777626000)",
            r#"Version("2.4.0")"#,
            "Duration(250)",
            "Duration(172800000)",
            "Size(65536)",
            "Size(1000000000)",
            r#"Decimal("3.14")"#,
            r#"Decimal("-0.50")"#,
            "Integer(1000)",
            "Integer(-7)",
            "Bool(true)",
            "truer",
            "a.b",
            "dead",
            "Address(1.2.3.4)",
        ]
    );
}

#[test]
fn spans_cover_what_they_name() {
    let ast = parse(&Source::new("shop.gate", SHOP)).unwrap();
    let Some(Declaration::Api(api)) =
        ast.declarations.iter().find(|one| matches!(one, Declaration::Api(_)))
    else {
        panic!("{ast:#?}")
    };
    let text = |span: Span| &SHOP[span.start as usize..span.end as usize];
    let route = &api.routes[4];
    assert_eq!(
        text(route.span),
        "GET    /of/{customer: string ..64} allow admin allow viewer when owner(path.customer)"
    );
    assert_eq!(text(route.path.span), "/of/{customer: string ..64}");
    let clauses: Vec<&str> = route.clauses.iter().map(|clause| text(clause.span())).collect();
    assert_eq!(clauses, ["allow admin", "allow viewer when owner(path.customer)"]);
    assert_eq!(text(api.settings[3].span), "body:     max 16KiB");
    assert!(text(api.span).ends_with("override [auth, limit]\n}"));
}
