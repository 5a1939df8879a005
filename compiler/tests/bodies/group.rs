//! Bodies that a gateway must judge as core does.

use std::collections::BTreeMap;

use gatewright_core::policy::{Body, Policy};
use gatewright_core::primitive::{json, schema};

use super::spoiled;

/// Bodies for one schema.
pub(crate) struct Group {
    pub(crate) schema: &'static str,
    pub(crate) cases: Vec<Vec<u8>>,
    /// Verdicts that must occur often, all others never.
    verdicts: &'static [&'static str],
}

/// In their order.
const ALL: &[&str] = &["accepted", "json", "schema"];

const REFUSED: &[&str] = &["json", "schema"];

const OCTETS: &[u8] = b"{}[]\",:\\un0123456789.-+eEabtrfsl \t\n\x00\x1f\x7f\xc2\x85\xc3\xa9-TZ";

impl Group {
    /// Compares a gateway's verdicts on the cases with core's.
    pub(crate) fn compare(&self, policy: &Policy, verdicts: &[String]) {
        let mut bodies = policy.routes().filter_map(|route| route.body.as_ref());
        let of_schema = |body: &&Body| body.schema().unwrap().name() == self.schema;
        let schema = bodies.find(of_schema).unwrap().schema().unwrap();
        let mut counts = BTreeMap::new();
        assert_eq!(verdicts.len(), self.cases.len());
        for (case, ours) in self.cases.iter().zip(verdicts) {
            let expected = match json::parse(case) {
                Err(_) => "json",
                Ok(value) if schema::validate(schema, &value).is_ok() => "accepted",
                Ok(_) => "schema",
            };
            assert_eq!(ours, expected, "{}: {}", self.schema, String::from_utf8_lossy(case));
            *counts.entry(expected).or_insert(0) += 1;
        }
        let occurred: Vec<&str> = counts.keys().copied().collect();
        assert_eq!(occurred, self.verdicts);
        assert!(counts.values().all(|count| *count >= 10), "{counts:?}");
    }
}

/// All of them.
pub(crate) fn groups() -> Vec<Group> {
    let mut groups = bounds();
    groups.extend([
        spoiled_scalars(),
        exchanged_scalars(),
        containers(),
        nothing(),
        behind_what_is_refused(),
        nested(),
        repeated_names(),
    ]);
    groups
}

