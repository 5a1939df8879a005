//! `gatewright fmt`.

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
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::path::Path;
use std::process::Stdio;

use support::{Run, Workshop, tree};

const MESSY: &str = "policy shop 1.0.0\nrole   a // who\nerrors {detail:full}\n";
const NEAT: &str = "policy shop 1.0.0\nrole a                                        // who\nerrors { detail: full }\n";

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o7777
}

fn piped(workshop: &Workshop, arguments: &[&str], text: &str) -> Run {
    let mut command = workshop.command(arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    match child.stdin.take().unwrap().write_all(text.as_bytes()) {
        // A program that does not read its input may be gone by now.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => {}
        written => written.unwrap(),
    }
    Run::of(child.wait_with_output().unwrap())
}

#[test]
fn files_are_rewritten_and_keep_their_mode() {
    let workshop = Workshop::new();
    let path = workshop.path("a.gate");
    for bits in [0o644, 0o600, 0o755] {
        workshop.write("a.gate", MESSY);
        fs::set_permissions(&path, fs::Permissions::from_mode(bits)).unwrap();
        assert_eq!(workshop.run_after("umask 077", &["fmt", "a.gate"]).succeeded().output, "");
        assert_eq!((fs::read_to_string(&path).unwrap().as_str(), mode(&path)), (NEAT, bits));
    }
    let names: Vec<String> = tree(&workshop.path(".")).into_iter().map(|(name, ..)| name).collect();
    assert_eq!(names, [".run", ".run/jwks.json", ".run/partners.keys", "a.gate", "shop.gate"]);
}

#[test]
fn what_is_formatted_is_not_touched() {
    let workshop = Workshop::new();
    workshop.write("a.gate", NEAT);
    let before = fs::metadata(workshop.path("a.gate")).unwrap();
    workshop.run(&["fmt", "a.gate"]).succeeded();
    workshop.run(&["fmt", "--check", "a.gate"]).succeeded();
    let after = fs::metadata(workshop.path("a.gate")).unwrap();
    assert_eq!((before.ino(), before.mtime_nsec()), (after.ino(), after.mtime_nsec()));
}

#[test]
fn links_stay_links() {
    let workshop = Workshop::new();
    workshop.write("a.gate", MESSY);
    symlink("a.gate", workshop.path("link.gate")).unwrap();
    workshop.run(&["fmt", "link.gate"]).succeeded();
    assert!(fs::symlink_metadata(workshop.path("link.gate")).unwrap().is_symlink());
    assert_eq!(fs::read_to_string(workshop.path("a.gate")).unwrap(), NEAT);
}

#[test]
fn check_shows_what_would_change_and_writes_nothing() {
    let workshop = Workshop::new();
    workshop.write("a.gate", MESSY);
    workshop.write("b.gate", NEAT);
    let run = workshop.run(&["fmt", "--check", "a.gate", "b.gate"]);
    run.failed(1, &["error[GW0911]: `a.gate` is not formatted"]);
    assert!(!run.errors.contains("b.gate"), "{run:?}");
    assert_eq!(
        run.output,
        "--- a.gate\n+++ a.gate\tformatted\n@@ -1,3 +1,3 @@\n policy shop 1.0.0\n\
        -role   a // who\n-errors {detail:full}\n\
        +role a                                        // who\n+errors { detail: full }\n"
    );
    assert_eq!(fs::read_to_string(workshop.path("a.gate")).unwrap(), MESSY);
}

#[test]
fn standard_input_to_standard_output() {
    let workshop = Workshop::new();
    for argument in ["-", "--stdin"] {
        assert_eq!(piped(&workshop, &["fmt", argument], MESSY).succeeded().output, NEAT);
        let run = piped(&workshop, &["fmt", argument, "--check"], MESSY);
        run.failed(1, &["GW0911", "`standard input` is not formatted"]);
        piped(&workshop, &["fmt", argument, "--check"], NEAT).succeeded();
        let run = piped(&workshop, &["fmt", argument], "policy shop 1.0.0\nrole\n");
        run.failed(1, &["GW0004", "standard input:2:4"]);
        assert_eq!(run.output, "");
    }
}

#[test]
fn a_broken_file_is_told_and_left_alone_and_the_others_are_formatted() {
    let workshop = Workshop::new();
    let broken = "policy   shop 1.0.0\nrole\nrole   b includs c\n";
    workshop.write("broken.gate", broken);
    workshop.write("a.gate", MESSY);
    let run = workshop.run(&["fmt", "broken.gate", "a.gate"]);
    run.failed(1, &["GW0004", "broken.gate:2:4", "broken.gate:3:10"]);
    assert_eq!(fs::read_to_string(workshop.path("broken.gate")).unwrap(), broken);
    assert_eq!(fs::read_to_string(workshop.path("a.gate")).unwrap(), NEAT);
    // What is wrong with its meaning is not the formatter's business.
    workshop.write("a.gate", "policy shop 1.0.0\nrole   a   includes   nobody\n");
    workshop.run(&["fmt", "a.gate"]).succeeded();
}

#[test]
fn the_worst_failure_gives_the_exit_code() {
    let workshop = Workshop::new();
    workshop.write("broken.gate", "policy shop 1.0.0\nrole\n");
    let run = workshop.run(&["fmt", "broken.gate", "none.gate", "."]);
    run.failed(2, &["GW0004", "there is no file `none.gate`", "`.` is a folder"]);
}

#[test]
fn files_that_cannot_be_written() {
    let workshop = Workshop::new();
    workshop.write("a.gate", MESSY);
    let path = workshop.path("a.gate");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
    workshop.run(&["fmt", "a.gate"]).failed(2, &["GW0910", "it is read-only"]);
    assert_eq!((fs::read_to_string(&path).unwrap().as_str(), mode(&path)), (MESSY, 0o444));
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    // A file size limit of nothing: the new text cannot be written, and nothing of it stays.
    workshop.run_after("ulimit -f 0", &["fmt", "a.gate"]).failed(2, &["GW0910"]);
    assert_eq!(fs::read_to_string(&path).unwrap(), MESSY);
    assert_eq!(tree(&workshop.path(".")).len(), 5);
    workshop.run_after("exec > /dev/full", &["fmt", "--check", "a.gate"]).failed(2, &["GW0904"]);
}

#[test]
fn wrong_calls() {
    let workshop = Workshop::new();
    workshop.run(&["fmt"]).failed(2, &["GW0909"]);
    workshop.run(&["fmt", "--stdin", "a.gate"]).failed(2, &["cannot be used with"]);
}

#[test]
fn several_findings_for_programs_are_one_report() {
    let workshop = Workshop::new();
    workshop.write("a.gate", MESSY);
    workshop.write("b.gate", NEAT);
    workshop.write("c.gate", "policy shop 1.0.0\nrolle a\n");
    let check = |format: &str| {
        workshop
            .run(&["fmt", "--check", "a.gate", "b.gate", "c.gate", "d.gate", "--format", format])
    };
    let run = check("json");
    assert_eq!((run.code, run.errors.as_str()), (Some(2), ""));
    let found: serde_json::Value = serde_json::from_str(&run.output).unwrap();
    let places = found.as_array().unwrap().iter();
    let places: Vec<String> = places
        .map(|found| format!("{} {}", found["code"], found["spans"][0]["line"]).replace('"', ""))
        .collect();
    assert_eq!(places, ["GW0911 2", "GW0004 2", "GW0900 null"]);
    let run = check("github");
    assert!(run.output.starts_with(
        "::error file=a.gate,line=2,col=1,endLine=2,endColumn=15,title=GW0911::`a.gate` is not formatted"
    ), "{}", run.output);
    assert_eq!(run.output.lines().count(), 3);
    let run = workshop.run(&["fmt", "--check", "b.gate", "--format", "json"]);
    assert_eq!(run.succeeded().output, "[]\n");
    workshop.run(&["fmt", "b.gate", "--format", "json"]).failed(2, &["--check"]);
}

#[test]
fn a_text_alone_is_not_read_by_accident() {
    let workshop = Workshop::new();
    let run = piped(&workshop, &["fmt"], MESSY);
    run.failed(
        2,
        &["GW0909", "no policy is named", "`gatewright fmt -` to read the standard input"],
    );
    assert_eq!(run.output, "");
}
