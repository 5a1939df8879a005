//! Formatting: the same policy, and nothing more to lay out.

#![no_main]

#[path = "../src/property.rs"]
mod property;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| property::format(bytes));
