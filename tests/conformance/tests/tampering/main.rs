//! The suite can fail: for each rule and each target one artefact is changed, and real processes reveal it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking"
)]

mod envoy;
mod nginx;
mod rule;
mod rust;

use std::path::Path;

use gatewright_conformance::answer::Answer;
use gatewright_conformance::case::Kind;
use gatewright_conformance::engine::rust::{Code, Service};
use gatewright_conformance::engine::{self, Change, Edited, Engine, EngineName, Moment};
use gatewright_conformance::suite::{Plan, Prepared, Verdict};
use gatewright_conformance::wire::Wire;
use gatewright_core::refusal::Check;
use rule::Rule;

/// One change, and the rule that it breaks.
struct Tampering {
    name: &'static str,
    rule: Rule,
    change: Change,
}

const fn tampering(
    name: &'static str,
    rule: Rule,
    file: &'static str,
    from: &'static str,
    to: &'static str,
) -> Tampering {
    Tampering { name, rule, change: Change { file, from, to } }
}

/// The shop has no route that asks for the client's address.
const OFFICE: Change = Change {
    file: "shop.gate",
    from: "    GET    /health ",
    to: "    GET    /office                     allow viewer when client.ip in [203.0.113.0/24]\n    GET    /health ",
};

/// The shop's policy in a folder of its own, so that the keys are the suite's.
fn prepared(folder: &Path) -> Prepared {
    let shop = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/shop/shop.gate");
    let policy = folder.join("shop.gate");
    std::fs::write(&policy, OFFICE.apply(&std::fs::read_to_string(shop).unwrap()).unwrap())
        .unwrap();
    Prepared::new(&Plan::of(policy)).unwrap()
}

/// The kind of cases that try a rule.
fn kind_of(rule: Rule) -> Kind {
    Kind::ALL.into_iter().find(|kind| rule::of(*kind).contains(&rule)).unwrap()
}

/// Compares a target's engine with the reference, untouched in all cases, then with each change in the cases that have to
/// see it.
fn every_tampering_is_revealed(
    prepared: &Prepared,
    table: &[Tampering],
    start: impl Fn(usize, Option<&Tampering>, &Path) -> anyhow::Result<Box<dyn Engine>>,
) {
    let compare = |number: usize, tampering: Option<&Tampering>, kinds: &[Kind]| {
        let work = tempfile::tempdir().unwrap();
        let folder = work.path().join("engine");
        std::fs::create_dir_all(&folder).unwrap();
        let name = tampering.map_or("nothing", |tampering| tampering.name);
        let engine =
            start(number, tampering, &folder).unwrap_or_else(|error| panic!("{name}: {error:#}"));
        prepared.compare(engine, kinds).unwrap()
    };
    assert_eq!(compare(table.len(), None, &Kind::ALL), Verdict::Alike);
    let mut unseen = Vec::new();
    for (number, tampering) in table.iter().enumerate() {
        match compare(number, Some(tampering), &[kind_of(tampering.rule)]) {
            Verdict::Differs(_) => {}
            verdict @ (Verdict::Alike | Verdict::Broken) => unseen.push((tampering.name, verdict)),
        }
    }
    assert_eq!(unseen, []);
}

fn edited(tampering: Option<&Tampering>) -> Edited {
    Edited { change: tampering.map(|tampering| tampering.change.clone()), ..Edited::default() }
}

#[test]
fn every_rule_is_tampered_with_on_every_target() {
    let tables = [
        (EngineName::Rust, rust::TABLE),
        (EngineName::Nginx, nginx::TABLE),
        (EngineName::Envoy, envoy::TABLE),
    ];
    for (target, table) in tables {
        for kind in Kind::ALL {
            for rule in rule::of(kind) {
                let found = table.iter().any(|tampering| tampering.rule == *rule);
                assert!(found, "{kind:?}: {rule:?} is not tampered with in {}", target.text());
            }
        }
    }
}

#[test]
fn every_check_and_every_case_belongs_to_a_kind() {
    for check in Check::ALL {
        if let Ok(rule) = rule::of_check(check) {
            let found = Kind::ALL.iter().any(|kind| rule::of(*kind).contains(&rule));
            assert!(found, "{check:?}: no cases try {rule:?}");
        }
    }
    let folder = tempfile::tempdir().unwrap();
    for case in prepared(folder.path()).cases {
        assert!(Kind::ALL.contains(&case.kind), "{:?}", case.kind);
    }
}

#[test]
fn a_changed_nginx_is_revealed() {
    let folder = tempfile::tempdir().unwrap();
    let prepared = prepared(folder.path());
    every_tampering_is_revealed(&prepared, nginx::TABLE, |_, tampering, work| {
        engine::nginx::start(&prepared.subject, &edited(tampering), work)
    });
}

#[test]
fn a_changed_envoy_is_revealed() {
    let folder = tempfile::tempdir().unwrap();
    let prepared = prepared(folder.path());
    every_tampering_is_revealed(&prepared, envoy::TABLE, |_, tampering, work| {
        engine::envoy::start(&prepared.subject, &edited(tampering), work)
    });
}

#[test]
fn a_changed_rust_service_is_revealed() {
    let folder = tempfile::tempdir().unwrap();
    let prepared = prepared(folder.path());
    let changed =
        rust::TABLE.iter().map(|tampering| Code::printed(&prepared.subject, &tampering.change));
    let mut versions = changed.collect::<anyhow::Result<Vec<_>>>().unwrap();
    versions.push(Code::Policy(prepared.subject.sources.clone()));
    let service = Service::build("shop", &versions).unwrap();
    every_tampering_is_revealed(&prepared, rust::TABLE, |number, _, work| {
        service.start(&prepared.subject, number, work)
    });
}

/// A server that does not run.
struct Silent;

impl Engine for Silent {
    fn name(&self) -> &'static str {
        "silent"
    }

    fn answer(&mut self, _: &Wire, _: Moment) -> Answer {
        Answer::failed("nothing listens".into())
    }

    fn version(&self) -> String {
        String::new()
    }
}

#[test]
fn an_engine_that_does_not_work_reveals_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let verdict = prepared(folder.path()).compare(Box::new(Silent), &Kind::ALL).unwrap();
    assert_eq!(verdict, Verdict::Broken);
}

#[test]
fn a_change_has_one_place() {
    let change = Change { file: "file", from: "a", to: "b" };
    assert_eq!(change.apply("xay").unwrap(), "xby");
    for text in ["xy", "xaya"] {
        change.apply(text).unwrap_err();
    }
}
