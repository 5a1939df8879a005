//! The one smallest automaton of a language, numbered in the one way that the language itself decides.

use std::collections::{HashMap, VecDeque};

use super::PatternError;
use super::build::Automata;
use super::table::DfaTable;

/// Merges states that no continuation tells apart and classes that no state tells apart, and numbers both.
pub(super) fn minimize(found: &Automata) -> Result<DfaTable, PatternError> {
    let blocks = partition(found);
    let block_of = |state: u32| blocks.get(state as usize).copied().unwrap_or_default();
    let count = blocks.iter().max().map_or(0, |most| most + 1);
    let mut rows: Vec<Vec<usize>> = vec![Vec::new(); count];
    let mut accepting = vec![false; count];
    for (state, row) in (0..).zip(&found.rows) {
        let block = block_of(state);
        if let Some(merged) = rows.get_mut(block).filter(|merged| merged.is_empty()) {
            *merged = row.iter().map(|&next| block_of(next)).collect();
        }
        if let Some(accepts) = accepting.get_mut(block) {
            *accepts = found.accepting.get(state as usize).copied().unwrap_or(false);
        }
    }
    let (classes, columns) = merge_classes(&found.classes, &rows);
    number(classes, &columns, &rows, block_of(found.start), &accepting)
}

/// Hopcroft's refinement: the block of each state.
fn partition(found: &Automata) -> Vec<usize> {
    let width = found.rows.first().map_or(0, Vec::len);
    let before: Vec<Sources> = (0..width).map(|class| Sources::of(found, class)).collect();
    let mut block_of: Vec<usize> =
        found.accepting.iter().map(|&accepts| usize::from(accepts)).collect();
    let mut blocks: Vec<Vec<u32>> = vec![Vec::new(); 2];
    for (state, &block) in (0..).zip(&block_of) {
        if let Some(members) = blocks.get_mut(block) {
            members.push(state);
        }
    }
    let mut work = Work { width, waiting: Vec::new(), queue: VecDeque::new() };
    for class in 0..width {
        work.push(0, class);
        work.push(1, class);
    }
    let mut hit: Vec<(usize, u32)> = Vec::new();
    while let Some((splitter, class)) = work.pop() {
        let Some(column) = before.get(class) else { continue };
        hit.clear();
        for &target in blocks.get(splitter).into_iter().flatten() {
            for &source in column.into(target) {
                hit.push((block_of.get(source as usize).copied().unwrap_or_default(), source));
            }
        }
        hit.sort_unstable();
        for members in hit.chunk_by(|one, other| one.0 == other.0) {
            let Some(&(block, _)) = members.first() else { continue };
            let size = blocks.get(block).map_or(0, Vec::len);
            if members.len() == size {
                continue;
            }
            split(&mut blocks, &mut block_of, block, members);
            let new = blocks.len() - 1;
            for class in 0..width {
                // Whoever waited for the whole waits for both parts; else either part does, and the smaller is quicker.
                if work.waits(block, class) || members.len() <= size / 2 {
                    work.push(new, class);
                } else {
                    work.push(block, class);
                }
            }
        }
    }
    block_of
}

/// The states from which one class leads to each state.
struct Sources {
    /// Where the sources of each state begin, and one past the last.
    starts: Vec<usize>,
    sources: Vec<u32>,
}

impl Sources {
    fn of(found: &Automata, class: usize) -> Sources {
        let mut edges: Vec<(u32, u32)> = (0..)
            .zip(&found.rows)
            .filter_map(|(state, row)| row.get(class).map(|&next| (next, state)))
            .collect();
        edges.sort_unstable();
        let mut starts = Vec::with_capacity(found.rows.len() + 1);
        for (place, &(next, _)) in edges.iter().enumerate() {
            while starts.len() <= next as usize {
                starts.push(place);
            }
        }
        Sources { starts, sources: edges.into_iter().map(|(_, state)| state).collect() }
    }

