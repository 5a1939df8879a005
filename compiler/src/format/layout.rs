//! What can be known of each token before anything is printed: the space before it, whether a line must or may begin
//! with it, and how wide any stretch of tokens is on one line.

use std::ops::Range;

use super::group::{Bracket, Group};
use super::token::Token;
use super::tree::{Node, Tree, extent};
use crate::syntax::grammar::Rule;

/// The tokens of a file, measured.
pub(super) struct Layout<'text> {
    tokens: Vec<Token<'text>>,
    measures: Vec<Measure>,
    end: Token<'text>,
}

/// What is known of one token.
#[derive(Clone, Copy, Debug, Default)]
struct Measure {
    /// Spaces between it and the token before, on one line.
    space: usize,
    /// Where it begins, and where it ends, if all of the file stood on one line.
    start: usize,
    finish: usize,
    /// A line begins with it, whatever its width.
    forced: bool,
    /// How many tokens up to this one are forced.
    breaks: usize,
    /// A line may begin with it; the smaller, the sooner.
    level: Option<usize>,
    /// Where what belongs to it ends: at the next token of the same or a smaller level, or with what it stands in.
    next: usize,
    /// How far a line that begins with it is indented, counted from the statement that it belongs to.
    steps: usize,
}

impl<'text> Layout<'text> {
    pub(super) fn new(tree: Tree<'text>) -> (Layout<'text>, Vec<Node>) {
        let Tree { tokens, parts } = tree;
        let measures = vec![Measure { steps: 1, ..Measure::default() }; tokens.len()];
        let end = Token { rule: None, text: "", before: Default::default(), comment: None };
        let mut layout = Layout { tokens, measures, end };
        layout.space();
        layout.visit(&parts, None, 0);
        layout.measure();
        (layout, parts)
    }

    pub(super) fn tokens(&self) -> &[Token<'text>] {
        &self.tokens
    }

