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
const LEAP: &str = "a leap second is only written with `Z`";
/// RFC 1123 knows no IDNA: an A-label is a label.
const LABEL: &str = "an A-label is not decoded";
/// IDNA2008 maps nothing: who compares names would see another than who looks them up.
const DOT: &str = "only `.` is a dot";

/// Tests of the suite that we answer otherwise on purpose: file, data, reason.
const EXCEPTIONS: &[(&str, &str, &str)] = &[
    ("date-time", "1998-12-31T15:59:60.123-08:00", LEAP),
    ("idn-hostname", "a。b", DOT),
    ("idn-hostname", "a．b", DOT),
    ("idn-hostname", "a｡b", DOT),
    ("idn-hostname", "παράδειγμαπαράδειγμαπαράδειγμαπαράδειγμαπαράδειγμαπα。com", DOT),
    ("idn-hostname", "παράδειγμαπαράδειγμαπαράδειγμαπαράδειγμαπαράδειγμαπα．com", DOT),
    ("idn-hostname", "παράδειγμαπαράδειγμαπαράδειγμαπαράδειγμαπαράδειγμαπα｡com", DOT),
    ("time", "23:59:60+00:00", LEAP),
    ("time", "01:29:60+01:30", LEAP),
    ("time", "23:29:60+23:30", LEAP),
    ("time", "15:59:60-08:00", LEAP),
    ("time", "00:29:60-23:30", LEAP),
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

/// The format of a file of the suite, which has two for what is one here.
fn format_of(file: &str) -> Option<Format> {
    match file {
        "date-time" => Some(Format::Time),
        "date" => Some(Format::Date),
        "time" => Some(Format::TimeOfDay),
        "duration" => Some(Format::Duration),
        "uuid" => Some(Format::Uuid),
        "email" => Some(Format::Email),
        "idn-email" => Some(Format::IdnEmail),
        "hostname" => Some(Format::Hostname),
        "idn-hostname" => Some(Format::IdnHostname),
        "ipv4" | "ipv6" => Some(Format::Ip),
        "uri" => Some(Format::Uri),
        "uri-reference" => Some(Format::UriReference),
        "iri" => Some(Format::Iri),
        "iri-reference" => Some(Format::IriReference),
        "uri-template" => Some(Format::UriTemplate),
        "json-pointer" => Some(Format::JsonPointer),
        "relative-json-pointer" => Some(Format::RelativeJsonPointer),
        _ => None,
    }
}

/// What we say of `text`.
fn verdict(file: &str, format: Format, text: &str) -> bool {
    let is_of_file = match file {
        "ipv4" => text.parse::<Ipv6Addr>().is_err(),
        "ipv6" => text.parse::<Ipv4Addr>().is_err(),
        _ => true,
    };
    is_of_file && format.matches(text)
}

/// The tests of each file of the suite, by its name.
fn files(folder: &Path) -> Vec<(String, Vec<Value>)> {
    let tests = |file: &Path| {
        let groups: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
        let groups = groups.as_array().unwrap().iter();
        groups.flat_map(|group| group["tests"].as_array().unwrap().clone()).collect()
    };
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = files
        .map(|file| (file.file_stem().unwrap().to_str().unwrap().to_owned(), tests(&file)))
        .collect();
    files.sort_by(|one, other| one.0.cmp(&other.0));
    files
}

#[test]
fn formats_agree_with_the_json_schema_test_suite() {
    let Some(folder) = corpus("JSON-Schema-Test-Suite/draft2020-12/optional/format") else {
        return;
    };
    let (mut all, mut of_strings, mut of_others, mut lacking) = (0, 0, 0, Vec::new());
    let (mut met, mut unexpected) = (Vec::new(), Vec::new());
    for (file, tests) in files(&folder) {
        all += tests.len();
        let mut without_format = 0;
        for test in &tests {
            let valid = test["valid"].as_bool().unwrap();
            let Some(data) = test["data"].as_str() else {
                // A format says nothing of other types: those a schema's `type` refuses, or lets pass.
                assert!(valid, "{file} {}", test["data"]);
                of_others += 1;
                continue;
            };
            let Some(format) = format_of(&file) else {
                without_format += 1;
                continue;
            };
            let agrees = verdict(&file, format, data) == valid;
            of_strings += u32::from(agrees);
            let exception = EXCEPTIONS.iter().find(|(of, what, _)| *of == file && *what == data);
            match (agrees, exception) {
                (true, None) => {}
                (false, Some(exception)) => met.push(exception),
                (false, None) => unexpected.push(format!(
                    "{file} {data:?}: {} ({valid})",
                    test["description"].as_str().unwrap(),
                )),
                (true, Some(_)) => unexpected.push(format!("{file} {data:?} is no exception")),
            }
        }
        if without_format > 0 {
            lacking.push((file, without_format));
        }
    }
    let passed = of_strings + of_others;
    println!(
        "JSON-Schema-Test-Suite formats {passed}/{all}: {of_strings} about strings, and {of_others} about other values, of which \
         a format says nothing"
    );
    for (file, tests) in &lacking {
        println!("  {file}: no such format ({tests})");
    }
    for (file, data, reason) in &met {
        println!("  {file} {data:?}: {reason}");
    }
    assert_eq!(unexpected, Vec::<String>::new());
    assert_eq!(met.len(), EXCEPTIONS.len(), "every exception occurs");
    assert_eq!((passed, all), (714, 764));
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
