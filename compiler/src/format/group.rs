//! What stands between brackets, and the items there.

use super::tree::Node;
use crate::syntax::grammar::Rule;

/// A pair of brackets among the parts of a rule. Round ones are no group: they never stand on lines of their own.
pub(super) struct Group<'tree> {
    pub(super) bracket: Bracket,
    pub(super) open: &'tree Node,
    /// What stands between.
    pub(super) inside: &'tree [Node],
    pub(super) close: &'tree Node,
    /// What follows the closing bracket.
    pub(super) after: usize,
    /// The rule that the brackets are of.
    parent: Option<Rule>,
}

/// Which brackets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bracket {
    /// `{ }`.
    Brace,
    /// `[ ]`.
    Square,
}

/// Rules whose brackets hold items with commas between, and may hold one after the last.
const LISTS: [Rule; 4] = [Rule::list, Rule::names, Rule::operand_list, Rule::enumeration];

impl<'tree> Group<'tree> {
    /// The group that the bracket at this place of `nodes`, the parts of `parent`, opens.
    pub(super) fn open(nodes: &'tree [Node], at: usize, parent: Option<Rule>) -> Option<Self> {
        let open = nodes.get(at)?;
        let (bracket, closing) = if open.is(Rule::open_brace) {
            (Bracket::Brace, Rule::close_brace)
        } else if open.is(Rule::open_bracket) {
            (Bracket::Square, Rule::close_bracket)
        } else {
            return None;
        };
        let rest = nodes.get(at + 1..)?;
        let length = rest.iter().position(|node| node.is(closing))?;
        let (inside, close) = (rest.get(..length)?, rest.get(length)?);
        Some(Group { bracket, open, inside, close, after: at + length + 2, parent })
    }

    /// What stands between commas or, without them, each part for itself.
    pub(super) fn items(&self) -> Vec<&'tree [Node]> {
        let loose = |node: &Node| node.is_token() && !node.is(Rule::comma);
        if self.has_commas() || self.inside.iter().any(loose) {
            let items = self.inside.split(|node| node.is(Rule::comma));
            return items.filter(|item| !item.is_empty()).collect();
        }
        self.inside.chunks(1).collect()
    }

    /// Whether commas stand between the items.
    pub(super) fn has_commas(&self) -> bool {
        self.inside.iter().any(|node| node.is(Rule::comma))
    }

    /// Whether a comma may stand after the last item.
    pub(super) fn takes_last_comma(&self) -> bool {
        self.has_commas() || self.parent.is_some_and(|parent| LISTS.contains(&parent))
    }
}
