//! One file for each kind of rule.

pub(super) mod alike;
pub(super) mod answer;
pub(super) mod auth;
mod authorize;
mod body;
mod condition;
pub(super) mod cors;
mod declared;
mod derived_path;
mod form;
mod forward;
mod identity;
mod lifetime;
pub(super) mod limit;
pub(super) mod multipart;
pub(super) mod network;
pub(super) mod observe;
pub(super) mod pattern;
pub(super) mod principal;
mod query;
pub(super) mod question;
pub(super) mod route;
pub(super) mod router;
mod scalar;
pub(super) mod schema;
pub(super) mod union;
