//! The built-in formats scored on the JSON-Schema-Test-Suite, where a copy of it is there.
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

use std::net::{Ipv4Addr, Ipv6Addr};
use std::path::{Path, PathBuf};

use gatewright_core::policy::Format;
use serde_json::Value;

/// A leap second is 23:59:60Z: for other zones an automaton would have to remember the hour and the minute.
const LEAP: &str = "a leap second is only written in UTC";
/// RFC 1123 knows no IDNA: an A-label is a label.
const LABEL: &str = "an A-label is not decoded";

/// Tests of the suite that we answer otherwise on purpose: file, data, reason.
const EXCEPTIONS: &[(&str, &str, &str)] = &[
    ("date-time", "1998-12-31T15:59:60.123-08:00", LEAP),
    ("hostname", "xn--X", LABEL),
    ("hostname", "xn--07jt112bpxg.xn--9t4b11yi5a", LABEL),
    ("hostname", "xn--hello-txk", LABEL),
    ("hostname", "xn--hello-zed", LABEL),
    ("hostname", "xn--hello-6bf", LABEL),
    ("hostname", "xn--chb89f", LABEL),
    ("hostname", "xn--07jceefgh4c", LABEL),
    ("hostname", "xn--al-0ea", LABEL),
    ("hostname", "xn--l-fda", LABEL),
    ("hostname", "xn--la-0ea", LABEL),
    ("hostname", "xn--l-gda", LABEL),
    ("hostname", "xn--S-jib3p", LABEL),
    ("hostname", "xn--wva3j", LABEL),
    ("hostname", "xn--A-2hc5h", LABEL),
    ("hostname", "xn--5db1e", LABEL),
    ("hostname", "xn--A-2hc8h", LABEL),
    ("hostname", "xn--5db3e", LABEL),
    ("hostname", "xn--defabc-k64e", LABEL),
    ("hostname", "xn--vek", LABEL),
    ("hostname", "xn--ngb6iyr", LABEL),
    ("hostname", "xn--11b2er09f", LABEL),
    ("hostname", "xn--02b508i", LABEL),
    ("hostname", "XN--aa---o47jg78q", LABEL),
];

fn corpus(name: &str) -> Option<PathBuf> {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpora");
    let corpora = std::env::var_os("GATEWRIGHT_CORPORA").map_or(beside, PathBuf::from);
    let folder = corpora.join(name);
    if !folder.is_dir() {
        println!("ignored: no {}; set GATEWRIGHT_CORPORA", folder.display());
    }
    folder.is_dir().then_some(folder)
}

/// The files of formats that the language has.
const OURS: [&str; 9] =
    ["date-time", "date", "duration", "uuid", "email", "uri", "hostname", "ipv4", "ipv6"];

/// The tests in a file of the suite.
fn tests(file: &Path) -> Vec<Value> {
    let groups: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let groups = groups.as_array().unwrap().iter();
    groups.flat_map(|group| group["tests"].as_array().unwrap().clone()).collect()
}

/// The files of formats that the language does not have, and how many tests they hold.
fn left_out(folder: &Path) -> Vec<(String, usize)> {
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let named = files.map(|file| (file.file_stem().unwrap().to_str().unwrap().to_owned(), file));
    let others = named.filter(|(name, _)| !OURS.contains(&name.as_str()));
    let mut others: Vec<_> = others.map(|(name, file)| (name, tests(&file).len())).collect();
    others.sort();
    others
}

/// What we say of `text`; the suite has two formats for what is one here.
fn verdict(file: &str, text: &str) -> bool {
    match file {
        "date-time" => Format::Time.matches(text),
        "date" => Format::Date.matches(text),
        "duration" => Format::Duration.matches(text),
        "uuid" => Format::Uuid.matches(text),
        "email" => Format::Email.matches(text),
        "uri" => Format::Uri.matches(text),
        "hostname" => Format::Hostname.matches(text),
        "ipv4" => Format::Ip.matches(text) && text.parse::<Ipv6Addr>().is_err(),
        "ipv6" => Format::Ip.matches(text) && text.parse::<Ipv4Addr>().is_err(),
        _ => unreachable!("no format of ours"),
    }
}

