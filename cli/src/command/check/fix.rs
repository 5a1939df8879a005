//! `--fix`: makes the changes that leave no doubt.

use std::fmt::Write as _;

use gatewright_compiler::Compiled;
use gatewright_compiler::fix::{Fixed, fixes};
use gatewright_compiler::source::SourceMap;

use crate::draft::Draft;
use crate::failure::Failure;
use crate::print::tell;

/// How often a policy is checked again: one change may show what the next is.
const ROUNDS: usize = 16;

/// Changes the policy's files, tells what it changed, and gives what is wrong with them then.
pub(super) fn fix(mut draft: Draft) -> Result<Compiled, Failure> {
    let mut told = String::new();
    let mut compiled = draft.judge();
    for _ in 0..ROUNDS {
        let Err(found) = &compiled.outcome else { break };
        let fixes = fixes(found, &compiled.sources);
        if fixes.texts.is_empty() {
            break;
        }
        for fixed in &fixes.fixed {
            tell_of(fixed, &compiled.sources, &mut told);
        }
        for (file, text) in fixes.texts {
            draft.change(&file, text);
        }
        compiled = draft.judge();
    }
    draft.save()?;
    tell(&told);
    Ok(compiled)
}

fn tell_of(fixed: &Fixed, sources: &SourceMap, told: &mut String) {
    let Some((file, place)) = sources.place(fixed.place) else { return };
    // Writing to a string cannot fail.
    let _ = writeln!(
        told,
        "fixed {}:{}:{}: [{}] {}: {}",
        file.name(),
        place.line,
        place.column,
        fixed.code,
        fixed.message,
        fixed.help
    );
}
