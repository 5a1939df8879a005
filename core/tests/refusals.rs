//! The table of refusals in the language's reference says what the code does.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "tests fail by panicking"
)]
#![allow(clippy::disallowed_methods, reason = "the reference is a file")]

use std::collections::BTreeSet;

use gatewright_core::refusal::{Check, Refusal};

/// Rule and status of every refusal that the reference lists.
fn documented() -> BTreeSet<(String, u16)> {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/language.md");
    let text = std::fs::read_to_string(file).unwrap();
    let table = text.split("| # | stage | rule | refuses with |").nth(1).unwrap();
    let rows = table.lines().skip(1).take_while(|line| line.is_empty() || line.starts_with('|'));
    let mut refusals = BTreeSet::new();
    for cells in rows.map(|row| row.split('|').map(str::trim).collect::<Vec<_>>()) {
        let [_, _, _, rule, refuses, _] = cells[..] else { continue };
        let codes = refuses.split(|character: char| !character.is_ascii_digit());
        for code in codes.filter_map(|code| code.parse().ok()) {
            refusals.insert((rule.trim_matches('`').to_owned(), code));
        }
    }
    refusals
}

#[test]
fn the_reference_lists_every_refusal() {
    let mut built = BTreeSet::new();
    for check in Check::ALL {
        let prefix = if check.is_of_route() { "…/" } else { "" };
        let rules = match check {
            Check::Limit | Check::LimitUncountable => vec!["limit.NAME"],
            Check::Credential => vec!["auth", "auth.SCHEME"],
            Check::CredentialUnverifiable => vec!["auth.SCHEME"],
            Check::StepUp | Check::StepUpUnavailable => vec!["step_up.NAME"],
            _ => vec![check.rule()],
        };
        built.extend(rules.iter().map(|rule| (format!("{prefix}{rule}"), check.status().code())));
    }
    let of_network = Refusal::uncountable_network_limit();
    built.insert((of_network.rule.to_string(), of_network.status().code()));
    assert_eq!(documented(), built);
}
