//! Bodies of every kind through the generated layer, beside the evaluator of the same policy.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs,
    reason = "tests fail by panicking"
)]

mod any;
mod memory;
mod mutated;
mod pair;
mod typed;

gatewright::policy!("tests/bodies/kinds.gate");
