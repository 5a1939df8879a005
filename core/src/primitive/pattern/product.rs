//! Automata made of two others.

use std::collections::HashMap;

use super::PatternError;
use super::build::Automata;
use super::minimize::minimize;
use super::table::DfaTable;

/// The minimal automaton of the strings that both accept.
pub(crate) fn both(left: &DfaTable, right: &DfaTable) -> Result<DfaTable, PatternError> {
    let (classes, bytes) = classes_of(left, right, None);
    let first = (left.start, right.start);
    let mut numbers = HashMap::from([(first, 0)]);
    let mut order = vec![first];
    let (mut rows, mut accepting) = (Vec::new(), Vec::new());
    while let Some(&(one, other)) = order.get(rows.len()) {
        accepting.push(left.accepts(one) && right.accepts(other));
        let mut row = Vec::with_capacity(bytes.len());
        for &byte in &bytes {
            let pair = (left.next(one, byte), right.next(other, byte));
            row.push(*numbers.entry(pair).or_insert_with(|| {
                order.push(pair);
                u32::try_from(order.len() - 1).unwrap_or(u32::MAX)
            }));
        }
        rows.push(row);
    }
    minimize(&Automata { classes, rows, start: 0, accepting })
}

/// The minimal automaton of a string of `left`, then `separator`, then a string of `right`.
///
/// No string of `left` may continue with `separator` to another one: so where one ends, it is the separator that comes.
pub(crate) fn separated(
    left: &DfaTable,
    separator: u8,
    right: &DfaTable,
) -> Result<DfaTable, PatternError> {
    let (classes, bytes) = classes_of(left, right, Some(separator));
    let shift = u32::try_from(left.rows.len()).map_err(|_| PatternError::TooLarge)?;
    let states = |table: &DfaTable| 0..u16::try_from(table.rows.len()).unwrap_or(u16::MAX);
    let before = states(left).map(|state| {
        let step = |&byte: &u8| match left.next(state, byte) {
            DfaTable::DEAD if left.accepts(state) && byte == separator => {
                u32::from(right.start) + shift
            }
            next => u32::from(next),
        };
        bytes.iter().map(step).collect()
    });
    let after = states(right).map(|state| {
        bytes.iter().map(|&byte| u32::from(right.next(state, byte)) + shift).collect()
    });
    let rows = before.chain(after).collect();
    let mut accepting = vec![false; left.rows.len()];
    accepting.extend(&right.accepting);
    minimize(&Automata { classes, rows, start: left.start.into(), accepting })
}

/// The minimal automaton that reads each byte as `other` says.
pub(crate) fn read_as(
    table: &DfaTable,
    other: impl Fn(u8) -> u8,
) -> Result<DfaTable, PatternError> {
    let mut classes = [0; 256];
    for (byte, class) in (0..=u8::MAX).zip(&mut classes) {
        *class = table.classes.get(usize::from(other(byte))).copied().unwrap_or_default();
    }
    let rows = table.rows.iter().map(|row| row.iter().map(|&next| next.into()).collect()).collect();
    let accepting = table.accepting.clone();
    minimize(&Automata { classes, rows, start: table.start.into(), accepting })
}

/// Classes of bytes that neither automaton tells apart, `alone` in its own, and one byte of each class.
fn classes_of(left: &DfaTable, right: &DfaTable, alone: Option<u8>) -> ([u8; 256], Vec<u8>) {
    let mut numbers: HashMap<(u8, u8, bool), u8> = HashMap::new();
    let mut bytes = Vec::new();
    let mut classes = [0; 256];
    let pairs = left.classes.iter().zip(&right.classes);
    for ((byte, place), (one, other)) in (0..=u8::MAX).zip(&mut classes).zip(pairs) {
        *place = *numbers.entry((*one, *other, alone == Some(byte))).or_insert_with(|| {
            bytes.push(byte);
            // At most 256 bytes make at most 256 classes.
            u8::try_from(bytes.len() - 1).unwrap_or(u8::MAX)
        });
    }
    (classes, bytes)
}
