//! A policy's text as blocks: a line, with what is indented below it. What does not compile is left out.

use std::collections::BTreeSet;
use std::ops::Range;

use gatewright_compiler::diagnostic::Diagnostic;
use gatewright_compiler::source::{Alone, Source};
use gatewright_compiler::target::rust::expand;
use gatewright_compiler::{Compiled, check_language};
use gatewright_core::policy::Policy;

/// Rounds of leaving out what does not compile; what a block was the only user of takes one more each.
const MOST_ROUNDS: usize = 40;

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// The lines of the block that begins at a line.
fn block(lines: &[&str], first: usize) -> Range<usize> {
    let own = lines.get(first).map_or(0, |line| indentation(line));
    let rest = lines.iter().enumerate().skip(first + 1);
    let deeper = rest.take_while(|(_, line)| indentation(line) > own).count();
    let end = first + 1 + deeper;
    let closes = lines.get(end).is_some_and(|line| line.trim() == "}" && indentation(line) == own);
    first..end + usize::from(closes)
}

/// The blocks of a text, the outer ones first; the policy's own line is none.
#[must_use]
pub fn blocks(text: &str) -> Vec<Range<usize>> {
    let lines: Vec<&str> = text.lines().collect();
    let is_block = |place: &usize| {
        lines.get(*place).is_some_and(|line| !line.trim().is_empty() && line.trim() != "}")
    };
    let mut starts: Vec<usize> = (1..lines.len()).filter(is_block).collect();
    starts.sort_by_key(|place| lines.get(*place).map_or(0, |line| indentation(line)));
    starts.into_iter().map(|place| block(&lines, place)).collect()
}

/// The text without some lines.
#[must_use]
pub fn without(text: &str, dropped: &BTreeSet<usize>) -> String {
    let kept = text.lines().enumerate().filter(|(place, _)| !dropped.contains(place));
    kept.map(|(_, line)| format!("{line}\n")).collect()
}

/// What is left of a text when everything is left out that does not compile for Rust, and the policy; `None` where
/// nothing is left that does.
#[must_use]
pub fn compiling(text: &str) -> Option<(String, Policy)> {
    let mut text = text.to_owned();
    for _ in 0..MOST_ROUNDS {
        let Compiled { outcome, .. } =
            check_language(Source::new("policy.gate", text.as_str()), &Alone);
        let diagnostics = match outcome {
            Ok(policy) => match expand(&policy) {
                Ok(_) => {
                    let has_routes = policy.routes().next().is_some();
                    return has_routes.then_some((text, policy));
                }
                Err(diagnostics) => diagnostics,
            },
            Err(diagnostics) => diagnostics,
        };
        let lines: Vec<&str> = text.lines().collect();
        let dropped = diagnostics.iter().filter_map(|diagnostic| line_of(&text, diagnostic));
        let dropped: BTreeSet<usize> = dropped.flat_map(|line| block(&lines, line)).collect();
        if dropped.is_empty() || dropped.contains(&0) {
            return None;
        }
        text = without(&text, &dropped);
    }
    None
}

fn line_of(text: &str, diagnostic: &Diagnostic) -> Option<usize> {
    let start = usize::try_from(diagnostic.labels.first()?.span.start).ok()?;
    Some(text.get(..start)?.matches('\n').count())
}
