//! Stages 10 and 12: what is known before the body, and what waits for it.

use super::*;
use crate::policy::fixture::{allow_role, operand};
use crate::policy::{Comparison, Condition, DenyClause, Literal, Operand, Source, Span, ValueType};

fn body(name: &str, value: ValueType) -> Operand {
    operand(Source::Body(vec![name.to_owned()]), value)
}

/// `body.quantity > number`.
fn more_than(number: i64) -> Condition {
    let right = operand(Source::Literal(Literal::Int(number)), ValueType::Int);
    let left = body("quantity", ValueType::Int);
    Condition::Compare { operator: Comparison::Greater, left, right }
}

/// `body.note == "x"`.
fn noted() -> Condition {
    let right = operand(Source::Literal(Literal::Text("x".into())), ValueType::Text);
    let left = body("note", ValueType::Text);
    Condition::Compare { operator: Comparison::Equal, left, right }
}

fn note_is_set() -> Condition {
    Condition::IsSet(body("note", ValueType::Text))
}

fn not(condition: Condition) -> Condition {
    Condition::Not(Box::new(condition))
}

fn always() -> Condition {
    Condition::IsSet(operand(Source::Time, ValueType::Time))
}

/// What becomes of a clerk's order, and at which stage.
fn ask(deny: Option<Condition>, allow: Option<Condition>, body: &str) -> (String, Stage) {
    let mut policy = shop();
    let route = &mut policy.apis[0].routes[2];
    route.deny = deny.into_iter().map(|when| DenyClause { when, span: Span::default() }).collect();
    route.allow = vec![allow_role("admin", None), allow_role("clerk", allow)];
    let headers = [holder(&["clerk"]), header("Content-Type", "application/json")];
    let mut request = request("POST", "/v1/orders", &headers);
    request.body = body.into();
    let decision = evaluator(policy).decide(&request, NOW);
    (verdict_of(&decision), decision.trace.last().unwrap().stage)
}

const DENIED: &str = "403 orders.post/deny";
const NOT_ALLOWED: &str = "403 orders.post/allow";

#[test]
fn a_deny_that_reads_the_body_waits_for_it() {
    let denied = |when: Condition, body: &str| ask(Some(when), None, body);
    let small = r#"{ "quantity": 10 }"#;
    let large = r#"{ "quantity": 11 }"#;
    assert_eq!(denied(more_than(10), small).0, "200 -");
    assert_eq!(denied(more_than(10), large), (DENIED.to_owned(), Stage::BodyCondition));
    // What is wrong with the body is told first.
    assert_eq!(denied(more_than(10), "{").0, "400 orders.post/body.json");
    assert_eq!(denied(more_than(10), "{}").0, "422 orders.post/body.schema");
    // Absent is unknown, which is not false.
    assert_eq!(denied(noted(), small), (DENIED.to_owned(), Stage::BodyCondition));
    assert_eq!(denied(noted(), r#"{ "quantity": 1, "note": "y" }"#).0, "200 -");
    assert_eq!(denied(note_is_set(), small).0, "200 -");
    assert_eq!(denied(not(note_is_set()), small), (DENIED.to_owned(), Stage::BodyCondition));
    // What no body changes does not wait for one.
    let either = Condition::Or(vec![more_than(10), always()]);
    assert_eq!(denied(either, "{"), (DENIED.to_owned(), Stage::Authorize));
    let both = Condition::And(vec![more_than(10), not(always())]);
    assert_eq!(denied(both, large).0, "200 -");
}

#[test]
fn an_allow_that_reads_the_body_grants_nothing_before_it() {
    let allowed = |when: Condition, body: &str| ask(None, Some(when), body);
    let small = r#"{ "quantity": 10 }"#;
    let large = r#"{ "quantity": 11 }"#;
    assert_eq!(allowed(not(more_than(10)), small).0, "200 -");
    assert_eq!(allowed(not(more_than(10)), large), (NOT_ALLOWED.to_owned(), Stage::BodyCondition));
    assert_eq!(allowed(not(more_than(10)), "{").0, "400 orders.post/body.json");
    assert_eq!(allowed(noted(), small), (NOT_ALLOWED.to_owned(), Stage::BodyCondition));
    assert_eq!(allowed(not(noted()), small), (NOT_ALLOWED.to_owned(), Stage::BodyCondition));
    assert_eq!(allowed(not(note_is_set()), small).0, "200 -");
    // Nobody reads the body of a request that no body could make right.
    let neither = Condition::And(vec![more_than(1), not(always())]);
    assert_eq!(allowed(neither, "{"), (NOT_ALLOWED.to_owned(), Stage::Authorize));
    let either = Condition::Or(vec![more_than(100), always()]);
    assert_eq!(allowed(either, small).0, "200 -");
}

#[test]
fn both_must_agree_in_the_end() {
    let small = r#"{ "quantity": 10 }"#;
    let order = |deny, allow, body: &str| ask(Some(deny), Some(allow), body).0;
    assert_eq!(order(more_than(10), always(), small), "200 -");
    assert_eq!(order(more_than(9), always(), small), DENIED);
    assert_eq!(order(more_than(10), more_than(9), small), "200 -");
    assert_eq!(order(more_than(9), more_than(9), small), DENIED);
    assert_eq!(order(more_than(10), more_than(10), small), NOT_ALLOWED);
    // A role that the caller lacks does not wait.
    assert_eq!(ask(Some(more_than(1)), Some(not(always())), "{").1, Stage::Authorize);
}
