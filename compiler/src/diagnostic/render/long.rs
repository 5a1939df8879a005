//! Lines that are too long to be shown: a piece of them around what is wrong.

use std::ops::Range;

use annotate_snippets::{Group, Level, Snippet};

use super::Place;
use crate::source::Source;

/// Bytes of a line that is shown as it is.
const LONGEST_LINE: usize = 1_000;

/// Bytes that are shown before and after what is wrong.
const AROUND: usize = 60;

/// Bytes that are shown of what is wrong.
const SHOWN: usize = 120;

/// Whether a range begins or ends on a line that is too long.
pub(super) fn is_long(source: &Source, range: &Range<usize>) -> bool {
    let length = |at: usize| {
        let line = source.position(at).line;
        source.line_start(line + 1) - source.line_start(line)
    };
    length(range.start) > LONGEST_LINE || length(range.end) > LONGEST_LINE
}

/// Adds a piece around the first label. Labels that are not in the piece are named with their places.
pub(super) fn show<'a>(group: Group<'a>, source: &'a Source, places: &[Place<'a>]) -> Group<'a> {
    let Some(first) = places.first() else { return group };
    let text = source.text();
    let line = source.position(first.range.start).line;
    let (begin, next) = (source.line_start(line), source.line_start(line + 1));
    let start = text.ceil_char_boundary(first.range.start.saturating_sub(AROUND).max(begin));
    let end = first.range.end.min(first.range.start.saturating_add(SHOWN)).saturating_add(AROUND);
    let end = text.floor_char_boundary(end.min(next));
    let Some(piece) = text.get(start..end) else { return group };
    // Space that is not shown keeps the column right.
    let space = source.position(start).column - 1;
    let is_inside = |place: &&Place<'a>| (start..=end).contains(&place.range.start);
    let inside = places.iter().filter(is_inside).map(|place| {
        let shown = |at: usize| at.min(end) - start + space;
        let range = shown(place.range.start)..shown(place.range.end);
        Place { kind: place.kind, range, text: place.text }.annotation(0)
    });
    let snippet = Snippet::source(" ".repeat(space) + piece)
        .path(source.name())
        .line_start(line)
        .annotations(inside);
    places.iter().filter(|place| !is_inside(place)).fold(group.element(snippet), |group, place| {
        let position = source.position(place.range.start);
        let written = format!("{}:{}:{}", source.name(), position.line, position.column);
        let text = if place.text.is_empty() { "see" } else { place.text };
        group.element(Level::NOTE.message(format!("{text}: {written}")))
    })
}
