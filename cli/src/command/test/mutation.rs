//! Changes of a policy that its tests should notice.

use gatewright_compiler::diagnostic::{Diagnostic, codes};
use gatewright_core::policy::Policy;
use gatewright_core::policy_test::{Mutant, Surroundings, mutants, unnoticed};

use super::table::{Row, table};
use super::{Arguments, Tested, percent};
use crate::failure::Failure;
use crate::print::print;
use crate::report::Format;

/// Changes the policy one clause at a time, prints what no test noticed, and tells if that is too much.
pub(super) fn measure(
    policy: &Policy,
    surroundings: &Surroundings,
    tested: &Tested,
    arguments: &Arguments,
) -> Result<Vec<Diagnostic>, Failure> {
    let changes = mutants(policy);
    let all = changes.len();
    let unnoticed = unnoticed(policy, changes, surroundings);
    let noticed = all - unnoticed.len();
    let share = percent(noticed, all);
    if arguments.format == Format::Human {
        let row = |mutant: &Mutant| Row {
            span: mutant.span,
            rule: mutant.rule.clone(),
            said: mutant.change.clone(),
        };
        let rows: Vec<Row> = unnoticed.iter().map(row).collect();
        print(&format!(
            "changes of {}: {noticed} of {all} noticed ({share} %)\n{}",
            tested.path.display(),
            table(&rows, &tested.file.sources)
        ))?;
    }
    let demanded = usize::from(arguments.mutate_min);
    if share >= demanded {
        return Ok(Vec::new());
    }
    if arguments.format == Format::Human {
        let message =
            format!("no test notices {} of {all} changes of `{}`", unnoticed.len(), policy.name);
        let error = Diagnostic::error(codes::UNNOTICED_CHANGE, message)
            .note(format!("{share} % are noticed, and {demanded} % are demanded"));
        return Ok(vec![error.help("add tests that fail with these changes")]);
    }
    let clauses = unnoticed
        .chunk_by(|one, other| (&one.rule, one.span) == (&other.rule, other.span))
        .filter_map(clause);
    Ok(clauses.collect())
}

/// The changes of one clause.
fn clause(mutants: &[Mutant]) -> Option<Diagnostic> {
    let first = mutants.first()?;
    let message = format!("`{}` can be changed and no test notices", first.rule);
    let mut error = Diagnostic::error(codes::UNNOTICED_CHANGE, message).label(first.span, "this");
    for mutant in mutants {
        error = error.note(mutant.change.clone());
    }
    Some(error.help("add tests that fail with these changes"))
}
