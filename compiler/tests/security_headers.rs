//! `preset: secure` scored on OWASP's lists of headers, where a copy of them is there.
//!
//! Corpora are looked for in `../shared/corpora` beside the workspace, or where `GATEWRIGHT_CORPORA` says.

#![allow(clippy::disallowed_methods, reason = "the corpora are files")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking"
)]

use std::collections::BTreeSet;
use std::path::PathBuf;

use gatewright_compiler::source::{Alone, Source};
use gatewright_core::policy::ResponseHeaders;
use serde_json::Value;

fn corpus(file: &str) -> Option<String> {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpora");
    let corpora = std::env::var_os("GATEWRIGHT_CORPORA").map_or(beside, PathBuf::from);
    let path = corpora.join("headers").join(file);
    if !path.is_file() {
        println!("ignored: no {}; set GATEWRIGHT_CORPORA", path.display());
        return None;
    }
    Some(std::fs::read_to_string(path).unwrap())
}

/// What `preset: secure` says.
fn secure() -> ResponseHeaders {
    let text =
        "policy shop 1.0.0\nheaders { preset: secure }\napi shop at /shop { GET / allow anyone }";
    let compiled = gatewright_compiler::check_language(Source::new("shop.gate", text), &Alone);
    ResponseHeaders::clone(&compiled.outcome.unwrap().response_headers.unwrap())
}

fn value<'a>(headers: &'a ResponseHeaders, name: &str) -> Option<&'a str> {
    let name = name.to_ascii_lowercase();
    let header = headers.set.iter().find(|header| header.name == name);
    header.map(|header| header.value.as_str())
}

#[test]
fn every_header_to_add_is_set() {
    let Some(text) = corpus("owasp_headers_add.json") else { return };
    let corpus: Value = serde_json::from_str(&text).unwrap();
    let headers = secure();
    let (mut same, mut other) = (0, BTreeSet::new());
    for header in corpus["headers"].as_array().unwrap() {
        let (name, wanted) = (header["name"].as_str().unwrap(), header["value"].as_str().unwrap());
        if value(&headers, name) == Some(wanted) {
            same += 1;
        } else {
            other.insert(name);
        }
    }
    println!(
        "OWASP headers to add: {} ran; {same} are set as listed, others on purpose: {other:?}",
        same + other.len()
    );
    // Answers of an API are never rendered, nobody logs out with each of them, and nothing asks for permission.
    assert_eq!(other, ["Clear-Site-Data", "Content-Security-Policy", "Permissions-Policy"].into());
    assert_eq!(value(&headers, "clear-site-data"), None);
}

#[test]
fn every_header_to_remove_is_removed() {
    let Some(text) = corpus("owasp_headers_remove.json") else { return };
    let corpus: Value = serde_json::from_str(&text).unwrap();
    let headers = secure();
    let names: Vec<&str> =
        corpus["headers"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    let is_left = |name: &&&str| !headers.removed.contains(&name.to_ascii_lowercase());
    let left: Vec<&str> = names.iter().filter(is_left).copied().collect();
    println!("OWASP headers to remove: {} ran; left on purpose: {left:?}", names.len());
    // No name that a header of a policy can have.
    assert_eq!(left, ["$wsep"]);
}

#[test]
fn what_owasp_asserts_of_answers_holds() {
    let Some(text) = corpus("owasp_venom_tests.yml") else { return };
    let headers = secure();
    let (mut ran, mut failed) = (0, Vec::new());
    // Assertions behind an `or:` stand deeper; any of them suffices.
    let mut either: Option<(bool, String)> = None;
    for line in text.lines() {
        let written = line.trim().trim_start_matches("- ").trim_matches('\'');
        if let Some((done, of)) = &either
            && !line.starts_with(&" ".repeat(14))
        {
            ran += 1;
            if !done {
                failed.push(of.clone());
            }
            either = None;
        }
        if written == "or:" {
            either = Some((false, String::new()));
            continue;
        }
        let Some(assertion) = written.strip_prefix("result.headers.") else { continue };
        let (name, rest) = assertion.split_once(' ').unwrap();
        let (verb, wanted) = rest.split_once(' ').unwrap_or((rest, ""));
        let value = value(&headers, name);
        let texts: Vec<&str> = wanted.split('"').filter(|part| !part.trim().is_empty()).collect();
        let holds = match verb {
            "ShouldNotBeNil" => value.is_some(),
            "ShouldBeNil" => {
                value.is_none() && headers.removed.contains(&name.to_ascii_lowercase())
            }
            "ShouldEqual" => value == texts.first().copied(),
            "ShouldBeIn" => value.is_some_and(|value| texts.contains(&value)),
            "ShouldContainSubstring" => value.is_some_and(|value| value.contains(texts[0])),
            "ShouldNotContainSubstring" => value.is_some_and(|value| !value.contains(texts[0])),
            other => panic!("unknown assertion {other}"),
        };
        match &mut either {
            Some((done, of)) => {
                *done |= holds;
                assertion.clone_into(of);
            }
            None => {
                ran += 1;
                if !holds {
                    failed.push(assertion.to_owned());
                }
            }
        }
    }
    println!("OWASP assertions: {ran} ran; not held on purpose: {failed:?}");
    assert!(ran > 50, "{ran}");
    assert!(failed.iter().all(|assertion| assertion.starts_with("Clear-Site-Data")), "{failed:#?}");
}
