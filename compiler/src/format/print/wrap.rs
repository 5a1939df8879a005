//! Where lines are broken.

use std::ops::Range;

use super::{Printer, STEP, WIDTH};
use crate::syntax::grammar::Rule;

impl Printer<'_, '_> {
    /// Where a token stands that could stand at `column`.
    pub(super) fn column_of(&self, at: usize, column: usize) -> usize {
        let stop = self.statement.stops.iter().find(|stop| stop.token == at);
        stop.map_or(column, |stop| stop.column.max(column))
    }

    /// Where these tokens end if they go on with this line, each in its column.
    fn reach(&self, tokens: Range<usize>) -> usize {
        let mut column = self.column;
        let mut from = tokens.start;
        let mut space = if column > self.indent { self.layout.space_before(from) } else { 0 };
        let stops = self.statement.stops.iter().filter(|stop| tokens.contains(&stop.token));
        for stop in stops {
            if stop.token > from {
                column += space + self.layout.width(from..stop.token);
                space = self.layout.space_before(stop.token);
                from = stop.token;
            }
            if column > self.indent {
                column = stop.column.max(column + space);
                space = 0;
            }
        }
        column + space + self.layout.width(from..tokens.end)
    }

    /// Whether these tokens, and so many more columns, go on with this line.
    pub(super) fn fits(&self, tokens: Range<usize>, tail: usize) -> bool {
        self.layout.is_flat(tokens.clone()) && self.reach(tokens) + tail <= WIDTH
    }

    /// Begins a line before this token if one may begin there, and what belongs to the token does not fit on this one.
    pub(super) fn break_or_stay(&mut self, at: usize) {
        if !self.layout.may_break(at) || self.column <= self.indent {
            return;
        }
        let stretch = at..self.layout.stretch(at).end.min(self.statement.end);
        let tail = self.tail(stretch.end);
        let indent = self.statement.indent + STEP * self.layout.steps(at);
        if self.indent <= indent && self.fits(stretch.clone(), tail) {
            return;
        }
        let width = self.layout.width(stretch.clone()) + tail;
        let fits_alone = self.layout.is_flat(stretch.clone()) && indent + width <= WIDTH;
        let begin = at..self.head(stretch);
        let opens = self.opens(begin.end.saturating_sub(1));
        // What fits on no line may begin on this one, but what is assigned begins on its own, save a list, and so does what
        // comes of a test's request.
        let assigned = self.layout.token(at.saturating_sub(1)).rule == Some(Rule::equals);
        let outcome = matches!(self.layout.token(at).rule, Some(Rule::arrow | Rule::answer_word));
        let apart = outcome || assigned && !opens;
        if self.indent > indent || fits_alone || apart || !self.fits(begin, 0) {
            self.next_line(at);
        }
    }

    /// Where the beginning of these tokens ends: a bracket opens, or a line may or must begin.
    fn head(&self, tokens: Range<usize>) -> usize {
        for at in tokens.clone() {
            if at > tokens.start && (self.layout.may_break(at) || self.layout.is_forced(at)) {
                return at;
            }
            if self.opens(at) {
                return at + 1;
            }
        }
        tokens.end
    }

    /// How much of the line is needed for what follows a bracket that closes.
    pub(super) fn tail(&self, from: usize) -> usize {
        let end = self.statement.end;
        if from >= end || self.layout.may_break(from) || self.layout.is_forced(from) {
            return 0;
        }
        self.layout.space_before(from) + self.layout.width(from..self.head(from..end))
    }

    fn opens(&self, at: usize) -> bool {
        matches!(self.layout.token(at).rule, Some(Rule::open_brace | Rule::open_bracket))
    }
}
