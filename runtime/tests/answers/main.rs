//! What leaves and what goes on: the answers of a service behind its policy, beside those of the evaluator of the same
//! policy to the same request and the same handler's answer.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs,
    reason = "tests fail by panicking"
)]

mod errors;
mod forward;
mod headers;
mod lifetime;
mod pages;
#[path = "../pair/mod.rs"]
mod pair;
mod returns;

gatewright::policy!("tests/answers/answers.gate");
gatewright::policy!("tests/answers/clean.gate");
