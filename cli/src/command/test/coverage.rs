//! Which clauses tests saw, and on which side.

use gatewright_compiler::diagnostic::{Diagnostic, codes};
use gatewright_core::policy_test::{Coverage, Item, Sides};

use super::table::{Row, table};
use super::{Arguments, Tested, percent};
use crate::failure::Failure;
use crate::print::print;

/// Places that are named where there is no table; the rest are counted.
const NAMED: usize = 20;

/// Prints the table if that is asked for, and tells where too little was seen.
pub(super) fn measure(
    coverage: &Coverage,
    tested: &Tested,
    arguments: &Arguments,
) -> Result<Option<Diagnostic>, Failure> {
    let (seen, all) = coverage.counts();
    let share = percent(seen, all);
    let rows = unseen(coverage);
    if arguments.coverage {
        let path = tested.path.display();
        print(&format!(
            "coverage of {path}: {seen} of {all} sides ({share} %)\n{}",
            table(&rows, &tested.file.sources)
        ))?;
    }
    let Some(demanded) = arguments.coverage_min.filter(|least| share < usize::from(*least)) else {
        return Ok(None);
    };
    let message = format!("tests see {seen} of {all} sides of `{}`", tested.file.policy.name);
    let mut error = Diagnostic::error(codes::LOW_COVERAGE, message)
        .note(format!("that is {share} %, and {demanded} % are demanded"))
        .help(
            "add a test for each place: a request that passes, one that is refused, or what leaves",
        );
    if arguments.coverage {
        return Ok(Some(error));
    }
    for Row { span, rule, said } in rows.iter().take(NAMED) {
        error = error.label(*span, format!("`{rule}` {said}"));
    }
    let rest = rows.len().saturating_sub(NAMED);
    Ok(Some(if rest > 0 { error.note(format!("and {rest} more places")) } else { error }))
}

fn unseen(coverage: &Coverage) -> Vec<Row> {
    let row = |item: &Item| {
        let said = match item.missing() {
            Sides { passes: true, refuses: true, shows: false } => "is never asked",
            Sides { passes: true, refuses: true, shows: true } => "is never asked or looked at",
            Sides { passes: true, refuses: false, shows: false } => "never passes",
            Sides { passes: true, refuses: false, shows: true } => {
                "never passes, is never looked at"
            }
            Sides { passes: false, refuses: true, shows: false } => "never refuses",
            Sides { passes: false, refuses: true, shows: true } => {
                "never refuses, is never looked at"
            }
            Sides { passes: false, refuses: false, shows: true } => "is never looked at",
            Sides { passes: false, refuses: false, shows: false } => return None,
        };
        Some(Row { span: item.span, rule: item.rule.clone(), said: said.to_owned() })
    };
    coverage.items().iter().filter_map(row).collect()
}
