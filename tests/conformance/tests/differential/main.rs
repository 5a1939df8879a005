//! That comparing a compiled module with the evaluator finds what differs, and nothing where nothing does.

use std::fs;

use gatewright_conformance::differential::draft;
use gatewright_conformance::differential::pair::Pair;
use gatewright_conformance::differential::report::Tally;
use gatewright_conformance::differential::text::{blocks, compiling, without};
use gatewright_conformance::engine::Edited;
use gatewright_conformance::subject::Subject;

gatewright::policy!("tests/differential/compiled.gate");

const COMPILED: &str = include_str!("compiled.gate");

/// Compares the module with another version of its policy.
fn compare(from: &str, to: &str) -> anyhow::Result<Tally> {
    assert!(COMPILED.contains(from), "{from}");
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("other.gate");
    fs::write(&file, COMPILED.replacen(from, to, 1))?;
    let subject = Subject::load(&file, &Edited::default())?;
    let mut pair = Pair::new(&subject, |folder, clock, router| {
        Ok(Box::new(small::Policy::load(folder)?.with_clock(clock).protect(router)))
    })?;
    pair.compare(7, 1_500)
}

#[test]
fn a_module_agrees_with_its_own_policy() -> anyhow::Result<()> {
    let tally = compare("policy small", "policy small")?;
    assert_eq!(tally.differing, 0, "{:?}", tally.disagreements);
    for outcome in ["admitted", "allow", "auth", "body", "limit", "method", "path", "route", "wire"]
    {
        assert!(tally.outcomes.contains_key(outcome), "{outcome}: {:?}", tally.outcomes);
    }
    Ok(())
}

#[test]
fn each_small_change_of_the_policy_is_found() -> anyhow::Result<()> {
    for (from, to) in [
        ("int 1..99", "int 1..98"),
        ("int 1..9 ", "int 2..9 "),
        ("..8", "..7"),
        ("string? ", "string "),
        ("principal.id != \"bob\"", "principal.id == \"bob\""),
        ("5 per 1m", "6 per 1m"),
        ("5 per 1m", "5 per 2m"),
        ("small\"", "smaller\""),
        ("\"x-id\"", "\"x-ib\""),
        ("detail: full", "detail: minimal"),
    ] {
        let tally = compare(from, to)?;
        assert!(tally.differing > 0, "{from} -> {to}: {:?}", tally.outcomes);
        assert!(!tally.disagreements.is_empty());
    }
    Ok(())
}

#[test]
fn a_seed_gives_one_policy_and_another_seed_another() {
    assert_eq!(draft::policy(5), draft::policy(5));
    assert_ne!(draft::policy(5), draft::policy(6));
    for seed in 0..20 {
        let text = draft::policy(seed);
        assert!(!text.contains("policy smallest"), "nothing is left of seed {seed}");
    }
}

#[test]
fn what_is_left_of_a_policy_without_a_block_compiles() {
    let whole = draft::policy(5);
    let mut fewer = 0;
    for block in blocks(&whole) {
        if let Some((text, _)) = compiling(&without(&whole, &block.collect())) {
            assert!(text.lines().count() < whole.lines().count());
            fewer += 1;
        }
    }
    assert!(fewer > 10, "{fewer}");
}
