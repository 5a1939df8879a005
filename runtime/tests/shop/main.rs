//! The shop's policy around a real axum router.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs,
    reason = "tests fail by panicking"
)]

mod bodies;
mod credentials;
mod fixture;
mod limits;
mod placement;
mod queries;
mod questions;
mod routes;

gatewright::policy!("../examples/shop/shop.gate");
