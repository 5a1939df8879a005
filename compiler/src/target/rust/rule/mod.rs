//! One file for each kind of rule.

pub(super) mod auth;
mod authorize;
mod body;
mod condition;
mod declared;
mod identity;
pub(super) mod limit;
pub(super) mod network;
pub(super) mod pattern;
pub(super) mod principal;
mod query;
pub(super) mod route;
pub(super) mod router;
mod scalar;
pub(super) mod schema;
pub(super) mod union;
