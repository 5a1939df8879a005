//! The strict JSON reader scored on JSONTestSuite, where a copy of it is there.
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

use std::path::PathBuf;

use gatewright_core::primitive::json::{JsonErrorKind, check};

/// Texts that RFC 8259 admits and I-JSON or our limit of depth does not.
const REFUSED: &[(&str, JsonErrorKind)] = &[
    ("y_object_duplicated_key.json", JsonErrorKind::Duplicate),
    ("y_object_duplicated_key_and_value.json", JsonErrorKind::Duplicate),
];

#[test]
fn json_agrees_with_json_test_suite() {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpora");
    let corpora = std::env::var_os("GATEWRIGHT_CORPORA").map_or(beside, PathBuf::from);
    let folder = corpora.join("JSONTestSuite/test_parsing");
    if !folder.is_dir() {
        println!("ignored: no {}; set GATEWRIGHT_CORPORA", folder.display());
        return;
    }
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let (mut must_pass, mut must_fail, mut refused, mut unexpected) = (0, 0, 0, Vec::new());
    for file in &files {
        let name = file.file_name().unwrap().to_str().unwrap();
        let verdict = check(&std::fs::read(file).unwrap()).map_err(|error| error.kind);
        let exception = REFUSED.iter().find(|(refused, _)| *refused == name);
        match (name.split_once('_').unwrap().0, &verdict, exception) {
            ("y", Ok(()), None) => must_pass += 1,
            ("y", Err(kind), Some((_, expected))) if kind == expected => {
                refused += 1;
                println!("{name}: refused on purpose, {kind}");
            }
            ("n", Err(_), None) => must_fail += 1,
            ("i", Ok(()), _) => println!("{name}: admitted"),
            ("i", Err(kind), _) => println!("{name}: refused, {kind}"),
            _ => unexpected.push(format!("{name}: {verdict:?}")),
        }
    }
    println!(
        "JSONTestSuite {}/{}: {must_pass} admitted that must be, {must_fail} refused that must be, {refused} refused for \
         a name that stands twice, as I-JSON asks; {} ran",
        must_pass + must_fail + refused,
        must_pass + must_fail + refused + unexpected.len(),
        files.len()
    );
    assert!(unexpected.is_empty(), "{unexpected:#?}");
    assert_eq!(must_pass + must_fail + refused, 283);
}
