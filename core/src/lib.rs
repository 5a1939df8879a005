//! The checked policy of Gatewright and what it means, without input or output.
//!
//! - [`policy`] is the model that the compiler makes from `.gate` text and that everything below it reads.
//! - [`primitive`] holds what a path, a pattern, a JSON value, a limit, an address block or a token claim *is*. The
//!   reference evaluator and the generated Rust code both call it.
//! - [`refusal`] is the one table of refusals: which stage answers with which status, title and headers.
//! - `evaluate` (feature `evaluate`) is the reference evaluator: what a policy decides on one request, and why.
//!   Generated code never pulls it in.
//! - `policy_test` (the same feature) runs the tests that a policy holds of itself, and judges them.

#[cfg(feature = "evaluate")]
pub mod evaluate;
pub mod policy;
#[cfg(feature = "evaluate")]
pub mod policy_test;
pub mod primitive;
pub mod refusal;
