//! What the compiler says about wrong policies: each `diagnostics/*.gate` with the text that it is answered with beside
//! it; files that they use are in `diagnostics/used`. `syntax/odd.golden` holds texts that are no policies with their answers. `GATEWRIGHT_BLESS=1 cargo test -p gatewright-compiler --test diagnostics` writes the texts anew; review them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "tests fail by panicking, and golden files lie on disk"
)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use gatewright_compiler::diagnostic::render::Colour;
use gatewright_compiler::diagnostic::suggestion::apply;
use gatewright_compiler::diagnostic::{Diagnostic, Report, codes, json, render};
use gatewright_compiler::source::{LoadError, Loader, Source};
use gatewright_compiler::{Compiled, check_language};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diagnostics")
}

/// The files beside the policies.
struct Folder;

impl Loader for Folder {
    fn load(&self, path: &str) -> Result<Vec<u8>, LoadError> {
        std::fs::read(folder().join(path)).map_err(|_| LoadError::Missing)
    }
}

fn policies() -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "gate"))
        .collect();
    found.sort();
    assert!(!found.is_empty());
    found
}

#[test]
fn wrong_policies_are_answered_as_reviewed() {
    let mut stale = Vec::new();
    for path in policies() {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let main = Source::new(name.clone(), std::fs::read_to_string(&path).unwrap());
        let Compiled { sources, outcome } = check_language(main, &Folder);
        let found = outcome.expect_err("every policy here is wrong");
        let text = render::render(&found, &sources, Colour::Plain);
        let rendered: serde_json::Value =
            serde_json::from_str(&json::render(&[Report::new(&found, &sources)])).unwrap();
        assert_eq!(rendered.as_array().unwrap().len(), found.len());
        for finding in &found {
            assert!(!finding.labels.is_empty(), "{name}: {} has no place", finding.message);
            assert!(!finding.message.ends_with('.'), "{name}: {}", finding.message);
        }
        let golden = path.with_extension("txt");
        if std::env::var_os("GATEWRIGHT_BLESS").is_some() {
            std::fs::write(&golden, text).unwrap();
        } else if std::fs::read_to_string(&golden).unwrap_or_default() != text {
            stale.push(format!("{name} is now answered with:\n{text}"));
        }
    }
    assert!(stale.is_empty(), "{}", stale.join("\n"));
}

/// Files beside the policies, one of them with another text.
struct Changed<'a>(&'a str, &'a str);

impl Loader for Changed<'_> {
    fn load(&self, path: &str) -> Result<Vec<u8>, LoadError> {
        if path == self.0 { Ok(self.1.as_bytes().to_vec()) } else { Folder.load(path) }
    }
}

#[test]
fn a_suggestion_that_is_taken_ends_its_diagnostic() {
    let mut taken = 0;
    for path in policies() {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let main = Source::new(name.clone(), std::fs::read_to_string(&path).unwrap());
        let Compiled { sources, outcome } = check_language(main.clone(), &Folder);
        let found = outcome.unwrap_err();
        let count = |found: &[Diagnostic], one: &Diagnostic| {
            found
                .iter()
                .filter(|other| (other.code, &other.message) == (one.code, &one.message))
                .count()
        };
        for finding in &found {
            let Some(suggestion) = &finding.suggestion else { continue };
            let edits = suggestion.edits(&sources);
            let Some(first) = edits.first() else { continue };
            let file = sources.get(first.span.file).unwrap();
            let text = apply(file, &edits).unwrap();
            let main = if first.span.file == 0 {
                Source::new(name.as_str(), text.as_str())
            } else {
                main.clone()
            };
            let again = check_language(main, &Changed(file.path(), &text));
            let left = again.outcome.err().unwrap_or_default();
            assert!(
                count(&left, finding) < count(&found, finding),
                "{name}: {} stays after {edits:?}",
                finding.message
            );
            taken += 1;
        }
    }
    assert!(taken > 80, "{taken}");
}

/// Characters that a reader of the golden file would not see.
const UNSEEN: [(&str, &str); 4] =
    [("«U+000D»", "\r"), ("«U+FEFF»", "\u{feff}"), ("«U+00A0»", "\u{a0}"), ("«END»\n", "")];

