//! Marks that stand too many, are missing, or are another language's.

use gatewright_core::policy::Method;

use super::super::grammar::Rule;
use super::is_word;
use super::place::Place;
use crate::diagnostic::{Applicability, Diagnostic, codes};

/// Characters that look like others, by what they look like.
const ALIKE: [(char, &str); 12] = [
    ('→', "->"),
    ('⇒', "->"),
    ('≤', "<="),
    ('≥', ">="),
    ('≠', "!="),
    ('–', "-"),
    ('—', "-"),
    ('−', "-"),
    ('…', ".."),
    ('：', ":"),
    ('，', ","),
    ('＝', "="),
];

/// Marks that open a string elsewhere, with those that close it.
const QUOTES: [(char, &str); 7] =
    [('\'', "'"), ('`', "`"), ('“', "”“"), ('”', "”"), ('„', "“”"), ('‘', "’‘"), ('«', "»")];

/// What wrote these marks meant others.
pub(super) fn explain(place: &Place<'_>) -> Option<Diagnostic> {
    let first = place.rest().chars().next()?;
    quoted(place, first)
        .or_else(|| alike(place, first))
        .or_else(|| unclosed_before(place))
        .or_else(|| stray(place, first))
        .or_else(|| separator(place))
        .or_else(|| missing_comma(place, first))
        .or_else(|| assignment(place))
        .or_else(|| arrow(place))
        .or_else(|| comment(place))
        .or_else(|| missing(place))
}

/// A string in other quotes.
fn quoted(place: &Place<'_>, first: char) -> Option<Diagnostic> {
    let (_, closing) = QUOTES.iter().find(|(open, _)| *open == first)?;
    let start = place.at + first.len_utf8();
    let line = place.text.get(start..)?.lines().next().unwrap_or_default();
    let error = place.error("strings stand in double quotes");
    let closed = line.find(|character| closing.contains(character));
    Some(match closed {
        Some(length) => {
            let content = line.get(..length)?;
            let close = line.get(length..)?.chars().next().map_or(1, char::len_utf8);
            let better = format!("\"{}\"", content.replace('\\', "\\\\").replace('"', "\\\""));
            let help = format!("write `{better}`");
            place.offer(error, place.at..start + length + close, better, help)
        }
        None => error.help("write it like `\"text\"`"),
    })
}

/// A character that looks like another, or like a space.
fn alike(place: &Place<'_>, first: char) -> Option<Diagnostic> {
    let range = place.at..place.at + first.len_utf8();
    if first.is_whitespace() {
        let code = u32::from(first);
        let message = format!("this is no plain space, but U+{code:04X}");
        return Some(place.offer(place.error(message), range, " ", "write a plain space"));
    }
    let (_, better) = ALIKE.iter().find(|(character, _)| *character == first)?;
    let help = format!("did you mean `{better}`?");
    let error = place.error(format!("expected `{better}`, found `{first}`"));
    Some(place.offer(error, range, *better, help))
}

/// A string that ends where another should begin.
fn unclosed_before(place: &Place<'_>) -> Option<Diagnostic> {
    if !place.before().ends_with('"') || !place.found.starts_with(is_word) {
        return None;
    }
    let quote = place.at - 1;
    Some(
        place
            .unexpected()
            .label(place.origin.span(quote, 1), "a string ends here")
            .help("look for a string on this line whose `\"` is missing"),
    )
}

/// A bracket that closes nothing, or not what is open.
fn stray(place: &Place<'_>, first: char) -> Option<Diagnostic> {
    let opening = match first {
        '}' => b'{',
        ']' => b'[',
        ')' => b'(',
        _ => return None,
    };
    match place.open_bracket() {
        None => {
            let error = place.error(format!("this `{first}` closes nothing"));
            Some(place.offer(error, place.at..place.end(), "", "delete it"))
        }
        Some((open, at)) if open != opening => {
            let closing = match open {
                b'{' => "}",
                b'[' => "]",
                _ => ")",
            };
            let open = char::from(open);
            let message = format!("`{first}` does not close `{open}`");
            let error = place.error(message).label(place.origin.span(at, 1), "opened here");
            Some(error.suggest(
                format!("write `{closing}`"),
                place.replace(place.at..place.end(), closing, Applicability::MaybeIncorrect),
            ))
        }
        Some(_) => None,
    }
}

/// A comma or semicolon where nothing separates.
fn separator(place: &Place<'_>) -> Option<Diagnostic> {
    let message = match place.found {
        ";" => "nothing ends with `;`",
        "," if place.before().trim_end().ends_with(',') => "one comma too many",
        "," if place.expects(&[Rule::field, Rule::setting, Rule::key, Rule::test_case])
            && !place.expects(&[Rule::method, Rule::comma]) =>
        {
            "commas part the items of lists only"
        }
        _ => return None,
    };
    Some(place.offer(place.error(message), place.at..place.end(), "", "delete it"))
}

