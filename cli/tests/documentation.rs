//! `docs/cli.md` tells of every command and every option.

#![allow(
    missing_docs,
    unreachable_pub,
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking, and share a module"
)]

mod support;

use support::Workshop;

const PAGE: &str = include_str!("../../docs/cli.md");

/// The words that begin the lines of a part of a help text.
fn listed(help: &str, part: &str) -> Vec<String> {
    let lines = help.lines().skip_while(|line| *line != part).skip(1);
    let lines = lines.take_while(|line| line.is_empty() || line.starts_with(' '));
    lines.filter_map(|line| line.split_whitespace().next().map(str::to_owned)).collect()
}

#[test]
fn every_command_and_option_is_told() {
    let workshop = Workshop::new();
    let help = workshop.run(&["--help"]).output;
    let commands = listed(&help, "Commands:");
    assert!(commands.len() > 4, "{help}");
    for command in commands.iter().filter(|command| *command != "help") {
        let heading = format!("\n## `{command}`\n");
        let section = PAGE.split_once(&heading).unwrap_or_else(|| panic!("no {heading}")).1;
        let section = section.split("\n## ").next().unwrap();
        // What all commands have in common stands before them.
        let common = PAGE.split("\n## ").next().unwrap();
        let help = workshop.run(&[command, "--help"]).output;
        let words = help.split(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '-'));
        let options = words.filter(|word| word.starts_with("--") && word.len() > 2);
        for option in options.filter(|option| *option != "--help") {
            assert!(
                section.contains(option) || common.contains(option),
                "{command} {option} does not stand in docs/cli.md"
            );
        }
    }
}

#[test]
fn every_exit_code_and_variable_is_told() {
    for text in ["\n| 0 |", "\n| 1 |", "\n| 2 |", "`NO_COLOR`"] {
        assert!(PAGE.contains(text), "{text}");
    }
}
