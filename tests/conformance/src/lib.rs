//! The conformance suite: one policy, one request, four engines. Do they decide alike?
//!
//! [`suite::run`] derives requests at the boundaries of every rule of a policy ([`case`]), sends each to the reference
//! evaluator, the compiled Rust service, a real nginx and a real Envoy ([`engine`]), and compares status, rule, headers,
//! problem document and what reached a counting upstream ([`answer`]). What differs is made smaller and printed as a curl
//! command. An engine that does not start is a failure, and so is a rule that no request was refused or let pass by.

pub mod answer;
pub mod case;
pub mod differential;
pub mod engine;
pub mod form_text;
pub mod json_text;
pub mod keys;
pub mod mint;
pub mod octets;
pub mod probe;
pub mod random;
pub mod report;
pub mod request;
pub mod run;
pub mod sample;
pub mod scene;
pub mod shrink;
pub mod solve;
pub mod subject;
pub mod suite;
pub mod supply;
pub mod upstream;
pub mod wire;
