//! Configuration of a stock nginx with njs.
//!
//! The policy becomes data (`plan.json`) that a small fixed runtime in njs interprets; nginx's configuration holds the
//! pipeline and, of the policy's own words, only what it cannot do without. A request is first judged by its headers
//! alone (`auth_request`), then goes to the location that the decision named, and without a decision is denied.
//!
//! - `plan` is the data, `node` what the templates print.
//! - `lower` makes both, with one file for each kind of rule in `rule`.
//! - `escape` says how text stands in nginx's configuration.
//! - `runtime/` is the interpreter, `templates/` the configuration.

mod capability;
mod construct;
mod escape;
mod lower;
mod node;
mod plan;
mod print;
mod rule;
#[cfg(test)]
mod tests;

use gatewright_core::policy::{Policy, TargetKind};

use super::artifact::Artifacts;
use super::{Capability, Fidelity, Material, Target, gap};
use crate::analysis::construct::Construct;
use crate::diagnostic::Diagnostic;

/// The target.
#[derive(Clone, Copy, Debug, Default)]
pub struct Nginx;

impl Target for Nginx {
    fn kind(&self) -> TargetKind {
        TargetKind::Nginx
    }

    fn capabilities(&self, policy: &Policy) -> Vec<Capability> {
        capability::of(policy)
    }

    fn construct(&self, construct: Construct) -> Fidelity {
        construct::fidelity(construct)
    }

    fn lower(&self, policy: &Policy, material: &Material) -> Result<Artifacts, Vec<Diagnostic>> {
        let absent = gap::absent(policy, self);
        if absent.is_empty() { print::print(&lower::lower(policy, material)?) } else { Err(absent) }
    }
}
