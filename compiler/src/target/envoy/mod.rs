//! Configuration of a stock Envoy: native filters, and one fixed Lua runtime for what they cannot do.
//!
//! `lower` turns the policy into the tree of `node`, whose texts are already escaped; the templates print it. The
//! fixed runtime stands in `runtime/`, one concept a file, and reads the policy as data.
//!
//! The chain of filters is: guard (Lua, stages 1 to 4) → limits by client address → jwt_authn → authenticate (Lua) →
//! limits by principal → authorize (Lua) → RBAC → router. RBAC lets a request pass only with the evidence that the last
//! line of the last Lua stage sets, so whatever goes wrong before refuses.

mod capability;
mod construct;
mod escape;
mod lower;
mod lua;
mod node;
mod print;
mod rule;
mod script;

use gatewright_core::policy::{Policy, TargetKind};

use super::artifact::Artifacts;
use super::{Capability, Fidelity, Material, Target, gap};
use crate::analysis::construct::Construct;
use crate::diagnostic::Diagnostic;

pub use capability::LARGEST_BODY;

/// The target `envoy`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Envoy;

impl Target for Envoy {
    fn kind(&self) -> TargetKind {
        TargetKind::Envoy
    }

    fn capabilities(&self, policy: &Policy) -> Vec<Capability> {
        capability::capabilities(policy)
    }

    fn construct(&self, construct: Construct) -> Fidelity {
        construct::fidelity(construct)
    }

    fn lower(&self, policy: &Policy, material: &Material) -> Result<Artifacts, Vec<Diagnostic>> {
        let absent = gap::absent(policy, self);
        if absent.is_empty() { lower::lower(policy, material) } else { Err(absent) }
    }
}

#[cfg(test)]
mod tests;
