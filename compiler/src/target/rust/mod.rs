//! The Rust target: a policy as a module of plain, specialised Rust.
//!
//! `policy!` hands the same tokens to the compiler that [`RustTarget`] prints as `policy.rs`. What the module calls is in
//! the runtime's `generated` module; it holds no policy and interprets nothing: paths are matched by one `match`, or many of
//! them by a table, roles are bits with inheritance folded in, conditions are expressions, patterns are static tables. Routes
//! that are guarded alike share their functions.

mod construct;
mod load;
mod module;
mod name;
mod names;
mod rule;

use gatewright_core::policy::{Policy, TargetKind};
use proc_macro2::TokenStream;

use super::artifact::{Artifact, Artifacts, Secrecy};
use super::{Capability, Fidelity, Material, Target, gap};
use crate::analysis::construct::Construct;
use crate::diagnostic::Diagnostic;

/// Middleware that a Rust service links.
#[derive(Clone, Copy, Debug, Default)]
pub struct RustTarget;

impl Target for RustTarget {
    fn kind(&self) -> TargetKind {
        TargetKind::Rust
    }

    /// Nothing: the generated code and the evaluator share the meaning of every rule, so each is exact.
    fn capabilities(&self, _: &Policy) -> Vec<Capability> {
        Vec::new()
    }

    fn construct(&self, construct: Construct) -> Fidelity {
        construct::fidelity(construct)
    }

    fn lower(&self, policy: &Policy, _: &Material) -> Result<Artifacts, Vec<Diagnostic>> {
        let contents = format!("{}{}", header(policy), print(expand(policy)?)).into_bytes();
        let file = Artifact { contents, secrecy: Secrecy::Public };
        Ok(Artifacts { files: [("policy.rs".to_owned(), file)].into() })
    }
}

/// The policy's module, as `policy!` expands to it.
///
/// # Errors
///
/// What this target does not have.
pub fn expand(policy: &Policy) -> Result<TokenStream, Vec<Diagnostic>> {
    let absent = gap::absent(policy, &RustTarget);
    if absent.is_empty() { Ok(module::module(policy)) } else { Err(absent) }
}

/// The module formatted for people.
fn print(tokens: TokenStream) -> String {
    match syn::parse2(tokens.clone()) {
        Ok(file) => prettyplease::unparse(&file),
        // Unformatted it is as right: rustc tells what does not parse.
        Err(_) => tokens.to_string(),
    }
}

fn header(policy: &Policy) -> String {
    let Policy { name, version, digest, .. } = policy;
    format!(
        "// Policy {name} {version}, compiled by Gatewright. Do not edit.\n// SHA-256 {digest}\n\n"
    )
}
