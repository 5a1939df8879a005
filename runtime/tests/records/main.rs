//! What is told of decisions, beside what the evaluator of the same policy tells.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs,
    reason = "tests fail by panicking"
)]

mod canary;
mod lines;
mod output;
#[path = "../pair/mod.rs"]
mod pair;

/// A policy is a module by its name.
mod canary_policy {
    gatewright::policy!("tests/records/canary.gate");
    pub(crate) use canary::*;
}

gatewright::policy!("tests/records/denials.gate");
gatewright::policy!("tests/records/records.gate");
gatewright::policy!("tests/records/silent.gate");
