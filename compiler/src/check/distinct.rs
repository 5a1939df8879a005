//! Lists whose items stand once.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::Hash;

use gatewright_core::policy::Span;

use super::setting::listed_twice;
use crate::diagnostic::Diagnostic;

/// The items of a list so far, with their places.
#[derive(Debug)]
pub(super) struct Distinct<K> {
    seen: HashMap<K, Span>,
}

impl<K: Eq + Hash> Distinct<K> {
    /// An empty list.
    pub(super) fn new() -> Distinct<K> {
        Distinct { seen: HashMap::new() }
    }

    /// Whether an item is new; an error where it is not.
    pub(super) fn admit(
        &mut self,
        key: K,
        text: &str,
        span: Span,
        findings: &mut Vec<Diagnostic>,
    ) -> bool {
        match self.seen.entry(key) {
            Entry::Vacant(place) => {
                place.insert(span);
                true
            }
            Entry::Occupied(earlier) => {
                findings.push(listed_twice(text, span, *earlier.get()));
                false
            }
        }
    }
}
