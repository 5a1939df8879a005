//! One check of a limit, its clock included: the table of generated code beside governor with keys.

use std::hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher};
use std::num::NonZeroU32;

use anyhow::{Context as _, Result, ensure};
use gatewright::generated::{LimitTable, Rate};
use gatewright::{Clock as _, SystemClock};
use governor::{Quota, RateLimiter};
use serde::Serialize;

use crate::measure::{Contender, median, nanoseconds};

/// Requests a second that are admitted, so many that nobody is ever refused while the clock runs.
const PER_SECOND: u32 = 1_000_000_000;

/// Requests at once that are admitted where both sides have to show that they refuse.
const SMALL: u32 = 3;

/// Tables of each side. Where in memory a key comes to stand differs from one to the next, and so do their times.
const TABLES: usize = 5;

/// How many distinct values a table promises in the measurement of memory.
const REMEMBERED: u64 = 1_000_000;

/// Nanoseconds a check.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Limiter {
    /// The table.
    pub ours_ns: f64,
    /// governor, keyed, by its own clock.
    pub governor_ns: f64,
    /// Memory of the table for each key that it promises, by what the process grew when a million keys had come.
    pub bytes_per_key: f64,
}

/// Checks that go round among so many keys.
pub fn of_keys(keys: u64) -> Result<Limiter> {
    let clock = SystemClock::default();
    refusals(&clock)?;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..TABLES {
        let [ours_ns, governor_ns] = checks(keys, &clock)?;
        ours.push(ours_ns);
        theirs.push(governor_ns);
    }
    let [ours_ns, governor_ns] = [ours, theirs].map(median);
    Ok(Limiter { ours_ns, governor_ns, bytes_per_key: bytes_per_key()? })
}

/// Nanoseconds that a check takes by a new table of either side.
fn checks(keys: u64, clock: &SystemClock) -> Result<[f64; 2]> {
    let requests = u64::from(PER_SECOND);
    let table = LimitTable::new(Rate::new(requests, 1_000, requests), keys.max(1_000));
    let most = NonZeroU32::new(PER_SECOND).context("a quota of nothing")?;
    let governor = RateLimiter::keyed(Quota::per_second(most));
    let ours = |key: &String| table.admit(key.as_str(), clock.monotonic_nanos());
    let theirs = |key: &String| governor.check_key(key).is_ok();
    ensure!((0..keys).map(id).all(|key| ours(&key) && theirs(&key)), "somebody is refused");
    let asked: Vec<String> = shuffled(keys.max(1_000)).map(|number| id(number % keys)).collect();
    Ok(nanoseconds([
        Contender::new(asked.len(), || asked.iter().filter(|key| ours(key)).count()),
        Contender::new(asked.len(), || asked.iter().filter(|key| theirs(key)).count()),
    ]))
}

/// Both sides refuse what goes beyond a small burst, of one key and no other.
fn refusals(clock: &SystemClock) -> Result<()> {
    let table = LimitTable::new(Rate::new(1, 3_600_000, u64::from(SMALL)), 1_000);
    let burst = NonZeroU32::new(SMALL).context("a burst of nothing")?;
    let governor = RateLimiter::keyed(Quota::per_hour(NonZeroU32::MIN).allow_burst(burst));
    for number in 0..=SMALL {
        let expected = number < SMALL;
        let ours = table.admit(id(1).as_str(), clock.monotonic_nanos());
        ensure!(ours == expected, "ours says {ours} to request {number} of {SMALL}");
        let theirs = governor.check_key(&id(1)).is_ok();
        ensure!(theirs == expected, "governor says {theirs} to request {number} of {SMALL}");
    }
    let other = id(2);
    ensure!(table.admit(other.as_str(), clock.monotonic_nanos()), "ours refuses another key");
    ensure!(governor.check_key(&other).is_ok(), "governor refuses another key");
    Ok(())
}

/// A caller's id of 30 characters, longer than a name and shorter than a UUID.
fn id(number: u64) -> String {
    format!("auth0|{number:024x}")
}

/// The numbers below `count` in an order that no processor foresees.
fn shuffled(count: u64) -> impl Iterator<Item = u64> {
    let mut numbers: Vec<u64> = (0..count).collect();
    let hasher = BuildHasherDefault::<DefaultHasher>::default();
    numbers.sort_by_cached_key(|number| hasher.hash_one(number));
    numbers.into_iter()
}

/// What the process grows by, for each key.
fn bytes_per_key() -> Result<f64> {
    let table = || LimitTable::new(Rate::new(100, 60_000, 10), REMEMBERED);
    // So much memory makes the allocator give back what is free, which would else be missing in what the process grows by.
    drop(table());
    let before = resident()?;
    let table = table();
    let admitted = (0..REMEMBERED).filter(|key| table.admit(key, 1)).count();
    let grown = resident()?.saturating_sub(before);
    ensure!(u64::try_from(admitted)? == REMEMBERED, "a key has no place");
    drop(table);
    Ok(to_float(grown) / to_float(REMEMBERED))
}

/// Bytes of memory that the process has.
fn resident() -> Result<u64> {
    let statistics = std::fs::read_to_string("/proc/self/status")?;
    let line = statistics.lines().find(|line| line.starts_with("VmRSS:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().nth(1)).context("no VmRSS")?;
    Ok(kilobytes.parse::<u64>()? * 1024)
}

#[allow(clippy::cast_precision_loss, reason = "far below 2^52")]
fn to_float(number: u64) -> f64 {
    number as f64
}
