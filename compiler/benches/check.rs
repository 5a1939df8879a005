//! What checking costs, on generated policies of 100, 1,000 and 10,000 routes.
//!
//! `cargo bench -p gatewright-compiler --bench check` prints, for each size, the processor time that reading and checking
//! a policy takes (the fastest of several turns), the part of it that reading takes, the time for a route, and the most
//! memory that a process needs that does nothing else. It fails where 1,000 routes take 100 ms or more, 10,000 one second
//! or 300 MB, or where the time for a route grows with the number of routes to more than twice of what it was.

#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    reason = "it measures time, and fails by panicking"
)]

mod measured;
#[path = "measured/memory.rs"]
mod memory;

use std::hint::black_box;
use std::process::Command;
use std::time::Duration;

use gatewright_compiler::check_language;
use gatewright_compiler::source::{Alone, Source};
use gatewright_compiler::syntax::parse;
use measured::{SIZES, policy, processor_time};
use memory::peak;

/// How often each is measured.
const TURNS: usize = 9;

/// The time for a route may be so many times that in the smallest policy.
const GROWTH: f64 = 2.0;

/// Asks this program for the memory of one size, in a process of its own.
const MEMORY: &str = "GATEWRIGHT_BENCH_MEMORY";

fn main() {
    if let Ok(routes) = std::env::var(MEMORY) {
        check(&Source::new("bench.gate", policy(routes.parse().unwrap())));
        println!("{}", peak());
        return;
    }
    println!(
        "{:>8} {:>8} {:>12} {:>12} {:>12} {:>9}",
        "routes", "bytes", "read", "in all", "a route", "memory"
    );
    let mut smallest = None;
    for routes in SIZES {
        let source = Source::new("bench.gate", policy(routes));
        let fastest = |work: &dyn Fn(&Source)| {
            let turns = (0..TURNS).map(|_| {
                let begin = processor_time();
                work(&source);
                processor_time() - begin
            });
            turns.min().unwrap()
        };
        let read = fastest(&|source| drop(black_box(parse(source.clone(), &Alone))));
        let all = fastest(&check);
        let each = all / u32::try_from(routes).unwrap();
        let memory = peak_of(routes);
        println!(
            "{routes:>8} {:>8} {read:>12.1?} {all:>12.1?} {each:>12.1?} {:>6} MB",
            source.text().len(),
            memory / 1_000_000
        );
        let first = *smallest.get_or_insert(each);
        let growth = each.as_secs_f64() / first.as_secs_f64();
        assert!(growth < GROWTH, "a route costs {growth:.1} times as much as in a small policy");
        let (most, room) = match routes {
            1_000 => (Duration::from_millis(100), u64::MAX),
            10_000 => (Duration::from_secs(1), 300_000_000),
            _ => continue,
        };
        assert!(all < most, "{routes} routes take {all:?}");
        assert!(memory < room, "{routes} routes take {memory} bytes");
    }
}

fn check(source: &Source) {
    let checked = black_box(check_language(source.clone(), &Alone));
    checked.outcome.expect("the generated policy is right");
}

/// The most memory that a process needs that checks so many routes, in bytes.
fn peak_of(routes: usize) -> u64 {
    let this = std::env::current_exe().unwrap();
    let output = Command::new(this).env(MEMORY, routes.to_string()).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap().trim().parse().unwrap()
}
