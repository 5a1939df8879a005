use super::{SHOP, parse, summary, whole};
use crate::check_language;
use crate::source::{Alone, Source};

#[test]
fn a_file_begins_with_its_policy() {
    let line = "(write `policy my_api 1.0.0` as the first line)";
    assert_eq!(whole(""), format!("GW0008 1:1 there is no policy in this file {line}"));
    assert_eq!(
        whole("// a comment\nrole viewer\nrole clerk include viewer\n"),
        format!(
            "GW0008 2:1 the file does not begin with its policy line {line}\n\
            GW0004 3:12 expected the end of the file, a declaration or `includes`, found `include` (did you mean `includes`?)"
        )
    );
    assert_eq!(
        whole("policy x"),
        "GW0004 1:8 expected a version such as `1.0.0`, found the end of the text"
    );
}

#[test]
fn every_broken_part_is_told() {
    told("errors.golden", include_str!("errors.golden"));
}

/// Cases of `====`, a text, `----` and what is told of it.
pub(super) fn told(name: &str, golden: &str) {
    let mut printed = String::new();
    for case in golden.split("====\n").skip(1) {
        let (text, _) = case.split_once("----\n").unwrap();
        printed.push_str(&format!("====\n{text}----\n{}\n\n", summary(text)));
    }
    assert!(golden.trim_end() == printed.trim_end(), "{name} would be:\n{printed}");
}

/// Wherever a declaration of a right policy is broken, that is one error, and the only one.
#[test]
fn a_broken_declaration_is_one_error() {
    let mut broken = 0;
    for (at, _) in SHOP.match_indices([' ', '\n']).step_by(3) {
        let text = [&SHOP[..at], " ?? ", &SHOP[at..]].concat();
        // Inside of comments and strings it may stand.
        let Err(found) = check_language(Source::new("shop.gate", text), &Alone).outcome else {
            continue;
        };
        broken += 1;
        let told: Vec<&String> = found.iter().map(|error| &error.message).collect();
        let line = SHOP[..at].matches('\n').count() + 1;
        assert!(told.len() == 1, "broken in line {line}: {told:#?}");
    }
    assert!(broken > 150, "{broken}");
}

#[test]
fn an_unclosed_bracket_or_string_is_one_error() {
    for (at, mark) in SHOP.match_indices(['{', '}', '[', ']', '(', ')', '"']) {
        let text = [&SHOP[..at], " ", &SHOP[at + 1..]].concat();
        let Err(found) = check_language(Source::new("shop.gate", text), &Alone).outcome else {
            continue;
        };
        let told: Vec<&String> = found.iter().map(|error| &error.message).collect();
        let line = SHOP[..at].matches('\n').count() + 1;
        assert!(told.len() == 1, "`{mark}` is missing in line {line}: {told:#?}");
    }
}

#[test]
fn what_comes_later_is_refused_by_name_only() {
    let source = Source::new("a.gate", include_str!("whole_language.gate"));
    let diagnostics = parse(&source).err().unwrap_or_default();
    let others: Vec<_> = diagnostics.iter().filter(|one| one.code != "GW0108").collect();
    assert!(others.is_empty(), "{others:#?}");
}
