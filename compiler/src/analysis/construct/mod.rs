//! The parts of the language that not every target has, and where a policy uses them.
//!
//! [`uses`] takes the policy apart without `..`, so that whoever adds a field to the model has to say here what it asks of
//! a target. A target answers for each [`Construct`] in a match without a wildcard.

mod scheme;
#[cfg(test)]
mod tests;

use gatewright_core::policy::{Policy, Span};

/// A part of the language that not every target has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Construct {
    /// `keys: jwks "https://…"`: keys that are fetched.
    RemoteKeys,
    /// `env "NAME"`: a secret out of the environment.
    EnvironmentSecret,
    /// `from: header "…"` on a `jwt` scheme: a token that stands elsewhere than in `Authorization`.
    TokenHeader,
    /// `from: cookie "…"`: a credential that stands in a cookie.
    CredentialCookie,
    /// `forward: true`: a credential that goes on to the upstream.
    ForwardedCredential,
    /// `split " "`: a claim that is a list in one string.
    SplitClaim,
}

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
        schemes,
        upstreams: _,
        limits: _,
        enumerations: _,
        schemas: _,
        apis: _,
        detail: _,
        tests: _,
        nevers: _,
    } = policy;
    schemes.iter().flat_map(|scheme| scheme::uses(scheme)).collect()
}
