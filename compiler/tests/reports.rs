//! Reports for programs: what a policy of several files is answered with, in each format, as reviewed. `GATEWRIGHT_BLESS=1
//! cargo test -p gatewright-compiler --test reports` writes the files in `reports` anew.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "tests fail by panicking, and golden files lie on disk"
)]

use std::path::Path;

use gatewright_compiler::assignment::Assignments;
use gatewright_compiler::check_language_with;
use gatewright_compiler::diagnostic::{Diagnostic, Report, codes, github, json, sarif};
use gatewright_compiler::source::{LoadError, Loader, Source, SourceMap};
use gatewright_core::policy::Span;
use serde_json::Value;

const MAIN: &str = "policy shop 1.0.0
use \"types/größe 1.gate\"
parameter busy: int = 5
target rust
upstream shop = \"http://127.0.0.1:9001\"
schema Note { title: string  size: Sise  unit: Unused }
hosts: [\"ü.example.com\"]
limit unused = busy per 1m by client.ip
role viewer
role clerk includes viewr
";

/// The only file that the policy uses.
struct Used;

impl Loader for Used {
    fn load(&self, _: &str) -> Result<Vec<u8>, LoadError> {
        Ok("enum Size { S, M }\n/// ü\nenum Unused { A, A }\n".into())
    }
}

/// What is wrong with the policy in a folder whose name needs care.
fn found(busy: &str) -> (Vec<Diagnostic>, SourceMap) {
    let mut assignments = Assignments::new("--set");
    assignments.add("busy", busy);
    let compiled = check_language_with(Source::new("a,b:c%/shop.gate", MAIN), &Used, &assignments);
    (compiled.outcome.unwrap_err(), compiled.sources)
}

#[track_caller]
fn compare(name: &str, text: &str) {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reports").join(name);
    if std::env::var_os("GATEWRIGHT_BLESS").is_some() {
        std::fs::write(&golden, text).unwrap();
    }
    assert_eq!(std::fs::read_to_string(&golden).unwrap_or_default(), text, "{name}");
}

/// A policy's report before one that spans lines, and one without places.
fn with_reports(render: fn(&[Report<'_>]) -> String) -> String {
    let (diagnostics, sources) = found("6");
    let (unset, set) = found("viele");
    let message = "`out\r\nput` is 100% gone";
    let stale = [Diagnostic::error(codes::OUTPUT_STALE, message).note("a: b, c").help("build it")];
    let lines = SourceMap::from(Source::new("lines.gate", "ä {\n  ö\n}\n"));
    let span = Span { file: 0, start: 3, end: 11 };
    let long = [Diagnostic::error(codes::SYNTAX, "too long").label(span, "from here to there")];
    render(&[
        Report::new(&diagnostics, &sources),
        Report::new(&unset, &set),
        Report::new(&long, &lines),
        Report::new(&stale, &SourceMap::default()),
    ])
}

#[test]
fn github_reads_an_annotation_a_line() {
    let text = with_reports(github::render);
    compare("github.txt", &text);
    assert!(text.lines().all(|line| line.starts_with("::error ")), "{text}");
    assert_eq!(github::render(&[]), "");
}

#[test]
fn sarif_holds_rules_results_and_fixes() {
    let text = with_reports(sarif::render);
    let log: Value = serde_json::from_str(&text).unwrap();
    let mut brief = log.clone();
    for rule in brief["runs"][0]["tool"]["driver"]["rules"].as_array_mut().unwrap() {
        // Pages are reviewed where they stand.
        *rule = rule["id"].clone();
    }
    compare("sarif.json", &format!("{brief:#}\n"));
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    for rule in rules {
        let code = codes::find(rule["id"].as_str().unwrap()).unwrap();
        assert_eq!(rule["shortDescription"]["text"], code.title);
        assert!(!rule["fullDescription"]["text"].as_str().unwrap().is_empty(), "{}", code.id);
        assert_eq!(rule["help"]["markdown"], code.page);
    }
    let (mut fixes, mut related) = (0, 0);
    for result in run["results"].as_array().unwrap() {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert_eq!(result["level"], "error");
        assert!(!result["message"]["text"].as_str().unwrap().is_empty());
        let places = |key: &str| result[key].as_array().cloned().unwrap_or_default();
        for place in places("locations").iter().chain(&places("relatedLocations")) {
            let Some(physical) = place.get("physicalLocation") else {
                assert!(place["logicalLocations"][0]["fullyQualifiedName"].is_string());
                continue;
            };
            reference(&physical["artifactLocation"]);
            region(&physical["region"]);
        }
        related += places("relatedLocations").len();
        for change in
            places("fixes").iter().flat_map(|fix| fix["artifactChanges"].as_array().unwrap())
        {
            reference(&change["artifactLocation"]);
            for replacement in change["replacements"].as_array().unwrap() {
                region(&replacement["deletedRegion"]);
                assert!(replacement["insertedContent"]["text"].is_string());
                fixes += 1;
            }
        }
    }
    assert!(fixes > 1 && related > 1, "{fixes} {related}");
    let none: Value = serde_json::from_str(&sarif::render(&[])).unwrap();
    assert_eq!(none["runs"][0]["results"], serde_json::json!([]));
}

/// A reference by RFC 3986 whose first segment is no scheme.
fn reference(artifact: &Value) {
    let uri = artifact["uri"].as_str().unwrap();
    let is_safe = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/%".contains(&byte);
    assert!(!uri.is_empty() && uri.bytes().all(is_safe), "{uri}");
}

fn region(region: &Value) {
    let number = |key: &str| region[key].as_u64().unwrap();
    let start = (number("startLine"), number("startColumn"));
    assert!(start.0 >= 1 && start.1 >= 1, "{region}");
    assert!(start <= (number("endLine"), number("endColumn")), "{region}");
}

#[test]
fn one_array_holds_all_reports() {
    let found: Value = serde_json::from_str(&with_reports(json::render)).unwrap();
    let last = found.as_array().unwrap().last().unwrap();
    assert_eq!((&last["code"], &last["spans"]), (&Value::from("GW0905"), &serde_json::json!([])));
}

#[test]
fn a_path_is_a_reference() {
    let sources = |name: &str| SourceMap::from(Source::new(name, "x"));
    for (name, uri) in [
        ("shop.gate", "shop.gate"),
        ("/srv/ä b/shop.gate", "file:///srv/%C3%A4%20b/shop.gate"),
        ("c:d.gate", "c%3Ad.gate"),
        ("../x#?.gate", "../x%23%3F.gate"),
    ] {
        let span = Span { file: 0, start: 0, end: 1 };
        let found = [Diagnostic::error(codes::SYNTAX, "no").label(span, "")];
        let log: Value =
            serde_json::from_str(&sarif::render(&[Report::new(&found, &sources(name))])).unwrap();
        let place = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], uri);
    }
}
