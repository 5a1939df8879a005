//! What is told of decisions, beside what the evaluator of the same policy tells.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs,
    reason = "tests fail by panicking"
)]

mod alerts;
mod canary;
mod lines;
mod metrics;
mod output;
#[path = "../pair/mod.rs"]
mod pair;
mod pseudonyms;
mod shadow;
mod spans;

/// Policies are modules by their names, which tests have too.
mod alerts_policy {
    gatewright::policy!("tests/records/alerts.gate");
    pub(crate) use alerts::*;
}

mod canary_policy {
    gatewright::policy!("tests/records/canary.gate");
    pub(crate) use canary::*;
}

mod pseudonyms_policy {
    gatewright::policy!("tests/records/pseudonyms.gate");
    pub(crate) use pseudonyms::*;
}

gatewright::policy!("tests/records/denials.gate");
gatewright::policy!("tests/records/large.gate");
gatewright::policy!("tests/records/loosened.gate");
gatewright::policy!("tests/records/optional_ids.gate");
gatewright::policy!("tests/records/records.gate");
gatewright::policy!("tests/records/silent.gate");
gatewright::policy!("tests/records/tightened.gate");
