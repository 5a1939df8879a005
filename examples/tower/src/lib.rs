//! Notes of a team: a plain tower service over `http` types, behind `notes.gate`.
//!
//! - [`service`] answers requests; what the policy verified stands in their extensions.
//! - [`server`] is a small HTTP server on hyper, which tells the policy who opened each connection.
//! - [`keys`] makes throw-away API keys.

pub mod keys;
pub mod server;
pub mod service;

gatewright::policy!("notes.gate");