/// Two items of a list without a comma between.
fn missing_comma(place: &Place<'_>, first: char) -> Option<Diagnostic> {
    let closing = [Rule::close_bracket, Rule::close_brace, Rule::close_parenthesis];
    let begins = first == '"' || is_word(first);
    let before = place.before().trim_end();
    if !begins || !place.expects(&[Rule::comma]) || !place.expects(&closing) {
        return None;
    }
    let end = before.len();
    Some(place.offer(place.unexpected(), end..end, ",", "put a comma between the two"))
}

/// `=` for `:`, or the other way round; one of them where none stands, or where none is needed.
fn assignment(place: &Place<'_>) -> Option<Diagnostic> {
    let range = place.at..place.end();
    match place.found {
        "=" if place.expects(&[Rule::colon]) => {
            Some(place.offer(place.unexpected(), range, ":", "write `:`"))
        }
        ":" if place.expects(&[Rule::equals]) => {
            Some(place.offer(place.unexpected(), range, " =", "write `=`"))
        }
        "=" if place.expected.iter().all(|rule| {
            matches!(rule, Rule::open_brace | Rule::block | Rule::fields | Rule::header_lines)
        }) =>
        {
            Some(place.offer(place.unexpected(), range, "", "delete it"))
        }
        "hosts" if place.after().trim_start().starts_with('=') => {
            let at = place.text.len() - place.after().trim_start().len();
            let error = place.error_at(at..at + 1, "expected `:`, found `=`");
            Some(place.offer(error, at..at + 1, ":", "write `:`"))
        }
        found
            if found.starts_with(is_word)
                && place.expected.iter().all(|rule| *rule == Rule::equals) =>
        {
            Some(place.offer(place.unexpected(), place.at..place.at, "= ", "put `=` between"))
        }
        _ => None,
    }
}

/// The arrow of a test.
fn arrow(place: &Place<'_>) -> Option<Diagnostic> {
    if !place.expects(&[Rule::arrow]) {
        return None;
    }
    let error = || place.error(format!("expected `->`, found `{}`", place.found));
    let is_status = place.found.len() == 3 && place.found.bytes().all(|byte| byte.is_ascii_digit());
    if is_status {
        return Some(place.offer(error(), place.at..place.at, "-> ", "put `->` before"));
    }
    if matches!(place.found, "=>" | ">" | "=" | "==" | ":") {
        let range = place.at..place.end();
        return Some(place.offer(error(), range, "->", "write `->`"));
    }
    None
}

/// A comment of another language.
fn comment(place: &Place<'_>) -> Option<Diagnostic> {
    if place.found != "#" {
        return None;
    }
    let error = place.error("comments begin with `//`");
    Some(place.offer(error, place.at..place.end(), "//", "write `//`"))
}

/// What is missing between two parts of a declaration.
fn missing(place: &Place<'_>) -> Option<Diagnostic> {
    let end = place.before().trim_end().len();
    let is_word = place.found.starts_with(is_word);
    if is_word && place.expects(&[Rule::question]) && place.expects(&[Rule::colon]) {
        return Some(place.offer(place.unexpected(), end..end, ":", "put `:` between"));
    }
    let is_method = Method::ALL.into_iter().any(|method| method.name() == place.found);
    if is_method && place.expects(&[Rule::open_brace]) && !place.expects(&[Rule::method]) {
        return Some(place.offer(place.unexpected(), end..end, " {", "put `{` before"));
    }
    let line = place.before().rfind('\n').map_or(0, |feed| feed + 1);
    let keyword = place.before().get(line..)?.split_whitespace().next()?;
    let only = place.expected.iter().all(|rule| *rule == Rule::equals);
    let example = match keyword {
        "upstream" => "upstream NAME = \"http://127.0.0.1:9001\" { … }",
        "auth" => "auth NAME = jwt { … }",
        _ => return None,
    };
    (only && place.found == "{")
        .then(|| place.unexpected().help(format!("write it like `{example}`")))
}

/// A file that begins with something like its policy line.
pub(super) fn policy_line(place: &Place<'_>) -> Option<Diagnostic> {
    if strsim::osa_distance(place.found, "policy") > 2 {
        return None;
    }
    let error =
        Diagnostic::error(codes::NO_POLICY_LINE, "the file does not begin with its policy line")
            .label(
                place.origin.span(place.at, place.found.len()),
                "expected `policy NAME VERSION` here",
            );
    Some(place.offer(error, place.at..place.end(), "policy", "did you mean `policy`?"))
}
