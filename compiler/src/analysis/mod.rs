//! Questions about all requests, answered from the checked policy.

pub mod access_table;
pub mod construct;
pub mod limit_order;