    pub(super) fn token(&self, at: usize) -> &Token<'text> {
        self.tokens.get(at).unwrap_or(&self.end)
    }

    /// The end of the file, as a token.
    pub(super) fn last(&self) -> usize {
        self.tokens.len().saturating_sub(1)
    }

    /// Spaces between this token and the one before, where both stand on one line.
    pub(super) fn space_before(&self, at: usize) -> usize {
        self.of(at).space
    }

    /// How wide these tokens are on one line.
    pub(super) fn width(&self, tokens: Range<usize>) -> usize {
        match tokens.end.checked_sub(1) {
            Some(last) if last >= tokens.start => {
                self.of(last).finish - self.of(tokens.start).start
            }
            Some(_) | None => 0,
        }
    }

    /// Whether these tokens can stand on one line, if it is long enough.
    pub(super) fn is_flat(&self, tokens: Range<usize>) -> bool {
        let last = tokens.end.saturating_sub(1);
        last <= tokens.start || self.of(last).breaks == self.of(tokens.start).breaks
    }

    /// Whether a line must begin with this token.
    pub(super) fn is_forced(&self, at: usize) -> bool {
        self.of(at).forced
    }

    /// Whether a line may begin with this token.
    pub(super) fn may_break(&self, at: usize) -> bool {
        self.of(at).level.is_some()
    }

    /// Where the stretch ends that this token begins and that stays together as long as it fits on a line.
    pub(super) fn stretch(&self, at: usize) -> Range<usize> {
        at..self.of(at).next
    }

    /// Steps of indentation of a line that begins with this token.
    pub(super) fn steps(&self, at: usize) -> usize {
        self.of(at).steps
    }

    fn of(&self, at: usize) -> Measure {
        self.measures.get(at).copied().unwrap_or_default()
    }

    fn set(&mut self, at: usize, change: impl FnOnce(&mut Measure)) {
        if let Some(measure) = self.measures.get_mut(at) {
            change(measure);
        }
    }

    /// Spaces as two neighbours have them, whatever they stand in.
    fn space(&mut self) {
        for at in 1..self.tokens.len() {
            let (before, token) = (self.token(at - 1), self.token(at));
            let space = space_between(before, token);
            let forced = before.comment.is_some()
                || before.is_documentation()
                || token.is_documentation()
                || !token.before.comments.is_empty();
            self.set(at, |measure| {
                measure.space = space;
                measure.forced = forced;
            });
        }
    }

    /// What depends on what the tokens stand in.
    fn visit(&mut self, nodes: &[Node], parent: Option<Rule>, depth: usize) {
        let end = extent(nodes).end;
        for (at, node) in nodes.iter().enumerate() {
            let first = node.tokens.start;
            if node.is_token() {
                match node.rule {
                    Some(Rule::kw_or | Rule::kw_and | Rule::kw_when) => {
                        self.may_begin(first, depth, end)
                    }
                    Some(Rule::comma) if !self.token(first).text.is_empty() => {
                        self.may_begin(first + 1, depth, end);
                    }
                    Some(_) | None => {}
                }
                if let Some(group) = Group::open(nodes, at, parent) {
                    self.group(&group);
                }
                continue;
            }
            if node.is(Rule::path) || node.is(Rule::derived_path) {
                self.path(node);
                continue;
            }
            if node.is(Rule::bounds) {
                self.tighten(first + 1..node.tokens.end);
            }
            let assigned = at.checked_sub(1).and_then(|at| nodes.get(at));
            if node.is(Rule::expression) && assigned.is_some_and(|node| node.is(Rule::equals)) {
                self.may_begin(first, depth, end);
            }
            if node.is(Rule::route) {
                self.route(node, depth);
            }
            if node.is(Rule::exchange) {
                self.exchange(node, depth);
            }
            self.visit(&node.children, node.rule, depth + 1);
        }
    }

    fn may_begin(&mut self, at: usize, level: usize, end: usize) {
        self.set(at, |measure| {
            if measure.level.is_none() {
                measure.level = Some(level);
                measure.next = end;
            }
        });
    }

    fn tighten(&mut self, tokens: Range<usize>) {
        for at in tokens {
            self.set(at, |measure| measure.space = 0);
        }
    }

    /// White space stands only inside the braces of a path.
    fn path(&mut self, path: &Node) {
        for segment in &path.children {
            let parameter = segment
                .children
                .iter()
                .find(|part| part.is(Rule::path_parameter) || part.is(Rule::derived_parameter));
            match parameter {
                Some(parameter) => {
                    let inside = parameter.tokens.clone();
                    self.tighten(segment.tokens.start..inside.start + 2);
                    self.tighten(inside.end.saturating_sub(1)..segment.tokens.end);
                    let braces = parameter.children.len().saturating_sub(1);
                    self.visit(parameter.children.get(1..braces).unwrap_or_default(), None, 0);
                }
                None => self.tighten(segment.tokens.clone()),
            }
        }
        self.set(path.tokens.start, |measure| measure.space = 1);
    }

    /// The clauses of a route may each begin a line; what belongs to a clause is indented further.
    fn route(&mut self, route: &Node, depth: usize) {
        let path = route.children.iter().position(|part| part.is(Rule::path));
        let clauses = route.children.get(path.map_or(0, |path| path + 1)..).unwrap_or_default();
        for clause in clauses {
            for at in clause.tokens.clone().skip(1) {
                self.set(at, |measure| measure.steps = 2);
            }
            self.may_begin(clause.tokens.start, depth, route.tokens.end);
        }
    }

    /// What the upstream of a test answers, what must come back, and each part of both may begin a line.
    fn exchange(&mut self, exchange: &Node, depth: usize) {
        let end = exchange.tokens.end;
        for part in &exchange.children {
            if part.is(Rule::upstream_answer) || part.is(Rule::arrow) {
                self.may_begin(part.tokens.start, depth, end);
            }
            if part.is(Rule::upstream_answer) || part.is(Rule::expectation) {
                for part in part.children.iter().filter(|part| !part.is_token()) {
                    self.set(part.tokens.start, |measure| measure.steps = 2);
                    self.may_begin(part.tokens.start, depth + 1, end);
                }
            }
        }
    }

    fn group(&mut self, group: &Group<'_>) {
        if group.bracket == Bracket::Brace && !group.has_commas() {
            for item in group.items().iter().skip(1) {
                self.set(extent(item).start, |measure| measure.space = 2);
            }
        }
        let inside = group.open.tokens.end;
        let empty = inside == group.close.tokens.start;
        let opened = self.token(inside).before.breaks() && !empty;
        let routes = group.inside.iter().any(|node| node.is(Rule::route));
        if opened || routes {
            self.set(inside, |measure| measure.forced = true);
        }
    }

    fn measure(&mut self) {
        let (mut column, mut breaks) = (0, 0);
        for at in 0..self.tokens.len() {
            let width = self.token(at).width();
            let Some(measure) = self.measures.get_mut(at) else { return };
            breaks += usize::from(measure.forced);
            measure.start = column + measure.space;
            measure.finish = measure.start + width;
            measure.breaks = breaks;
            column = measure.finish;
        }
        let mut open: Vec<(usize, usize)> = Vec::new();
        let last = self.tokens.len();
        for at in (0..last).rev() {
            let Some(level) = self.of(at).level else { continue };
            while open.last().is_some_and(|(_, above)| *above > level) {
                open.pop();
            }
            let next = open.last().map_or(last, |(next, _)| *next);
            self.set(at, |measure| measure.next = measure.next.min(next));
            open.push((at, level));
        }
    }
}

/// Spaces between two tokens that stand on one line.
fn space_between(before: &Token<'_>, token: &Token<'_>) -> usize {
    if token.text.is_empty() {
        return 0;
    }
    if before.is_opaque() || token.is_opaque() {
        // What the grammar skips is left as close together as it is.
        return usize::from(token.before.breaks() || token.before.spaces > 0);
    }
    match (before.text, token.text) {
        ("(" | "[", _) | (_, ")" | "]" | "," | ":" | "?") => 0,
        _ if before.rule == Some(Rule::dot) || token.rule == Some(Rule::dot) => 0,
        (_, "(") => usize::from(before.rule != Some(Rule::word)),
        (_, "[") => usize::from(before.rule != Some(Rule::map_word)),
        _ => 1,
    }
}
