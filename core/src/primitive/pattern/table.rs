//! The automaton of a pattern as plain tables, the form in which every target carries it.

use std::ops::RangeInclusive;

/// A minimal deterministic automaton that reads the UTF-8 bytes of a string one by one.
///
/// Begin in `start`; for each byte `b` go from state `s` to `rows[s][classes[b]]`; the string matches if the state after
/// the last byte is accepting. State [`DfaTable::DEAD`] is never left and never accepts, so reading may stop there.
/// Equal languages have equal tables: classes are numbered by their smallest byte and states breadth first from `start`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DfaTable {
    /// The class of each byte; classes are numbered from 0 without gaps.
    pub classes: [u8; 256],
    /// For each state the next state by class.
    pub rows: Vec<Vec<u16>>,
    /// The state before the first byte; always 1.
    pub start: u16,
    /// For each state whether the string may end there.
    pub accepting: Vec<bool>,
}

impl DfaTable {
    /// The state from which nothing matches.
    pub const DEAD: u16 = 0;

    /// How many classes there are.
    #[must_use]
    pub fn class_count(&self) -> usize {
        self.rows.first().map_or(0, Vec::len)
    }

    /// Whether the whole of `text` matches.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        let mut state = self.start;
        for &byte in text.as_bytes() {
            state = self.next(state, byte);
            if state == Self::DEAD {
                return false;
            }
        }
        self.accepts(state)
    }

    /// Whether a string matches that is made of bytes which it `holds`, and begins and ends with one of the `outer` ones.
    #[must_use]
    pub fn matches_some(&self, holds: impl Fn(u8) -> bool, outer: impl Fn(u8) -> bool) -> bool {
        if self.accepts(self.start) {
            return true;
        }
        // For each class a byte that may stand inside, and one that may stand at an end.
        let inner = self.byte_of_each_class(&holds);
        let ends = self.byte_of_each_class(|byte| holds(byte) && outer(byte));
        let mut seen = vec![false; self.rows.len()];
        let mut open = vec![(self.start, &ends)];
        while let Some((state, bytes)) = open.pop() {
            if ends.iter().any(|&byte| self.accepts(self.next(state, byte))) {
                return true;
            }
            for &byte in bytes {
                let next = self.next(state, byte);
                let unseen = seen.get_mut(usize::from(next)).filter(|seen| !**seen);
                if next != Self::DEAD
                    && let Some(unseen) = unseen
                {
                    *unseen = true;
                    open.push((next, &inner));
                }
            }
        }
        false
    }

    /// One byte of each class that has one.
    fn byte_of_each_class(&self, is_one: impl Fn(u8) -> bool) -> Vec<u8> {
        let mut known = vec![false; self.class_count()];
        let bytes = (0..=u8::MAX).zip(&self.classes).filter(|(byte, class)| {
            let unknown = known.get_mut(usize::from(**class)).filter(|known| !**known);
            match unknown {
                Some(unknown) if is_one(*byte) => {
                    *unknown = true;
                    true
                }
                Some(_) | None => false,
            }
        });
        bytes.map(|(byte, _)| byte).collect()
    }

    /// For each live state the set of classes that lead on, one bit each, where there is but one state that they lead to: the
    /// next, or the last one again. Empty where the automaton branches, or has more than 32 classes.
    ///
    /// Then each byte can be looked at without the one before it.
    #[must_use]
    pub fn places(&self) -> Vec<u32> {
        let live = self.rows.iter().zip(0..).skip(1);
        let place = |(row, state): (&Vec<u16>, usize)| {
            let next = if state + 1 < self.rows.len() { state + 1 } else { state };
            row.iter().zip(0..).try_fold(0_u32, |set, (to, class)| match usize::from(*to) {
                0 => Some(set),
                to if to == next => Some(set | 1_u32.checked_shl(class)?),
                _ => None,
            })
        };
        live.map(place).collect::<Option<Vec<u32>>>().unwrap_or_default()
    }

    /// The bytes that may stand at each place, where all texts that match are of one length, and those bytes are one range.
    #[must_use]
    pub fn ranges(&self) -> Option<Vec<RangeInclusive<u8>>> {
        let places = self.places();
        let (end, places) = places.split_last()?;
        let (is_end, others) = self.accepting.get(1..)?.split_last()?;
        if *end != 0 || !*is_end || others.contains(&true) {
            return None;
        }
        let range = |set: &u32| {
            let fits = |byte: &u8| {
                let class = self.classes.get(usize::from(*byte)).copied().unwrap_or_default();
                set.checked_shr(u32::from(class)).unwrap_or(0) & 1 == 1
            };
            let (least, most) = ((0..=u8::MAX).find(fits)?, (0..=u8::MAX).rfind(fits)?);
            (least..=most).all(|byte| fits(&byte)).then_some(least..=most)
        };
        places.iter().map(range).collect()
    }

    /// The state after `state` and `byte`.
    #[must_use]
    pub fn next(&self, state: u16, byte: u8) -> u16 {
        let class = self.classes.get(usize::from(byte)).copied().unwrap_or_default();
        let row = self.rows.get(usize::from(state));
        row.and_then(|row| row.get(usize::from(class))).copied().unwrap_or(Self::DEAD)
    }

    /// Whether a string may end in `state`.
    #[must_use]
    pub fn accepts(&self, state: u16) -> bool {
        self.accepting.get(usize::from(state)).copied().unwrap_or(false)
    }
}

/// A [`DfaTable`] whose parts lie in statics.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dfa {
    /// The class of each byte.
    pub classes: &'static [u8; 256],
    /// The rows one after another, [`Dfa::width`] entries each.
    pub transitions: &'static [u16],
    /// How many classes there are.
    pub width: usize,
    /// For each state whether the string may end there.
    pub accepting: &'static [bool],
    /// As [`DfaTable::places`].
    pub places: &'static [u32],
}

impl Dfa {
    /// Whether the whole of `text` matches; as [`DfaTable::matches`].
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        if let Some((last, _)) = self.places.split_last() {
            return self.matches_places(text.as_bytes(), *last);
        }
        let mut state = 1;
        for &byte in text.as_bytes() {
            let class = self.class(byte);
            let place = state * self.width + usize::from(class);
            state = usize::from(self.transitions.get(place).copied().unwrap_or(DfaTable::DEAD));
            if state == usize::from(DfaTable::DEAD) {
                return false;
            }
        }
        self.accepting.get(state).copied().unwrap_or(false)
    }

    fn matches_places(&self, bytes: &[u8], last: u32) -> bool {
        let (first, beyond) = bytes.split_at_checked(self.places.len()).unwrap_or((bytes, &[]));
        let fits = |set: u32, byte: u8| set.checked_shr(u32::from(self.class(byte))).unwrap_or(0);
        let mut fit = 1;
        for (byte, place) in first.iter().zip(self.places) {
            fit &= fits(*place, *byte);
        }
        for byte in beyond {
            fit &= fits(last, *byte);
        }
        let state = bytes.len().saturating_add(1).min(self.places.len());
        fit == 1 && self.accepting.get(state).copied().unwrap_or(false)
    }

    #[inline]
    fn class(&self, byte: u8) -> u8 {
        self.classes.get(usize::from(byte)).copied().unwrap_or_default()
    }
}

impl From<&Dfa> for DfaTable {
    fn from(automaton: &Dfa) -> DfaTable {
        DfaTable {
            classes: *automaton.classes,
            rows: automaton
                .transitions
                .chunks(automaton.width.max(1))
                .map(<[u16]>::to_vec)
                .collect(),
            start: 1,
            accepting: automaton.accepting.to_vec(),
        }
    }
}
