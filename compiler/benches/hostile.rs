//! What the worst policies cost that a file may hold: each of `hostile/policies` is as large as one may be.
//!
//! `cargo bench -p gatewright-compiler --bench hostile [-- NAME…]` prints, for each, the processor time for checking it
//! and for showing what is wrong, for laying it out, and for its tests and changes, how many findings there are, and the
//! most memory that a process needs that does all of it. It fails where one of them takes longer than five seconds, or
//! more than 500 MB.

#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    reason = "it measures time, and fails by panicking"
)]

#[path = "measured/memory.rs"]
mod memory;
#[path = "hostile/policies/mod.rs"]
mod policies;

use std::collections::BTreeMap;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use gatewright_compiler::check_language;
use gatewright_compiler::diagnostic::render::{Colour, render};
use gatewright_compiler::diagnostic::{Report, github, json, sarif};
use gatewright_compiler::format::format;
use gatewright_compiler::source::{Alone, Source};
use gatewright_compiler::target::{gap, registry};
use gatewright_core::evaluate::Timestamp;
use gatewright_core::policy_test::{Surroundings, mutants, unnoticed};
use rustix::process::{Resource, Rlimit, setrlimit};
use rustix::time::{ClockId, clock_gettime};

/// Asks this program for one policy, in a process of its own.
const POLICY: &str = "GATEWRIGHT_BENCH_POLICY";

/// The longest that one piece of work may take.
const LONGEST: Duration = Duration::from_secs(5);

/// The most memory, in bytes.
const LARGEST: u64 = 500_000_000;

/// Where a process is ended, in seconds of the processor.
const END: u64 = 60;

fn main() {
    if let Ok(name) = std::env::var(POLICY) {
        let (_, text) = policies::all().into_iter().find(|(known, _)| *known == name).unwrap();
        measure(&Source::new("hostile.gate", text()));
        return;
    }
    let asked: Vec<String> =
        std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    println!(
        "{:>28} {:>9} {:>9} {:>9} {:>9} {:>8} {:>9}",
        "policy", "check", "show", "format", "mutate", "findings", "memory"
    );
    let mut beyond = Vec::new();
    for (name, _) in policies::all() {
        if !asked.is_empty() && !asked.iter().any(|one| one == name) {
            continue;
        }
        let this = std::env::current_exe().unwrap();
        let output = Command::new(this).env(POLICY, name).output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        println!("{name:>28} {}", text.trim_end());
        if !output.status.success() || text.contains('!') {
            eprintln!("{}", String::from_utf8_lossy(&output.stderr));
            beyond.push(name);
        }
    }
    assert!(beyond.is_empty(), "too slow, too large or failed: {beyond:?}");
}

fn processor_time() -> Duration {
    Duration::try_from(clock_gettime(ClockId::ThreadCPUTime)).unwrap()
}

/// Runs some work, and prints its time.
fn timed<T>(work: impl FnOnce() -> T) -> T {
    let begin = processor_time();
    let result = work();
    let time = processor_time() - begin;
    let mark = if time > LONGEST { "!" } else { "" };
    print!("{:>9} ", format!("{mark}{time:.1?}"));
    result
}

fn measure(source: &Source) {
    let end = Rlimit { current: Some(END), maximum: Some(END) };
    setrlimit(Resource::Cpu, end).unwrap();
    let checked = timed(|| check_language(source.clone(), &Alone));
    let sources = &checked.sources;
    let mut found = checked.outcome.as_ref().err().cloned().unwrap_or_default();
    timed(|| {
        if let Ok(policy) = &checked.outcome {
            for declared in &policy.targets {
                found.extend(gap::gaps(policy, registry::find(declared.kind)));
            }
        }
        let reports = [Report::new(&found, sources)];
        render(&found, sources, Colour::Plain).len()
            + json::render(&reports).len()
            + sarif::render(&reports).len()
            + github::render(&reports).len()
    });
    timed(|| drop(format(source)));
    timed(|| {
        let Ok(policy) = &checked.outcome else { return };
        let now = Timestamp { seconds: 1_800_000_000, nanos: 0 };
        let surroundings = Surroundings { now, files: BTreeMap::new() };
        let policy = Arc::new(policy.clone());
        drop(unnoticed(&policy, mutants(&policy), &surroundings));
    });
    let memory = memory::peak();
    let mark = if memory > LARGEST { "!" } else { "" };
    println!("{:>8} {:>9}", found.len(), format!("{mark}{} MB", memory / 1_000_000));
    if let Some(first) = found.first() {
        println!(
            "{:>28} {} {}",
            "",
            first.code,
            first.message.chars().take(80).collect::<String>()
        );
    }
}
