//! Tables of routes: methods, paths and clauses, each below each other.
//!
//! Who may call stands first, then what comes in (`query`, `headers`, `cookies`, `body`), what goes on (`to`, `send`, `drop`), and what
//! goes out (`returns`). What comes in stands directly before the column that follows, and that begins at a multiple of
//! eight, so that few changes move it. A column that only one row would have is none, and a row that is too long for the
//! columns goes on without them.

use std::ops::Range;

use super::align::Stop;
use super::layout::Layout;
use super::print::WIDTH;
use super::tree::{Node, extent};

/// Paths that are longer do not move the clauses of other rows.
const LONGEST_PATH: usize = 48;

/// What a test sends besides a path does not move the answers of other rows if it is longer.
const LONGEST_INPUT: usize = 24;

/// Spaces between columns.
const GAP: usize = 2;

/// What follows what comes in begins at a multiple of this.
const TAB: usize = 8;

/// One row.
pub(super) struct Row<'tree> {
    method: usize,
    path: Range<usize>,
    /// What follows the path.
    clauses: &'tree [Node],
}

/// A row whose clauses stand in columns.
struct Cells {
    row: usize,
    /// Where its clauses begin.
    start: usize,
    first: usize,
    input: Option<usize>,
    forward: Option<usize>,
    output: Option<usize>,
    end: usize,
}

/// What a clause is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Column {
    Access,
    Input,
    Forward,
    Output,
}

impl<'tree> Row<'tree> {
    /// A statement as a row, if it begins with a method and a path.
    pub(super) fn of(layout: &Layout<'_>, body: &'tree [Node]) -> Option<Row<'tree>> {
        let [method, path, ..] = body else { return None };
        let (method, start) = (method.tokens.start, path.tokens.start);
        let name = layout.token(method).text;
        let is_method = name.len() > 1 && name.bytes().all(|byte| byte.is_ascii_uppercase());
        // What a test asks for may stand in quotes.
        let is_path = layout.token(start).text.starts_with(['/', '"']);
        if start != method + 1 || !is_method || !is_path {
            return None;
        }
        // A path may be several parts without space between.
        let rest = body.get(2..).unwrap_or_default();
        let joined = rest.iter().take_while(|part| layout.space_before(part.tokens.start) == 0);
        let (parts, clauses) = rest.split_at_checked(joined.count())?;
        let end = parts.last().map_or(path.tokens.end, |part| part.tokens.end);
        layout.is_flat(method..end).then_some(Row { method, path: start..end, clauses })
    }

    /// Where what a test expects begins.
    fn arrow(&self, layout: &Layout<'_>) -> Option<usize> {
        let mut clauses = self.clauses.iter().map(|clause| clause.tokens.start);
        clauses.find(|first| layout.token(*first).text == "->")
    }

    /// Whether it is a request of a test that takes several lines: it does not move what other rows have.
    fn takes_lines(&self, layout: &Layout<'_>, indent: usize) -> bool {
        let tokens = self.method..extent(self.clauses).end;
        let is_flat = layout.is_flat(tokens.clone()) && indent + layout.width(tokens) <= WIDTH;
        self.arrow(layout).is_some() && !is_flat
    }

    fn path_width(&self, layout: &Layout<'_>) -> usize {
        layout.width(self.path.clone())
    }

    /// The clauses as cells, if they are on one line and in the order of the columns.
    fn cells(&self, layout: &Layout<'_>, row: usize, start: usize) -> Option<Cells> {
        let tokens = extent(self.clauses);
        let width = layout.width(tokens.clone());
        if !layout.is_flat(self.method..tokens.end) || start + width > WIDTH {
            return None;
        }
        let (first, end) = (tokens.start, tokens.end);
        let mut cells = Cells { row, start, first, input: None, forward: None, output: None, end };
        let mut reached = None;
        for clause in self.clauses {
            let first = clause.tokens.start;
            let Some(column) = column(layout.token(first).text) else { continue };
            if reached.map_or(column != Column::Access, |reached| column < reached) {
                return None;
            }
            let begins = match column {
                Column::Access => None,
                Column::Input => Some(&mut cells.input),
                Column::Forward => Some(&mut cells.forward),
                Column::Output => Some(&mut cells.output),
            };
            if let Some(begins) = begins {
                begins.get_or_insert(first);
            }
            reached = Some(column);
        }
        Some(cells)
    }
}

