//! The runtime's primitives against those of core, on the njs command line: spoiled texts of every kind.

use std::process::Command;

use gatewright_core::policy::Format;
use gatewright_core::primitive::decimal::Decimal;
use gatewright_core::primitive::number::Number;
use gatewright_core::primitive::path::{Target, decode_segment};
use gatewright_core::primitive::scalar::{address_of_text, int_of_text, time_of_text};
use gatewright_core::primitive::{json, media_type, query};

use crate::bodies::spoiled;

/// Evaluates a JavaScript expression over `text` and `octets` for each case, giving one line each.
pub(crate) fn njs(imports: &str, expression: &str, cases: &[Vec<u8>]) -> Vec<String> {
    let mut script = format!("{imports}\nconst cases = [\n");
    for case in cases {
        let hexadecimal: String = case.iter().map(|octet| format!("{octet:02x}")).collect();
        script.push_str(&format!("'{hexadecimal}',\n"));
    }
    script.push_str(&format!(
        "];\nfor (let i = 0; i < cases.length; i++) {{\n\
         const octets = Buffer.from(cases[i], 'hex');\nconst text = octets.toString();\n\
         console.log(String({expression}).split('\\n').join('\\\\n'));\n}}\n"
    ));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("cases.js");
    std::fs::write(&file, script).unwrap();
    let runtime = concat!(env!("CARGO_MANIFEST_DIR"), "/src/target/nginx/runtime");
    let output = Command::new("njs").args(["-p", runtime]).arg(&file).output();
    let output = output.expect("the njs command line is installed");
    let text = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<String> = text.trim_end_matches('\n').split('\n').map(str::to_owned).collect();
    assert_eq!(lines.len(), cases.len(), "{text} {}", String::from_utf8_lossy(&output.stderr));
    lines
}

fn text(case: &[u8]) -> String {
    String::from_utf8_lossy(case).into_owned()
}

/// Compares, and makes sure that both outcomes occur.
fn agree(imports: &str, expression: &str, cases: &[Vec<u8>], core: impl Fn(&[u8]) -> String) {
    let mut outcomes = std::collections::BTreeMap::new();
    for (case, ours) in cases.iter().zip(njs(imports, expression, cases)) {
        let expected = core(case).replace('\n', "\\n");
        *outcomes.entry(expected == "null" || expected == "false").or_insert(0) += 1;
        assert_eq!(ours, expected, "{:?}", text(case));
    }
    assert!(outcomes.len() == 2 && outcomes.values().all(|count| *count > 100), "{outcomes:?}");
}

#[test]
fn json_texts() {
    let seeds = [
        r#"{"a":[1,2.5e3,-0,true,null,"x\u00e9\ud83d\ude00"],"b":{"c":"\n"}}"#,
        "[1e308,1e309,-1e-400,0.1,10,0]",
        r#"{"a":1,"\u0062":2,"a\u0000":[{}]}"#,
        "\"\\ud800\\udc00 é😀\"",
        " [ [ ] , { } , \"\" ] ",
    ];
    let octets =
        b"{}[]\",:\\u0123456789abcdefE+-. \t\n\rtrulsn\x00\x1f\x7f\xc3\xa9\xff\xed\xa0\x80D8";
    agree(
        "import json from 'json.js';",
        "json.parse(octets) !== null",
        &spoiled(&seeds, octets),
        |case| json::parse(case).is_ok().to_string(),
    );
}

/// Escapes are read by the engine's own `JSON.parse`, once they are known to be right.
#[test]
fn strings_of_json() {
    let seeds = [
        r#""\\\/\"\b\f\n\r\t\u0000\u007f\u0080\ud83d\ude00é😀""#,
        r#""\uD800\uDC00\udbff\udfff\uffff\u2028\ufeff""#,
        "\"\u{7f}\u{80}\u{2028}\u{feff}\u{10ffff}\\\\\"",
    ];
    let mut cases = spoiled(&seeds, b"\\u\"nd8c0fF/ \x7f");
    // Every code unit, eight at a time.
    for first in (0..0x1_0000_u32).step_by(8) {
        let units: String = (first..first + 8).map(|unit| format!("\\u{unit:04x}")).collect();
        cases.push(format!("\"{units}\"").into_bytes());
    }
    let js =
        "((p) => p === null ? null : Buffer.from(p.value).toString('hex'))(json.parse(octets))";
    agree("import json from 'json.js';", js, &cases, |case| match json::parse(case) {
        Ok(json::Json::String(text)) => text.bytes().map(|byte| format!("{byte:02x}")).collect(),
        Ok(_) | Err(_) => "null".to_owned(),
    });
}

#[test]
fn targets() {
    let seeds = [
        "/v1/orders/%C3%A9/x",
        "/a/b?x=%zz&y",
        "/%F0%9F%98%80/",
        "/a:@!$&'()*+,=b/..c?/?",
        "/",
        "/%20%25",
    ];
    let octets = b"/.%?#;\\ab0129CFE2cf~ \"<>[]|^`{}\x7f\x00\xc3\xa9";
    let js = "((t) => t === null ? null : t.segments.map((s) => path.decode(s)).join('|') + '?' + t.query)(path.parse(text))";
    agree("import path from 'path.js';", js, &spoiled(&seeds, octets), |case| {
        let text = text(case);
        Target::parse(&text).map_or("null".to_owned(), |target| {
            let segments: Vec<_> =
                target.segments().map(|one| decode_segment(one).unwrap().into_owned()).collect();
            format!("{}?{}", segments.join("|"), target.query().unwrap_or("null"))
        })
    });
}

