//! Shorthand, written out before anything else is judged: names of groups are replaced by what they hold.
//!
//! What is left is a policy as if its author had written the items out, each at the place that names the group.

mod clash;
mod expression;
mod group;
mod setting;
#[cfg(test)]
mod tests;
mod union;
mod walk;

use std::borrow::Cow;

use gatewright_core::policy::Span;

use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::{Declaration, Literal, Word};
pub(super) use group::Groups;

/// How many items groups may put into one policy: a policy of 1 MiB must not grow without end.
const MOST_ITEMS: usize = 100_000;

/// A policy without shorthand.
pub(super) struct Expanded<'a> {
    /// What the steps that follow judge.
    pub declarations: Cow<'a, [Declaration]>,
    /// The groups by name.
    pub groups: Groups,
    replacements: Vec<Replacement>,
}

/// A name that was replaced.
struct Replacement {
    /// Where it stood.
    place: Span,
    /// Where what it stands for is declared.
    declared: Span,
    name: String,
}

/// Replaces names by what they stand for.
struct Expander<'e> {
    groups: &'e Groups,
    /// Parameters of the condition that is read, which hide other names.
    hidden: Vec<String>,
    replacements: Vec<Replacement>,
    allowance: Allowance,
    findings: &'e mut Vec<Diagnostic>,
}

/// Writes a policy's shorthand out.
pub(super) fn expand<'a>(
    declarations: &'a [Declaration],
    findings: &mut Vec<Diagnostic>,
) -> Expanded<'a> {
    let groups = group::declare(declarations, findings);
    clash::check(declarations, &groups, findings);
    if groups.iter().next().is_none() {
        let declarations = Cow::Borrowed(declarations);
        return Expanded { declarations, groups, replacements: Vec::new() };
    }
    let mut expanded = declarations.to_vec();
    let mut expander = Expander {
        groups: &groups,
        hidden: Vec::new(),
        replacements: Vec::new(),
        allowance: Allowance::default(),
        findings,
    };
    for declaration in &mut expanded {
        expander.declaration(declaration);
    }
    let replacements = expander.replacements;
    Expanded { declarations: Cow::Owned(expanded), groups, replacements }
}

impl Expanded<'_> {
    /// Shows in each finding that is about a replaced name where that is declared.
    pub(super) fn explain(&self, findings: &mut [Diagnostic]) {
        for finding in findings {
            let place = finding.labels.first().map(|label| label.span);
            let Some(found) = self.replacements.iter().find(|found| Some(found.place) == place)
            else {
                continue;
            };
            if finding.labels.iter().all(|label| label.span != found.declared) {
                let text = format!("`{}` is declared here", found.name);
                *finding = finding.clone().label(found.declared, text);
            }
        }
    }
}

impl Expander<'_> {
    /// What a group holds, as if it were written where its name stands; `None` for any other name.
    fn group(&mut self, word: &Word) -> Option<Vec<Literal>> {
        if self.hidden.contains(&word.text) {
            return None;
        }
        let entry = self.groups.get(&word.text)?;
        self.groups.mark_used(&word.text);
        self.replacements.push(Replacement {
            place: word.span,
            declared: entry.word.span,
            name: word.text.clone(),
        });
        let items = self.allowance.take(&entry.value, word.span, self.findings);
        Some(items.iter().cloned().map(|item| Literal { span: word.span, ..item }).collect())
    }
}

/// How many items groups have put somewhere.
#[derive(Default)]
struct Allowance {
    used: usize,
}

impl Allowance {
    /// All items of a group, or the first where all would be too many, which is reported once.
    fn take<'i>(
        &mut self,
        items: &'i [Literal],
        place: Span,
        findings: &mut Vec<Diagnostic>,
    ) -> &'i [Literal] {
        let before = self.used;
        self.used = before.saturating_add(items.len());
        if self.used <= MOST_ITEMS {
            return items;
        }
        if before <= MOST_ITEMS {
            let message = format!("groups put more than {MOST_ITEMS} items into this policy");
            findings.push(
                Diagnostic::error(codes::GROUP_SIZE, message)
                    .label(place, "too much with this one")
                    .help("name fewer groups, or hold less in them"),
            );
        }
        items.get(..1).unwrap_or(items)
    }
}