/// The column that a clause begins; the others follow the clause before.
fn column(word: &str) -> Option<Column> {
    match word {
        "allow" | "deny" => Some(Column::Access),
        "query" | "headers" | "cookies" | "body" => Some(Column::Input),
        "to" | "send" | "drop" => Some(Column::Forward),
        "returns" => Some(Column::Output),
        _ => None,
    }
}

/// The columns of a table, row by row.
pub(super) fn columns(layout: &Layout<'_>, rows: &[&Row<'_>], indent: usize) -> Vec<Vec<Stop>> {
    let widest = |widths: &mut dyn Iterator<Item = usize>| widths.max().unwrap_or_default();
    let methods = widest(&mut rows.iter().map(|row| layout.width(row.method..row.path.start)));
    let on_one_line = rows.iter().filter(|row| !row.takes_lines(layout, indent));
    let paths = on_one_line.map(|row| row.path_width(layout));
    let paths = widest(&mut paths.filter(|width| *width <= LONGEST_PATH));
    let path = indent + methods + 1;
    let mut stops = Vec::with_capacity(rows.len());
    let mut cells = Vec::new();
    for (number, row) in rows.iter().enumerate() {
        let mut columns = vec![Stop { token: row.path.start, column: path }];
        if let Some(clause) = row.clauses.first() {
            let column = path + row.path_width(layout).max(paths) + 1;
            columns.push(Stop { token: clause.tokens.start, column });
            cells.extend(row.cells(layout, number, column));
        }
        stops.push(columns);
    }
    for (row, stop) in answer_columns(layout, rows, &stops, indent) {
        if let Some(columns) = stops.get_mut(row) {
            columns.retain(|known| known.token != stop.token);
            columns.push(stop);
        }
    }
    for (row, stop) in cell_columns(layout, cells) {
        if let Some(columns) = stops.get_mut(row) {
            columns.push(stop);
        }
    }
    stops
}

