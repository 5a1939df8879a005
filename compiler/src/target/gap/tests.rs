#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking"
)]

use gatewright_core::policy::{AcceptedGap, Span, Target as Declared, TargetKind};

use super::judge;
use crate::target::{Capability, Fidelity};

fn declared(accepted: &[&str]) -> Declared {
    let accepted_gaps = accepted
        .iter()
        .map(|rule| AcceptedGap {
            rule: String::from(*rule),
            reason: String::from("written"),
            span: Span { file: 0, start: 1, end: 2 },
        })
        .collect();
    Declared {
        kind: TargetKind::Nginx,
        listen: None,
        tls: None,
        accepted_gaps,
        span: Span::default(),
    }
}

fn capabilities() -> Vec<Capability> {
    let capability =
        |rule: &str, fidelity| Capability { rule: rule.into(), fidelity, span: Span::default() };
    vec![
        capability("limit.exact", Fidelity::Exact),
        capability("limit.close", Fidelity::Approximate("whole requests".into())),
        capability("auth.customer.EdDSA", Fidelity::Unsupported("no such signature".into())),
    ]
}

#[test]
fn what_is_not_exact_is_an_error() {
    let found = judge(&declared(&[]), &capabilities());
    let messages: Vec<&str> = found.iter().map(|one| one.message.as_str()).collect();
    assert_eq!(
        messages,
        [
            "`limit.close` cannot be enforced exactly by the target `nginx`",
            "`auth.customer.EdDSA` cannot be enforced exactly by the target `nginx`"
        ]
    );
    assert_eq!(found[0].notes, ["nginx only comes close: whole requests"]);
    assert_eq!(found[1].notes, ["nginx cannot: no such signature"]);
    assert!(found.iter().all(|one| one.code == "GW0600"));
}

#[test]
fn what_is_given_up_in_writing_is_not() {
    assert!(judge(&declared(&["limit.close", "auth.customer.EdDSA"]), &capabilities()).is_empty());
}

#[test]
fn a_gap_that_does_not_exist_cannot_be_given_up() {
    let accepted = ["limit.close", "auth.customer.EdDSA", "limit.exact", "limit.none"];
    let found = judge(&declared(&accepted), &capabilities());
    let messages: Vec<&str> = found.iter().map(|one| one.message.as_str()).collect();
    assert_eq!(
        messages,
        [
            "the target `nginx` has no gap `limit.exact`",
            "the target `nginx` has no gap `limit.none`"
        ]
    );
    assert!(found.iter().all(|one| one.code == "GW0601"));
    let alone = judge(&declared(&["limit.exact"]), &capabilities()[..1]);
    assert_eq!(alone[0].help.as_deref(), Some("remove it: the target enforces the whole policy"));
}
