//! Whatever nests within a policy nests so little that everything that walks over it, unoptimised, needs no more than the
//! stack that a thread has by default.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "tests fail by panicking, and have their own threads"
)]

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use gatewright_compiler::analysis::construct;
use gatewright_compiler::check_language;
use gatewright_compiler::diagnostic::Diagnostic;
use gatewright_compiler::format::format;
use gatewright_compiler::source::{Alone, Source};
use gatewright_compiler::target::{Material, gap, registry};
use gatewright_core::evaluate::{Evaluator, Keys, Outcome, Request, Timestamp};
use gatewright_core::policy::Policy;
use gatewright_core::policy_test::{Surroundings, mutants, unnoticed};
use gatewright_core::primitive::jwk::VerificationKey;
use gatewright_core::primitive::jwt::Verify;

/// What a thread has by default.
const STACK: usize = 2 << 20;

struct NoSignature;

impl Verify for NoSignature {
    fn verify(&self, _: &VerificationKey, _: &[u8], _: &[u8]) -> bool {
        false
    }
}

/// What is wrong with a policy, or nothing once everything has walked over it, on a thread of its own.
fn walked(text: String, body: String) -> Vec<Diagnostic> {
    let work = move || {
        let source = Source::new("deep.gate", format!("policy deep 1.0.0\n{text}"));
        let checked = check_language(source.clone(), &Alone);
        assert!(format(&source).is_ok());
        match checked.outcome {
            Err(found) => found,
            Ok(policy) => {
                walk(policy, body.as_bytes());
                Vec::new()
            }
        }
    };
    std::thread::Builder::new().stack_size(STACK).spawn(work).unwrap().join().unwrap()
}

fn walk(policy: Policy, body: &[u8]) {
    for declared in &policy.targets {
        let target = registry::find(declared.kind);
        // What one of them does not have, it says before it prints.
        let _ = target.lower(&policy, &Material::default());
        assert!(!gap::gaps(&policy, target).iter().any(|one| one.labels.is_empty()));
    }
    let _ = construct::uses(&policy);
    assert!(serde_json::to_string(&policy).is_ok());
    let policy = Arc::new(policy);
    let now = Timestamp { seconds: 1_800_000_000, nanos: 0 };
    let mut evaluator = Evaluator::new(policy.clone(), Keys::default(), Arc::new(NoSignature));
    let header = |name: &str, value: &str| (name.to_owned(), value.as_bytes().to_vec());
    let request = Request {
        method: "POST".to_owned(),
        target: "/a".to_owned(),
        headers: vec![
            header("Host", "a.example"),
            header("Content-Type", "application/json"),
            header("a", "b"),
        ],
        body: body.to_vec(),
        peer: IpAddr::V4(Ipv4Addr::LOCALHOST),
        country: None,
        tls: None,
    };
    let decision = evaluator.decide(&request, now);
    assert!(matches!(decision.outcome, Outcome::Admit(_)), "{:?}", decision.trace);
    let surroundings = Surroundings { now, files: BTreeMap::new() };
    let _ = unnoticed(&policy, mutants(&policy), &surroundings);
}

const TARGETS: &str = "target rust\ntarget nginx { listen: 127.0.0.1:8443 }\ntarget envoy { listen: 127.0.0.1:8444 }\n\
     upstream u = \"http://127.0.0.1:9001\"\n";

/// A route, what comes before it, and a test that comes as far as its last clause.
fn route(declarations: &str, clauses: &str) -> String {
    format!(
        "{TARGETS}{declarations}\napi a at /a {{\nupstream: u\nPOST / allow anyone {clauses}\n}}\n\
         test \"t\" {{ as nobody {{ POST /a headers {{ \"a\": \"b\" }} -> 403 }} }}\n"
    )
}

/// `inner` within so many levels more.
fn wrapped(inner: &str, levels: usize, around: impl Fn(usize, String) -> String) -> String {
    (0..levels).fold(inner.to_owned(), |inner, level| around(level, inner))
}

