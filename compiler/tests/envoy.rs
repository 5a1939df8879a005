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

#[path = "envoy/exchange.rs"]
mod exchange;
#[path = "envoy/fixture.rs"]
mod fixture;
#[path = "envoy/gateway.rs"]
mod gateway;
#[path = "envoy/stages.rs"]
mod stages;
#[path = "envoy/upstream.rs"]
mod upstream;
