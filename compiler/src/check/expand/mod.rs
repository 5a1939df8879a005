//! Shorthand, written out before anything else is judged: names of parameters and groups are replaced by what they
//! stand for.
//!
//! What is left is a policy as if its author had written that out, each value at the place that names it.

mod clash;
mod expression;
mod given;
mod group;
mod parameter;
mod setting;
#[cfg(test)]
mod tests;
mod union;
mod walk;

use std::collections::HashMap;

use gatewright_core::policy::Span;

use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::{Assigned, Declaration, Literal, Word};
pub(super) use group::Groups;
pub(super) use parameter::Parameters;

/// How many items groups may put into one policy: a policy of 1 MiB must not grow without end.
const MOST_ITEMS: usize = 100_000;

/// A policy without shorthand.
pub(super) struct Expanded {
    /// What the steps that follow judge.
    pub declarations: Vec<Declaration>,
    /// The groups by name.
    pub groups: Groups,
    /// The parameters by name.
    pub parameters: Parameters,
    replacements: Vec<Replacement>,
}

/// A name that was replaced.
struct Replacement {
    /// Where it stood.
    place: Span,
    /// Where what it stands for is declared.
    declared: Span,
    /// What to see there.
    text: String,
}

/// Replaces names by what they stand for.
struct Expander<'e> {
    groups: &'e Groups,
    parameters: &'e Parameters,
    /// What the condition that is read takes, which hides other names.
    hidden: Vec<String>,
    replacements: Vec<Replacement>,
    allowance: Allowance,
    findings: &'e mut Vec<Diagnostic>,
}

/// Writes a policy's shorthand out; `None` where the value of a parameter is missing or wrong, which is reported.
pub(super) fn expand(
    declarations: &[Declaration],
    assigned: &[Assigned],
    findings: &mut Vec<Diagnostic>,
) -> Option<Expanded> {
    let parameters = parameter::declare(declarations, assigned, findings);
    let groups = group::declare(declarations, &parameters, findings);
    clash::check(declarations, &groups, &parameters, findings);
    if parameters.iter().any(|entry| entry.value.is_none()) {
        return None;
    }
    let mut expanded = declarations.to_vec();
    let mut expander = Expander {
        groups: &groups,
        parameters: &parameters,
        hidden: Vec::new(),
        replacements: Vec::new(),
        allowance: Allowance::default(),
        findings,
    };
    for declaration in &mut expanded {
        expander.declaration(declaration);
    }
    let replacements = expander.replacements;
    Some(Expanded { declarations: expanded, groups, parameters, replacements })
}

impl Expanded {
    /// Shows in each finding that is about a replaced name where what it stands for is written.
    pub(super) fn explain(&self, findings: &mut [Diagnostic]) {
        let mut replaced: HashMap<Span, Vec<&Replacement>> = HashMap::new();
        for found in &self.replacements {
            let same = replaced.entry(found.place).or_default();
            // A condition's name is replaced once for each route that asks.
            if same.iter().all(|known| known.declared != found.declared) {
                same.push(found);
            }
        }
        for finding in findings {
            let mut places: Vec<Span> = finding.labels.iter().map(|label| label.span).collect();
            places.sort();
            places.dedup();
            let about = places.iter().filter_map(|place| replaced.get(place)).flatten();
            for found in about {
                if finding.labels.iter().all(|label| label.span != found.declared) {
                    *finding = finding.clone().label(found.declared, &found.text);
                }
            }
            // What stands there is a name, and a change of the value it stands for does not belong there.
            let is_replaced = |change: Span| replaced.contains_key(&change);
            if finding.suggestion.as_ref().is_some_and(|change| change.spans().any(is_replaced)) {
                finding.suggestion = None;
            }
        }
    }
}

impl Expander<'_> {
    /// What a parameter stands for, as if it were written where its name stands; `None` for any other name.
    fn parameter(&mut self, word: &Word) -> Option<Literal> {
        if self.hidden.contains(&word.text) {
            return None;
        }
        let entry = self.parameters.get(&word.text)?;
        self.parameters.mark_used(&word.text);
        let given = entry.value.as_ref()?;
        self.replacements.push(Replacement {
            place: word.span,
            declared: given.span,
            text: format!("the value of `{}`", word.text),
        });
        Some(Literal { value: given.value.clone(), span: word.span })
    }

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
            text: format!("`{}` is declared here", word.text),
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
