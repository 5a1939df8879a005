//! Conditions as other languages write them.

use super::super::grammar::Rule;
use super::is_word;
use super::place::Place;
use crate::diagnostic::Diagnostic;

/// What this language has words for, by what others write.
const FOREIGN: [(&str, &str); 6] =
    [("&&", "and"), ("||", "or"), ("!", "not"), ("=", "=="), ("&", "and"), ("|", "or")];

/// What wrote this condition meant another.
pub(super) fn explain(place: &Place<'_>) -> Option<Diagnostic> {
    doubled(place).or_else(|| negated(place)).or_else(|| contains(place)).or_else(|| foreign(place))
}

/// `===`, `<>`.
fn doubled(place: &Place<'_>) -> Option<Diagnostic> {
    let (before, better) = match place.found {
        "=" | "==" => ("==", "=="),
        ">" => ("<", "!="),
        _ => return None,
    };
    let before = if place.before().ends_with("!=") { ("!=", "!=") } else { (before, better) };
    let (written, better) = before;
    if !place.before().ends_with(written) || !place.expects(&[Rule::literal, Rule::operand_list]) {
        return None;
    }
    let range = place.at - written.len()..place.end();
    let written = place.text.get(range.clone())?;
    let error = place.error_at(range.clone(), format!("there is no `{written}`"));
    Some(place.offer(error, range, better, format!("did you mean `{better}`?")))
}

/// `a is not set`, `a not in b`.
fn negated(place: &Place<'_>) -> Option<Diagnostic> {
    if place.found != "not" {
        return None;
    }
    let before = place.before().trim_end();
    let (subject, tail) = if place.expects(&[Rule::kw_set]) {
        (before.strip_suffix("is")?.trim_end(), " is")
    } else if place.expects(&[Rule::operator]) {
        (before, "")
    } else {
        return None;
    };
    let error = place.error("`not` stands before what it negates");
    let is_part = |character: char| is_word(character) || character == '.';
    let start = subject.rfind(|character| !is_part(character)).map_or(0, |at| at + 1);
    let name = subject.get(start..)?;
    if name.is_empty() {
        return Some(error.help("write it like `not (query.page is set)`"));
    }
    let better = format!("not {name}{tail}");
    let rest = place.after().split_whitespace().next().unwrap_or_default();
    let help = format!("write `{better} {rest}`");
    Some(place.offer(error, start..place.end(), better, help))
}

/// `list contains "a"`.
fn contains(place: &Place<'_>) -> Option<Diagnostic> {
    if !matches!(place.found, "contains" | "includes") || !place.expects(&[Rule::operator]) {
        return None;
    }
    let error = place.error(format!("there is no operator `{}`", place.found));
    Some(error.help("ask the other way round: `\"a\" in principal.groups`"))
}

/// A mark that has a word here.
fn foreign(place: &Place<'_>) -> Option<Diagnostic> {
    let in_condition = [Rule::kw_and, Rule::operator, Rule::negation, Rule::expression];
    let (_, better) = FOREIGN.iter().find(|(theirs, _)| *theirs == place.found)?;
    if !place.expects(&in_condition) {
        return None;
    }
    let range = place.at..place.end();
    let better = super::apart(place.text, range.clone(), better);
    let help = format!("did you mean `{}`?", better.trim());
    let error = place.error(format!("there is no operator `{}`", place.found));
    Some(place.offer(error, range, better, help))
}
