//! What a syntax error is called: what was expected, and what stands there.

mod condition;
mod mark;
mod number;
mod path;
mod place;
mod type_name;
mod word;

use std::ops::Range;

use pest::error::{Error, ErrorVariant, InputLocation};

use super::brackets::{Brackets, DEEPEST};
use super::expected::{keyword, symbol};
use super::grammar::Rule;
use super::node::Origin;
use crate::diagnostic::{Applicability, Diagnostic, Suggestion, codes};
use place::Place;

/// Names this close are offered.
const CLOSE: usize = 2;

/// Rules that begin with the policy line.
const POLICY_LINE: [Rule; 3] = [Rule::file, Rule::header, Rule::kw_policy];

/// Words that begin a clause of a route.
const CLAUSES: [&str; 21] = [
    "allow",
    "deny",
    "require",
    "step_up",
    "hide",
    "auth",
    "upstream",
    "query",
    "headers",
    "cookies",
    "body",
    "limit",
    "returns",
    "to",
    "send",
    "drop",
    "override",
    "cors",
    "deprecated",
    "sunset",
    "successor",
];

/// Words that begin a declaration.
const DECLARATIONS: &[&str] = &[
    "use",
    "target",
    "hosts",
    "upstream",
    "tls",
    "network",
    "group",
    "parameter",
    "principal",
    "auth",
    "role",
    "condition",
    "step_up",
    "limit",
    "cors",
    "enum",
    "schema",
    "api",
    "errors",
    "headers",
    "log",
    "alert",
    "test",
    "never",
];

/// Explains why the grammar did not match `text`, which may be a part of its file.
pub(super) fn explain(error: &Error<Rule>, text: &str, origin: Origin) -> Diagnostic {
    let at = match error.location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
    };
    let at = skip_gap(text, at);
    let rest = text.get(at..).unwrap_or_default();
    let expected = match &error.variant {
        ErrorVariant::ParsingError { positives, .. } => positives.as_slice(),
        ErrorVariant::CustomError { .. } => {
            return too_deep(at, origin);
        }
    };
    if rest.is_empty() {
        return at_the_end(expected, text, origin);
    }
    let place = Place { text, at, found: found(rest), expected, origin };
    if place.expects(&POLICY_LINE) {
        return mark::policy_line(&place).unwrap_or_else(|| {
            Diagnostic::error(codes::NO_POLICY_LINE, "the file does not begin with its policy line")
                .label(origin.span(at, place.found.len()), "expected `policy NAME VERSION` here")
                .note("a file without one is checked with the policy that uses it")
                .help("write `policy my_api 1.0.0` as the first line")
        });
    }
    if let Some(diagnostic) = broken_token(rest, origin.later(at)) {
        return diagnostic;
    }
    if rest.starts_with('}')
        && let Some(diagnostic) = trailing_documentation(place.before(), origin)
    {
        return diagnostic;
    }
    if place.found == "policy" && place.expects_declaration() {
        let span = origin.span(at, place.found.len());
        return if origin.is_main() {
            Diagnostic::error(codes::REPEATED_PART, "the policy line is written twice")
                .label(span, "a file holds one policy")
        } else {
            Diagnostic::error(codes::USED_POLICY, "a used file has a policy line")
                .label(span, "only the file that uses all others names the policy")
                .help("delete the line, or check this file as a policy of its own")
        };
    }
    let habits = [
        number::explain,
        path::explain,
        condition::explain,
        type_name::explain,
        word::explain,
        mark::explain,
    ];
    let known = habits.into_iter().find_map(|explain| explain(&place));
    known.unwrap_or_else(|| match similar(&place) {
        Some((word, applicability)) => {
            let with = apart(text, at..place.end(), &word);
            let suggestion = place.replace(at..place.end(), with, applicability);
            place.unexpected().suggest(format!("did you mean `{word}`?"), suggestion)
        }
        None => place.unexpected(),
    })
}

