//! The strings that two automata both accept.

use std::collections::HashMap;

use super::PatternError;
use super::build::Automata;
use super::minimize::minimize;
use super::table::DfaTable;

/// The minimal automaton of the strings that both accept.
pub(crate) fn both(left: &DfaTable, right: &DfaTable) -> Result<DfaTable, PatternError> {
    let mut pairs: HashMap<(u8, u8), u8> = HashMap::new();
    let mut columns = Vec::new();
    let mut classes = [0; 256];
    for (place, pair) in classes.iter_mut().zip(left.classes.iter().zip(&right.classes)) {
        let pair = (*pair.0, *pair.1);
        *place = *pairs.entry(pair).or_insert_with(|| {
            columns.push(pair);
            // At most 256 bytes make at most 256 pairs.
            u8::try_from(columns.len() - 1).unwrap_or(u8::MAX)
        });
    }
    let next = |table: &DfaTable, state: u16, class: u8| {
        let row = table.rows.get(usize::from(state));
        row.and_then(|row| row.get(usize::from(class))).copied().unwrap_or(DfaTable::DEAD)
    };
    let accepts = |table: &DfaTable, state: u16| {
        table.accepting.get(usize::from(state)).copied().unwrap_or(false)
    };
    let first = (left.start, right.start);
    let mut numbers = HashMap::from([(first, 0)]);
    let mut order = vec![first];
    let (mut rows, mut accepting) = (Vec::new(), Vec::new());
    while let Some(&(one, other)) = order.get(rows.len()) {
        accepting.push(accepts(left, one) && accepts(right, other));
        let mut row = Vec::with_capacity(columns.len());
        for &(class, other_class) in &columns {
            let pair = (next(left, one, class), next(right, other, other_class));
            row.push(*numbers.entry(pair).or_insert_with(|| {
                order.push(pair);
                u32::try_from(order.len() - 1).unwrap_or(u32::MAX)
            }));
        }
        rows.push(row);
    }
    minimize(&Automata { classes, rows, start: 0, accepting })
}