/// The column of the answers that a test expects, with the rows that have one.
fn answer_columns(
    layout: &Layout<'_>,
    rows: &[&Row<'_>],
    stops: &[Vec<Stop>],
    indent: usize,
) -> Vec<(usize, Stop)> {
    let mut answers = Vec::new();
    let mut widest = 0;
    for (number, (row, stops)) in rows.iter().zip(stops).enumerate() {
        let tokens = extent(row.clauses);
        let Some(arrow) = row.arrow(layout) else { continue };
        let Some(start) = stops.iter().find(|stop| stop.token == tokens.start) else { continue };
        if row.takes_lines(layout, indent) {
            continue;
        }
        let input = layout.width(tokens.start..arrow);
        let own = start.column + if input > 0 { input + 1 } else { 0 };
        if row.path_width(layout) <= LONGEST_PATH && input <= LONGEST_INPUT {
            widest = widest.max(own);
        }
        answers.push((number, arrow, own, layout.width(arrow..tokens.end)));
    }
    answers.retain(|(.., own, width)| widest.max(*own) + width <= WIDTH);
    let stop = |(row, token, own, _): (usize, usize, usize, usize)| {
        (row, Stop { token, column: widest.max(own) })
    };
    answers.into_iter().map(stop).collect()
}

/// The columns after who may call, with the rows that have them.
fn cell_columns(layout: &Layout<'_>, mut cells: Vec<Cells>) -> Vec<(usize, Stop)> {
    drop_lonely(&mut cells);
    let widths = Widths::of(layout, &cells);
    cells.retain(|cells| {
        let after = [
            (cells.input, widths.input),
            (cells.forward, widths.forward),
            (cells.output, widths.output),
        ];
        let after = after.map(|(part, width)| part.map_or(0, |_| GAP + width));
        cells.access_end(layout) + after.iter().sum::<usize>() <= WIDTH
    });
    drop_lonely(&mut cells);
    let columns = Columns::of(layout, &cells);
    let mut stops = Vec::new();
    for cells in &cells {
        let parts = [
            (cells.input, columns.input),
            (cells.forward, columns.forward),
            (cells.output, columns.output),
        ];
        let parts = parts.into_iter().filter_map(|(token, column)| Some((token?, column)));
        stops.extend(parts.map(|(token, column)| (cells.row, Stop { token, column })));
    }
    stops
}

/// How wide the widest part of each column is.
struct Widths {
    input: usize,
    forward: usize,
    output: usize,
}

impl Widths {
    fn of(layout: &Layout<'_>, cells: &[Cells]) -> Widths {
        let widest = |tokens: fn(&Cells) -> Range<usize>| {
            cells.iter().map(|cells| layout.width(tokens(cells))).max().unwrap_or_default()
        };
        Widths {
            input: widest(Cells::input_tokens),
            forward: widest(Cells::forward_tokens),
            output: widest(Cells::output_tokens),
        }
    }
}

/// Where each column begins.
struct Columns {
    input: usize,
    forward: usize,
    output: usize,
}

impl Columns {
    fn of(layout: &Layout<'_>, cells: &[Cells]) -> Columns {
        let widths = Widths::of(layout, cells);
        let begin = |has: fn(&Cells) -> Option<usize>, end: &dyn Fn(&Cells) -> usize| {
            let rows = cells.iter().filter(|cells| has(cells).is_some());
            rows.map(|cells| end(cells) + GAP).max().unwrap_or_default()
        };
        let mut input = begin(|cells| cells.input, &|cells| cells.access_end(layout));
        let input_end = |input: usize, cells: &Cells| match cells.input {
            Some(_) => input + layout.width(cells.input_tokens()),
            None => cells.access_end(layout),
        };
        // Where the column after what comes in begins, if what follows it leaves room.
        let tab = |column: usize, rest: usize| {
            let tabbed = column.next_multiple_of(TAB);
            if tabbed + rest <= WIDTH { tabbed } else { column }
        };
        if widths.forward == 0 {
            let output = begin(|cells| cells.output, &|cells| input_end(input, cells));
            let output = tab(output, widths.output);
            input = input.max(output.saturating_sub(widths.input + GAP));
            return Columns { input, forward: 0, output };
        }
        let rest = if widths.output == 0 { 0 } else { GAP + widths.output };
        let forward = begin(|cells| cells.forward, &|cells| input_end(input, cells));
        let forward = tab(forward, widths.forward + rest);
        input = input.max(forward.saturating_sub(widths.input + GAP));
        let output = begin(|cells| cells.output, &|cells| match cells.forward {
            Some(_) => forward + layout.width(cells.forward_tokens()),
            None => input_end(input, cells),
        });
        Columns { input, forward, output }
    }
}

impl Cells {
    fn input_tokens(&self) -> Range<usize> {
        let end = self.forward.or(self.output).unwrap_or(self.end);
        self.input.map_or(0..0, |first| first..end)
    }

    fn forward_tokens(&self) -> Range<usize> {
        self.forward.map_or(0..0, |first| first..self.output.unwrap_or(self.end))
    }

    fn output_tokens(&self) -> Range<usize> {
        self.output.map_or(0..0, |first| first..self.end)
    }

    /// Where the clauses end that tell who may call.
    fn access_end(&self, layout: &Layout<'_>) -> usize {
        let end = self.input.or(self.forward).or(self.output).unwrap_or(self.end);
        self.start + layout.width(self.first..end)
    }
}

/// A column that only one row has is none.
fn drop_lonely(cells: &mut [Cells]) {
    const PARTS: [fn(&mut Cells) -> &mut Option<usize>; 3] =
        [|cells| &mut cells.input, |cells| &mut cells.forward, |cells| &mut cells.output];
    for part in PARTS {
        if cells.iter_mut().filter_map(|cells| *part(cells)).count() < 2 {
            cells.iter_mut().for_each(|cells| *part(cells) = None);
        }
    }
}
