//! How policies are laid out: each `format/*.golden` holds texts with what the formatter makes of them. The text after
//! `----` is written anew by `GATEWRIGHT_BLESS=1 cargo test -p gatewright-compiler --test format`; review it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "tests fail by panicking, and golden files lie on disk"
)]

use std::path::{Path, PathBuf};

use gatewright_compiler::format::format;
use gatewright_compiler::source::Source;

/// What every text begins with.
const POLICY: &str = "policy shop 1.0.0\n";

fn formatted(text: &str) -> String {
    format(&Source::new("shop.gate", text)).unwrap_or_else(|found| panic!("{found:#?}\n{text}"))
}

fn golden_files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/format");
    let found = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let golden = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "golden");
    let mut found: Vec<PathBuf> = found.filter(golden).collect();
    found.sort();
    assert!(!found.is_empty());
    found
}

#[test]
fn texts_are_laid_out_as_reviewed() {
    let mut stale = Vec::new();
    for path in golden_files() {
        let golden = std::fs::read_to_string(&path).unwrap();
        let mut parts = golden.split("==== ");
        let mut printed = parts.next().unwrap().to_owned();
        for case in parts {
            let (title, rest) = case.split_once('\n').unwrap();
            let (text, _) = rest.split_once("----\n").unwrap();
            let new = formatted(&format!("{POLICY}{text}"));
            assert_eq!(formatted(&new), new, "{title} is not stable");
            let new = new.strip_prefix(POLICY).unwrap();
            printed.push_str(&format!("==== {title}\n{text}----\n{}\n\n", new.trim_end()));
        }
        let printed = format!("{}\n", printed.trim_end());
        if std::env::var_os("GATEWRIGHT_BLESS").is_some() {
            std::fs::write(&path, printed).unwrap();
        } else if printed != golden {
            stale.push(format!("{} would be:\n{printed}", path.display()));
        }
    }
    assert!(stale.is_empty(), "{}", stale.join("\n"));
}

#[test]
fn the_whole_policy_of_the_design_is_formatted() {
    let text = include_str!("../../tests/whole_policy/shop.gate");
    let new = formatted(text);
    for (line, (old, new)) in text.lines().zip(new.lines()).enumerate() {
        assert_eq!(old, new, "line {}", line + 1);
    }
    assert_eq!(text, new);
}

/// `CODE MESSAGE`, for each error.
fn broken(text: &str) -> Vec<String> {
    let found = format(&Source::new("shop.gate", text)).unwrap_err();
    found.into_iter().map(|one| format!("{} {}", one.code, one.message)).collect()
}

#[test]
fn what_is_not_of_the_language_is_told() {
    assert_eq!(
        broken("policy shop 1.0.0\nrole\ngroup office = [10.0.0.0/8]\nrole a includs b\n"),
        [
            "GW0004 expected a name, found the end of the text",
            "GW0004 expected the end of the file, a declaration or `includes`, found `includs`"
        ]
    );
    assert_eq!(broken("policy shop 1.0.0\nhosts: [\n"), ["GW0005 this `[` is never closed"]);
}

#[test]
fn the_examples_of_the_reference_are_formatted() {
    let reference = include_str!("../../docs/language.md");
    let examples: Vec<&str> = reference.split("```gate\n").skip(1).collect();
    assert!(examples.len() > 10);
    for example in examples {
        let (example, _) = example.split_once("```").unwrap();
        assert_eq!(formatted(example), example);
    }
}

#[test]
fn files_that_others_use_have_no_policy_line() {
    assert_eq!(
        formatted("//! About it.\n\nschema   A{a:int}"),
        "//! About it.\n\nschema A { a: int }\n"
    );
    assert_eq!(formatted(" \n"), "");
    assert_eq!(broken("schema A { a }"), ["GW0004 expected `?` or `:`, found `}`"]);
}

#[test]
fn a_policy_does_not_grow_too_large() {
    let text = format!("{POLICY}{}", "role a // b\n".repeat(50_000));
    let found = format(&Source::new("shop.gate", text)).unwrap_err();
    assert_eq!(found[0].code, "GW0002");
    assert_eq!(found[0].message, "`shop.gate` would have 2550018 bytes, more than 1048576");
}

#[test]
fn line_ends_of_other_systems_and_texts_without_one() {
    assert_eq!(formatted("policy shop 1.0.0\r\n\r\nrole a // b\r\n"), {
        "policy shop 1.0.0\n\nrole a                                        // b\n"
    });
    assert_eq!(formatted("policy shop 1.0.0"), "policy shop 1.0.0\n");
    assert_eq!(
        formatted("\n\n// a\npolicy shop 1.0.0\n\n\n// b"),
        "// a\npolicy shop 1.0.0\n\n// b\n"
    );
}
