//! Bodies against schemas in one pass, on the njs command line: the same verdict as core's on spoiled texts.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use gatewright_compiler::syntax;
use gatewright_compiler::target::nginx::Nginx;
use gatewright_compiler::target::{Material, Target as _};
use gatewright_core::policy::ObjectSchema;
use gatewright_core::primitive::{json, schema};

use crate::runtime::{njs, spoiled};

/// The plan of a policy, and the schema that each of its routes with a body has there and in core.
pub(crate) struct Bodies {
    plan: String,
    schemas: BTreeMap<String, (u64, Arc<ObjectSchema>)>,
}

impl Bodies {
    /// Of a policy without keys.
    pub(crate) fn of(text: &[u8]) -> Bodies {
        let source = syntax::decode("bodies.gate", text).unwrap();
        let policy = gatewright_compiler::compile(&source).unwrap();
        let mut artifacts = Nginx.lower(&policy, &Material::default()).unwrap();
        let plan = artifacts.files.remove("plan.json").unwrap().contents;
        let plan: serde_json::Value = serde_json::from_slice(&plan).unwrap();
        let routes = plan["routes"].as_array().unwrap();
        let index = |name: &str| {
            let route = routes.iter().find(|route| route["name"] == name).unwrap();
            route["body"]["schema"].as_u64().unwrap()
        };
        let schemas = policy.routes().filter_map(|route| {
            let body = route.body.as_ref()?;
            Some((body.schema.name.clone(), (index(&route.name), Arc::clone(&body.schema))))
        });
        Bodies { schemas: schemas.collect(), plan: plan.to_string() }
    }

    /// The verdicts on each case, which must be core's.
    fn verdicts(&self, name: &str, cases: &[Vec<u8>]) -> Vec<String> {
        let (index, schema) = &self.schemas[name];
        let imports = format!("import schema from 'schema.js';\nglobalThis.plan = {};", self.plan);
        let verdicts = njs(&imports, &format!("schema.judge(octets, {index})"), cases);
        for (case, ours) in cases.iter().zip(&verdicts) {
            let expected = match json::parse(case) {
                Err(_) => "json",
                Ok(value) if schema::validate(schema, &value).is_ok() => "accepted",
                Ok(_) => "schema",
            };
            assert_eq!(ours, expected, "{}", String::from_utf8_lossy(case));
        }
        verdicts
    }

    /// The same, where each of the expected verdicts must occur often.
    fn agree(&self, name: &str, expected: &[&str], cases: &[Vec<u8>]) {
        let mut counts = BTreeMap::new();
        for verdict in self.verdicts(name, cases) {
            *counts.entry(verdict).or_insert(0) += 1;
        }
        let occurred: Vec<&String> = counts.keys().collect();
        assert_eq!(occurred, expected);
        assert!(counts.values().all(|count| *count > 20), "{counts:?}");
    }
}

const ALL: &[&str] = &["accepted", "json", "schema"];

/// The suite's policy has every type.
fn every_type() -> Bodies {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/suite/schemas.gate");
    Bodies::of(&std::fs::read(file).unwrap())
}

const OCTETS: &[u8] = b"{}[]\",:\\un0123456789.-+eEabtrfsl \t\n\x00\x1f\x7f\xc2\x85\xc3\xa9-TZ";

#[test]
fn scalars() {
    let scalars = [
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
    ];
    let whole = |place: usize, value: &str| {
        let members: Vec<String> = scalars
            .iter()
            .enumerate()
            .map(|(at, (name, usual))| {
                format!("\"{name}\":{}", if at == place { value } else { usual })
            })
            .collect();
        format!("{{{}}}", members.join(" , "))
    };
    let bodies = every_type();
    let usual = whole(usize::MAX, "");
    bodies.agree("Scalars", ALL, &spoiled(&[&usual], OCTETS));
    // Each kind of value in each field.
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
    let cases: Vec<Vec<u8>> = (0..scalars.len())
        .flat_map(|place| others.iter().map(move |other| (place, other)))
        .map(|(place, other)| whole(place, other).into_bytes())
        .collect();
    bodies.agree("Scalars", ALL, &cases);
}

