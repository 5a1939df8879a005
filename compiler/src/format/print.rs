//! From the measured syntax to lines.

mod wrap;

use super::align::{Place, Stop, align};
use super::group::{Bracket, Group};
use super::layout::Layout;
use super::line::Line;
use super::tree::{Node, extent};
use crate::syntax::grammar::Rule;

/// Lines are broken where they would be longer, comments not counted.
pub(super) const WIDTH: usize = 120;

/// One step of indentation.
const STEP: usize = 4;

/// Prints a file.
pub(super) fn print<'text>(layout: &Layout<'text>, parts: &[Node]) -> Vec<Line<'text>> {
    let mut printer = Printer {
        layout,
        lines: Vec::new(),
        line: Line::default(),
        column: 0,
        indent: 0,
        packed: 0,
        statement: Statement::default(),
    };
    let items: Vec<&[Node]> = parts.chunks(1).collect();
    for (item, stops) in items.iter().zip(align(layout, &items, 0, Place::File)) {
        printer.item(item, 0, stops);
    }
    printer.comments(layout.last(), 0);
    printer.lines
}

struct Printer<'layout, 'text> {
    layout: &'layout Layout<'text>,
    lines: Vec<Line<'text>>,
    /// The line that is being written; without text when none is.
    line: Line<'text>,
    /// Its width so far, in characters.
    column: usize,
    /// Its indentation.
    indent: usize,
    /// No empty line follows as long as there are only this many lines.
    packed: usize,
    statement: Statement,
}

/// What is being written: a declaration, a setting, a route, an item of a list.
#[derive(Debug, Default)]
struct Statement {
    /// Its indentation.
    indent: usize,
    /// The token after its last.
    end: usize,
    /// Tokens that stand in certain columns.
    stops: Vec<Stop>,
}

impl Printer<'_, '_> {
    /// Prints one statement with what stands before it. Its last line is not ended yet.
    fn item(&mut self, item: &[Node], indent: usize, stops: Vec<Stop>) {
        let tokens = extent(item);
        let mut first = tokens.start;
        while first < tokens.end && self.layout.token(first).is_documentation() {
            self.begin(first, indent);
            self.text(self.layout.token(first).text.trim_end());
            self.end_line();
            first += 1;
            if first < tokens.end {
                self.packed = self.lines.len();
            }
        }
        if first < tokens.end {
            self.begin(first, indent);
            let statement = Statement { indent, end: tokens.end, stops };
            let outer = std::mem::replace(&mut self.statement, statement);
            self.nodes(item, first, None);
            self.statement = outer;
        }
    }

    /// Prints these nodes from a token on.
    fn nodes(&mut self, nodes: &[Node], from: usize, parent: Option<Rule>) {
        let tokens = from..extent(nodes).end;
        if tokens.end == self.statement.end && self.fits(tokens.clone(), 0) {
            return tokens.for_each(|at| self.token(at));
        }
        let mut at = 0;
        while let Some(node) = nodes.get(at) {
            let first = node.tokens.start;
            at += 1;
            if node.tokens.end <= from {
                continue;
            }
            if !node.is_token() {
                self.nodes(&node.children, first.max(from), node.rule);
            } else if let Some(group) = Group::open(nodes, at - 1, parent) {
                self.group(&group);
                at = group.after;
            } else {
                self.break_or_stay(first);
                self.token(first);
            }
        }
    }

    /// Prints brackets and what they hold on one line, or each item on its own.
    fn group(&mut self, group: &Group<'_>) {
        let (open, close) = (group.open.tokens.start, group.close.tokens.start);
        self.break_or_stay(open);
        if self.fits(open..close + 1, self.tail(close + 1)) {
            return (open..close + 1).for_each(|at| self.token(at));
        }
        self.token(open);
        let indent = self.indent;
        self.end_line();
        self.packed = self.lines.len();
        let items = group.items();
        let commas = group.has_commas() || group.bracket == Bracket::Square;
        let stops = align(self.layout, &items, indent + STEP, Place::Inside);
        for (number, (item, stops)) in items.iter().zip(stops).enumerate() {
            self.item(item, indent + STEP, stops);
            let last = number + 1 == items.len();
            if commas && (!last || group.takes_last_comma()) {
                self.comma(extent(item).end);
            }
        }
        self.comments(close, indent + STEP);
        self.start_line(indent);
        self.token(close);
    }

    /// Prints a token on the line that is being written, or, after a comment, on the next.
    fn token(&mut self, at: usize) {
        let token = self.layout.token(at);
        if token.text.is_empty() {
            return;
        }
        let begun = !self.line.text.trim_ascii_start().is_empty();
        if begun && (self.line.comment.is_some() || !token.before.comments.is_empty()) {
            self.next_line(at);
        }
        self.spaced(at, self.layout.space_before(at));
        self.line.comment = token.comment;
    }

    /// Prints a token after so many spaces, or in its column.
    fn spaced(&mut self, at: usize, space: usize) {
        if self.column > self.indent {
            let column = self.column_of(at, self.column + space);
            let spaces = column.saturating_sub(self.column);
            self.line.text.extend(std::iter::repeat_n(' ', spaces));
            self.column += spaces;
        }
        self.text(self.layout.token(at).text);
    }

    fn text(&mut self, text: &str) {
        self.line.text.push_str(text);
        self.column += text.chars().count();
    }

    /// The comma after an item, with the comment that follows it.
    fn comma(&mut self, at: usize) {
        self.line.text.push(',');
        self.column += 1;
        let token = self.layout.token(at);
        if token.text == "," {
            self.line.comment = token.comment;
        }
    }

    /// Begins the line of a statement, after the comments that stand before it.
    fn begin(&mut self, first: usize, indent: usize) {
        self.comments(first, indent);
        if self.layout.token(first).before.blank() {
            self.empty_line();
        }
        self.start_line(indent);
    }

    /// Prints the comments on lines of their own before a token.
    fn comments(&mut self, at: usize, indent: usize) {
        self.end_line();
        for comment in &self.layout.token(at).before.comments {
            if comment.blank_before {
                self.empty_line();
            }
            self.start_line(indent);
            self.text(comment.text);
            self.end_line();
        }
    }

    /// Goes on with a statement on the next line.
    fn next_line(&mut self, at: usize) {
        let indent = self.statement.indent + STEP * self.layout.steps(at);
        self.end_line();
        for comment in &self.layout.token(at).before.comments {
            self.start_line(indent);
            self.text(comment.text);
            self.end_line();
        }
        self.start_line(indent);
    }

    fn start_line(&mut self, indent: usize) {
        self.end_line();
        self.line.text.extend(std::iter::repeat_n(' ', indent));
        self.column = indent;
        self.indent = indent;
    }

    fn end_line(&mut self) {
        if !self.line.text.is_empty() {
            self.lines.push(std::mem::take(&mut self.line));
        }
    }

    /// An empty line, unless a block or the file begins here.
    fn empty_line(&mut self) {
        self.end_line();
        if self.lines.len() > self.packed {
            self.lines.push(Line::default());
            self.packed = self.lines.len();
        }
    }
}
