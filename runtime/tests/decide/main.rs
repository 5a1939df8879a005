//! Who may call and under which conditions: what the generated layer decides, beside the evaluator of the same policy.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs,
    reason = "tests fail by panicking"
)]

mod authorization;
mod bodies;
mod conditions;
mod declared_fields;
#[path = "../pair/mod.rs"]
mod pair;

gatewright::policy!("tests/decide/rules.gate");
gatewright::policy!("tests/decide/values.gate");
gatewright::policy!("tests/decide/documents.gate");
gatewright::policy!("tests/decide/declared.gate");
