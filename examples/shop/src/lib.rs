//! An online shop's API: the example service, protected by `shop.gate`.
//!
//! - [`orders`] is the shop itself: orders in memory. It knows nothing of tokens, roles or limits.
//! - `handlers` answers; what reads the caller or its input differs between the next two.
//! - [`protected`] serves it behind the policy, with what the policy verified as typed arguments.
//! - [`upstream`] serves it bare, for a gateway to stand in front of.
//! - [`credentials`] makes throw-away keys and tokens, and [`commands`] the `curl` commands to try them with.

pub mod commands;
pub mod credentials;
mod handlers;
pub mod orders;
pub mod protected;
pub mod upstream;

gatewright::policy!("shop.gate");
