//! What holds of every file, of files that are not what somebody meant: the repository's policies, spoiled, and what
//! fuzzing has found (`robustness/*`). The properties are those of the fuzz targets in `tests/fuzz`.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "tests fail by panicking, and policies lie on disk"
)]

#[path = "../../tests/fuzz/src/property.rs"]
mod property;

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use proptest::prelude::{Strategy, any, proptest};
use proptest::sample::Index;

/// The texts that are spoiled.
static POLICIES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders =
        ["../tests/suite", "../examples/shop", "../tests/whole_policy", "tests/diagnostics"];
    let files = folders.iter().flat_map(|folder| files(&root.join(folder)));
    let policies = files.filter(|path| path.extension().is_some_and(|it| it == "gate"));
    policies.map(|path| std::fs::read_to_string(path).unwrap()).collect()
});

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

fn holds(bytes: &[u8]) {
    property::parse(bytes);
    property::check(bytes);
    property::format(bytes);
}

#[test]
fn of_what_fuzzing_has_found() {
    let found = files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/robustness"));
    assert!(!found.is_empty());
    for file in found {
        holds(&std::fs::read(file).unwrap());
    }
}

/// One change of a text, by words.
#[derive(Clone, Debug)]
enum Change {
    Remove(Index),
    Repeat(Index, u8),
    Swap(Index, Index),
    /// Takes a word of another policy.
    Graft(Index, Index, Index),
    Cut(Index),
}

fn change() -> impl Strategy<Value = Change> {
    let at = any::<Index>;
    proptest::prop_oneof![
        at().prop_map(Change::Remove),
        (at(), 1..40_u8).prop_map(|(word, times)| Change::Repeat(word, times)),
        (at(), at()).prop_map(|(one, other)| Change::Swap(one, other)),
        (at(), at(), at()).prop_map(|(word, policy, of)| Change::Graft(word, policy, of)),
        at().prop_map(Change::Cut),
    ]
}

fn words(text: &str) -> Vec<&str> {
    text.split_inclusive(|one: char| !(one.is_alphanumeric() || one == '_')).collect()
}

fn spoil<'a>(words: &mut Vec<&'a str>, change: &Change, policies: &'a [String]) {
    let size = words.len();
    match change {
        Change::Remove(word) => drop(words.remove(word.index(size))),
        Change::Repeat(word, times) => {
            let (at, times) = (word.index(size), usize::from(*times));
            let again = words[at];
            words.splice(at..at, std::iter::repeat_n(again, times));
        }
        Change::Swap(one, other) => words.swap(one.index(size), other.index(size)),
        Change::Graft(word, policy, of) => {
            let others = self::words(&policies[policy.index(policies.len())]);
            words[word.index(size)] = others[of.index(others.len())];
        }
        Change::Cut(at) => words.truncate(at.index(size).max(1)),
    }
}

proptest! {
    #[test]
    fn of_spoiled_policies(policy in any::<Index>(), changes in proptest::collection::vec(change(), 1..6)) {
        let text = &POLICIES[policy.index(POLICIES.len())];
        let mut words = words(text);
        for change in &changes {
            if words.len() > 1 {
                spoil(&mut words, change, &POLICIES);
            }
        }
        holds(words.concat().as_bytes());
    }
}
