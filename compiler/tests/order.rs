//! The order of declarations changes nothing: whichever way those of a policy are shuffled, it compiles into the same rules.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "tests fail by panicking, and the policies lie on disk"
)]

use std::path::{Path, PathBuf};

use gatewright_compiler::check_language;
use gatewright_compiler::diagnostic::render::{Colour, render};
use gatewright_compiler::source::{LoadError, Loader, Source};
use serde_json::Value;

/// Lists of names in the order of the policy's roles, which decides nothing.
const UNORDERED: [&str; 3] = ["grants", "held_by", "implies"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The files beside a policy.
struct Beside(PathBuf);

impl Loader for Beside {
    fn load(&self, path: &str) -> Result<Vec<u8>, LoadError> {
        std::fs::read(self.0.join(path)).map_err(|_| LoadError::Missing)
    }
}

/// The policy line with what precedes it, then declarations, of which those without an empty line between stay together.
fn paragraphs(text: &str) -> (String, Vec<String>) {
    let mut found: Vec<String> = vec![String::new()];
    let mut depth = 0_usize;
    for line in text.lines() {
        if line.trim().is_empty() && depth == 0 {
            found.push(String::new());
            continue;
        }
        let code = line.split("//").next().unwrap_or_default();
        depth += code.matches(['{', '[', '(']).count();
        depth = depth.saturating_sub(code.matches(['}', ']', ')']).count());
        let last = found.last_mut().unwrap();
        last.push_str(line);
        last.push('\n');
    }
    found.retain(|paragraph| !paragraph.trim().is_empty());
    let head = found
        .iter()
        .position(|paragraph| paragraph.lines().any(|line| line.starts_with("policy ")));
    let rest = found.split_off(head.unwrap() + 1);
    (found.join("\n"), rest)
}

/// What a policy means, without where it stands and in which order its declarations are.
fn meaning(name: &str, text: String, folder: &Path) -> Value {
    let compiled = check_language(Source::new(name, text), &Beside(folder.to_owned()));
    let policy = compiled.outcome.unwrap_or_else(|found| {
        panic!("{name}: {}", render(&found, &compiled.sources, Colour::Plain))
    });
    let mut value = serde_json::to_value(&policy).unwrap();
    normalize(&mut value);
    for (key, list) in value.as_object_mut().unwrap() {
        if let (Value::Array(items), true) = (list, key != "hosts") {
            items.sort_by_key(Value::to_string);
        }
    }
    value
}

fn normalize(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|key, _| key != "span" && key != "digest");
            for (key, field) in fields.iter_mut() {
                normalize(field);
                if let (Value::Array(items), true) = (field, UNORDERED.contains(&key.as_str())) {
                    items.sort_by_key(Value::to_string);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(normalize),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn shuffled_declarations_mean_the_same() {
    let policies = ["conditions", "hostile", "partners", "schemas", "tokens"]
        .map(|name| format!("tests/suite/{name}.gate"))
        .into_iter()
        .chain(["examples/shop/shop.gate"].map(String::from));
    for name in policies {
        let path = root().join(&name);
        let folder = path.parent().unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        let (head, mut declarations) = paragraphs(&text);
        assert!(declarations.len() > 2, "{name}: {declarations:?}");
        let straight = meaning(&name, text, folder);
        for round in 0..declarations.len() {
            declarations.rotate_left(1);
            if round % 2 == 1 {
                declarations.reverse();
            }
            let shuffled = format!("{head}\n{}", declarations.join("\n"));
            assert_eq!(meaning(&name, shuffled, folder), straight, "{name}, round {round}");
        }
    }
}