/// So many conditions that call one another, each with so many levels.
fn calling(conditions: usize, levels: usize, around: impl Fn(usize, String) -> String) -> String {
    let mut inner = "header(\"a\") == \"b\"".to_owned();
    let mut declarations = String::new();
    for number in 0..conditions {
        let body = wrapped(&inner, levels, &around);
        declarations += &format!("condition c{number} = {body}\n");
        inner = format!("c{number}");
    }
    route(&declarations, &format!("when {inner}"))
}

fn not(_: usize, inner: String) -> String {
    format!("not ({inner})")
}

fn alternately(level: usize, inner: String) -> String {
    let word = if level.is_multiple_of(2) { "and" } else { "or" };
    format!("(header(\"a\") == \"b\" {word} {inner})")
}

#[test]
fn conditions() {
    let codes = |text| {
        let found = walked(text, String::new());
        found.iter().map(|one| one.code).collect::<Vec<_>>()
    };
    assert_eq!(codes(calling(1, 30, not)), [] as [&str; 0]);
    assert_eq!(codes(calling(1, 31, alternately)), [] as [&str; 0]);
    assert_eq!(codes(calling(14, 1, not)), [] as [&str; 0]);
    assert_eq!(codes(calling(15, 1, alternately)), [] as [&str; 0]);
    assert_eq!(codes(calling(1, 32, not)), ["GW0212"]);
    assert_eq!(codes(calling(15, 60, not)), ["GW0212"]);
    assert_eq!(codes(calling(15, 60, alternately)), ["GW0212"]);
}

#[test]
fn sums() {
    let sum = wrapped("body.n", 31, |_, inner| format!("1 + ({inner})"));
    let text = route("schema S { n: int }", &format!("when {sum} > 0 body S"));
    assert_eq!(walked(text, "{\"n\":1}".to_owned()), []);
}

#[test]
fn schemas() {
    let tower = |levels: usize| -> String {
        let each = |at: usize| format!("schema T{at} {{ a?: T{} }}\n", at + 1);
        let tower: String = (0..levels - 1).map(each).collect();
        format!("{tower}schema T{} {{ a?: int }}\n", levels - 1)
    };
    let body = |levels: usize| wrapped("1", levels, |_, inner| format!("{{\"a\":{inner}}}"));
    assert_eq!(walked(route(&tower(30), "body T0"), body(30)), []);
    let found = walked(route(&tower(31), "body T0"), body(31));
    assert_eq!(found.first().map(|one| one.code), Some("GW0307"));
    // The deepest that brackets can be.
    let maps = wrapped("int", 62, |_, inner| format!("map[{inner}]"));
    let found = walked(route(&format!("schema S {{ a: {maps} }}"), "body S"), String::new());
    assert_eq!(found.first().map(|one| one.code), Some("GW0307"));
}

#[test]
fn derived_schemas() {
    let each = |at: usize| format!("schema D{} = D{at} + {{ f{at}?: int }}\n", at + 1);
    let chain: String = (0..60).map(each).collect();
    let text = route(&format!("schema D0 {{ a?: int }}\n{chain}"), "body D60");
    assert_eq!(walked(text, "{}".to_owned()), []);
}

#[test]
fn roles_and_groups() {
    let roles: String = (0..127).map(|at| format!("role r{at} includes r{}\n", at + 1)).collect();
    let groups: String = (0..15).map(|at| format!("group g{} = [g{at}]\n", at + 1)).collect();
    let declarations = format!(
        "principal {{ id: string roles: [role] }}\n\
         auth k = api_key {{ from: header \"x-api-key\" keys: file \"k\" grants: [r0] }}\n\
         {roles}role r127\ngroup g0 = [\"c\"]\n{groups}\
         api b at /b {{ upstream: u auth: [k] POST / allow r127 }}"
    );
    let text = route(&declarations, "deny when header(\"a\") in g15");
    assert_eq!(walked(text, String::new()), []);
}
