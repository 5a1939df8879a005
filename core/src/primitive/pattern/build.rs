//! From an expression to its automaton.

use std::collections::HashMap;

use regex_automata::dfa::{Automaton, dense};
use regex_automata::nfa::thompson::{self, WhichCaptures};
use regex_automata::util::primitives::StateID;
use regex_automata::{Anchored, Input, MatchKind};

use super::minimize::minimize;
use super::table::DfaTable;
use super::{PatternError, translate};

/// Bytes that the nondeterministic automaton may take: what bounds nested repetitions.
const NFA_SIZE: usize = 4 << 20;
/// Bytes that the automaton may take before it is minimal.
const DFA_SIZE: usize = 8 << 20;

/// An automaton as it is found: any number of states, in the order found, over byte classes.
pub(super) struct Automata {
    pub(super) classes: [u8; 256],
    pub(super) rows: Vec<Vec<u32>>,
    pub(super) start: u32,
    pub(super) accepting: Vec<bool>,
}

/// The minimal automaton of `source`, of any number of states that the size limits let through.
pub(crate) fn table_of(source: &str) -> Result<DfaTable, PatternError> {
    measured(source).0
}

/// The same, with what it took to find out, in about as many bytes as were looked at.
pub(super) fn measured(source: &str) -> (Result<DfaTable, PatternError>, usize) {
    match build(source) {
        Ok((found, nondeterministic)) => {
            let width = found.rows.first().map_or(0, Vec::len);
            // Each state was made out of those of the nondeterministic automaton, and has a row of its own.
            let each = width.saturating_mul(size_of::<u32>()).saturating_add(nondeterministic);
            (minimize(&found), found.rows.len().saturating_mul(each).max(source.len()))
        }
        Err(PatternError::TooLarge) => (Err(PatternError::TooLarge), 2 * (NFA_SIZE + DFA_SIZE)),
        Err(error) => (Err(error), source.len()),
    }
}

/// The automaton before it is minimal, and of how many states the nondeterministic one was.
fn build(source: &str) -> Result<(Automata, usize), PatternError> {
    let hir = translate::parse(source)?;
    let limits = thompson::Config::new()
        .utf8(true)
        .which_captures(WhichCaptures::None)
        .nfa_size_limit(Some(NFA_SIZE));
    let nfa = thompson::Compiler::new().configure(limits).build_from_hir(&hir);
    let nfa = nfa.map_err(|_| PatternError::TooLarge)?;
    let settings = dense::Config::new()
        .start_kind(regex_automata::dfa::StartKind::Anchored)
        .match_kind(MatchKind::All)
        .accelerate(false)
        .minimize(false)
        .dfa_size_limit(Some(DFA_SIZE))
        .determinize_size_limit(Some(DFA_SIZE));
    let dfa = dense::Builder::new().configure(settings).build_from_nfa(&nfa);
    let dfa = dfa.map_err(|_| PatternError::TooLarge)?;
    let found = read(&dfa).ok_or(PatternError::TooLarge)?;
    Ok((found, nfa.states().len()))
}

/// Reads the reachable states out, the end of input folded into `accepting`.
fn read(dfa: &dense::DFA<Vec<u32>>) -> Option<Automata> {
    let byte_classes = dfa.byte_classes();
    let mut classes = [0; 256];
    let mut bytes = Vec::new();
    for (byte, class) in (0..=u8::MAX).zip(classes.iter_mut()) {
        *class = byte_classes.get(byte);
        if usize::from(*class) == bytes.len() {
            bytes.push(byte);
        }
    }
    let first = dfa.start_state_forward(&Input::new("").anchored(Anchored::Yes)).ok()?;
    let mut numbers = HashMap::from([(first, 0)]);
    let mut order: Vec<StateID> = vec![first];
    let (mut rows, mut accepting) = (Vec::new(), Vec::new());
    while let Some(&state) = order.get(rows.len()) {
        accepting.push(dfa.is_match_state(dfa.next_eoi_state(state)));
        let mut row = Vec::with_capacity(bytes.len());
        for &byte in &bytes {
            let next = dfa.next_state(state, byte);
            let number = *numbers.entry(next).or_insert_with(|| {
                order.push(next);
                order.len() - 1
            });
            row.push(u32::try_from(number).ok()?);
        }
        rows.push(row);
    }
    Some(Automata { classes, rows, start: 0, accepting })
}
