//! A request that is answered otherwise than its test says.

use gatewright_compiler::diagnostic::{Diagnostic, codes};
use gatewright_core::evaluate::{Decision, Verdict};
use gatewright_core::policy::Test;
use gatewright_core::policy_test::{Answer, Failure};

/// Tells what came back, what was expected, and which rule decided.
pub(super) fn diagnostic(test: &Test, failure: &Failure) -> Diagnostic {
    let Failure { exchange, repetition, answer } = failure;
    let answered = match answer {
        Answer::Decided(decision) => described(decision),
        Answer::NoBody { path } => format!("not sent: the body `{path}` was not read"),
    };
    let status = exchange.expected.status.code();
    let expected = match &exchange.expected.rule {
        Some(rule) => format!("{status} {rule}"),
        None => status.to_string(),
    };
    let error = Diagnostic::error(
        codes::TEST_FAILED,
        format!(
            "`{} {}` is not answered as `{}` says",
            exchange.method, exchange.target, test.name
        ),
    )
    .label(exchange.span, format!("the answer is {answered}"))
    .label(exchange.expected.span, format!("expected {expected}"));
    let error = if *repetition > 1 {
        error.note(format!("the first {} times it is as expected", repetition - 1))
    } else {
        error
    };
    let Answer::Decided(decision) = answer else { return error };
    let deciding = decision.trace.iter().rev().find(|step| step.verdict != Verdict::None);
    let Some(step) = deciding else { return error };
    match step.span {
        Some(span) => error.label(span, step.detail.clone()),
        None => error.note(step.detail.clone()),
    }
}

/// An answer in the words of a test.
fn described(decision: &Decision) -> String {
    match (decision.status(), decision.rule()) {
        (Some(status), Some(rule)) => format!("{status} {rule}"),
        (Some(status), None) => status.to_string(),
        (None, _) => "200".to_owned(),
    }
}