const SCALARS: [(&str, &str); 32] = [
    ("text", r#""a\n\t""#),
    ("short", r#""é😀""#),
    ("exact", r#""\u0061b\"""#),
    ("raw", r#""\u0000\b\u0085""#),
    ("pattern", r#""Ab-c\u0044""#),
    ("unicode", r#""éa""#),
    ("dotted", r#""abc""#),
    ("whole", "-12"),
    ("small", "-5"),
    ("positive", "1e2"),
    ("price", "0.50"),
    ("share", "1"),
    ("cold", "-0.5"),
    ("yes", "true"),
    ("size", r#""small""#),
    ("when", r#""2026-05-01T09:00:00Z""#),
    ("day", r#""2026-05-01""#),
    ("lasts", r#""P1D""#),
    ("key", r#""01234567-89ab-cdef-0123-456789ABCDEF""#),
    ("mail", r#""a@b""#),
    ("link", r#""a:b""#),
    ("host", r#""a.b""#),
    ("address", r#""::1""#),
    ("data", r#""YQ==""#),
    ("hour", r#""09:00:00Z""#),
    ("page", r##""?a#b""##),
    ("name", r#""é\u00e9@한.kr""#),
    ("site", r#""a:é\ud800\udf48""#),
    ("lane", r#""é?\ue000""#),
    ("place", r#""/é~0\u0000""#),
    ("near", r#""1/é""#),
    ("links", r#""é{a}""#),
];

/// An object with each field, one of which has another value.
fn scalars(place: usize, value: &str) -> Vec<u8> {
    let members: Vec<String> = SCALARS
        .iter()
        .enumerate()
        .map(|(at, (name, usual))| {
            format!("\"{name}\":{}", if at == place { value } else { usual })
        })
        .collect();
    format!("{{{}}}", members.join(" , ")).into_bytes()
}

fn spoiled_scalars() -> Group {
    let usual = String::from_utf8(scalars(usize::MAX, "")).unwrap();
    Group { schema: "Scalars", cases: spoiled(&[&usual], OCTETS), verdicts: ALL }
}

/// Each kind of value in each field.
fn exchanged_scalars() -> Group {
    let others = [
        "null",
        "true",
        "false",
        "{}",
        "[]",
        "{\"a\":1}",
        "[1]",
        "\"\"",
        "\"a\"",
        "\"\\u0061\"",
        "0",
        "-0",
        "00",
        "-",
        "--1",
        "-a",
        "-00",
        "5",
        "6",
        "-5",
        "-6",
        "9007199254740991",
        "9007199254740992",
        "-9007199254740991",
        "-9007199254740992",
        "999999999999999",
        "1000000000000000",
        "123456789012345678",
        "1.",
        "1.0",
        "1.00e0",
        "1e",
        "1e-1",
        "0.1e1",
        "1e400",
        "-1e400",
        "0e400",
        "1e308",
        "1e309",
        "2e308",
        "0.5",
        "-0.5",
        "-0.49",
        "-0.51",
        "-0.50",
        "1.000000000000000",
        "1.00000000000000",
        "1.00000000000001",
        "0.999999999999999",
        "0.00000000000000000001",
        "-1e-99999999999999999999",
        "1e-400",
        "-1e300",
        "100e-2",
        "99e-2",
        "1E+0",
        "1e99999999999999999999",
        "0.0000000000000000",
        "12345678901234.5",
        "123456789012345.6",
        "\"2023-02-29\"",
        "\"::g\"",
        "\"\\ud800\"",
    ];
    let cases: Vec<Vec<u8>> = (0..SCALARS.len())
        .flat_map(|place| others.iter().map(move |other| (place, other)))
        .map(|(place, other)| scalars(place, other))
        .collect();
    Group { schema: "Scalars", cases, verdicts: ALL }
}

/// At each bound, in every spelling: read on the spot where there are few digits, else digit by digit.
fn bounds() -> Vec<Group> {
    let numbers = [
        "0.10",
        "9.90",
        "-0.5",
        "12.5",
        "-1000000",
        "12345678901234.5",
        "12e-21",
        "-1.2e-20",
        "5",
        "-5",
        "9007199254740991",
        "-9007199254740991",
        "0",
        "-0",
        "0e0",
        "99e-1",
        "1e-1",
    ];
    let group = |field| {
        let seeds = numbers.map(|number| format!("{{\"{field}\":{number}}}"));
        let seeds = seeds.each_ref().map(String::as_str);
        Group { schema: "Bounded", cases: spoiled(&seeds, b"0011259-.eE+"), verdicts: ALL }
    };
    ["a", "b", "c", "d", "e", "f", "g", "h"].map(group).into()
}

fn containers() -> Group {
    let seeds = [
        r#"{"leaves":[{"name":"a"}],"root":{"name":"b","tags":["x","y"],"where":{"x":1,"y":-1}}}"#,
        r#"{"root":{"name":"b","where":null},"leaves":[{"name":"a"},{"name":"b"}],"grid":[[1,2],[3,4]]}"#,
        r#"{"leaves":[{"name":"a"}],"root":{"name":"b"},"note":null,"maybe":3,"sizes":["small",null],"version":1}"#,
        r#"{"leaves":[ { "name" : "a" , "tags" : [ ] } ],"root":{"name":"b"},"sizes":[],"grid":[[1,2]],"maybe":null}"#,
        r#"{"leaves":[],"root":{},"a":[[[{"a":[{}]}]]],"n\u006fte":null}"#,
        " [ [ ] , { } , \"\" ] ",
    ];
    Group { schema: "Tree", cases: spoiled(&seeds, OCTETS), verdicts: ALL }
}

fn nothing() -> Group {
    let seeds = [" { } ", "{\"\":{}}", "null"];
    Group { schema: "Nothing", cases: spoiled(&seeds, OCTETS), verdicts: ALL }
}

/// A JSON error counts wherever it stands.
fn behind_what_is_refused() -> Group {
    let refused = [
        r#""other":1"#,
        r#""leaves":[1,2,3,4,5]"#,
        r#""leaves":{}"#,
        r#""root":{"name":1}"#,
        r#""id":"a""#,
    ];
    let behind = [
        "\"a\":1",
        "\"a\":1,\"a\":1",
        "\"a\":{\"b\":1,\"b\":1}",
        "\"a\":[{\"b\":1},{\"b\":1}]",
        "\"a\":[1,]",
        "\"a\":1e400",
        "\"a\":01",
        "\"a\":\"\\ud800\"",
        "\"a\":\"\\x\"",
        "\"a\":[}",
        "\"a\":nul",
        "\"a\"",
        "\"a\":1}x",
        "\"a\":1} {",
    ];
    let cases = refused.iter().flat_map(|first| {
        behind.iter().map(move |second| format!("{{{first},{second}}}").into_bytes())
    });
    Group { schema: "Tree", cases: cases.collect(), verdicts: REFUSED }
}

pub(crate) fn nested() -> Group {
    let mut cases = Vec::new();
    for (open, close) in [("[", "]"), ("{\"a\":", "}"), ("[{\"a\":", "}]"), ("{\"a\":[", "]}")] {
        for levels in 28..=32 {
            let count = levels / open.matches(['[', '{']).count();
            for inner in ["1", "[]", "{}", "\"\"", ""] {
                let (open, close) = (open.repeat(count), close.repeat(count));
                cases.push(format!("{open}{inner}{close}").into_bytes());
                cases.push(format!("[{open}{inner}{close},{open}{inner}{close}]").into_bytes());
            }
        }
    }
    cases.push(b"[".repeat(100_000));
    Group { schema: "Nothing", cases, verdicts: REFUSED }
}

/// Few names are compared, many hashed, and the table of these grows.
fn repeated_names() -> Group {
    let mut cases = Vec::new();
    for count in [1, 2, 15, 16, 17, 18, 31, 32, 33, 34, 127, 128, 129, 3_000] {
        let name = |place: usize| format!("\"né{}\":{place}", place * 7);
        let names: Vec<String> = (0..count).map(name).collect();
        let body = |extra: &str| format!("{{{}{extra}}}", names.join(",")).into_bytes();
        cases.push(body(""));
        for place in (0..count).step_by(count / 17 + 1) {
            cases.push(body(&format!(",\"\\u006e\\u00e9{}\":0", place * 7)));
            cases.push(body(&format!(",\"\\u006e\\u00e8{}\":0", place * 7)));
        }
    }
    Group { schema: "Nothing", cases, verdicts: REFUSED }
}
