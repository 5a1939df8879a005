//! What came of a request otherwise than its test says.

use std::borrow::Cow;

use super::json_difference::{BodyDifference, differences as json_differences};
use crate::evaluate::{Answer, Decision, Outcome, Request};
use crate::policy::{Exchange, ExpectedForward, ExpectedHeader, Recipient, Span};
use crate::primitive::json;

/// One thing that is otherwise than a test says.
#[derive(Clone, Debug, PartialEq)]
pub enum Difference {
    /// The status, or the rule that refused.
    Answer,
    /// The request did not reach its upstream, of which the test says what it answers or gets.
    NotForwarded,
    /// A header.
    Header {
        /// What was expected.
        expected: ExpectedHeader,
        /// Its lines, joined with `, `; nothing where there is none.
        found: Option<String>,
        /// Who gets it.
        recipient: Recipient,
    },
    /// The path or query string that the upstream gets.
    Target {
        /// What was expected.
        expected: String,
        /// What it gets.
        found: String,
        /// Where the test says it.
        span: Span,
    },
    /// The body that the client gets.
    Body {
        /// Place by place, at least one.
        places: Vec<BodyDifference>,
        /// Where the test says it.
        span: Span,
    },
}

/// What differs, in the order of the test. `body` is the body that must leave, if the test says one. Where the status or
/// the rule is another, nothing else is compared.
pub(super) fn differences(
    exchange: &Exchange,
    body: Option<&[u8]>,
    request: &Request,
    decision: &Decision,
    answer: &Answer,
) -> Vec<Difference> {
    let expected = &exchange.expected;
    let is_named = |rule: &str| {
        answer.rule.as_deref().is_some_and(|refused_by| decision.is_named(refused_by, rule))
    };
    if expected.status != answer.response.status || !expected.rule.as_deref().is_none_or(is_named) {
        return vec![Difference::Answer];
    }
    let admission = match &decision.outcome {
        Outcome::Admit(admission) => Some(admission),
        Outcome::Preflight(_) | Outcome::Refuse(_) if exchange.is_forwarded() => {
            return vec![Difference::NotForwarded];
        }
        Outcome::Preflight(_) | Outcome::Refuse(_) => None,
    };
    let response = &answer.response;
    let mut found = headers(&expected.headers, &response.headers, Recipient::Client);
    if let (Some(wanted), Some(written)) = (body, &expected.body) {
        let places = bodies(wanted, &response.body);
        if !places.is_empty() {
            found.push(Difference::Body { places, span: written.span() });
        }
    }
    if let (Some(ExpectedForward { target, headers: wanted, .. }), Some(admission)) =
        (&expected.forwarded, admission)
    {
        let forwarded = admission.forwarded(request);
        if let Some((target, span)) = target
            && *target != forwarded.target
        {
            let (expected, found_) = (target.clone(), forwarded.target.clone());
            found.push(Difference::Target { expected, found: found_, span: *span });
        }
        found.extend(headers(wanted, &forwarded.headers, Recipient::Upstream));
    }
    found
}

fn headers(
    expected: &[ExpectedHeader],
    lines: &[(String, Vec<u8>)],
    recipient: Recipient,
) -> Vec<Difference> {
    let differs = |expected: &ExpectedHeader| {
        let lines: Vec<Cow<'_, str>> = lines
            .iter()
            .filter(|(name, _)| name.eq_ignore_ascii_case(&expected.name))
            .map(|(_, value)| String::from_utf8_lossy(value))
            .collect();
        let found = (!lines.is_empty()).then(|| lines.join(", "));
        (found != expected.value).then(|| Difference::Header {
            expected: expected.clone(),
            found,
            recipient,
        })
    };
    expected.iter().filter_map(differs).collect()
}

/// JSON is compared as such, whatever its white space and the order of its fields.
fn bodies(expected: &[u8], found: &[u8]) -> Vec<BodyDifference> {
    if expected == found {
        return Vec::new();
    }
    match (json::parse(expected), json::parse(found)) {
        (Ok(expected), Ok(found)) => json_differences(&expected, &found),
        (Ok(_) | Err(_), _) => {
            let text = |octets: &[u8]| {
                (!octets.is_empty()).then(|| String::from_utf8_lossy(octets).into_owned())
            };
            let (expected, found) = (text(expected), text(found));
            vec![BodyDifference { place: String::new(), expected, found }]
        }
    }
}
