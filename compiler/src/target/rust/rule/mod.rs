//! One file for each kind of rule.

pub(super) mod auth;
pub(super) mod condition;
pub(super) mod identity;
pub(super) mod limit;
pub(super) mod network;
pub(super) mod principal;
pub(super) mod route;
pub(super) mod router;
pub(super) mod schema;
