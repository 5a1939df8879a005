//! Words that stand where they do not belong: clauses, methods, names, what other languages call things.

use gatewright_core::policy::Method;

use super::super::grammar::Rule;
use super::place::Place;
use super::{CLAUSES, is_word};
use crate::diagnostic::{Applicability, Diagnostic};

/// Clauses that are settings of an api too.
const SETTINGS: [&str; 9] =
    ["upstream", "auth", "step_up", "hide", "cors", "limit", "body", "headers", "require"];

/// What declarations are called elsewhere.
const FOREIGN: [(&str, &str); 18] = [
    ("import", "use"),
    ("include", "use"),
    ("struct", "schema"),
    ("type", "schema"),
    ("model", "schema"),
    ("object", "schema"),
    ("message", "schema"),
    ("backend", "upstream"),
    ("service", "upstream"),
    ("endpoint", "api"),
    ("permission", "role"),
    ("scope", "role"),
    ("ratelimit", "limit"),
    ("rate_limit", "limit"),
    ("variable", "parameter"),
    ("param", "parameter"),
    ("var", "parameter"),
    ("rule", "condition"),
];

/// What wrote this word meant another, or meant it elsewhere.
pub(super) fn explain(place: &Place<'_>) -> Option<Diagnostic> {
    dashed(place)
        .or_else(|| who(place))
        .or_else(|| behind_a_word(place))
        .or_else(|| foreign(place))
        .or_else(|| unquoted(place))
        .or_else(|| bracketed(place))
        .or_else(|| sender(place))
        .or_else(|| late(place))
        .or_else(|| inserted(place))
}

/// `my-shop`.
fn dashed(place: &Place<'_>) -> Option<Diagnostic> {
    let joins = place.before().ends_with(is_word) && place.after().starts_with(is_word);
    if place.found != "-" || !joins {
        return None;
    }
    let (start, _) = place.word_before()?;
    let name = place.text.get(start..)?;
    let end = name.find(|character| !is_word(character) && character != '-');
    let name = name.get(..end.unwrap_or(name.len()))?;
    let better = name.replace('-', "_");
    let error = place.error_at(start..start + name.len(), format!("`{name}` is no name"));
    Some(error.note("names hold letters, digits and `_`").suggest(
        format!("did you mean `{better}`?"),
        place.replace(start..start + name.len(), better, Applicability::MaybeIncorrect),
    ))
}

/// More than one role in an `allow`.
fn who(place: &Place<'_>) -> Option<Diagnostic> {
    let (start, word) = place.word_before()?;
    let allows = |before: &str| before.trim_end().ends_with("allow");
    if matches!(word, "or" | "and") && place.expects(&[Rule::colon]) {
        let before = place.text.get(..start)?.trim_end();
        let role = before.trim_end_matches(is_word);
        if !allows(role) {
            return None;
        }
        let range = start..start + word.len();
        let error = place.error_at(range.clone(), "an `allow` names one role");
        return Some(if word == "or" {
            place.offer(error, range, "allow", "write an `allow` for each")
        } else {
            error.help(format!("ask for the other: `when principal has {}`", place.found))
        });
    }
    if place.found == "," && place.expects(&[Rule::kw_when]) && allows(place.text.get(..start)?) {
        let error = place.error("an `allow` names one role");
        return Some(place.offer(
            error,
            place.at..place.end(),
            " allow",
            "write an `allow` for each",
        ));
    }
    if place.found == "[" && word == "allow" {
        return Some(
            place
                .error("an `allow` names one role")
                .help("write it like `allow viewer allow clerk`"),
        );
    }
    None
}

/// The word before was read as the key of a setting or field, and is something else.
fn behind_a_word(place: &Place<'_>) -> Option<Diagnostic> {
    if !place.expects(&[Rule::colon]) {
        return None;
    }
    let (start, word) = place.word_before()?;
    let range = start..start + word.len();
    if matches!(word, "optional" | "nullable") && place.expects(&[Rule::question]) {
        let help =
            "write `name?: string` for one that may be absent, `string?` for one that may be null";
        return Some(place.error_at(range, format!("there is no `{word}`")).help(help));
    }
    if !is_in_api(place) {
        return None;
    }
    let method = Method::ALL.into_iter().map(Method::name);
    let method = method.into_iter().find(|method| method.eq_ignore_ascii_case(word));
    if let Some(method) = method.filter(|_| place.found == "/") {
        let error = place.error_at(range.clone(), "methods are in upper case");
        return Some(place.offer(error, range, method, format!("write `{method}`")));
    }
    if CLAUSES.contains(&word) {
        let error = |message: String| place.error_at(range.clone(), message);
        return Some(if SETTINGS.contains(&word) {
            let error = error(format!("`{word}` of an api is a setting, with a colon"));
            place.offer(error, range.end..range.end, ":", format!("write `{word}:`"))
        } else {
            let help = format!("write it behind a route's method and path: `GET / {word} …`");
            error(format!("`{word}` is a clause of a route")).help(help)
        });
    }
    if word == "when" {
        return Some(
            place
                .error_at(range, "`when` follows `allow ROLE` or `deny`")
                .help("write it like `allow viewer when …`"),
        );
    }
    let close = |known: &&&str| strsim::osa_distance(known, word) == 1;
    let error = place.error_at(range.clone(), format!("there is no clause `{word}`"));
    Some(match CLAUSES.iter().find(close) {
        Some(clause) => place.offer(error, range, *clause, format!("did you mean `{clause}`?")),
        None => {
            error.note(format!("expected a clause of a route, or `:` where `{word}` is a setting"))
        }
    })
}