/// At each bound, in every spelling: read on the spot where there are few digits, else digit by digit.
#[test]
fn bounds() {
    let bodies = Bodies::of(
        br#"policy bounds 1.0.0
            target nginx { listen: 127.0.0.1:18460 }
            upstream service = "http://127.0.0.1:19010"
            schema Bounded {
                a?: decimal 0.10..9.90
                b?: decimal ..-0.5
                c?: decimal 12.5..
                d?: decimal -1000000.0..12345678901234.5
                e?: decimal -0.000000000000000000012..0.000000000000000000012
                f?: int -5..5
                g?: int -9007199254740991..9007199254740991
                h?: decimal 0.0..0.0
            }
            api bounded at /bounded { upstream: service  POST / allow anyone body Bounded }"#,
    );
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
    for field in ["a", "b", "c", "d", "e", "f", "g", "h"] {
        let seeds = numbers.map(|number| format!("{{\"{field}\":{number}}}"));
        let seeds = seeds.each_ref().map(String::as_str);
        bodies.agree("Bounded", ALL, &spoiled(&seeds, b"0011259-.eE+"));
    }
}

#[test]
fn lists_and_objects() {
    let seeds = [
        r#"{"leaves":[{"name":"a"}],"root":{"name":"b","tags":["x","y"],"where":{"x":1,"y":-1}}}"#,
        r#"{"root":{"name":"b","where":null},"leaves":[{"name":"a"},{"name":"b"}],"grid":[[1,2],[3,4]]}"#,
        r#"{"leaves":[{"name":"a"}],"root":{"name":"b"},"note":null,"maybe":3,"sizes":["small",null],"version":1}"#,
        r#"{"leaves":[ { "name" : "a" , "tags" : [ ] } ],"root":{"name":"b"},"sizes":[],"grid":[[1,2]],"maybe":null}"#,
        r#"{"leaves":[],"root":{},"a":[[[{"a":[{}]}]]],"n\u006fte":null}"#,
        " [ [ ] , { } , \"\" ] ",
    ];
    let bodies = every_type();
    bodies.agree("Tree", ALL, &spoiled(&seeds, OCTETS));
    bodies.agree("Nothing", ALL, &spoiled(&[" { } ", "{\"\":{}}", "null"], OCTETS));
}

/// A JSON error counts wherever it stands, also behind what no schema takes.
#[test]
fn errors_behind_what_is_refused() {
    let bodies = every_type();
    let refused = [
        r#""other":1"#,
        r#""leaves":[1,2,3,4,5]"#,
        r#""leaves":{}"#,
        r#""root":{"name":1}"#,
        r#""id":"a""#,
    ];
    let behind = [
        ("\"a\":1", "schema"),
        ("\"a\":1,\"a\":1", "json"),
        ("\"a\":{\"b\":1,\"b\":1}", "json"),
        ("\"a\":[{\"b\":1},{\"b\":1}]", "schema"),
        ("\"a\":[1,]", "json"),
        ("\"a\":1e400", "json"),
        ("\"a\":01", "json"),
        ("\"a\":\"\\ud800\"", "json"),
        ("\"a\":\"\\x\"", "json"),
        ("\"a\":[}", "json"),
        ("\"a\":nul", "json"),
        ("\"a\"", "json"),
        ("\"a\":1}x", "json"),
        ("\"a\":1} {", "json"),
    ];
    let (mut cases, mut expected) = (Vec::new(), Vec::new());
    for first in refused {
        for (second, verdict) in behind {
            cases.push(format!("{{{first},{second}}}").into_bytes());
            expected.push(verdict);
        }
    }
    assert_eq!(bodies.verdicts("Tree", &cases), expected);
}

#[test]
fn nesting() {
    let bodies = every_type();
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
    bodies.agree("Nothing", &["json", "schema"], &cases);
    // And the tree that tokens are read into.
    let read = njs("import json from 'json.js';", "json.parse(octets) !== null", &cases);
    for (case, read) in cases.iter().zip(read) {
        assert_eq!(
            read,
            json::parse(case).is_ok().to_string(),
            "{}",
            String::from_utf8_lossy(case)
        );
    }
}

/// Few names are compared, many hashed, and the table of these grows.
#[test]
fn repeated_names() {
    let bodies = every_type();
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
    bodies.agree("Nothing", &["json", "schema"], &cases);
}
