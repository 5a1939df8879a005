//! From the text of a policy to artefacts: `Source → Ast → Policy → Artifacts`.
//!
//! 1. [`syntax::decode`] makes a [`Source`] of a file's bytes.
//! 2. [`syntax::parse`] reads it, and the files that it uses, into an [`Ast`](syntax::ast::Ast), each node with its place.
//! 3. [`check::check`] resolves names and types and gives the checked [`Policy`], which alone the rest sees.
//! 4. [`target::gap::gaps`] asks each declared target what it cannot enforce.
//! 5. [`Target::lower`](target::Target::lower) prints a target's files, in memory.
//!
//! [`check_language`] is steps 2 and 3, [`compile`] steps 2 to 4. Each step answers with the next one's input or with every
//! [`Diagnostic`] that it has; after syntax errors, what could be read is checked all the same. The compiler reads no files, no clock and no environment, so the same policy always gives
//! the same bytes: a [`Loader`] of the caller gives it the files that a policy uses.

pub mod analysis;
pub mod assignment;
pub mod check;
pub mod diagnostic;
pub mod fix;
pub mod format;
pub mod source;
pub mod syntax;
pub mod target;

use gatewright_core::policy::Policy;

use assignment::Assignments;
use diagnostic::Diagnostic;
use source::{Loader, Source, SourceMap};

/// What compiling a policy gave.
#[derive(Debug)]
pub struct Compiled {
    /// Its files: those that diagnostics speak of.
    pub sources: SourceMap,
    /// The checked policy, or everything that is wrong with it.
    pub outcome: Result<Policy, Vec<Diagnostic>>,
}

/// Reads and checks a policy, and makes sure that each target it declares can enforce it: that is only asked where nothing
/// else is wrong.
#[must_use]
pub fn compile(main: Source, loader: &dyn Loader) -> Compiled {
    compile_with(main, loader, &Assignments::default())
}

/// The same with values for the policy's parameters, which are one more file to diagnostics.
#[must_use]
pub fn compile_with(main: Source, loader: &dyn Loader, assignments: &Assignments) -> Compiled {
    let Compiled { sources, outcome } = check_language_with(main, loader, assignments);
    Compiled { sources, outcome: outcome.and_then(enforceable) }
}

/// [`compile`] without a word about targets: what the language itself says.
#[must_use]
pub fn check_language(main: Source, loader: &dyn Loader) -> Compiled {
    check_language_with(main, loader, &Assignments::default())
}

/// [`compile_with`] without a word about targets.
#[must_use]
pub fn check_language_with(
    main: Source,
    loader: &dyn Loader,
    assignments: &Assignments,
) -> Compiled {
    let syntax::Parsed { mut sources, outcome } = syntax::parse(main, loader);
    let outcome = match outcome {
        Ok(mut ast) => {
            assignments.give(&mut ast, &mut sources);
            check::check(&ast)
        }
        Err(unreadable) => Err(unreadable.with_the_rest(&sources)),
    };
    Compiled { sources, outcome }
}

fn enforceable(policy: Policy) -> Result<Policy, Vec<Diagnostic>> {
    let gaps: Vec<Diagnostic> = policy
        .targets
        .iter()
        .flat_map(|declared| target::gap::gaps(&policy, target::registry::find(declared.kind)))
        .collect();
    if gaps.is_empty() { Ok(policy) } else { Err(gaps) }
}
