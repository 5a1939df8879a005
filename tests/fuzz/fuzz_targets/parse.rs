//! Reading: whatever a file holds gives a syntax tree or errors with places.

#![no_main]

#[path = "../src/property.rs"]
mod property;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| property::parse(bytes));
