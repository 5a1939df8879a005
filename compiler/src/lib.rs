//! From the text of a policy to artefacts: `Source → Ast → Policy → Artifacts`.
//!
//! 1. [`syntax::decode`] makes a [`Source`] of a file's bytes.
//! 2. [`syntax::parse`] reads it into an [`Ast`](syntax::ast::Ast), each node with its place.
//! 3. [`check::check`] resolves names and types and gives the checked [`Policy`], which alone the rest sees.
//! 4. [`target::gap::gaps`] asks each declared target what it cannot enforce.
//! 5. [`Target::lower`](target::Target::lower) prints a target's files, in memory.
//!
//! [`compile`] is steps 2 to 4. Each step answers with the next one's input or with every
//! [`Diagnostic`] that it has. The compiler reads no files, no clock and no environment, so the same policy always gives
//! the same bytes.

pub mod analysis;
pub mod check;
pub mod diagnostic;
pub mod format;
pub mod source;
pub mod syntax;
pub mod target;

use gatewright_core::policy::Policy;

use diagnostic::Diagnostic;
use source::Source;

/// Reads and checks a policy, and makes sure that each target it declares can enforce it.
///
/// # Errors
///
/// Everything that is wrong with it. A step is only taken when the one before found nothing.
pub fn compile(source: &Source) -> Result<Policy, Vec<Diagnostic>> {
    let ast = syntax::parse(source)?;
    let policy = check::check(&ast)?;
    let gaps: Vec<Diagnostic> = policy
        .targets
        .iter()
        .flat_map(|declared| target::gap::gaps(&policy, target::registry::find(declared.kind)))
        .collect();
    if gaps.is_empty() { Ok(policy) } else { Err(gaps) }
}
