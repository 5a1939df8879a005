//! What stands in columns: the values of settings, the parts of declarations of one line, the tables of routes.

use std::ops::Range;

use super::layout::Layout;
use super::print::WIDTH;
use super::table::{self, Row};
use super::tree::{Node, extent};
use crate::syntax::grammar::Rule;

/// A token that stands in a certain column, if what is before it leaves room.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stop {
    pub(super) token: usize,
    pub(super) column: usize,
}

/// Where statements stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Outermost.
    File,
    /// Between brackets.
    Inside,
}

/// What a statement is to its neighbours.
enum Kind<'tree> {
    /// `key: value`; the value's first token, and the width of what is before.
    Setting { value: usize, width: usize },
    /// `key { … }` with the width that it would have with a colon, if it takes one line.
    Block { width: Option<usize> },
    /// `METHOD /path …`.
    Row(Row<'tree>),
    /// `word name = …`, `word name { … }`, `word { … }`, on one line.
    Declaration(Declaration),
    /// Anything else.
    Other,
}

/// A declaration of one line.
#[derive(Clone, Copy)]
struct Declaration {
    first: usize,
    /// The `=` or `{`.
    mark: usize,
    end: usize,
}

/// Which tokens of each statement stand in which columns. Statements that belong together follow each other without an
/// empty line between.
pub(super) fn align(
    layout: &Layout<'_>,
    items: &[&[Node]],
    indent: usize,
    place: Place,
) -> Vec<Vec<Stop>> {
    let kinds: Vec<Kind<'_>> = items.iter().map(|item| kind(layout, item, indent, place)).collect();
    let mut stops = Vec::with_capacity(items.len());
    while let Some(rest) = kinds.get(stops.len()..).filter(|rest| !rest.is_empty()) {
        let follows = items.get(stops.len() + 1..).unwrap_or_default();
        let joined = rest.windows(2).zip(follows).take_while(|(pair, item)| {
            let parts = layout.token(extent(item).start).before.parts();
            !parts && matches!(pair, [one, other] if one.stands_with(other, layout))
        });
        let run = rest.get(..joined.count() + 1).unwrap_or(rest);
        stops.extend(columns(layout, run, indent));
    }
    stops
}

impl Kind<'_> {
    fn stands_with(&self, other: &Kind<'_>, layout: &Layout<'_>) -> bool {
        match (self, other) {
            (
                Kind::Setting { .. } | Kind::Block { .. },
                Kind::Setting { .. } | Kind::Block { .. },
            )
            | (Kind::Row(_), Kind::Row(_)) => true,
            (Kind::Declaration(one), Kind::Declaration(other)) => {
                let shape = |declaration: &Declaration| {
                    let named = declaration.mark > declaration.first + 1;
                    (layout.token(declaration.mark).text, named)
                };
                shape(one) == shape(other)
            }
            (Kind::Setting { .. } | Kind::Block { .. } | Kind::Row(_), _)
            | (Kind::Declaration(_) | Kind::Other, _) => false,
        }
    }
}

fn kind<'tree>(
    layout: &Layout<'_>,
    item: &'tree [Node],
    indent: usize,
    place: Place,
) -> Kind<'tree> {
    let body = body(item);
    let tokens = extent(body);
    let first = tokens.start;
    let fits = indent + layout.width(tokens.clone()) <= WIDTH;
    let one_line = layout.is_flat(tokens.clone()) && fits;
    if let Some(row) = Row::of(layout, body) {
        return Kind::Row(row);
    }
    if place == Place::File
        && let Some(mark) = mark(layout, tokens.clone())
    {
        let declaration = Declaration { first, mark, end: tokens.end };
        return if one_line { Kind::Declaration(declaration) } else { Kind::Other };
    }
    if let Some(colon) = body.iter().find(|part| part.is(Rule::colon)) {
        let value = colon.tokens.end;
        let width = layout.width(first..value);
        let flat = layout.is_flat(first..value + 1);
        return if flat { Kind::Setting { value, width } } else { Kind::Other };
    }
    if layout.token(first + 1).text == "{" {
        return Kind::Block { width: one_line.then(|| layout.width(first..first + 1) + 1) };
    }
    Kind::Other
}

/// The `=` of a declaration or, without one, its first brace.
fn mark(layout: &Layout<'_>, tokens: Range<usize>) -> Option<usize> {
    let mut depth = 0_usize;
    for at in tokens.skip(1) {
        match layout.token(at).text {
            "=" if depth == 0 => return Some(at),
            // Without space before it, it stands in a path.
            "{" if depth == 0 && layout.space_before(at) > 0 => return Some(at),
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

/// The columns of statements that belong together.
fn columns(layout: &Layout<'_>, run: &[Kind<'_>], indent: usize) -> Vec<Vec<Stop>> {
    let mut rows = Vec::new();
    let mut declarations = Vec::new();
    let mut widest = 0;
    for kind in run {
        match kind {
            Kind::Row(row) => rows.push(row),
            Kind::Declaration(declaration) => declarations.push(*declaration),
            Kind::Setting { width, .. } => widest = widest.max(*width),
            Kind::Block { width } => widest = widest.max(width.unwrap_or_default()),
            Kind::Other => {}
        }
    }
    if !rows.is_empty() {
        return table::columns(layout, &rows, indent);
    }
    if !declarations.is_empty() {
        return declaration_columns(layout, &declarations);
    }
    let stop = |kind: &Kind<'_>| match kind {
        Kind::Setting { value, .. } => vec![Stop { token: *value, column: indent + widest + 1 }],
        Kind::Block { .. } | Kind::Row(_) | Kind::Declaration(_) | Kind::Other => Vec::new(),
    };
    run.iter().map(stop).collect()
}

/// Words, names and what follows, each below each other, unless that makes a line too long.
fn declaration_columns(layout: &Layout<'_>, run: &[Declaration]) -> Vec<Vec<Stop>> {
    let widest = |width: fn(&Layout<'_>, &Declaration) -> usize| {
        run.iter().map(|declaration| width(layout, declaration)).max().unwrap_or_default()
    };
    let word = widest(|layout, it| layout.width(it.first..it.first + 1));
    let name = widest(|layout, it| layout.width(it.first + 1..it.mark));
    let rest = widest(|layout, it| layout.width(it.mark..it.end));
    let mark = word + 1 + if name > 0 { name + 1 } else { 0 };
    if mark + rest > WIDTH {
        return vec![Vec::new(); run.len()];
    }
    let stops = run.iter().map(|it| {
        vec![Stop { token: it.first + 1, column: word + 1 }, Stop { token: it.mark, column: mark }]
    });
    stops.collect()
}

/// The parts of a statement, without its documentation.
fn body(item: &[Node]) -> &[Node] {
    let mut parts = item;
    loop {
        if let [documentation, rest @ ..] = parts
            && documentation.is(Rule::documentation)
        {
            parts = rest;
        }
        match parts {
            [only] if !only.is_token() => parts = &only.children,
            _ => return parts,
        }
    }
}
