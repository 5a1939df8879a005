//! Checking: whatever a file holds gives a policy or errors that can be shown.

#![no_main]

#[path = "../src/property.rs"]
mod property;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| property::check(bytes));
