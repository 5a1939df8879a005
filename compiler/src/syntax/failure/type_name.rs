//! Types as other languages write them.

use super::super::grammar::Rule;
use super::is_word;
use super::place::Place;
use crate::diagnostic::Diagnostic;

/// What wrote this type meant another.
pub(super) fn explain(place: &Place<'_>) -> Option<Diagnostic> {
    if !place.expects(&[Rule::bounds, Rule::raw, Rule::readonly]) {
        return None;
    }
    let (start, word) = place.word_before()?;
    let list = |inner: &str, end: usize| {
        let better = format!("[{inner}]");
        let error = place.error("a list is written with its items' type in brackets");
        let help = format!("write `{better}`");
        Some(place.offer(error, start..end, better, help))
    };
    match place.found {
        "[" => {
            let rest = place.after().trim_start().strip_prefix(']')?;
            list(word, place.text.len() - rest.len())
        }
        "<" if matches!(word.to_ascii_lowercase().as_str(), "list" | "array" | "vec" | "set") => {
            let (inner, rest) = place.after().split_once('>')?;
            let is_name = !inner.is_empty() && inner.chars().all(is_word);
            is_name.then(|| list(inner, place.text.len() - rest.len())).flatten()
        }
        "=" => Some(
            place
                .error("a field has no default value")
                .help("declare it as `name?:` if it may be absent"),
        ),
        "|" => Some(
            place
                .error("a field has one type")
                .help("declare an enum, or write `one_of A, B by kind` for schemas"),
        ),
        _ => None,
    }
}
