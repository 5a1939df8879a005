//! What answers tell of limits, beside what the evaluator says: each header is read by a strict parser of structured fields.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs,
    reason = "tests fail by panicking"
)]

#[path = "../pair/mod.rs"]
mod pair;
mod told;

gatewright::policy!("tests/limits/telling.gate");
