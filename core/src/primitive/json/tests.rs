#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking"
)]

use proptest::prelude::*;

use super::*;

fn kind(text: &str) -> JsonErrorKind {
    parse(text.as_bytes()).unwrap_err().kind
}

#[test]
fn values_are_read() {
    let text = " {\"a\" : [ null , true,false ] ,\"\":\"x\\u00e9\\ud83d\\ude00\\n\\/\" , \"n\":-1.50E+3}\r\n\t";
    let value = parse(text.as_bytes()).unwrap();
    assert_eq!(value.get("a").unwrap().as_array().unwrap()[1], Json::Bool(true));
    assert_eq!(value.get("").unwrap().as_str(), Some("xé😀\n/"));
    assert_eq!(value.get("n"), Some(&Json::Number("-1.50E+3".into())));
    assert_eq!(value.get("n").unwrap().as_int(), Some(-1500));
    assert_eq!(value.get("b"), None);
    assert_eq!(parse(b"7").unwrap(), Json::Number("7".into()));
}

#[test]
fn what_json_refuses() {
    for text in ["", " ", "{", "[1", "[1,", "{\"a\"", "{\"a\":", "\"a", "tru", "-", "1.", "1e"] {
        assert_eq!(kind(text), JsonErrorKind::End, "{text}");
    }
    for text in [
        "[,1]",
        "[1,]",
        "{,}",
        "{a:1}",
        "{\"a\":1,}",
        "01",
        "1 2",
        "[1}",
        "nul",
        "+1",
        "'a'",
        "\u{feff}1",
        "\u{a0}1",
        "// a",
        "NaN",
        ".5",
    ] {
        let found = kind(text);
        assert!(matches!(found, JsonErrorKind::Unexpected | JsonErrorKind::End), "{text}: {found}");
    }
    assert_eq!(kind("\"\n\""), JsonErrorKind::Control);
    assert_eq!(kind("\"a\\n\u{0}\""), JsonErrorKind::Control);
    for text in [r#""\x""#, r#""\u12""#, r#""\u+123""#, r#""\U0041""#, r#""\u00é""#, r#""\"#] {
        assert!(matches!(kind(text), JsonErrorKind::Escape), "{text}");
    }
    for text in
        [r#""\ud800""#, r#""\udc00""#, r#""\ud800\u0041""#, r#""\ud800\ud800""#, r#""\ud800x""#]
    {
        assert_eq!(kind(text), JsonErrorKind::Surrogate, "{text}");
    }
    assert_eq!(
        parse(b"\"\xff\"").unwrap_err(),
        JsonError { kind: JsonErrorKind::Encoding, offset: 1 }
    );
    assert_eq!(parse(b"\"\xed\xa0\x80\"").unwrap_err().kind, JsonErrorKind::Encoding);
}

#[test]
fn what_i_json_refuses() {
    assert_eq!(kind(r#"{"a":1,"b":{"a":2},"\u0061":3}"#), JsonErrorKind::Duplicate);
    assert_eq!(kind(r#"[{"":1,"":1}]"#), JsonErrorKind::Duplicate);
    assert!(check(r#"{"a":1,"A":2,"é":3,"e\u0301":4}"#.as_bytes()).is_ok());
    for text in ["1e309", "-1e99999999999999999999", &"9".repeat(400), "1.8e308"] {
        assert_eq!(kind(text), JsonErrorKind::Range, "{text}");
    }
    for text in [
        "1.7976931348623157e308",
        "1e-99999999",
        &"9".repeat(308),
        &format!("0.{}", "9".repeat(400)),
    ] {
        assert!(check(text.as_bytes()).is_ok(), "{text}");
    }
}

#[test]
fn names_are_distinct_however_many() {
    for count in [2, 15, 16, 17, 18, 40] {
        let names: Vec<String> = (0..count).map(|name| format!("\"n{name}\":0")).collect();
        let text = |extra: &str| format!("{{{}{extra}}}", names.join(","));
        assert!(check(text("").as_bytes()).is_ok());
        assert!(parse(text("").as_bytes()).is_ok());
        for repeated in 0..count {
            let text = text(&format!(",\"\\u006e{repeated}\":0"));
            assert_eq!(kind(&text), JsonErrorKind::Duplicate);
            assert_eq!(check(text.as_bytes()).unwrap_err().kind, JsonErrorKind::Duplicate);
        }
    }
}

#[test]
fn nesting_has_a_limit() {
    for (open, close) in [("[", "]"), (r#"{"a":"#, "}"), (r#"[{"a":"#, "}]")] {
        let levels = open.matches(['[', '{']).count();
        let nested = |count: usize| {
            format!("{}1{}", open.repeat(count / levels), close.repeat(count / levels))
        };
        assert!(check(nested(30).as_bytes()).is_ok());
        assert_eq!(kind(&nested(32)), JsonErrorKind::Depth);
    }
    assert_eq!(kind(&format!("{}1{}", "[".repeat(31), "]".repeat(31))), JsonErrorKind::Depth);
    assert_eq!(kind(&"[".repeat(1_000_000)), JsonErrorKind::Depth);
    assert!(check(format!("[{}[]]", "[],".repeat(100)).as_bytes()).is_ok());
}

fn same(ours: &Json, theirs: &serde_json::Value) -> bool {
    match (ours, theirs) {
        (Json::Null, serde_json::Value::Null) => true,
        (Json::Bool(a), serde_json::Value::Bool(b)) => a == b,
        // serde_json may round the last digit otherwise.
        (Json::Number(a), serde_json::Value::Number(b)) => {
            let (a, b) = (a.parse::<f64>().unwrap(), b.as_f64().unwrap());
            (a - b).abs() <= a.abs() * 1e-15
        }
        (Json::String(a), serde_json::Value::String(b)) => a == b,
        (Json::Array(a), serde_json::Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Json::Object(a), serde_json::Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(name, a)| b.get(name).is_some_and(|b| same(a, b)))
        }
        _ => false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(5_000))]

    /// serde_json lets names repeat and has another limit of depth, which short texts do not reach.
    #[test]
    fn verdicts_and_values_agree_with_serde_json(
        parts in prop::collection::vec(
            prop::sample::select(vec![
                "{", "}", "[", "]", ",", ":", "\"a\"", "\"b\"", "\"\\u0062\"", "\"\\ud83d\\ude00\"",
                "\"\\ud83d\"", "\"é\"", "1", "-0", "01", "1.5", "1e400", "2e-3", "true", "null", "fals", " ",
                "\"", "\\", "\u{1}", "\u{7f}", "\n", "[]", "{}", "{\"a\":", "[1,", ",\"b\":",
            ]),
            0..9,
        )
    ) {
        let text = parts.concat();
        let ours = parse(text.as_bytes());
        prop_assert_eq!(check(text.as_bytes()), ours.clone().map(drop));
        match (&ours, serde_json::from_str::<serde_json::Value>(&text)) {
            (Ok(ours), Ok(theirs)) => prop_assert!(same(ours, &theirs), "{}", text),
            (Err(error), Ok(_)) => prop_assert_eq!(error.kind, JsonErrorKind::Duplicate, "{}", text),
            (Ok(_), Err(error)) => prop_assert!(false, "{}: {}", text, error),
            (Err(_), Err(_)) => {}
        }
    }
}
