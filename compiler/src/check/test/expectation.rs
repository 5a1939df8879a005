//! What must come of a test's request: the answer, and what the upstream gets.

use std::collections::{BTreeSet, HashMap};

use gatewright_core::policy::{
    Expected, ExpectedForward, ExpectedHeader, Recipient, Span, TestAnswer,
};
use gatewright_core::primitive::header::HOP_BY_HOP;
use gatewright_core::refusal::{Check, Status};

use super::message::{self, carries_credential};
use super::{Subject, check_rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::{Exchange, ExpectedLine, Forwards, Text, UpstreamReply};

/// What a preflight is answered with.
const PREFLIGHT: u16 = 204;

/// Headers that whoever forwards a request says, besides those of a connection.
const OF_GATEWAYS: [&str; 6] =
    ["content-length", "forwarded", "host", "via", "x-real-ip", "x-request-id"];

/// Families of such headers.
const OF_GATEWAYS_PREFIXES: [&str; 2] = ["x-envoy-", "x-forwarded-"];

pub(super) fn check(
    exchange: &Exchange,
    subject: &Subject<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Option<Expected> {
    let written = &exchange.expectation;
    let is_right = check_status(exchange, subject, findings);
    let rule = match &written.rule {
        Some(rule) => {
            if written.status == TestAnswer::STATUS {
                let message = "a request that is admitted is refused by no rule";
                let error = Diagnostic::error(codes::UNKNOWN_STATUS, message);
                findings.push(
                    error
                        .label(rule.span, "refuses")
                        .label(written.status_span, "admitted")
                        .help("delete the rule, or write the status that it answers with"),
                );
                return None;
            }
            let known = check_rule(rule, subject, findings)?;
            if is_right {
                check_refuses(exchange, rule, findings);
            }
            Some(known)
        }
        None => None,
    };
    let body = written.body.as_ref().map(|written| message::body(written, findings));
    if let Some(body) = &body {
        message::refuse_bodiless(&exchange.method, written.status, body, findings);
    }
    let end = written.rule.as_ref().map_or(written.status_span, |rule| rule.span);
    let expected = Expected {
        status: written.status,
        rule,
        headers: headers(&written.headers, Recipient::Client, subject, findings),
        body,
        forwarded: written.forwards.as_ref().map(|written| forward(written, subject, findings)),
        span: written.status_span.to(end),
    };
    is_right.then_some(expected)
}

/// Whether the status is one that some request gets; reports it otherwise.
fn check_status(
    exchange: &Exchange,
    subject: &Subject<'_>,
    findings: &mut Vec<Diagnostic>,
) -> bool {
    let written = &exchange.expectation;
    let (status, span) = (written.status, written.status_span);
    if let Some(upstream) = &exchange.upstream {
        return check_becomes(upstream, status, span, findings);
    }
    if status == TestAnswer::STATUS {
        return true;
    }
    let known: BTreeSet<u16> =
        Check::ALL.into_iter().map(Check::status).map(Status::code).collect();
    let is_known = known.contains(&status) || status == PREFLIGHT && subject.has_cors;
    if !is_known {
        let message = format!("no request is answered with {status}");
        let error = Diagnostic::error(codes::UNKNOWN_STATUS, message);
        let error = error.label(span, "no rule has this status");
        findings.push(if (201..300).contains(&status) {
            error.help(format!(
                "write `200` for a request that is admitted, or say what its upstream answers: `upstream {status} -> {status}`"
            ))
        } else {
            error.note("a policy answers with 200 for what it admits, or with the status of the rule that refuses")
        });
        return false;
    }
    if let Some(forwards) = &written.forwards {
        let message = format!("a request that is answered with {status} is not forwarded");
        findings.push(
            Diagnostic::error(codes::UNKNOWN_STATUS, message)
                .label(span, "refused")
                .label(forwards.span, "what the upstream would get")
                .help(format!(
                    "delete `forwards`, or say that the upstream answers so: `upstream {status} -> {status}`"
                )),
        );
        return false;
    }
    true
}

/// Whether an answer of the upstream can leave with this status; reports it otherwise.
fn check_becomes(
    upstream: &UpstreamReply,
    status: u16,
    span: Span,
    findings: &mut Vec<Diagnostic>,
) -> bool {
    let becomes = match upstream.status {
        200..=299 => status == Check::Returns.status().code(),
        500..=599 => CLEANED.into_iter().any(|check| check.status().code() == status),
        _ => false,
    };
    if becomes || status == upstream.status {
        return true;
    }
    let answered = upstream.status;
    let message = format!("the upstream's {answered} does not leave as {status}");
    let error = Diagnostic::error(codes::UNKNOWN_STATUS, message)
        .label(span, "no answer of the upstream becomes this")
        .label(upstream.status_span, "what the upstream answers");
    findings.push(match answered {
        200..=299 => error.note("it leaves as it is, or as 502 where `returns` lets nothing of its body leave"),
        500..=599 => error.note("it leaves as it is, or as 500, 502, 503 or 504 where nothing of an upstream's error leaves"),
        _ => error.help(format!("write `-> {answered}`; what never reaches the upstream has no `upstream`")),
    });
    false
}

/// What becomes of an upstream's 5xx of which nothing leaves.
const CLEANED: [Check; 4] =
    [Check::UpstreamError, Check::Upstream, Check::UpstreamUnavailable, Check::UpstreamTimeout];

/// Reports a rule that does not refuse where the test says so: before the upstream is asked, or of its answer.
fn check_refuses(exchange: &Exchange, rule: &Text, findings: &mut Vec<Diagnostic>) {
    let own = rule.text.rsplit_once('/').map_or(rule.text.as_str(), |(_, own)| own);
    let (of_returns, of_upstream) = (own == Check::Returns.rule(), own == Check::Upstream.rule());
    let Some(upstream) = &exchange.upstream else {
        if of_returns || of_upstream {
            let message =
                format!("`{}` refuses answers of the upstream, and none is written", rule.text);
            let status = exchange.expectation.status;
            let answer = if of_returns { "200 body \"x\"".to_owned() } else { status.to_string() };
            let example = format!("upstream {answer} -> {status} {}", rule.text);
            findings.push(
                Diagnostic::error(codes::UNKNOWN_STATUS, message)
                    .label(rule.span, "never refuses here")
                    .help(format!("write what the upstream answers, such as `{example}`")),
            );
        }
        return;
    };
    let refuses = match upstream.status {
        200..=299 => of_returns,
        500..=599 => of_upstream,
        _ => false,
    };
    if !refuses {
        let message = format!("`{}` refuses no answer of this upstream", rule.text);
        let error = Diagnostic::error(codes::UNKNOWN_STATUS, message);
        findings.push(
            error
                .label(rule.span, "refuses otherwise")
                .label(upstream.span, "what the upstream answers")
                .note("`returns` refuses bodies of 2xx, `upstream` an answer of 5xx; all other rules refuse before the upstream is asked")
                .help("delete the rule, or what the upstream answers"),
        );
    }
}

fn forward(
    written: &Forwards,
    subject: &Subject<'_>,
    findings: &mut Vec<Diagnostic>,
) -> ExpectedForward {
    let Forwards { target, headers: lines, span } = written;
    if let Some(target) = target
        && !target.text.starts_with('/')
    {
        let error = Diagnostic::error(codes::WRONG_VALUE, "`forwards` must name a path");
        findings.push(
            error
                .label(target.span, "does not begin with `/`")
                .help("write it like `forwards /internal/orders?page=1`"),
        );
    }
    ExpectedForward {
        target: target.as_ref().map(|target| (target.text.clone(), target.span)),
        headers: headers(lines, Recipient::Upstream, subject, findings),
        span: *span,
    }
}

/// Headers that somebody must get or not get, each once.
fn headers(
    written: &[ExpectedLine],
    recipient: Recipient,
    subject: &Subject<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Vec<ExpectedHeader> {
    let mut places: HashMap<String, Span> = HashMap::new();
    let mut headers = Vec::new();
    for ExpectedLine { name, value, span } in written {
        if !message::is_name(name, findings) || !is_seen(name, recipient, subject, findings) {
            continue;
        }
        if let Some(value) = value
            && message::is_value(value, findings)
            && value.text.trim_matches([' ', '\t']) != value.text
        {
            let message = "a header's value neither begins nor ends with a space";
            let error = Diagnostic::error(codes::WRONG_VALUE, message);
            findings.push(error.label(value.span, "nobody gets it so"));
        }
        let lower = name.text.to_ascii_lowercase();
        if let Some(earlier) = places.insert(lower.clone(), *span) {
            let message = format!("two things are said of the header `{lower}`");
            findings.push(
                Diagnostic::error(codes::HEADER_CONFLICT, message)
                    .label(*span, "said again")
                    .label(earlier, "first said here")
                    .note("several lines of a header count as one, joined with `, `")
                    .help("delete one of the two"),
            );
            continue;
        }
        let value = value.as_ref().map(|value| value.text.clone());
        headers.push(ExpectedHeader { name: lower, value, span: *span });
    }
    headers
}

/// Whether a test sees this header; reports it otherwise, for it would be there or not whatever the policy says.
fn is_seen(
    name: &Text,
    recipient: Recipient,
    subject: &Subject<'_>,
    findings: &mut Vec<Diagnostic>,
) -> bool {
    let lower = name.text.to_ascii_lowercase();
    let is_hop_by_hop = HOP_BY_HOP.contains(&lower.as_str());
    let (whose, why) = match recipient {
        Recipient::Client if is_hop_by_hop || lower == "content-length" => {
            ("of an answer", "said by whoever sends the answer")
        }
        Recipient::Upstream if carries_credential(&lower, subject) => {
            ("that an upstream gets", "carries a credential, and a test presents none")
        }
        Recipient::Upstream
            if is_hop_by_hop
                || OF_GATEWAYS.contains(&lower.as_str())
                || OF_GATEWAYS_PREFIXES.iter().any(|prefix| lower.starts_with(prefix)) =>
        {
            ("that an upstream gets", "said by whoever forwards the request")
        }
        Recipient::Client | Recipient::Upstream => return true,
    };
    let message = format!("a test does not see the header `{lower}` {whose}");
    findings.push(
        Diagnostic::error(codes::RESERVED_HEADER, message)
            .label(name.span, why)
            .help("delete the header"),
    );
    false
}
