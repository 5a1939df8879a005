#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking"
)]

use super::parse;
use crate::diagnostic::render::{Colour, render};
use crate::source::Source;

const SHOP: &str = include_str!("../../../examples/shop/shop.gate");

#[test]
fn the_shop_is_read() {
    let ast = parse(&Source::new("shop.gate", SHOP)).unwrap();
    assert_eq!(ast.header.name.text, "shop");
    assert_eq!(ast.declarations.len(), 24);
    assert_eq!(ast.digest.len(), 64);
}

/// `CODE LINE:COLUMN MESSAGE`, a line for each error of a policy with this text after its policy line.
fn summary(text: &str) -> String {
    whole(&format!("policy x 1.0.0\n{text}"))
}

fn whole(text: &str) -> String {
    let source = Source::new("a.gate", text);
    let diagnostics = parse(&source).expect_err(text);
    let lines = diagnostics.iter().map(|diagnostic| {
        let place = diagnostic.labels.first().map_or(0, |label| label.span.start);
        let place = source.position(usize::try_from(place).unwrap());
        let help = diagnostic.help.as_ref().map_or(String::new(), |help| format!(" ({help})"));
        format!("{} {}:{} {}{help}", diagnostic.code, place.line, place.column, diagnostic.message)
    });
    lines.collect::<Vec<_>>().join("\n")
}

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
        "GW0004 1:8 expected a version such as `1.0.0`, found the end of the declaration"
    );
}

#[test]
fn every_broken_part_is_told() {
    let golden = include_str!("errors.golden");
    let mut printed = String::new();
    for case in golden.split("====\n").skip(1) {
        let (text, _) = case.split_once("----\n").unwrap();
        printed.push_str(&format!("====\n{text}----\n{}\n\n", summary(text)));
    }
    assert!(golden.trim_end() == printed.trim_end(), "errors.golden would be:\n{printed}");
}