#[test]
fn odd_texts_are_answered_as_reviewed() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/syntax/odd.golden");
    let golden = std::fs::read_to_string(&path).unwrap();
    let mut parts = golden.split("==== ");
    let mut printed = parts.next().unwrap().to_owned();
    for case in parts {
        let (title, rest) = case.split_once('\n').unwrap();
        let (shown, _) = rest.split_once("----\n").unwrap();
        let seen = |text: &str, (name, character): &(&str, &str)| text.replace(name, character);
        let text = UNSEEN.iter().fold(shown.to_owned(), |text, one| seen(&text, one));
        let Compiled { sources, outcome } = check_language(Source::new("odd.gate", text), &Folder);
        let found = outcome.expect_err(title);
        for finding in &found {
            let Some(suggestion) = &finding.suggestion else { continue };
            let edits = suggestion.edits(&sources);
            let better = apply(sources.get(0).unwrap(), &edits).unwrap();
            let again = check_language(Source::new("odd.gate", better.as_str()), &Folder);
            let left = again.outcome.err().unwrap_or_default();
            let same = |other: &&Diagnostic| other.message == finding.message;
            let (before, after) = (found.iter().filter(same), left.iter().filter(same));
            assert!(
                after.count() < before.count(),
                "{title}: {} stays:\n{better}",
                finding.message
            );
        }
        let mut answer = render::render(&found, &sources, Colour::Plain);
        for (name, character) in UNSEEN.iter().filter(|(_, character)| !character.is_empty()) {
            answer = answer.replace(character, name);
        }
        printed.push_str(&format!("==== {title}\n{shown}----\n{}\n\n", answer.trim_end()));
    }
    let printed = format!("{}\n", printed.trim_end());
    if std::env::var_os("GATEWRIGHT_BLESS").is_some() {
        std::fs::write(&path, printed).unwrap();
    } else {
        assert!(printed == golden, "{} would be:\n{printed}", path.display());
    }
}

/// Only a fault of the compiler itself could provoke these.
const FAULTS: [&str; 4] = ["GW0009", "GW0014", "GW0599", "GW0603"];

#[test]
fn every_code_is_provoked() {
    let golden: String = policies()
        .iter()
        .map(|path| std::fs::read_to_string(path.with_extension("txt")).unwrap())
        .collect();
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut tests = String::new();
    for folder in ["compiler/src", "compiler/tests", "cli/tests"] {
        read_tests(&crates.join(folder), &mut tests);
    }
    for code in codes::ALL {
        let is_provoked = if ("GW0100".."GW0600").contains(&code.id) {
            golden.contains(&format!("error[{}]", code.id))
        } else {
            // Files, targets and calls of the program are no matter of a policy alone.
            tests.contains(code.id)
        };
        assert!(is_provoked || FAULTS.contains(&code.id), "no test provokes {}", code.id);
    }
}

/// The texts of all tests in a folder.
fn read_tests(folder: &Path, text: &mut String) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let is_test =
            path.components().any(|part| part.as_os_str().to_string_lossy().starts_with("tests"));
        if path.is_dir() {
            read_tests(&path, text);
        } else if is_test && !path.ends_with("diagnostics.rs") {
            text.push_str(&std::fs::read_to_string(path).unwrap_or_default());
        }
    }
}

#[test]
fn every_code_has_a_page() {
    let pages = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/errors");
    let mut known = BTreeSet::new();
    for code in codes::ALL {
        let name = format!("{}.md", code.id);
        let text = std::fs::read_to_string(pages.join(&name))
            .unwrap_or_else(|error| panic!("docs/errors/{name}: {error}"));
        let title = format!("# {}: {}\n", code.id, code.title);
        assert!(text.starts_with(&title), "docs/errors/{name} does not begin with {title}");
        let headings: Vec<&str> = text.lines().filter(|line| line.starts_with("## ")).collect();
        assert_eq!(headings, ["## Why", "## Avoid", "## Prefer"], "docs/errors/{name}");
        known.insert(name);
    }
    for entry in std::fs::read_dir(pages).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(known.contains(&name), "docs/errors/{name} is the page of no code");
    }
}
