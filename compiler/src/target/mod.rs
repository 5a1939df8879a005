//! Targets: what a policy is compiled into.
//!
//! A target lowers the checked policy into a tree of its own and prints it; templates print and decide nothing. It says
//! for each rule whether it can enforce it, and anything but [`Fidelity::Exact`] is an error with the rule's span unless
//! the policy accepts the gap in writing, or another server keeps it by its nature ([`Fidelity::Elsewhere`]).

pub mod artifact;
pub mod envoy;
pub mod gap;
pub mod nginx;
mod ranked;
pub mod registry;
pub mod rust;

use std::collections::BTreeMap;

use gatewright_core::policy::{Policy, Span, TargetKind};
use gatewright_core::primitive::api_key::ApiKeyFile;
use gatewright_core::primitive::basic::UserFile;
use gatewright_core::primitive::jwk::KeySet;

use crate::analysis::construct::Construct;
use crate::diagnostic::Diagnostic;
use artifact::Artifacts;

/// What a policy names but does not hold: the contents of its key files, already parsed, by scheme.
#[derive(Clone, Debug, Default)]
pub struct Material {
    /// Verification keys of each jwt scheme.
    pub key_sets: BTreeMap<String, KeySet>,
    /// Key digests of each api_key scheme.
    pub api_keys: BTreeMap<String, ApiKeyFile>,
    /// Users of each basic scheme.
    pub users: BTreeMap<String, UserFile>,
}

/// How well a target enforces one rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fidelity {
    /// It decides as the evaluator does.
    Exact,
    /// It comes close, and fails closed where it differs.
    Approximate(String),
    /// It cannot, and closes where the policy gives the rule up in writing.
    Unsupported(String),
    /// Another server keeps it, this one, and may refuse requests by it, as while a breaker is open. It never says who may call.
    Elsewhere(&'static str),
    /// It has no such part of the language; to give that up would leave a door open.
    Absent(String),
}

/// What a target says of one rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capability {
    /// The rule as a dotted path that `accept_gap` can name (`auth.customer.EdDSA`, `limit.per_user`).
    pub rule: String,
    /// How well it is enforced.
    pub fidelity: Fidelity,
    /// Where the policy asks for it.
    pub span: Span,
}

/// Something that a policy is compiled into.
pub trait Target {
    /// Which one.
    fn kind(&self) -> TargetKind;

    /// What it can do with each rule of the policy that it could conceivably not enforce exactly.
    fn capabilities(&self, policy: &Policy) -> Vec<Capability>;

    /// How well it enforces a part of the language that not every target has.
    fn construct(&self, construct: Construct) -> Fidelity;

    /// Prints the policy's artefacts, with paths relative to the target's own folder.
    ///
    /// # Errors
    ///
    /// Diagnostics with the spans of what it could not lower, [`absent`](gap::absent) ones among them.
    fn lower(&self, policy: &Policy, material: &Material) -> Result<Artifacts, Vec<Diagnostic>>;
}