#[test]
fn formats_agree_with_the_json_schema_test_suite() {
    let Some(folder) = corpus("JSON-Schema-Test-Suite/draft2020-12/optional/format") else {
        return;
    };
    let (mut ran, mut passed, mut unexpected) = (0, 0, Vec::new());
    let (mut met, mut no_strings) = (Vec::new(), 0);
    for file in OURS {
        for test in tests(&folder.join(format!("{file}.json"))) {
            // A format says nothing of other types; a schema's `type` does.
            let Some(data) = test["data"].as_str() else {
                no_strings += 1;
                continue;
            };
            ran += 1;
            let agrees = verdict(file, data) == test["valid"].as_bool().unwrap();
            passed += u32::from(agrees);
            let exception = EXCEPTIONS.iter().find(|(of, what, _)| *of == file && *what == data);
            match (agrees, exception) {
                (true, None) => {}
                (false, Some(exception)) => met.push(exception),
                (false, None) => unexpected.push(format!(
                    "{file} {data:?}: {} ({})",
                    test["description"].as_str().unwrap(),
                    test["valid"]
                )),
                (true, Some(_)) => unexpected.push(format!("{file} {data:?} is no exception")),
            }
        }
    }
    let others = left_out(&folder);
    let of_others: usize = others.iter().map(|(_, tests)| tests).sum();
    println!(
        "JSON-Schema-Test-Suite formats {passed}/{ran}, {} exceptions; of all {} tests, {no_strings} are about values that \
         are no strings, {of_others} about formats that the language does not have",
        met.len(),
        ran + no_strings + of_others
    );
    for (name, tests) in &others {
        println!("  {name}: no such format ({tests})");
    }
    for (file, data, reason) in &met {
        println!("  {file} {data:?}: {reason}");
    }
    assert_eq!(unexpected, Vec::<String>::new());
    assert_eq!(met.len(), EXCEPTIONS.len(), "every exception occurs");
    assert_eq!(ran, 360);
}

/// Addresses of the lists that we answer otherwise on purpose.
const ADDRESSES: &[(&str, &str, &str)] = &[
    ("isemail.json", "test@[IPv6:1111:2222:3333:4444:5555:6666::8888]", "`::` may be one group"),
    ("fuzzdb.json", "email@111.222.333.44444", "digits alone make a label"),
    ("fuzzdb.json", "sql'or'1'='1'or'test@email.com", "the quote is an atom's character"),
    ("fuzzdb.json", r#"much."more\ unusual"@address.com"#, OBSOLETE),
    ("fuzzdb.json", r#"very.unusual."@".unusual.com@address.com"#, OBSOLETE),
    (
        "fuzzdb.json",
        r#"very."(),:;<>[]".VERY."very@\\ "very".unusual@strange.address.com"#,
        OBSOLETE,
    ),
    ("fuzzdb.json", r"\$A12345@address.com", "a backslash only stands in quotes"),
    ("fuzzdb.json", "üñîçøðé@address.com", "ASCII only"),
    ("fuzzdb.json", "address@üñîçøðé.com", "ASCII only"),
    ("fuzzdb.json", "üñîçøðé@üñîçøðé.com", "ASCII only"),
];
/// Only RFC 5322's obsolete syntax mixes atoms and quoted strings.
const OBSOLETE: &str = "a quoted string is the whole local part";

#[test]
fn email_agrees_with_lists_of_addresses() {
    let Some(folder) = corpus("email") else { return };
    let (mut ran, mut unexpected) = (0, Vec::new());
    for file in ["isemail.json", "fuzzdb.json"] {
        let text = std::fs::read_to_string(folder.join(file)).unwrap();
        let cases: Vec<Value> = serde_json::from_str(&text).unwrap();
        for case in &cases {
            let address = case["address"].as_str().unwrap();
            // isemail says under which RFC an address stands; ours is RFC 5321.
            let valid = match case["category"].as_str() {
                Some(category) => matches!(
                    category,
                    "ISEMAIL_VALID_CATEGORY" | "ISEMAIL_DNSWARN" | "ISEMAIL_RFC5321"
                ),
                None => case["valid"].as_bool().unwrap(),
            };
            ran += 1;
            let excepted = ADDRESSES.iter().any(|(of, what, _)| *of == file && *what == address);
            if (Format::Email.matches(address) == valid) == excepted {
                unexpected.push(format!("{file} {address:?} ({valid}) {}", case["diagnosis"]));
            }
        }
    }
    println!("lists of addresses: {ran} ran, {} passed", ran - ADDRESSES.len());
    for (file, address, reason) in ADDRESSES {
        println!("  {file} {address:?}: {reason}");
    }
    assert!(unexpected.is_empty(), "{unexpected:#?}");
    assert_eq!(ran, 224);
}
