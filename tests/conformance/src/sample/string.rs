//! Strings around their length, pattern and characters.

use std::collections::BTreeMap;

use gatewright_core::policy::{Bounds, StringContent};
use gatewright_core::primitive::pattern::{DfaTable, Pattern};

use super::{Side, TextSample, swap_case, text};

/// The longest string that is made to fill a length bound.
const LONGEST: u64 = 5_000;

/// A string of exactly `length` printable ASCII characters that the pattern accepts.
#[must_use]
pub fn accepted(pattern: &Pattern, length: u64) -> Option<String> {
    let table: &DfaTable = pattern.table();
    let mut representatives: BTreeMap<u8, u8> = BTreeMap::new();
    for byte in (b'a'..=b'z').chain(b'A'..=b'Z').chain(b'0'..=b'9').chain(b' '..=b'~') {
        representatives.entry(*table.classes.get(usize::from(byte))?).or_insert(byte);
    }
    // layer[state] is how the state is first reached with so many characters.
    let mut layers: Vec<BTreeMap<u16, (u16, u8)>> = vec![BTreeMap::from([(table.start, (0, 0))])];
    for _ in 0..length.min(LONGEST) {
        let mut next = BTreeMap::new();
        for state in layers.last()?.keys() {
            for (class, byte) in &representatives {
                let target = *table.rows.get(usize::from(*state))?.get(usize::from(*class))?;
                if target != DfaTable::DEAD {
                    next.entry(target).or_insert((*state, *byte));
                }
            }
        }
        layers.push(next);
    }
    let accepting =
        |state: &&u16| table.accepting.get(usize::from(**state)).copied().unwrap_or(false);
    let mut state = *layers.last()?.keys().find(accepting)?;
    let mut characters = Vec::new();
    for layer in layers.iter().skip(1).rev() {
        let (before, byte) = layer.get(&state)?;
        characters.push(char::from(*byte));
        state = *before;
    }
    Some(characters.iter().rev().collect())
}

/// Strings of a type.
pub(super) fn samples(
    length: &Bounds<u64>,
    pattern: Option<&Pattern>,
    content: StringContent,
) -> Vec<TextSample> {
    let is_inside = |value: &str| {
        let count = value.chars().count() as u64;
        let plain = |character: char| !character.is_control() || "\t\n\r".contains(character);
        length.min.is_none_or(|min| min <= count)
            && length.max.is_none_or(|max| count <= max)
            && (content == StringContent::Raw || value.chars().all(plain))
            && pattern.is_none_or(|pattern| pattern.matches(value))
    };
    let make = |count: u64| match pattern {
        Some(pattern) => accepted(pattern, count),
        None => Some("x".repeat(usize::try_from(count).unwrap_or_default())),
    };
    let min = length.min.unwrap_or(0);
    let max = length.max.filter(|max| *max <= LONGEST);
    let mut values: Vec<(String, String)> = Vec::new();
    let mut add = |label: &str, value: Option<String>| {
        values.extend(value.map(|value| (label.to_owned(), value)));
    };
    add("shortest", make(min));
    add("longest", max.and_then(make));
    add("one too short", min.checked_sub(1).and_then(make));
    add("one too long", max.and_then(|max| make(max + 1)));
    let some = (min.max(1)..=min.saturating_add(40)).find_map(make).unwrap_or_else(|| "x".into());
    add("usual", Some(some.clone()));
    add("with a line feed behind", Some(format!("{some}\n")));
    add("with a space before", Some(format!(" {some}")));
    add("with a letter behind", Some(format!("{some}x")));
    add("doubled", Some(format!("{some}{some}")));
    add("in other case", Some(swap_case(&some)));
    add("empty", Some(String::new()));
    let fill = |character: char, count: u64| {
        character.to_string().repeat(usize::try_from(count).unwrap_or_default())
    };
    let wide = max.unwrap_or(min.max(3)).min(600);
    add("accented, longest", Some(fill('é', wide)));
    add("emoji, longest", Some(fill('😀', wide)));
    add("emoji, one too long", max.filter(|max| *max < 600).map(|max| fill('😀', max + 1)));
    let body = fill('x', min.max(2) - 2);
    for (label, character) in [
        ("tab", '\t'),
        ("carriage return", '\r'),
        ("control U+0001", '\u{1}'),
        ("delete U+007F", '\u{7f}'),
        ("control U+0085", '\u{85}'),
        ("no-break space", '\u{a0}'),
        ("quote", '"'),
        ("backslash", '\\'),
        ("dollar", '$'),
        ("NUL", '\0'),
        ("U+FFFF", '\u{ffff}'),
    ] {
        add(label, Some(format!("{body}{character}y")));
    }
    let mut samples: Vec<TextSample> = values
        .iter()
        .map(|(label, value)| text(label, value, Some(Side::of(is_inside(value)))))
        .collect();
    let first = samples
        .iter()
        .position(|sample| sample.label == "usual" && sample.side == Some(Side::Inside));
    let first =
        first.or_else(|| samples.iter().position(|sample| sample.side == Some(Side::Inside)));
    if let Some(first) = first {
        samples.swap(0, first);
    }
    samples
}
