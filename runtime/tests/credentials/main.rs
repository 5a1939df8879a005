//! Credentials in every place and of every kind, judged by the generated layer and by the evaluator alike.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs,
    reason = "tests fail by panicking"
)]

mod certificates;
mod environment;
mod introspection;
mod passwords;
mod places;
mod practice;
mod reload;
mod remote;
mod server;
mod twin;
