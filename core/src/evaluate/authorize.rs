//! Stage 10: any `deny` that is not false refuses, then one `allow` that is true admits.

use super::condition::{Facts, evaluate, missing};
use super::decision::{Stage, Trace};
use crate::policy::{Condition, Route, Who};
use crate::refusal::Refusal;

pub(super) fn check(route: &Route, facts: &Facts<'_>, trace: &mut Trace) -> Result<(), Refusal> {
    for clause in &route.deny {
        let verdict = evaluate(&clause.when, facts);
        let detail = format!("the condition of `deny` is {}", describe(&clause.when, facts));
        if verdict != Some(false) {
            let refusal = Refusal::deny(&route.name);
            return trace.refuse(Stage::Authorize, detail, Some(clause.span), refusal);
        }
        trace.pass(Stage::Authorize, detail, Some(clause.span));
    }
    for clause in &route.allow {
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
            let detail = format!("allowed: {who}{condition}");
            trace.pass(Stage::Authorize, detail, Some(clause.span));
            return Ok(());
        }
        let is = if holds { "is" } else { "is not" };
        let detail = format!("not allowed here: the caller {is} {who}{condition}");
        trace.note(Stage::Authorize, detail, Some(clause.span));
    }
    let refusal = Refusal::allow(&route.name);
    trace.refuse(Stage::Authorize, "no `allow` clause holds", Some(route.span), refusal)
}

fn describe(condition: &Condition, facts: &Facts<'_>) -> String {
    match evaluate(condition, facts) {
        Some(truth) => truth.to_string(),
        None => format!("unknown: missing {}", missing(condition, facts).join(", ")),
    }
}
