//! A [`RangedText`] admits what a [`StringRule`] of its pattern does, wherever in a body it stands and however it is spelled.

use proptest::prelude::*;

use super::*;
use crate::policy::StringContent;
use crate::primitive::pattern::{Dfa, Pattern};

const RULE: RangedText<4> = RangedText { least: *b"A-0]", most: *b"Z-9~" };

/// The same by its automaton.
fn by_pattern() -> StringRule {
    let table = Pattern::compile(r"[A-Z]-[0-9][\]-~]").unwrap().table().clone();
    let pattern = Dfa {
        classes: Box::leak(Box::new(table.classes)),
        transitions: table.rows.concat().leak(),
        width: table.class_count(),
        accepting: table.accepting.clone().leak(),
        places: table.places().leak(),
    };
    let pattern: &Dfa = Box::leak(Box::new(pattern));
    StringRule { min: 0, max: u64::MAX, content: StringContent::Text, pattern: Some(pattern) }
}

/// What is read of a list of them.
fn read_list<'a>(
    bytes: &'a [u8],
    mut item: impl FnMut(&mut Cursor<'a>, &mut Option<String>) -> Result<(), Fault>,
) -> Result<Vec<String>, Fault> {
    let mut cursor = Cursor::new(bytes)?;
    let list = cursor.list(0..=9, |cursor| {
        let mut text = None;
        item(cursor, &mut text)?;
        Ok(text.unwrap())
    })?;
    cursor.end()?;
    Ok(list)
}

/// What both make of a list.
fn both(json: &str) -> [Option<Vec<String>>; 2] {
    let pattern = by_pattern();
    let bytes = json.as_bytes();
    let ranged = read_list(bytes, |cursor, text| cursor.ranged(&RULE, text));
    let by_pattern = read_list(bytes, |cursor, text| cursor.string(&pattern, text));
    let told = |read: Result<Vec<String>, Fault>| read.map_err(|fault| fault.of_whole());
    let (ranged, by_pattern) = (told(ranged), told(by_pattern));
    assert_eq!(ranged, by_pattern, "{json}");
    [ranged.ok(), by_pattern.ok()]
}

/// More than is looked ahead.
const FAR: &str = "                                        ";

#[test]
fn it_is_read_near_the_end_and_far_from_it() {
    for end in ["", FAR] {
        let [read, _] = both(&format!(r#"["A-1x","Z-9~"{end}]{end}"#));
        assert_eq!(read.unwrap(), ["A-1x", "Z-9~"]);
        let [read, _] = both(&format!(r#"[ "A\u002d1x" {end}]"#));
        assert_eq!(read.unwrap(), ["A-1x"]);
    }
}

#[test]
fn whatever_is_not_admitted_is_refused_alike() {
    for text in [
        "",
        "A-1",
        "A-1xx",
        "a-1x",
        "A+1x",
        "A-ax",
        "A-1\u{7f}",
        "A-1\u{1f}",
        "A-1é",
        "A-é",
        "é-1x",
        "A-1\u{10ffff}",
    ] {
        for end in ["", FAR] {
            assert_eq!(both(&format!(r#"["{text}"{end}]"#)), [None, None]);
            assert_eq!(both(&format!(r#"["{text}{end}"#)), [None, None]);
        }
    }
    for json in ["[A-1x]", "[\"A-1x]", "[\"A-1x\"", "[\"A-1", "[null]", "[1]", "[\"A-1x\",]"] {
        assert_eq!(both(json), [None, None]);
        assert_eq!(both(&format!("{json}{FAR}")), [None, None]);
    }
}

proptest! {
    #[test]
    fn it_decides_as_its_pattern(
        texts in prop::collection::vec("[A-Za]-?[0-9x][ -~é\\\\\"]{0,2}", 0..4),
        space in "[ \n]{0,2}",
        end in prop::sample::select(vec!["", FAR]),
        cut in any::<Option<prop::sample::Index>>(),
    ) {
        let texts: Vec<String> = texts.iter().map(|text| format!("{space}\"{text}\"")).collect();
        let mut json = format!("[{}]{end}", texts.join(","));
        if let Some(cut) = cut {
            let places: Vec<usize> = json.char_indices().map(|(place, _)| place).collect();
            json.truncate(*cut.get(&places));
        }
        both(&json);
    }
}
