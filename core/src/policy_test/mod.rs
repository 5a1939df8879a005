//! The tests that a policy holds of itself: run against the reference evaluator, and judged.
//!
//! - [`run()`] sends a test's requests and tells which were answered otherwise than expected.
//! - [`Coverage`] knows which clauses some test decided, and on which side.
//! - [`mutants`] are changes of a policy, one clause each, that its tests should notice; [`unnoticed`] are those that none
//!   did.
//!
//! Nothing here reads a clock or a file: both come as [`Surroundings`].

mod coverage;
mod difference;
mod effect;
mod joined;
mod json_difference;
mod mutation;
mod run;
mod schemas;
#[cfg(test)]
mod tests;

pub use coverage::{Coverage, Item, Sides};
pub use difference::Difference;
pub use json_difference::BodyDifference;
pub use mutation::{Mutant, mutants, unnoticed};
pub use run::{Answer, Failure, Given, Observation, Surroundings, TestResult, run};
