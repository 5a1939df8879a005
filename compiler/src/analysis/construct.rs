//! The parts of the language that not every target has, and where a policy uses them.
//!
//! [`uses`] takes the policy apart without `..`, so that whoever adds a field to the model has to say here what it asks of
//! a target. A target answers for each [`Construct`] in a match without a wildcard.

use gatewright_core::policy::{Policy, Span};

/// A part of the language that not every target has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Construct {}

/// One place where a policy asks for a construct.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    /// What is asked for.
    pub construct: Construct,
    /// The rule that asks, as a target's capabilities name it (`network.deny`, `orders.get/returns`).
    pub rule: String,
    /// Where.
    pub span: Span,
}

/// Every use, in the order of the policy.
#[must_use]
pub fn uses(policy: &Policy) -> Vec<Use> {
    let Policy {
        name: _,
        version: _,
        digest: _,
        targets: _,
        hosts: _,
        trusted_proxies: _,
        principal: _,
        roles: _,
        schemes: _,
        upstreams: _,
        limits: _,
        enumerations: _,
        schemas: _,
        apis: _,
        detail: _,
    } = policy;
    Vec::new()
}
