//! Stage 10: any `deny` that is not false refuses, then any `require` that is not true, then one `allow` that is true
//! admits; last, each `step_up` must be true.
//!
//! A condition that reads the body and is unknown without it waits for stage 12: what is known already, no body changes.
//! Step-ups are asked when all else allows, so they wait with it.

use super::condition::{Body, Facts, evaluate, missing};
use super::decision::{Stage, Trace};
use crate::policy::{Condition, Policy, Route, Span, Who};
use crate::refusal::{Refusal, step_up_challenge};

/// Which rules wait for the body.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Waiting {
    pub(super) deny: bool,
    pub(super) require: bool,
    pub(super) allow: bool,
}

impl Waiting {
    /// Whether one of them does.
    pub(super) fn any(self) -> bool {
        self.deny || self.require || self.allow
    }
}

pub(super) fn check(
    policy: &Policy,
    route: &Route,
    facts: &Facts<'_>,
    trace: &mut Trace,
) -> Result<Waiting, Refusal> {
    let stage = Stage::Authorize;
    let deny = check_deny(route, facts, stage, trace)?;
    let require = check_require(route, facts, stage, trace)?;
    let allow = check_allow(route, facts, stage, trace)?;
    let waiting = Waiting { deny, require, allow };
    if !waiting.any() {
        check_step_up(policy, route, facts, stage, trace)?;
    }
    Ok(waiting)
}

/// Whether a clause waits.
pub(super) fn check_deny(
    route: &Route,
    facts: &Facts<'_>,
    stage: Stage,
    trace: &mut Trace,
) -> Result<bool, Refusal> {
    let clauses = route.deny.iter().map(|clause| (&clause.when, clause.span));
    Restriction::Deny.check(clauses, route, facts, stage, trace)
}

/// Whether a clause waits.
pub(super) fn check_require(
    route: &Route,
    facts: &Facts<'_>,
    stage: Stage,
    trace: &mut Trace,
) -> Result<bool, Refusal> {
    let clauses = route.require.iter().map(|clause| (&clause.condition, clause.span));
    Restriction::Require.check(clauses, route, facts, stage, trace)
}

/// Conditions of which each refuses by itself.
#[derive(Clone, Copy)]
enum Restriction {
    /// What must be false.
    Deny,
    /// What must be true.
    Require,
}

impl Restriction {
    fn what(self) -> &'static str {
        match self {
            Restriction::Deny => "the condition of `deny`",
            Restriction::Require => "what `require` asks",
        }
    }

    fn refusal(self, route: &Route) -> Refusal {
        match self {
            Restriction::Deny => Refusal::deny(route.name.clone()),
            Restriction::Require => Refusal::require(route.name.clone()),
        }
    }

    fn admits(self, verdict: Option<bool>) -> bool {
        match self {
            Restriction::Deny => verdict == Some(false),
            Restriction::Require => verdict == Some(true),
        }
    }

    /// Whether a clause waits.
    fn check<'r>(
        self,
        clauses: impl Iterator<Item = (&'r Condition, Span)>,
        route: &Route,
        facts: &Facts<'_>,
        stage: Stage,
        trace: &mut Trace,
    ) -> Result<bool, Refusal> {
        let mut is_waiting = false;
        for (condition, span) in clauses {
            if stage == Stage::BodyCondition && !condition.reads_body() {
                continue;
            }
            let verdict = evaluate(condition, facts);
            let detail = format!("{} is {}", self.what(), describe(condition, facts));
            if waits(condition, facts) {
                is_waiting = true;
                trace.wait(stage, detail, Some(span));
                continue;
            }
            if !self.admits(verdict) {
                return trace.refuse(stage, detail, Some(span), self.refusal(route));
            }
            trace.pass(stage, detail, Some(span));
        }
        Ok(is_waiting)
    }
}

/// Whether no clause admits yet, and one waits.
pub(super) fn check_allow(
    route: &Route,
    facts: &Facts<'_>,
    stage: Stage,
    trace: &mut Trace,
) -> Result<bool, Refusal> {
    let mut is_waiting = false;
    for clause in &route.allow {
        let span = Some(clause.span);
        let (who, holds) = match &clause.who {
            Who::Anyone => ("anyone".to_owned(), true),
            Who::Authenticated => ("authenticated".to_owned(), facts.principal.is_some()),
            Who::Role { name, held_by } => {
                let holds = facts.principal.is_some_and(|principal| principal.holds_any(held_by));
                (format!("role `{name}`"), holds)
            }
        };
        let when = clause.when.as_ref().map_or(Some(true), |when| evaluate(when, facts));
        let condition = clause.when.as_ref().map_or_else(String::new, |when| {
            format!(", and the condition is {}", describe(when, facts))
        });
        if holds && when == Some(true) {
            trace.pass(stage, format!("allowed: {who}{condition}"), span);
            return Ok(false);
        }
        let is = if holds { "is" } else { "is not" };
        if holds && clause.when.as_ref().is_some_and(|when| waits(when, facts)) {
            is_waiting = true;
            trace.wait(stage, format!("not allowed yet: the caller {is} {who}{condition}"), span);
            continue;
        }
        trace.note(stage, format!("not allowed here: the caller {is} {who}{condition}"), span);
    }
    if is_waiting {
        return Ok(true);
    }
    let refusal = Refusal::allow(route.name.clone());
    trace.refuse(stage, "no `allow` clause holds", Some(route.span), refusal)
}

/// Whether a condition may become known with the body.
fn waits(condition: &Condition, facts: &Facts<'_>) -> bool {
    match facts.body {
        Body::Unread => condition.reads_body() && evaluate(condition, facts).is_none(),
        Body::Read(..) | Body::Form(_) | Body::Opaque => false,
    }
}

/// Asked last, when all else allows.
pub(super) fn check_step_up(
    policy: &Policy,
    route: &Route,
    facts: &Facts<'_>,
    stage: Stage,
    trace: &mut Trace,
) -> Result<(), Refusal> {
    for step_up in &route.step_up {
        let verdict = evaluate(&step_up.condition, facts);
        let name = &step_up.name;
        let detail = format!("step-up `{name}` is {}", describe(&step_up.condition, facts));
        if verdict == Some(true) {
            trace.pass(stage, detail, Some(step_up.span));
            continue;
        }
        let by = facts.principal.map(|principal| &principal.scheme);
        let (detail, refusal) = match by.filter(|scheme| !step_up.schemes.contains(*scheme)) {
            None => {
                let challenge = step_up_challenge(&step_up.challenge, &policy.name);
                (detail, Refusal::step_up(route.name.clone(), name.clone(), challenge))
            }
            Some(scheme) => (
                format!("{detail}, and no credential of `{scheme}` can meet it"),
                Refusal::step_up_unavailable(route.name.clone(), name.clone()),
            ),
        };
        return trace.refuse(stage, detail, Some(step_up.span), refusal);
    }
    Ok(())
}

fn describe(condition: &Condition, facts: &Facts<'_>) -> String {
    match evaluate(condition, facts) {
        Some(truth) => truth.to_string(),
        None if waits(condition, facts) => "unknown before the body is read".to_owned(),
        // A sum may be out of range while nothing is missing.
        None => match missing(condition, facts).as_slice() {
            [] => "unknown: out of range".to_owned(),
            names => format!("unknown: missing {}", names.join(", ")),
        },
    }
}