/// A word that takes the place of this piece, with spaces where it would run into another.
fn apart(text: &str, piece: Range<usize>, word: &str) -> String {
    let joins = |neighbour: Option<char>| {
        word.starts_with(is_word) && neighbour.is_some_and(|one| !one.is_whitespace())
    };
    let before = text.get(..piece.start).unwrap_or_default().chars().next_back();
    let after = text.get(piece.end..).unwrap_or_default().chars().next();
    let space = |needed: bool| if needed { " " } else { "" };
    let open = before.filter(|one| *one != '(');
    format!("{}{word}{}", space(joins(open)), space(joins(after)))
}

/// Refuses brackets that nest too deep at this byte.
pub(super) fn too_deep(at: usize, origin: Origin) -> Diagnostic {
    Diagnostic::error(codes::TOO_DEEP, format!("brackets nest deeper than {DEEPEST} levels"))
        .label(origin.span(at, 1), "one too many")
}

/// The text ended too early: either a bracket is open, or a declaration is cut short.
fn at_the_end(expected: &[Rule], text: &str, origin: Origin) -> Diagnostic {
    let mut brackets = Brackets::default();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        brackets.line(line, start);
        start += line.len();
    }
    if let Some((bracket, at)) = brackets.open.last() {
        let (bracket, closing) = match bracket {
            b'{' => ('{', '}'),
            b'[' => ('[', ']'),
            _ => ('(', ')'),
        };
        return Diagnostic::error(codes::UNCLOSED, format!("this `{bracket}` is never closed"))
            .label(origin.span(*at, 1), "opened here")
            .note("it is open where the next declaration begins, or the file ends")
            .help(format!("close it with `{closing}`"));
    }
    if expected.iter().any(|rule| POLICY_LINE.contains(rule)) {
        return Diagnostic::error(codes::NO_POLICY_LINE, "there is no policy in this file")
            .label(origin.span(0, 0), "expected `policy NAME VERSION` here")
            .help("write `policy my_api 1.0.0` as the first line");
    }
    if let Some(diagnostic) = trailing_documentation(text, origin) {
        return diagnostic;
    }
    let last = text.trim_end();
    let last = last.len() - last.chars().next_back().map_or(0, char::len_utf8);
    let length = text.get(last..).map_or(0, |rest| rest.trim_end().len());
    let message = format!("expected {}, found the end of the text", list(expected));
    Diagnostic::error(codes::SYNTAX, message).label(origin.span(last, length), "it ends here")
}

/// Documentation in the last line of a text, behind which something to document should stand.
fn trailing_documentation(text: &str, origin: Origin) -> Option<Diagnostic> {
    let line = text.trim_end().rfind('\n').map_or(0, |at| at + 1);
    let at = line + text.get(line..)?.find("///")?;
    broken_token(text.get(at..)?, origin.later(at))
}

/// A token that begins as one and does not end as one.
fn broken_token(rest: &str, origin: Origin) -> Option<Diagnostic> {
    let line = rest.lines().next().unwrap_or_default();
    if line.starts_with("///") || line.starts_with("//!") {
        let message = "this documentation comment documents nothing";
        let note = "`///` stands before a declaration, setting, field or route, `//!` at the head of the file";
        return Some(
            Diagnostic::error(codes::SYNTAX, message)
                .label(origin.span(0, line.trim_end().len()), "not expected here")
                .note(note)
                .suggest(
                    "begin an ordinary comment with `//`",
                    Suggestion::replace(origin.span(0, 3), "//", Applicability::MachineApplicable),
                ),
        );
    }
    if line.starts_with("/*") {
        return Some(
            Diagnostic::error(codes::SYNTAX, "there are no block comments")
                .label(origin.span(0, 2), "not expected here")
                .help("begin each line of the comment with `//`"),
        );
    }
    let quoted = line.strip_prefix("r\"").or_else(|| line.strip_prefix('"'))?;
    let is_regex = line.starts_with('r');
    let mut characters = quoted.char_indices();
    while let Some((offset, character)) = characters.next() {
        match character {
            '"' => return None,
            '\\' if !is_regex => {
                let escape: String = quoted.get(offset..)?.chars().take(2).collect();
                let known = matches!(characters.next(), Some((_, '"' | '\\' | 'n' | 'r' | 't')));
                if !known && !is_unicode_escape(quoted.get(offset..)?) {
                    return Some(
                        Diagnostic::error(
                            codes::WRONG_LITERAL,
                            format!("there is no escape `{escape}`"),
                        )
                        .label(origin.span(line.len() - quoted.len() + offset, escape.len()), "")
                        .note("strings know `\\\"`, `\\\\`, `\\n`, `\\r`, `\\t` and `\\u{1F600}`")
                        .help("a pattern is written `r\"…\"` and has no escapes of its own"),
                    );
                }
            }
            _ => {}
        }
    }
    Some(
        Diagnostic::error(codes::UNCLOSED, "this string is not closed on its line")
            .label(origin.span(0, line.trim_end().len()), "opened here")
            .help("close it with `\"`; a line break inside a string is written `\\n`"),
    )
}