/// Whether the innermost open brace is that of an api.
fn is_in_api(place: &Place<'_>) -> bool {
    let Some((b'{', at)) = place.open_bracket() else { return false };
    let before = place.text.get(..at).unwrap_or_default();
    let line = before.rfind('\n').map_or(0, |feed| feed + 1);
    let line = before.get(line..).unwrap_or_default().trim_start();
    line.strip_prefix("api").is_some_and(|rest| rest.starts_with(char::is_whitespace))
}

/// A declaration by another name.
fn foreign(place: &Place<'_>) -> Option<Diagnostic> {
    let (_, better) = FOREIGN.iter().find(|(theirs, _)| *theirs == place.found)?;
    if !place.begins_line() || !place.expects_declaration() {
        return None;
    }
    Some(place.unexpected().suggest(
        format!("did you mean `{better}`?"),
        place.replace(place.at..place.end(), *better, Applicability::MaybeIncorrect),
    ))
}

/// A string without quotes.
fn unquoted(place: &Place<'_>) -> Option<Diagnostic> {
    let is_string = place.expected.iter().all(|rule| *rule == Rule::text);
    if !is_string || !place.found.starts_with(is_word) {
        return None;
    }
    let rest = place.rest();
    let end = rest.find(|character: char| character.is_whitespace() || "{},".contains(character));
    let text = rest.get(..end.unwrap_or(rest.len()))?;
    let better = format!("\"{}\"", text.replace('"', ""));
    let help = format!("write `{better}`");
    Some(place.offer(place.unexpected(), place.at..place.at + text.len(), better, help))
}

/// Names in brackets where they stand without.
fn bracketed(place: &Place<'_>) -> Option<Diagnostic> {
    let is_name = place.expected.iter().all(|rule| *rule == Rule::word);
    let (_, word) = place.word_before()?;
    if place.found != "[" || !is_name || word != "includes" {
        return None;
    }
    let (names, _) = place.after().split_once(']')?;
    let range = place.at..place.end() + names.len() + 1;
    let names = names.trim().to_owned();
    let error = place.error("roles stand here without brackets");
    Some(place.offer(error, range, names.clone(), format!("write `includes {names}`")))
}

/// A request of a test that nobody sends.
fn sender(place: &Place<'_>) -> Option<Diagnostic> {
    if !place.expects(&[Rule::test_case, Rule::kw_as]) || place.expects(&[Rule::exchange]) {
        return None;
    }
    let is_method = Method::ALL.into_iter().any(|method| method.name() == place.found);
    is_method.then(|| {
        place.error("nobody sends this request").help("write who: `as nobody { GET / -> 200 }`")
    })
}

/// A part of a limit behind its key, or a second role.
fn late(place: &Place<'_>) -> Option<Diagnostic> {
    if place.found == "burst" && place.expects(&[Rule::keys, Rule::kw_keys]) {
        let error = place.error("`burst` stands before `by`");
        return Some(error.help("write it like `100 per 1m burst 20 by client.ip`"));
    }
    if place.found == "," && place.expects(&[Rule::includes, Rule::kw_includes]) {
        let error = place.error("each role is declared by itself");
        return Some(error.suggest(
            "declare the next one",
            place.replace(place.at..place.end(), " role", Applicability::MaybeIncorrect),
        ));
    }
    None
}

/// A word that is missing.
fn inserted(place: &Place<'_>) -> Option<Diagnostic> {
    let missing = |rules: &[Rule]| place.expected.iter().all(|rule| rules.contains(rule));
    let word = if missing(&[Rule::kw_at]) && place.found == "/" {
        "at"
    } else if missing(&[Rule::kw_allowed]) {
        "allowed"
    } else {
        return None;
    };
    let at = place.at..place.at;
    Some(place.offer(place.unexpected(), at, format!("{word} "), format!("put `{word}` before")))
}
