//! Forms through the generated layer, beside the evaluator of the same policy.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs,
    reason = "tests fail by panicking"
)]

mod multipart;
#[path = "../pair/mod.rs"]
mod pair;
mod urlencoded;

gatewright::policy!("tests/forms/notes.gate");
gatewright::policy!("tests/forms/uploads.gate");
