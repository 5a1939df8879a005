//! Limits: what answers tell of them, and counts that a fleet shares.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs,
    reason = "tests fail by panicking"
)]

mod fleet;
#[path = "../pair/mod.rs"]
mod pair;
#[path = "../../../tests/redis_server/mod.rs"]
mod redis_server;
mod relay;
mod store;
mod told;

gatewright::policy!("tests/limits/telling.gate");
gatewright::policy!("tests/limits/shared.gate");

/// Handlers that answer with nothing.
fn router() -> axum::Router {
    axum::Router::new().fallback(async || {})
}
