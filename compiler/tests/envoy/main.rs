//! The artefacts of the Envoy target on a real Envoy.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking"
)]
#![allow(
    clippy::disallowed_methods,
    reason = "the library does no input or output; these tests start Envoy"
)]

#[path = "../bodies/mod.rs"]
mod bodies;
mod body;
mod closed;
mod cost;
mod credentials;
mod exchange;
mod fixture;
mod gateway;
mod golden;
mod schema;
mod stages;
mod stand;
mod upstream;
