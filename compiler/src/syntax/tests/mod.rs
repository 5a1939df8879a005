#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking"
)]

//! - [`reading`]: what texts mean.
//! - [`broken`]: what is told of wrong ones.
//! - [`policy_test`]: the same of tests and claims.
//! - [`several`]: policies of several files.
//! - [`hostile`]: no text does harm.

mod broken;
mod hostile;
mod policy_test;
mod reading;
mod several;

use super::ast::Ast;
use crate::diagnostic::Diagnostic;
use crate::source::{Alone, Source};

const SHOP: &str = include_str!("../../../../examples/shop/shop.gate");

/// A policy in one file.
fn parse(source: &Source) -> Result<Ast, Vec<Diagnostic>> {
    let parsed = super::parse(source.clone(), &Alone);
    parsed.outcome.map_err(|unreadable| unreadable.diagnostics)
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
