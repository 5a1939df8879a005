//! A request that is answered otherwise than its test says.

use gatewright_compiler::diagnostic::{Diagnostic, codes};
use gatewright_core::evaluate::{Step, Verdict};
use gatewright_core::policy::{Exchange, ExpectedHeader, Recipient, Test};
use gatewright_core::policy_test::{Answer, BodyDifference, Difference, Failure, Given};

/// Characters of a value that are told; longer ones are cut.
const LONGEST: usize = 120;

/// Places of a body that are told one by one; the rest are counted.
const PLACES: usize = 10;

/// Tells what came back, what was expected, and which rule decided.
pub(super) fn diagnostic(test: &Test, failure: &Failure) -> Diagnostic {
    let Failure { exchange, repetition, answer, differences } = failure;
    let answered = match answer {
        Answer::Given(given) => described(given),
        Answer::NoBody { path } => format!("not known: the body `{path}` was not read"),
    };
    let is_answer = |difference: &Difference| match difference {
        Difference::Answer => true,
        Difference::NotForwarded
        | Difference::Header { .. }
        | Difference::Target { .. }
        | Difference::Body { .. } => false,
    };
    let mut error = Diagnostic::error(
        codes::TEST_FAILED,
        format!(
            "`{} {}` is not answered as `{}` says",
            exchange.method, exchange.target, test.name
        ),
    )
    .label(exchange.span, format!("the answer is {answered}"));
    if differences.is_empty() || differences.iter().any(is_answer) {
        error = error.label(exchange.expected.span, format!("expected {}", expected(exchange)));
    }
    for difference in differences {
        error = told(error, exchange, difference);
    }
    let error = if *repetition > 1 {
        error.note(format!("the first {} times it is as expected", repetition - 1))
    } else {
        error
    };
    let Answer::Given(given) = answer else { return error };
    let is_refused = differences.iter().any(|difference| match difference {
        Difference::Answer | Difference::NotForwarded => true,
        Difference::Header { .. } | Difference::Target { .. } | Difference::Body { .. } => false,
    });
    match deciding(given).filter(|_| is_refused) {
        Some(Step { span: Some(span), detail, .. }) => error.label(*span, detail.clone()),
        Some(Step { span: None, detail, .. }) => error.note(detail.clone()),
        None => error,
    }
}

/// The check that decided: the last one, of the upstream's answer if that was looked at.
fn deciding(given: &Given) -> Option<&Step> {
    let steps = given.decision.trace.iter().chain(&given.answer.trace);
    steps.rev().find(|step| step.verdict != Verdict::None)
}

/// What is expected of status and rule, in the words of a test.
fn expected(exchange: &Exchange) -> String {
    let status = exchange.expected.status;
    match &exchange.expected.rule {
        Some(rule) => format!("{status} {rule}"),
        None => status.to_string(),
    }
}

/// An answer in the words of a test.
fn described(given: &Given) -> String {
    let status = given.answer.response.status;
    match &given.answer.rule {
        Some(rule) => format!("{status} {rule}"),
        None => status.to_string(),
    }
}

fn told(error: Diagnostic, exchange: &Exchange, difference: &Difference) -> Diagnostic {
    match difference {
        Difference::Answer => error,
        Difference::NotForwarded => {
            let upstream = exchange.upstream.as_ref().map(|upstream| upstream.span);
            let forwarded = exchange.expected.forwarded.as_ref().map(|forwarded| forwarded.span);
            let place = upstream.or(forwarded).unwrap_or(exchange.expected.span);
            error.label(place, "the request does not reach its upstream")
        }
        Difference::Header { expected, found, recipient } => {
            let ExpectedHeader { value, span, .. } = expected;
            let who = match recipient {
                Recipient::Client => "the answer has",
                Recipient::Upstream => "the upstream gets",
            };
            let said = format!("expected {}, {who} {}", quoted(value), quoted(found));
            error.label(*span, said)
        }
        Difference::Target { expected, found, span } => error.label(
            *span,
            format!("expected `{}`, the upstream gets `{}`", cut(expected), cut(found)),
        ),
        Difference::Body { places, span } => {
            let mut error = error.label(*span, "the answer has another body");
            for place in places.iter().take(PLACES) {
                let BodyDifference { place, expected, found } = place;
                let of = if place.is_empty() { String::new() } else { format!("`{place}`: ") };
                let (expected, found) = (quoted(expected), quoted(found));
                error = error.note(format!("{of}expected {expected}, the body has {found}"));
            }
            match places.len().saturating_sub(PLACES) {
                0 => error,
                rest => error.note(format!("and {rest} more places of the body")),
            }
        }
    }
}

fn quoted(value: &Option<String>) -> String {
    value.as_ref().map_or_else(|| "nothing".to_owned(), |value| format!("`{}`", cut(value)))
}

/// The beginning of a text, on one line.
fn cut(text: &str) -> String {
    let mut characters = text.chars();
    let mut cut = String::new();
    for character in characters.by_ref().take(LONGEST) {
        if character.is_control() {
            cut.extend(character.escape_default());
        } else {
            cut.push(character);
        }
    }
    if characters.next().is_some() {
        cut.push('…');
    }
    cut
}
