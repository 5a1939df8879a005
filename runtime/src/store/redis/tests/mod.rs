#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

mod leases;
mod script;

#[path = "../../../../../tests/redis_server/mod.rs"]
mod redis_server;