    fn into(&self, state: u32) -> &[u32] {
        let start = self.starts.get(state as usize).copied().unwrap_or(self.sources.len());
        let end = self.starts.get(state as usize + 1).copied().unwrap_or(self.sources.len());
        self.sources.get(start..end).unwrap_or_default()
    }
}

/// The blocks by which others are still to be split, with the class to do it for.
struct Work {
    width: usize,
    waiting: Vec<bool>,
    queue: VecDeque<(usize, usize)>,
}

impl Work {
    fn waits(&self, block: usize, class: usize) -> bool {
        self.waiting.get(block * self.width + class).copied().unwrap_or(false)
    }

    fn push(&mut self, block: usize, class: usize) {
        let place = block * self.width + class;
        if self.waiting.len() <= place {
            self.waiting.resize(place + 1, false);
        }
        if let Some(waiting) = self.waiting.get_mut(place).filter(|waiting| !**waiting) {
            *waiting = true;
            self.queue.push_back((block, class));
        }
    }

    fn pop(&mut self) -> Option<(usize, usize)> {
        let (block, class) = self.queue.pop_front()?;
        if let Some(waiting) = self.waiting.get_mut(block * self.width + class) {
            *waiting = false;
        }
        Some((block, class))
    }
}

/// Moves `members` out of `block` into a new last block.
fn split(
    blocks: &mut Vec<Vec<u32>>,
    block_of: &mut [usize],
    block: usize,
    members: &[(usize, u32)],
) {
    let new = blocks.len();
    for &(_, member) in members {
        if let Some(place) = block_of.get_mut(member as usize) {
            *place = new;
        }
    }
    if let Some(old) = blocks.get_mut(block) {
        old.retain(|&state| block_of.get(state as usize) == Some(&block));
    }
    blocks.push(members.iter().map(|&(_, member)| member).collect());
}

/// Classes whose columns are equal become one; each new class's old column.
fn merge_classes(classes: &[u8; 256], rows: &[Vec<usize>]) -> ([u8; 256], Vec<usize>) {
    let mut seen: HashMap<Vec<usize>, u8> = HashMap::new();
    let mut columns = Vec::new();
    let mut merged = [0; 256];
    for (&old, place) in classes.iter().zip(&mut merged) {
        let column: Vec<usize> =
            rows.iter().filter_map(|row| row.get(usize::from(old))).copied().collect();
        *place = *seen.entry(column).or_insert_with(|| {
            columns.push(usize::from(old));
            // At most 256 bytes make at most 256 classes.
            u8::try_from(columns.len() - 1).unwrap_or(u8::MAX)
        });
    }
    (merged, columns)
}

/// The dead state is 0, the start 1, the others follow breadth first.
fn number(
    classes: [u8; 256],
    columns: &[usize],
    rows: &[Vec<usize>],
    start: usize,
    accepting: &[bool],
) -> Result<DfaTable, PatternError> {
    let is_dead = |block: usize| {
        !accepting.get(block).copied().unwrap_or(false)
            && rows.get(block).is_some_and(|row| row.iter().all(|&next| next == block))
    };
    if is_dead(start) {
        return Err(PatternError::Empty);
    }
    let mut numbers: HashMap<usize, u16> = HashMap::from([(start, 1)]);
    let mut order = vec![start];
    let mut table = DfaTable {
        classes,
        rows: vec![vec![DfaTable::DEAD; columns.len()]],
        start: 1,
        accepting: vec![false],
    };
    while let Some(&block) = order.get(table.rows.len() - 1) {
        let mut row = Vec::with_capacity(columns.len());
        for &column in columns {
            let next = rows.get(block).and_then(|row| row.get(column)).copied().unwrap_or_default();
            if is_dead(next) {
                row.push(DfaTable::DEAD);
                continue;
            }
            let number = match numbers.get(&next) {
                Some(&number) => number,
                None => {
                    order.push(next);
                    let number = u16::try_from(order.len()).map_err(|_| PatternError::TooLarge)?;
                    numbers.insert(next, number);
                    number
                }
            };
            row.push(number);
        }
        table.rows.push(row);
        table.accepting.push(accepting.get(block).copied().unwrap_or(false));
    }
    Ok(table)
}
