//! Paths as other frameworks write them.

use super::super::grammar::Rule;
use super::is_word;
use super::place::Place;
use crate::diagnostic::{Applicability, Diagnostic};

/// What wrote this path meant another.
pub(super) fn explain(place: &Place<'_>) -> Option<Diagnostic> {
    untyped(place)
        .or_else(|| typed(place))
        .or_else(|| foreign(place))
        .or_else(|| end(place))
        .or_else(|| beginning(place))
}

/// `/{id}` where a parameter needs a type.
fn untyped(place: &Place<'_>) -> Option<Diagnostic> {
    let (start, name) = place.word_before()?;
    let path = place.text.get(..start)?.trim_end();
    if place.found != "}" || !place.expects(&[Rule::colon]) || !path.ends_with("/{") {
        return None;
    }
    let end = start + name.len();
    Some(place.error(format!("the parameter `{name}` has no type")).suggest(
        format!("write it like `{{{name}: string}}`"),
        place.replace(end..end, ": string", Applicability::MaybeIncorrect),
    ))
}

/// A type where a path only names the route's own parameters.
fn typed(place: &Place<'_>) -> Option<Diagnostic> {
    let (start, name) = place.word_before()?;
    let path = place.text.get(..start)?.trim_end();
    let only = place.expected.iter().all(|rule| *rule == Rule::close_brace);
    if place.found != ":" || !only || !path.ends_with("/{") {
        return None;
    }
    let length = place.rest().find('}')?;
    let error = place.error("a parameter has its type where the route declares it");
    let help = format!("write `{{{name}}}`");
    Some(place.offer(error, place.at..place.at + length, "", help))
}

/// `/:id` and `/<id>`.
fn foreign(place: &Place<'_>) -> Option<Diagnostic> {
    if !place.expects(&[Rule::path_parameter, Rule::open_brace])
        || !place.expects(&[Rule::segment_literal])
        || !matches!(place.found, ":" | "<" | "*")
        || !place.before().ends_with('/')
    {
        return None;
    }
    let rest = place.after();
    let name = rest.get(..rest.find(|character| !is_word(character)).unwrap_or(rest.len()))?;
    let error = place.error("a parameter stands in braces, with its type");
    if name.is_empty() {
        return Some(error.help("write it like `{id: string}`"));
    }
    let end = place.end() + name.len();
    let end = end + usize::from(place.found == "<" && rest.get(name.len()..)?.starts_with('>'));
    let better = format!("{{{name}: string}}");
    Some(error.suggest(
        format!("write it like `{better}`"),
        place.replace(place.at..end, better, Applicability::MaybeIncorrect),
    ))
}

/// What follows a path without a space, or is no part of one.
fn end(place: &Place<'_>) -> Option<Diagnostic> {
    if !place.expects(&[Rule::path_end]) {
        return None;
    }
    match place.found {
        "{" if !place.before().ends_with('/') => {
            let error = place.unexpected();
            Some(place.offer(error, place.at..place.at, " ", "put a space between"))
        }
        "?" => Some(
            place
                .error("a path holds no query")
                .help("declare its parameters in a schema, and name that: `query SCHEMA`"),
        ),
        "," if place.expects(&[Rule::segment]) => {
            Some(place.offer(place.unexpected(), place.at..place.end(), "", "delete it"))
        }
        _ => None,
    }
}

/// A path that does not begin with a slash, or a second method.
fn beginning(place: &Place<'_>) -> Option<Diagnostic> {
    let begins = [Rule::path, Rule::segment, Rule::derived_path, Rule::derived_segment];
    if !place.expected.iter().all(|rule| begins.contains(rule)) {
        return None;
    }
    if place.found == "," {
        return Some(place.error("a route has one method").help("write a route for each"));
    }
    if !place.found.starts_with(is_word) && place.found != "\"" {
        return None;
    }
    let at = place.at..place.at;
    if place.found == "\"" {
        return Some(place.unexpected().help("write the path without quotes"));
    }
    Some(place.offer(place.unexpected(), at, "/", "begin it with `/`"))
}