/// Whether this begins with `\u{…}` of one to six digits.
fn is_unicode_escape(text: &str) -> bool {
    let digits = text.strip_prefix("\\u{").and_then(|rest| rest.split_once('}'));
    digits.is_some_and(|(digits, _)| {
        (1..=6).contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
    })
}

/// `A, B or C`, each once.
fn list(expected: &[Rule]) -> String {
    let mut symbols: Vec<&str> = Vec::new();
    for symbol in expected.iter().filter_map(|rule| symbol(*rule)) {
        if !symbols.contains(&symbol) {
            symbols.push(symbol);
        }
    }
    match symbols.split_last() {
        None => String::from("something else"),
        Some((only, [])) => String::from(*only),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
    }
}

/// A keyword that could stand there and is spelled alike; for a machine, where it is one slip of the pen away and no other
/// is.
fn similar(place: &Place<'_>) -> Option<(String, Applicability)> {
    let found = place.found;
    let declaration = place.expects_declaration();
    let declarations = declaration && place.begins_line();
    let declarations = DECLARATIONS.iter().filter(|_| declarations).map(|word| String::from(*word));
    let keywords = place.expected.iter().filter_map(|rule| keyword(*rule));
    let keywords = keywords.filter(|word| {
        place.begins_line() || !DECLARATIONS.contains(&word.as_str()) || !declaration
    });
    let mut near: Vec<(usize, String)> = keywords
        .chain(declarations)
        .map(|word| (strsim::osa_distance(&word, found), word))
        .filter(|(distance, word)| (1..=CLOSE).contains(distance) && *distance * 2 < word.len())
        .collect();
    near.sort();
    near.dedup();
    let slips = near.iter().filter(|(distance, _)| *distance == 1).count();
    let (_, word) = near.into_iter().next()?;
    Some((word, Applicability::when(slips == 1)))
}

/// The word or character at the beginning of a text.
fn found(rest: &str) -> &str {
    let is_sign = |character: char| "=<>!&|".contains(character);
    let end = match rest.chars().next() {
        Some(first) if is_word(first) => {
            rest.find(|character| !is_word(character)).unwrap_or(rest.len())
        }
        Some(first) if is_sign(first) => {
            rest.find(|character| !is_sign(character)).unwrap_or(rest.len())
        }
        Some(first) => first.len_utf8(),
        None => 0,
    };
    rest.split_at(end).0
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// Past white space and ordinary comments.
fn skip_gap(text: &str, at: usize) -> usize {
    let mut rest = text.get(at..).unwrap_or_default();
    loop {
        rest = rest.trim_start_matches([' ', '\t', '\r', '\n']);
        let comment = rest.strip_prefix("//").filter(|rest| {
            !rest.starts_with('!') && (!rest.starts_with('/') || rest.starts_with("//"))
        });
        match comment {
            Some(comment) => rest = comment.find('\n').map_or("", |end| comment.split_at(end).1),
            None => return text.len() - rest.len(),
        }
    }
}
