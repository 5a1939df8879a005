//! Each kind of rule in the form of the plan, one file a kind.

pub(super) mod condition;
pub(super) mod identity;
pub(super) mod limit;
pub(super) mod route;
pub(super) mod schema;
pub(super) mod scheme;
