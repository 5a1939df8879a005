//! How each kind of rule is lowered.

pub(super) mod auth;
pub(super) mod condition;
pub(super) mod limit;
pub(super) mod reply;
pub(super) mod route;
pub(super) mod schema;
pub(super) mod upstream;
