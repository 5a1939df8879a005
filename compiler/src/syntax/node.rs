//! Pest's pairs with spans of the policy's files.

use gatewright_core::policy::Span;
use pest::iterators::Pair;

use super::grammar::Rule;

/// Where a text that is read comes from: the number of its file, and the byte of the file at which it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Origin {
    pub(super) file: u32,
    pub(super) base: usize,
}

impl Origin {
    /// The beginning of a file.
    pub(super) fn of(file: u32) -> Origin {
        Origin { file, base: 0 }
    }

    /// Whether it is the file that uses all others.
    pub(super) fn is_main(self) -> bool {
        self.file == 0
    }

    /// A part of the same text that begins `bytes` later.
    pub(super) fn later(self, bytes: usize) -> Origin {
        Origin { base: self.base + bytes, ..self }
    }

    /// The span of so many bytes of the text. Files are far below 4 GiB.
    pub(super) fn span(self, start: usize, length: usize) -> Span {
        let offset = |at: usize| u32::try_from(self.base + at).unwrap_or(u32::MAX);
        Span { file: self.file, start: offset(start), end: offset(start + length) }
    }
}

/// One pair, with the origin of the text that it was found in.
#[derive(Clone)]
pub(super) struct Node<'text> {
    pair: Pair<'text, Rule>,
    origin: Origin,
}

impl<'text> Node<'text> {
    pub(super) fn new(pair: Pair<'text, Rule>, origin: Origin) -> Node<'text> {
        Node { pair, origin }
    }

    pub(super) fn rule(&self) -> Rule {
        self.pair.as_rule()
    }

    pub(super) fn text(&self) -> &'text str {
        self.pair.as_str()
    }

    /// Without white space and comments at its end, which pest counts to a rule whose last part is missing.
    pub(super) fn span(&self) -> Span {
        self.origin.span(self.pair.as_span().start(), self.extent())
    }

    fn extent(&self) -> usize {
        let start = self.pair.as_span().start();
        match self.pair.clone().into_inner().next_back() {
            Some(last) if last.as_rule() != Rule::EOI => {
                last.as_span().start() - start + Node::new(last, self.origin).extent()
            }
            Some(_) | None => self.text().trim_ascii_end().len(),
        }
    }

    pub(super) fn children(&self) -> impl Iterator<Item = Node<'text>> + use<'text> {
        let origin = self.origin;
        self.pair.clone().into_inner().map(move |pair| Node { pair, origin })
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
