#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking"
)]

use gatewright_core::policy::Span;

use super::fixes;
use crate::diagnostic::{Applicability, Diagnostic, Suggestion, codes};
use crate::source::{Source, SourceMap};

const SURE: Applicability = Applicability::MachineApplicable;

/// A text after the suggestions that `of` makes for the places of words in it.
fn fixed(text: &str, of: impl Fn(&dyn Fn(&str) -> Span) -> Vec<Suggestion>) -> String {
    let sources = SourceMap::from(Source::new("a.gate", text));
    let at = |word: &str| {
        let start = u32::try_from(text.find(word).unwrap()).unwrap();
        Span { file: 0, start, end: start + u32::try_from(word.len()).unwrap() }
    };
    let wrong = |change| Diagnostic::error(codes::WRONG_VALUE, "wrong").suggest("do so", change);
    let found: Vec<Diagnostic> = of(&at).into_iter().map(wrong).collect();
    let fixes = fixes(&found, &sources);
    fixes.texts.first().map_or_else(|| text.to_owned(), |(_, text)| text.clone())
}

#[test]
fn items_go_with_their_comma() {
    let delete = |text: &str, word: &'static str| {
        fixed(text, |at| vec![Suggestion::delete_item(at(word), SURE)])
    };
    assert_eq!(delete("[one, two, three]", "one"), "[two, three]");
    assert_eq!(delete("[one, two, three]", "two"), "[one, three]");
    assert_eq!(delete("[one, two, three]", "three"), "[one, two]");
    assert_eq!(delete("[one,\n two,\n]", "two"), "[one,\n \n]");
    assert_eq!(delete("includes one , two", "two"), "includes one ");
    // The only item is not deleted: nobody knows what an empty list means.
    assert_eq!(delete("[one]", "one"), "[one]");
    assert_eq!(delete("limit one", "one"), "limit one");
}

#[test]
fn declarations_go_with_their_documentation() {
    let delete = |text: &str, word: &'static str| {
        fixed(text, |at| vec![Suggestion::delete_lines(at(word), SURE)])
    };
    let text = "role a\n\n/// Why.\n/// And why.\nrole b // because\nrole c";
    assert_eq!(delete(text, "role b"), "role a\n\nrole c");
    assert_eq!(delete(text, "role c"), &text[..text.len() - 6]);
    assert_eq!(delete("role a role b role c\n", "role b"), "role a role c\n");
    assert_eq!(delete("  enum A {\n  }\nrole c", "enum A {\n  }"), "role c");
}

#[test]
fn clauses_go_with_the_space_before() {
    let delete = |text: &str| fixed(text, |at| vec![Suggestion::delete(at("limit x"), SURE)]);
    assert_eq!(delete("allow a  limit x\n"), "allow a\n");
    assert_eq!(
        delete("allow a\n    limit x deny"),
        "allow a\n    limit x deny".replace("limit x", "")
    );
}

#[test]
fn the_first_of_overlapping_changes_is_made() {
    let text = fixed("one two three four", |at| {
        vec![
            Suggestion::replace(at("two three"), "2", SURE),
            Suggestion::replace(at("three four"), "3", SURE),
            Suggestion::replace(at(" four"), "4", SURE),
            Suggestion::replace(at("one"), "1", Applicability::MaybeIncorrect),
            Suggestion::replace(Span { file: 7, start: 0, end: 1 }, "?", SURE),
            Suggestion::replace(at("one"), "é", SURE),
        ]
    });
    assert_eq!(text, "é 2 four");
}

#[test]
fn places_outside_of_the_text_do_no_harm() {
    for (start, end) in [(2, 900), (900, 901), (1, 2), (4, 2)] {
        let span = Span { file: 0, start, end };
        for change in [
            Suggestion::replace(span, "x", SURE),
            Suggestion::delete(span, SURE),
            Suggestion::delete_item(span, SURE),
            Suggestion::delete_lines(span, SURE),
        ] {
            assert_eq!(fixed("éö", |_| vec![change.clone()]), "éö", "{change:?}");
        }
    }
}
