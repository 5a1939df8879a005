//! What formatting costs beside checking, on generated policies of 100, 1,000 and 10,000 routes.
//!
//! `cargo bench -p gatewright-compiler --bench format` prints, for each size, the time that reading and checking a policy
//! takes, the time that formatting it takes, and the second divided by the first. It fails where that is 2 or more, or
//! where the time for a route grows with the number of routes to more than twice of what it was. Both are measured in
//! turns, so that whatever else the machine does slows both; the fastest of the turns counts.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    reason = "it measures time, and fails by panicking"
)]

mod measured;

use std::hint::black_box;
use std::time::Duration;

use gatewright_compiler::check_language;
use gatewright_compiler::format::format;
use gatewright_compiler::source::{Alone, Source};
use measured::{SIZES, policy, processor_time};

/// How often each is measured.
const TURNS: usize = 15;

/// Formatting costs less than so many times checking.
const MOST: f64 = 2.0;

/// The time for a route may be so many times that in the smallest policy.
const GROWTH: f64 = 2.0;

fn main() {
    println!(
        "{:>8} {:>8} {:>12} {:>12} {:>12} {:>7}",
        "routes", "bytes", "check", "format", "a route", "ratio"
    );
    let mut smallest = None;
    for routes in SIZES {
        let source = Source::new("bench.gate", policy(routes));
        let (mut check, mut layout) = (Duration::MAX, Duration::MAX);
        for _ in 0..TURNS {
            check = check.min(time(|| {
                let outcome = check_language(source.clone(), &Alone).outcome;
                outcome.map(drop).map_err(|found| format!("{found:?}"))
            }));
            layout = layout
                .min(time(|| format(&source).map(drop).map_err(|found| format!("{found:?}"))));
        }
        let ratio = layout.as_secs_f64() / check.as_secs_f64();
        let each = layout.as_secs_f64() / f64::from(u32::try_from(routes).unwrap());
        let bytes = source.text().len();
        println!(
            "{routes:>8} {bytes:>8} {check:>12.1?} {layout:>12.1?} {:>12.1?} {ratio:>7.2}",
            Duration::from_secs_f64(each)
        );
        assert!(ratio < MOST, "formatting costs {ratio:.2} times checking");
        let first = *smallest.get_or_insert(each);
        assert!(
            each < first * GROWTH,
            "a route costs {:.1} times as much as in a small policy",
            each / first
        );
    }
}

fn time(work: impl FnOnce() -> Result<(), String>) -> Duration {
    let begin = processor_time();
    let done = black_box(work());
    let took = processor_time() - begin;
    done.unwrap();
    took
}
