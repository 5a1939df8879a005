//! Stage 10: any `deny` that is not false refuses, then one `allow` that is true admits.
//!
//! A condition that reads the body and is unknown without it waits for stage 12: what is known already, no body changes.

use super::condition::{Body, Facts, evaluate, missing};
use super::decision::{Stage, Trace};
use crate::policy::{Condition, Route, Who};
use crate::refusal::Refusal;

/// Which rules wait for the body.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Waiting {
    pub(super) deny: bool,
    pub(super) allow: bool,
}

pub(super) fn check(
    route: &Route,
    facts: &Facts<'_>,
    trace: &mut Trace,
) -> Result<Waiting, Refusal> {
    let stage = Stage::Authorize;
    let deny = check_deny(route, facts, stage, trace)?;
    let allow = check_allow(route, facts, stage, trace)?;
    Ok(Waiting { deny, allow })
}

/// Whether a clause waits.
pub(super) fn check_deny(
    route: &Route,
    facts: &Facts<'_>,
    stage: Stage,
    trace: &mut Trace,
) -> Result<bool, Refusal> {
    let mut is_waiting = false;
    for clause in &route.deny {
        let span = Some(clause.span);
        if stage == Stage::BodyCondition && !clause.when.reads_body() {
            continue;
        }
        let verdict = evaluate(&clause.when, facts);
        let detail = format!("the condition of `deny` is {}", describe(&clause.when, facts));
        if waits(&clause.when, facts) {
            is_waiting = true;
            trace.wait(stage, detail, span);
            continue;
        }
        if verdict != Some(false) {
            return trace.refuse(stage, detail, span, Refusal::deny(&route.name));
        }
        trace.pass(stage, detail, span);
    }
    Ok(is_waiting)
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
    let refusal = Refusal::allow(&route.name);
    trace.refuse(stage, "no `allow` clause holds", Some(route.span), refusal)
}

/// Whether a condition may become known with the body.
fn waits(condition: &Condition, facts: &Facts<'_>) -> bool {
    match facts.body {
        Body::Unread => condition.reads_body() && evaluate(condition, facts).is_none(),
        Body::Read(..) | Body::Opaque => false,
    }
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
