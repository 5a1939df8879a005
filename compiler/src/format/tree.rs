//! The syntax of a file with all that the grammar leaves out: comments, line breaks, punctuation without a name.

use std::ops::Range;

use pest::Token as Event;
use pest::iterators::Pair;

use super::token::{Comment, Gap, Token};
use crate::syntax::grammar::Rule;

/// A whole file.
pub(super) struct Tree<'text> {
    /// In the order written; the last is the end of the file.
    pub(super) tokens: Vec<Token<'text>>,
    /// The file's parts: its documentation, its policy line, its declarations.
    pub(super) parts: Vec<Node>,
}

/// What one rule of the grammar matched. Its children hold all of its tokens; a token is a node without children.
#[derive(Debug)]
pub(super) struct Node {
    /// The rule; punctuation inside of rules has none.
    pub(super) rule: Option<Rule>,
    /// Its tokens.
    pub(super) tokens: Range<usize>,
    /// Its parts.
    pub(super) children: Vec<Node>,
}

impl Node {
    /// Whether this rule matched it.
    pub(super) fn is(&self, rule: Rule) -> bool {
        self.rule == Some(rule)
    }

    /// Whether it is a single token.
    pub(super) fn is_token(&self) -> bool {
        self.children.is_empty()
    }
}

/// Which tokens these nodes hold.
pub(super) fn extent(nodes: &[Node]) -> Range<usize> {
    match (nodes.first(), nodes.last()) {
        (Some(first), Some(last)) => first.tokens.start..last.tokens.end,
        (Some(_) | None, None) | (None, Some(_)) => 0..0,
    }
}

/// Reads what `Rule::file` matched in `text`.
pub(super) fn read<'text>(text: &'text str, file: Pair<'text, Rule>) -> Tree<'text> {
    let mut reader = Reader { text, at: 0, tokens: Vec::new(), gap: Gap::default() };
    let mut parts = Vec::new();
    // Rules that are not at their end yet, with the first token of each and the parts that it has so far.
    let mut open: Vec<(usize, Vec<Node>)> = Vec::new();
    for event in file.tokens() {
        let siblings = open.last_mut().map_or(&mut parts, |(_, children)| children);
        match event {
            Event::Start { pos, .. } => {
                reader.gap(pos.pos(), siblings);
                open.push((reader.tokens.len(), Vec::new()));
            }
            Event::End { rule, pos } => {
                let Some((first, mut children)) = open.pop() else { continue };
                let whole = !children.is_empty();
                if whole {
                    reader.gap(pos.pos(), &mut children);
                }
                let siblings = open.last_mut().map_or(&mut parts, |(_, children)| children);
                if whole {
                    let tokens = first..reader.tokens.len();
                    siblings.push(Node { rule: Some(rule), tokens, children });
                } else {
                    reader.leaf(rule, pos.pos(), siblings);
                }
            }
        }
    }
    reader.gap(text.len(), &mut parts);
    reader.push(None, "");
    // The outermost rule is the file itself.
    let parts = parts.into_iter().flat_map(|part| part.children).collect();
    Tree { tokens: reader.tokens, parts }
}

struct Reader<'text> {
    text: &'text str,
    /// All before this byte is read.
    at: usize,
    tokens: Vec<Token<'text>>,
    /// What stands between the last token and `at`.
    gap: Gap<'text>,
}

impl<'text> Reader<'text> {
    /// A rule without parts: a token, unless it holds white space that it need not.
    fn leaf(&mut self, rule: Rule, end: usize, nodes: &mut Vec<Node>) {
        let text = self.text.get(self.at..end).unwrap_or_default();
        let verbatim = text.starts_with(['"', '/']) || text.starts_with("r\"");
        if text.is_empty() || (text.contains(char::is_whitespace) && !verbatim) {
            return self.gap(end, nodes);
        }
        self.at = end;
        nodes.push(self.push(Some(rule), text));
    }

    /// Reads up to `end` what no rule has a name for.
    fn gap(&mut self, end: usize, nodes: &mut Vec<Node>) {
        while self.at < end {
            let rest = self.text.get(self.at..end).unwrap_or_default();
            let Some(first) = rest.chars().next() else { return };
            let length = if first == '\n' {
                self.gap.lines += 1;
                self.gap.spaces = 0;
                1
            } else if first.is_whitespace() {
                self.gap.spaces += 1;
                first.len_utf8()
            } else if rest.starts_with("//") {
                let length = rest.find('\n').unwrap_or(rest.len());
                self.comment(rest.get(..length).unwrap_or_default());
                length
            } else {
                let length = punctuation(rest);
                nodes.push(self.push(None, rest.get(..length).unwrap_or_default()));
                length
            };
            self.at += length;
        }
    }

    /// A comment on a token's line is that token's, any other one that of the token that follows.
    fn comment(&mut self, text: &'text str) {
        let before = self.text.get(..self.at).unwrap_or_default();
        let line = before.rfind('\n').map_or(0, |feed| feed + 1);
        let comment = Comment {
            text: text.trim_end(),
            blank_before: self.gap.blank(),
            column: before.get(line..).unwrap_or_default().chars().count(),
        };
        let beside = !self.gap.breaks();
        self.gap.lines = 0;
        self.gap.spaces = 0;
        match self.tokens.last_mut() {
            Some(last) if beside && last.comment.is_none() && !last.is_documentation() => {
                last.comment = Some(comment);
            }
            Some(_) | None => self.gap.comments.push(comment),
        }
    }

    fn push(&mut self, rule: Option<Rule>, text: &'text str) -> Node {
        let mut before = std::mem::take(&mut self.gap);
        let mut comment = None;
        if rule == Some(Rule::comma) {
            // Comments before a comma stand behind it: `a, // about a`.
            comment = self.tokens.last_mut().and_then(|last| last.comment.take());
            self.gap.comments = std::mem::take(&mut before.comments);
        } else if closes(text) {
            self.drop_comma();
        }
        let at = self.tokens.len();
        self.tokens.push(Token { rule, text, before, comment });
        Node { rule, tokens: at..at + 1, children: Vec::new() }
    }

    /// A comma after the last item is printed where the list takes several lines, and nowhere else.
    fn drop_comma(&mut self) {
        let [.., item, comma] = self.tokens.as_mut_slice() else { return };
        if comma.rule == Some(Rule::comma) {
            comma.text = "";
            item.comment = comma.comment.take();
        }
    }
}

fn closes(text: &str) -> bool {
    matches!(text, "}" | "]" | ")")
}

/// How many bytes the punctuation or word at the beginning of this has.
fn punctuation(text: &str) -> usize {
    let alone = |character: char| "{}[](),".contains(character);
    if text.starts_with(alone) {
        return 1;
    }
    let ends = |character: char| alone(character) || character.is_whitespace();
    let end = text.find(ends).unwrap_or(text.len());
    text.find("//").unwrap_or(end).min(end)
}
