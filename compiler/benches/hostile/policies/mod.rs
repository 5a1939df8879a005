//! Policies that somebody wrote to keep a compiler busy.

mod claims;
mod mistakes;
mod routes;
mod schemas;
mod text;

use std::fmt::Write as _;

use gatewright_compiler::syntax::LARGEST;

/// A policy by its name.
pub(crate) type Named = (&'static str, fn() -> String);

/// All of them.
pub(crate) fn all() -> Vec<Named> {
    [mistakes::all(), schemas::all(), routes::all(), text::all(), claims::all()].concat()
}

const HEAD: &str = "policy hostile 1.0.0\n";

fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(line).collect()
}

/// Pieces between a head and a tail, as many as fit into a policy.
fn filled(head: &str, piece: impl Fn(usize) -> String, tail: &str) -> String {
    let mut text = head.to_owned();
    for at in 0.. {
        let piece = piece(at);
        if text.len() + piece.len() + tail.len() > LARGEST {
            break;
        }
        let _ = write!(text, "{piece}");
    }
    text + tail
}

/// As many routes as fit, with something behind each.
fn routes(declarations: &str, clause: impl Fn(usize) -> String) -> String {
    let head = format!("{HEAD}{declarations}api a at /a {{\n");
    filled(&head, |at| format!("POST /{at} allow anyone{}\n", clause(at)), "}")
}
