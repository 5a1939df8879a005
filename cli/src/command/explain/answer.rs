//! The decision for people: what came out, what the client or the upstream gets, and every check with the lines of the
//! policy that it came from.

use std::fmt::Write as _;

use gatewright_compiler::source::SourceMap;
use gatewright_core::evaluate::{Decision, Outcome, Preflight, Stage, Step, Verdict};
use gatewright_core::policy::Span;
use serde_json::Value;

/// Where details begin, and below them the places in the policy.
const INDENT: usize = 22;

/// Characters of an excerpt, of which more are cut off, and of the column of places.
const LONGEST_EXCERPT: usize = 100;

/// Prints a decision.
pub(super) fn for_people(decision: &Decision, sources: &SourceMap) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = match &decision.outcome {
        Outcome::Admit(_) => {
            writeln!(text, "admit  {}", decision.route.as_deref().unwrap_or_default())
        }
        Outcome::Preflight(_) => {
            let route = decision.route.as_deref().unwrap_or_default();
            writeln!(text, "{} No Content  {route}", Preflight::STATUS)
        }
        Outcome::Refuse(refusal) => {
            let status = refusal.status();
            writeln!(text, "{} {}  {}", status.code(), status.title(), refusal.rule)
        }
    };
    text.push('\n');
    headers(&mut text, decision);
    answer_headers(&mut text, &decision.outcome);
    let origins: Vec<Option<Origin<'_>>> =
        decision.trace.iter().map(|step| Origin::of(step.span?, sources)).collect();
    let widest = origins.iter().flatten().map(|origin| origin.place.chars().count()).max();
    let widest = widest.unwrap_or_default().min(LONGEST_EXCERPT);
    for (step, origin) in decision.trace.iter().zip(&origins) {
        let _ = writeln!(text, "{}", line(step));
        if let Some(Origin { place, excerpt }) = origin {
            let _ = writeln!(text, "{:INDENT$}{place:<widest$} | {}", "", shortened(excerpt));
        }
    }
    text
}

/// The decision as one object; each step with a span has the `file`, `line` and `column` where it begins, too, and the
/// `source` that stands there.
pub(super) fn for_programs(decision: &Decision, sources: &SourceMap) -> String {
    let mut answer = decision.to_json();
    let steps = answer.get_mut("trace").and_then(Value::as_array_mut);
    for (written, step) in steps.into_iter().flatten().zip(&decision.trace) {
        let place = step.span.and_then(|span| sources.place(span).zip(Some(span)));
        let (Some(((file, position), span)), Some(written)) = (place, written.as_object_mut())
        else {
            continue;
        };
        written.insert(String::from("file"), file.name().into());
        written.insert(String::from("line"), position.line.into());
        written.insert(String::from("column"), position.column.into());
        written.insert(String::from("source"), sources.text(span).into());
    }
    format!("{answer:#}\n")
}

/// What in the policy asked for a check.
struct Origin<'a> {
    place: String,
    excerpt: &'a str,
}

impl Origin<'_> {
    fn of(span: Span, sources: &SourceMap) -> Option<Origin<'_>> {
        let (file, position) = sources.place(span)?;
        let excerpt = sources.text(span);
        // A check of the whole policy comes from no line.
        let place = format!("{}:{}:{}", file.name(), position.line, position.column);
        (!excerpt.is_empty()).then_some(Origin { place, excerpt })
    }
}

/// The first line of an excerpt, or as much of it as fits, with its columns closed up.
fn shortened(excerpt: &str) -> String {
    let mut lines = excerpt.lines();
    let words: Vec<&str> = lines.next().unwrap_or_default().split_whitespace().collect();
    let line = visible(&words.join(" "));
    let cut = line.char_indices().nth(LONGEST_EXCERPT).map(|(end, _)| end);
    if cut.is_none() && lines.next().is_none() {
        return line;
    }
    format!("{} …", line.get(..cut.unwrap_or(line.len())).unwrap_or_default().trim_end())
}

fn headers(text: &mut String, decision: &Decision) {
    let (title, headers) = match &decision.outcome {
        Outcome::Admit(admission) => {
            let path = admission.path.iter().map(|path| format!("the path {path}"));
            let set = admission.set.iter().map(|(name, value)| format!("{name}: {value}"));
            let removed = admission.removed.iter().map(|name| format!("{name} is removed"));
            let cookies = admission.removed_cookies.iter();
            let cookies = cookies.map(|name| format!("the cookie {name} is removed"));
            ("the upstream gets", path.chain(set).chain(removed).chain(cookies).collect::<Vec<_>>())
        }
        Outcome::Preflight(preflight) => {
            let headers = preflight.headers.iter();
            let headers = headers.map(|(name, value)| format!("{name}: {value}"));
            ("the client gets", headers.collect())
        }
        Outcome::Refuse(_) => {
            let lines = decision.headers.iter().map(|(name, value)| format!("{name}: {value}"));
            ("the client gets", lines.collect())
        }
    };
    list(text, title, &headers);
}

/// What an upstream's answer gets.
fn answer_headers(text: &mut String, outcome: &Outcome) {
    let headers = match outcome {
        Outcome::Admit(admission) => admission.answer.as_slice(),
        Outcome::Preflight(_) | Outcome::Refuse(_) => &[],
    };
    let headers: Vec<String> =
        headers.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    list(text, "the client gets, with the upstream's answer", &headers);
}

fn list(text: &mut String, title: &str, lines: &[String]) {
    if lines.is_empty() {
        return;
    }
    let _ = writeln!(text, "{title}");
    for line in lines {
        let _ = writeln!(text, "  {line}");
    }
    text.push('\n');
}

fn line(step: &Step) -> String {
    let verdict = match step.verdict {
        Verdict::Pass => "pass",
        Verdict::Refuse => "refuse",
        Verdict::Wait => "wait",
        Verdict::None => "-",
    };
    let stage = match step.stage {
        Stage::Wire => "wire",
        Stage::Path => "path",
        Stage::Client => "client",
        Stage::Route => "route",
        Stage::Cors => "cors",
        Stage::Limit => "limit",
        Stage::Authenticate => "authenticate",
        Stage::Query => "query",
        Stage::Headers => "headers",
        Stage::Cookies => "cookies",
        Stage::Authorize => "authorize",
        Stage::Content => "content",
        Stage::BodyCondition => "body",
        Stage::Forward => "forward",
        Stage::Respond => "respond",
    };
    format!("{verdict:<6}  {stage:<12}  {}", visible(&step.detail))
}

/// With control characters spelled out: what a client wrote must not steer the reader's terminal.
fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_control() {
            shown.extend(character.escape_unicode());
        } else {
            shown.push(character);
        }
    }
    shown
}
