//! Lists that name groups: the union of what these hold and of what a list holds itself.

use std::collections::HashSet;

use super::group::ItemKey;
use crate::syntax::ast::Literal;

/// The items of a list so far.
pub(super) struct Union(HashSet<ItemKey>);

impl Union {
    /// Begins with the items that the list holds itself.
    pub(super) fn of<'a>(own: impl Iterator<Item = &'a Literal>) -> Union {
        Union(own.filter_map(ItemKey::of).collect())
    }

    /// The items of a group that are new.
    pub(super) fn join(&mut self, group: Vec<Literal>) -> impl Iterator<Item = Literal> {
        let is_new = |literal: &Literal| ItemKey::of(literal).is_none_or(|key| self.0.insert(key));
        group.into_iter().filter(is_new).collect::<Vec<_>>().into_iter()
    }
}
