//! The tutorial: each of its steps is a policy that is right, formatted and passes its tests; what it shows of one stands
//! there, and what it says that a command prints is what the command prints.

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

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use support::{GATEWRIGHT, Run};

const TUTORIAL: &str = include_str!("../../docs/tutorial.md");

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/tutorial")
}

fn run(arguments: &[&str]) -> Run {
    let mut command = Command::new(GATEWRIGHT);
    Run::of(command.args(arguments).current_dir(folder()).output().unwrap())
}

/// The names of the steps' files, in their order.
fn steps() -> Vec<String> {
    let entries = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().file_name());
    let names = entries.map(|name| name.into_string().unwrap());
    let mut steps: Vec<String> = names.filter(|name| name.ends_with(".gate")).collect();
    steps.sort_by_key(|name| name.split('-').next().unwrap().parse::<u32>().unwrap());
    steps
}

#[test]
fn each_step_is_right_and_passes_its_tests() {
    let steps = steps();
    assert!(steps.len() >= 6);
    for step in &steps {
        let checked = run(&["check", step]);
        assert_eq!(checked.code, Some(0), "{step}: {checked:?}");
        // What the server in front keeps is a note.
        let told = checked.errors.matches("[GW").count();
        assert_eq!(checked.errors.matches("note[GW0604]").count(), told, "{step}: {checked:?}");
        run(&["fmt", "--check", step]).succeeded();
        let tested = run(&["test", step]);
        assert!(tested.succeeded().output.contains(", failed: 0, "), "{step}");
    }
}

/// The tutorial's sections: the file that each is about, and its text.
fn sections() -> Vec<(String, &'static str)> {
    let sections = TUTORIAL.split("\n## ").skip(1);
    sections
        .map(|section| {
            let (_, rest) = section.split_once("(tutorial/").expect(section);
            (rest.split_once(')').unwrap().0.to_owned(), section)
        })
        .collect()
}

#[test]
fn each_step_has_a_section_and_shows_what_stands_in_its_file() {
    let sections = sections();
    let files: Vec<&str> = sections.iter().map(|(file, _)| file.as_str()).collect();
    assert_eq!(files, steps());
    for (file, section) in &sections {
        let policy = fs::read_to_string(folder().join(file)).unwrap();
        for block in section.split("```gate\n").skip(1) {
            let (shown, _) = block.split_once("```").unwrap();
            assert!(policy.contains(shown), "{file} does not hold\n{shown}");
        }
    }
}

/// The commands that the tutorial shows, each with what it says that it prints.
fn commands() -> Vec<(&'static str, String)> {
    let mut commands: Vec<(&str, String)> = Vec::new();
    for block in TUTORIAL.split("```console\n").skip(1) {
        let (block, _) = block.split_once("```").unwrap();
        for line in block.lines() {
            if let Some(command) = line.strip_prefix("$ gatewright ") {
                commands.push((command, String::new()));
            } else if let Some((_, printed)) = commands.last_mut() {
                printed.push_str(line);
                printed.push('\n');
            }
        }
    }
    commands
}

#[test]
fn each_command_prints_what_is_shown() {
    let commands = commands();
    assert!(commands.len() >= 3, "{commands:?}");
    for (command, printed) in commands {
        let script = format!("exec \"$0\" {command}");
        let mut shell = Command::new("bash");
        let output =
            shell.args(["-c", &script, GATEWRIGHT]).current_dir(folder()).output().unwrap();
        let found = Run::of(output);
        let all = format!("{}{}", found.output, found.errors);
        assert!(all.starts_with(&printed), "{command} prints\n{all}\nand not\n{printed}");
    }
}