#[test]
fn addresses() {
    let seeds = [
        "203.0.113.9",
        "2001:db8::1",
        "::",
        "::ffff:10.0.0.1",
        "1:2:3:4:5:6:7:8",
        "1:2:3:4:5:6:10.0.0.1",
        "fe80::1:0:0",
        "1::",
    ];
    let js = "((a) => a === null ? null : a.join('.'))(address.parse(text))";
    agree(
        "import address from 'address.js';",
        js,
        &spoiled(&seeds, b"0123456789abcdefF:.:. %/[]gx"),
        |case| {
            address_of_text(&text(case)).map_or("null".to_owned(), |address| {
                let octets = match address {
                    std::net::IpAddr::V4(address) => address.octets().to_vec(),
                    std::net::IpAddr::V6(address) => address.octets().to_vec(),
                };
                octets.iter().map(ToString::to_string).collect::<Vec<_>>().join(".")
            })
        },
    );
}

#[test]
fn numbers_in_text() {
    let seeds = [
        "0",
        "-0",
        "12",
        "-9007199254740991",
        "9007199254740992",
        "1.50",
        "-0.0",
        "123456789012345",
        "0.1234567890123456",
    ];
    let cases = spoiled(&seeds, b"0123456789-+.eE x");
    let plan = "globalThis.plan = { patterns: [] };";
    let imports = format!("import scalar from 'scalar.js'; {plan}");
    let open = "min: null, max: null";
    agree(&imports, &format!("scalar.isText({{ kind: 'int', {open} }}, text)"), &cases, |case| {
        int_of_text(&text(case)).is_some().to_string()
    });
    agree(
        &imports,
        &format!("scalar.isText({{ kind: 'decimal', {open} }}, text)"),
        &cases,
        |case| Number::plain(&text(case)).and_then(Decimal::of).is_some().to_string(),
    );
}

#[test]
fn numbers_in_json() {
    let seeds = [
        "1.0",
        "1e2",
        "100e-2",
        "-0",
        "9007199254740991",
        "90071992547409910e-1",
        "0e999",
        "123456789012345e3",
        "0.000000000000001",
        "5e-324",
        "1E+2",
    ];
    let cases: Vec<Vec<u8>> = spoiled(&seeds, b"0123456789-+.eE")
        .into_iter()
        .filter(|case| matches!(json::parse(case), Ok(json::Json::Number(_))))
        .collect();
    let imports = "import number from 'number.js'; const n = {}; const all = (o) => number.read(o, 0, n) === o.length;";
    agree(imports, "all(octets) ? number.integer(n) : 'unread'", &cases, |case| {
        json::parse(case).unwrap().as_int().map_or("null".to_owned(), |value| value.to_string())
    });
    agree(imports, "all(octets) && number.isDecimal(n, null, null)", &cases, |case| {
        Decimal::parse(&text(case)).is_some().to_string()
    });
}

#[test]
fn times() {
    let seeds = [
        "2026-05-01T09:00:00Z",
        "2016-12-31t23:59:60.5z",
        "2024-02-29T00:00:00+02:00",
        "0000-01-01T00:00:00-00:01",
        "1900-03-01T12:34:56.789-23:59",
    ];
    let cases: Vec<Vec<u8>> = spoiled(&seeds, b"0123456789")
        .into_iter()
        .filter(|case| Format::Time.matches(&text(case)))
        .collect();
    for (case, ours) in
        cases.iter().zip(njs("import time from 'time.js';", "time.seconds(text)", &cases))
    {
        assert_eq!(ours, time_of_text(&text(case)).unwrap().to_string(), "{}", text(case));
    }
}

#[test]
fn media_types() {
    let seeds = [
        "application/json",
        "Application/JSON ; charset=UTF-8",
        "application/json;charset=\"utf-8\"",
        "application/json; charset = utf-8",
    ];
    agree(
        "import content from 'content.js'; import strings from 'text.js';",
        "content.isJson(strings.trim(text))",
        &spoiled(&seeds, b" \t;=\"aAjJcC-/8u"),
        |case| media_type::is_json(case).to_string(),
    );
}

#[test]
fn queries_are_split_and_decoded() {
    let seeds = ["a=1&b=%C3%A9", "a+b=c%20d", "=", "a", "a=b=c&", "%zz=1", "a=%F0%9F%98%80&a=2"];
    // Without a query there is nothing to split.
    let mut cases = spoiled(&seeds, b"ab=&+%C3A9zF0 1");
    cases.retain(|case| !case.is_empty());
    let js = "((g) => g === null ? null : Object.keys(g).sort().map((k) => k + '=' + g[k].join('|')).join('&'))(query.split(text))";
    agree("import query from 'query.js';", js, &cases, |case| {
        let text = text(case);
        let pairs: Result<Vec<_>, _> = query::pairs(&text).collect();
        pairs.map_or("null".to_owned(), |pairs| {
            let mut names: std::collections::BTreeMap<String, Vec<String>> =
                std::collections::BTreeMap::new();
            for (name, value) in pairs {
                names.entry(name).or_default().push(value);
            }
            let parts: Vec<String> = names
                .iter()
                .map(|(name, values)| format!("={name}={}", values.join("|")))
                .collect();
            parts.join("&")
        })
    });
}
