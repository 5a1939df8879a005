//! What conditions cost: each is expanded for every route that asks, and a policy of 1 MiB must not grow without end.

use std::cell::{Cell, RefCell};
use std::collections::HashSet;

use gatewright_core::policy::Span;

use super::super::MOST;
use crate::diagnostic::{Diagnostic, codes};

/// How many items of lists all clauses may have together; a part of a condition counts as ten, and a claim as one for each
/// route that it speaks of.
const ALL_ITEMS: usize = 2_000_000;

/// What one part of a condition counts as.
const PART: usize = 10;

/// So many names are looked through while one item of a list is typed.
const NAMES: usize = 16;

/// What the clauses that were typed so far cost.
#[derive(Default)]
pub(in super::super) struct Cost {
    items: Cell<usize>,
    is_refused: Cell<bool>,
    told: RefCell<HashSet<(&'static str, Option<Span>, String)>>,
}

impl Cost {
    /// One more part.
    pub(super) fn part(&self) {
        self.list(PART);
    }

    /// One more list of so many items.
    pub(in super::super) fn list(&self, items: usize) {
        self.items.set(self.items.get().saturating_add(items));
    }

    /// One more search among so many names.
    pub(super) fn search(&self, among: usize) {
        self.list(among / NAMES);
    }

    /// Whether another clause may be typed; that it may not is told once.
    pub(in super::super) fn admits(&self, clause: Span, findings: &mut Vec<Diagnostic>) -> bool {
        if self.items.get() > ALL_ITEMS {
            if !self.is_refused.replace(true) {
                findings.push(
                    Diagnostic::error(
                        codes::CONDITION_SIZE,
                        "the conditions of this policy grow too large",
                    )
                    .label(clause, "too much with this one")
                    .note("a condition counts once for each clause that asks for it, a claim once for each of its routes")
                    .help("ask for shorter conditions, or split the policy"),
                );
            }
            return false;
        }
        self.told.borrow().len() < MOST
    }

    /// Tells what no clause before told: a condition that many routes call is wrong once.
    pub(super) fn tell(&self, found: Vec<Diagnostic>, findings: &mut Vec<Diagnostic>) {
        let mut told = self.told.borrow_mut();
        findings.extend(found.into_iter().filter(|finding| {
            let place = finding.labels.first().map(|label| label.span);
            told.insert((finding.code, place, finding.message.clone()))
        }));
    }
}
