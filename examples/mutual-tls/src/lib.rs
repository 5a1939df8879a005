//! A vault of secrets whose callers are services, known by their client certificates, behind `vault.gate`.
//!
//! - [`service`] is an axum router behind the policy.
//! - [`server`] ends TLS, and tells the policy what each client presented.
//! - [`certificates`] makes a throw-away authority with certificates for the server and for some clients.

pub mod certificates;
pub mod server;
pub mod service;

gatewright::policy!("vault.gate");
