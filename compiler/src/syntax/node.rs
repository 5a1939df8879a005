//! Pest's pairs with spans of the whole file.

use gatewright_core::policy::Span;
use pest::iterators::Pair;

use super::grammar::Rule;

/// One pair. Its text may be a part of the file, which begins at byte `base`.
#[derive(Clone)]
pub(super) struct Node<'text> {
    pair: Pair<'text, Rule>,
    base: u32,
}

impl<'text> Node<'text> {
    pub(super) fn new(pair: Pair<'text, Rule>, base: u32) -> Node<'text> {
        Node { pair, base }
    }

    pub(super) fn rule(&self) -> Rule {
        self.pair.as_rule()
    }

    pub(super) fn text(&self) -> &'text str {
        self.pair.as_str()
    }

    /// Without white space and comments at its end, which pest counts to a rule whose last part is missing.
    pub(super) fn span(&self) -> Span {
        let start = self.pair.as_span().start();
        Span {
            file: 0,
            start: offset(self.base, start),
            end: offset(self.base, start + self.extent()),
        }
    }

    fn extent(&self) -> usize {
        let start = self.pair.as_span().start();
        match self.pair.clone().into_inner().next_back() {
            Some(last) if last.as_rule() != Rule::EOI => {
                last.as_span().start() - start + Node::new(last, self.base).extent()
            }
            Some(_) | None => self.text().trim_ascii_end().len(),
        }
    }

    pub(super) fn children(&self) -> impl Iterator<Item = Node<'text>> + use<'text> {
        let base = self.base;
        self.pair.clone().into_inner().map(move |pair| Node { pair, base })
    }

    /// The first child of a rule.
    pub(super) fn child(&self, rule: Rule) -> Option<Node<'text>> {
        self.children().find(|child| child.rule() == rule)
    }

    /// All children of a rule.
    pub(super) fn all(&self, rule: Rule) -> impl Iterator<Item = Node<'text>> + use<'text> {
        self.children().filter(move |child| child.rule() == rule)
    }
}

/// A byte of the file; sources are far below 4 GiB.
fn offset(base: u32, at: usize) -> u32 {
    u32::try_from(at).map_or(u32::MAX, |at| base.saturating_add(at))
}
