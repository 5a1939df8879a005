//! Stage 15: what is told of a decision.

use super::decision::{Decision, Outcome};
use super::request::{Headers, Request, Timestamp};
use super::respond::Answer;
use crate::policy::Policy;
use crate::primitive::record::{End, Record};

/// What the policy's log tells of a decision: a line of JSON, as [`Record::to_json`] says. Nothing without a `log` block, or
/// where it asks for no such decision. `answer` is what the client got, if it got one.
#[must_use]
pub fn record(
    policy: &Policy,
    request: &Request,
    decision: &Decision,
    answer: Option<&Answer>,
    now: Timestamp,
) -> Option<String> {
    let log = policy.log.as_ref()?;
    let end = end(decision, answer);
    if !end.is_recorded(log.decisions) {
        return None;
    }
    let headers = Headers::of(request);
    let record = Record {
        time: now.seconds,
        policy: &policy.name,
        digest: &policy.digest,
        end,
        route: decision.route.as_deref(),
        client: decision.client,
        method: &request.method,
        target: &request.target,
        headers: headers.lines().collect(),
    };
    Some(record.to_json(&policy.redacted_headers()))
}

/// How the request ended.
pub(super) fn end<'d>(decision: &'d Decision, answer: Option<&'d Answer>) -> End<'d> {
    match (&decision.outcome, answer) {
        (Outcome::Refuse(refusal), _) => {
            End::Refused { rule: &refusal.rule, status: refusal.status().code() }
        }
        (Outcome::Preflight(_), _) => End::Preflight,
        (Outcome::Admit(_), None) => End::Admitted(None),
        (Outcome::Admit(_), Some(answer)) => match &answer.rule {
            Some(rule) => End::Refused { rule, status: answer.response.status },
            None => End::Admitted(Some(answer.response.status)),
        },
    }
}
