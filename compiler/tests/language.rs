//! The reference's examples compile: each `gate` block of `docs/language.md` together with what it names and does not
//! declare, out of `language/around.gate`.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "tests fail by panicking"
)]

use std::collections::BTreeSet;

use gatewright_compiler::assignment::Assignments;
use gatewright_compiler::diagnostic::render::{Colour, render};
use gatewright_compiler::source::{LoadError, Loader, Source};
use gatewright_compiler::{Compiled, check_language_with};

const REFERENCE: &str = include_str!("../../docs/language.md");
const AROUND: &str = include_str!("language/around.gate");

/// An example as a used file, in which nothing has to be used, and what stands around it as another.
struct Example<'a> {
    text: &'a str,
    around: String,
}

impl Loader for Example<'_> {
    fn load(&self, path: &str) -> Result<Vec<u8>, LoadError> {
        Ok(match path {
            "example.gate" => self.text.as_bytes().to_vec(),
            "around.gate" => self.around.as_bytes().to_vec(),
            // What examples of `use` name.
            _ => Vec::new(),
        })
    }
}

/// The examples with the lines that they begin on.
fn examples() -> Vec<(usize, &'static str)> {
    let mut found = Vec::new();
    for (at, fence) in REFERENCE.match_indices("```gate\n") {
        let text = &REFERENCE[at + fence.len()..];
        let line = REFERENCE[..at].lines().count() + 2;
        found.push((line, text.split_once("```").unwrap().0));
    }
    found
}

/// What a text declares at its left margin: `role viewer`, `principal`.
fn declared(text: &str) -> BTreeSet<String> {
    let starts = text.lines().filter(|line| line.starts_with(|first: char| first.is_alphabetic()));
    let nameless = ["principal", "network", "errors", "headers", "log"];
    starts
        .map(|line| {
            let is_word = |character: char| character.is_alphanumeric() || character == '_';
            let words: Vec<&str> = line.split(|one| !is_word(one)).collect();
            let count = if nameless.contains(&words[0]) { 1 } else { 2 };
            words.iter().take(count).copied().collect::<Vec<_>>().join(" ")
        })
        .collect()
}

fn compiled(text: &str) -> Compiled {
    let own = declared(text);
    let others = AROUND.split("\n\n").filter(|paragraph| declared(paragraph).is_disjoint(&own));
    let around = others.collect::<Vec<_>>().join("\n\n");
    let head = "policy example 1.0.0\nuse \"example.gate\"\nuse \"around.gate\"\n";
    let main = if text.contains("policy ") { text } else { head };
    let mut assignments = Assignments::new("--set");
    // The one parameter that has no default.
    if text.contains("parameter window: duration") {
        assignments.add("window", "1m");
    }
    let main = Source::new("main.gate", main);
    check_language_with(main, &Example { text, around }, &assignments)
}

#[test]
fn every_example_of_the_reference_compiles() {
    let mut wrong = String::new();
    for (line, text) in examples() {
        let Compiled { sources, outcome } = compiled(text);
        if let Err(found) = outcome {
            let found = render(&found, &sources, Colour::Plain);
            wrong.push_str(&format!("docs/language.md:{line}\n{text}\n{found}\n"));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Every keyword that begins a declaration has an example.
#[test]
fn every_declaration_has_an_example() {
    let shown: BTreeSet<String> = examples()
        .iter()
        .flat_map(|(_, text)| declared(text))
        .map(|declaration| declaration.split(' ').next().unwrap().to_owned())
        .collect();
    let grammar = include_str!("../src/syntax/grammar.pest");
    let (_, alternatives) = grammar.split_once("\ndeclaration = {").unwrap();
    let (alternatives, _) = alternatives.split_once("\n}").unwrap();
    let rules: Vec<&str> = alternatives
        .split(|one: char| !(one.is_alphanumeric() || one == '_'))
        .filter(|rule| !rule.is_empty() && *rule != "documentation")
        .collect();
    assert!(rules.len() > 15, "{rules:?}");
    for rule in rules {
        let keyword = match rule {
            "use_file" => "use",
            "enumeration" => "enum",
            "policy_parameter" => "parameter",
            "policy_setting" => "hosts",
            "response_headers" => "headers",
            // Not of the language yet.
            "later_declaration" => continue,
            other => other,
        };
        assert!(shown.contains(keyword), "`{keyword}` has no example in docs/language.md");
    }
}
