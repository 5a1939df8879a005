//! Stage 15: what is told of a decision.

use super::Evaluator;
use super::decision::{Decision, Outcome};
use super::request::{Headers, Request, Timestamp};
use super::respond::Answer;
use crate::primitive::principal::IdSpace;
use crate::primitive::record::{End, Pseudonym, Record};

impl Evaluator {
    /// What the policy's log tells of a decision: a line of JSON, as [`Record::to_json`] says. Nothing without a `log` block,
    /// or where it asks for no such decision. `answer` is what the client got, if it got one.
    #[must_use]
    pub fn record(
        &self,
        request: &Request,
        decision: &Decision,
        answer: Option<&Answer>,
        now: Timestamp,
    ) -> Option<String> {
        let policy = self.policy();
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
            principal: log.principal.as_ref().and_then(|_| self.pseudonym(decision)),
            method: &request.method,
            target: &request.target,
            headers: headers.lines().collect(),
        };
        Some(record.to_json(&policy.redacted_headers()))
    }

    fn pseudonym(&self, decision: &Decision) -> Option<Pseudonym> {
        let principal = decision.principal.as_ref()?;
        let space = IdSpace::of(&principal.scheme, &self.policy.schemes);
        Some(self.keys.pseudonyms.as_ref()?.pseudonym(space, principal.id()?))
    }
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
