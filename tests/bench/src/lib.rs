//! What Gatewright's generated code costs, beside what people use today.
//!
//! Every number is half of a ratio: contenders run in turn in one process, and their answers are compared before the clock
//! starts.

pub mod body;
pub mod build;
pub mod decision;
pub mod layer;
pub mod limiter;
pub mod measure;
pub mod orders;
pub mod table;
