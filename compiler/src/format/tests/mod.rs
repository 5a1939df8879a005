#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking"
)]

//! - [`properties`]: what holds for every policy, on random ones of [`generate`].

mod generate;
mod properties;

use super::{format, tree, words};
use crate::source::Source;
use crate::syntax::recognise;

fn formatted(text: &str) -> String {
    format(&Source::new("a.gate", text)).unwrap_or_else(|found| panic!("{found:#?}\n{text}"))
}

#[test]
fn a_text_that_says_something_else_is_noticed() {
    let tokens = |text: &str| {
        let source = Source::new("a.gate", format!("policy shop 1.0.0\n{text}"));
        let file = recognise(&source).unwrap();
        words(&tree::read(source.text(), file).tokens)
            .map(|(rule, text)| format!("{rule:?} {text}"))
            .collect::<Vec<_>>()
    };
    let route = "api a at /a { GET / allow b when c } // d";
    assert_eq!(tokens(route), tokens("api a at /a {\n  GET /  allow b\n when c\n} // d"));
    for other in [
        "api a at /a { GET / allow b } // d",
        "api a at /a { GET / allow b when d } // d",
        "api a at /a { GET / allow b when c }",
        "api a at /a { GET / allow b when c // d\n }",
        "api a at /a { GET / allow b allow c } // d",
    ] {
        assert_ne!(tokens(route), tokens(other), "{other}");
    }
    assert_eq!(tokens("hosts: [\"a\", \"b\",]"), tokens("hosts: [\"a\", \"b\"]"));
}
