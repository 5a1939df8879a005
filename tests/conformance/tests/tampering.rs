//! The suite can fail: for each kind of rule and each target one artefact is changed, and real processes reveal it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking"
)]

use std::path::{Path, PathBuf};

use gatewright_conformance::case::Kind;
use gatewright_conformance::engine::rust::Service;
use gatewright_conformance::engine::{Change, Edited, Engine, envoy, nginx};
use gatewright_conformance::suite::{Plan, Prepared};

/// What is changed, and the kinds of cases that must see it.
type Tampering = (&'static str, Kind, Change);

const fn change(file: &'static str, from: &'static str, to: &'static str) -> Change {
    Change { file, from, to }
}

const PLAN: &str = "plan.json";

const NGINX: [Tampering; 22] = [
    (
        "a header may stand twice",
        Kind::Wire,
        change(PLAN, "\"host\",\n\"x-api-key\"\n]", "\"host\"\n]"),
    ),
    (
        "paths may climb",
        Kind::Path,
        change("js/path.js", "segment === '.' || segment === '..' || ", ""),
    ),
    (
        "one more host",
        Kind::Host,
        change(PLAN, "\"hosts\":[\n", "\"hosts\":[\n\"evil.example\",\n"),
    ),
    ("a longer path parameter", Kind::Route, change(PLAN, "\"max\":64,", "\"max\":65,")),
    ("a method less in Allow", Kind::Route, change(PLAN, "\"GET, HEAD, DELETE\"", "\"GET, HEAD\"")),
    (
        "another token type",
        Kind::Token,
        change(PLAN, "\"tokenType\":\"at+jwt\"", "\"tokenType\":\"jwt\""),
    ),
    ("more leeway", Kind::Token, change(PLAN, "\"leeway\":30", "\"leeway\":45")),
    (
        "keys that may give any role",
        Kind::Allow,
        change(
            PLAN,
            "\"grants\":[\"viewer\"],\"header\"",
            "\"grants\":[\"viewer\",\"clerk\",\"admin\"],\"header\"",
        ),
    ),
    (
        "keys in another header",
        Kind::ApiKey,
        change(PLAN, "\"header\":\"x-api-key\"", "\"header\":\"x-other-key\""),
    ),
    (
        "clerks may delete",
        Kind::Allow,
        change(
            PLAN,
            "{\"allow\":[{\"heldBy\":[\"admin\"],\"when\":null",
            "{\"allow\":[{\"heldBy\":[\"clerk\",\"admin\"],\"when\":null",
        ),
    ),
    (
        "one of two conditions",
        Kind::Allow,
        change(
            PLAN,
            "{\"op\":\"and\",\"parts\":[0,1]}],\"who\"",
            "{\"op\":\"or\",\"parts\":[0,1]}],\"who\"",
        ),
    ),
    ("who is not suspended is", Kind::Allow, change(PLAN, "\"value\":true}}", "\"value\":false}}")),
    (
        "one identity for another",
        Kind::Identity,
        change(
            PLAN,
            "{\"field\":\"id\",\"kind\":\"text\",\"number\":3}",
            "{\"field\":\"id\",\"kind\":\"text\",\"number\":2}",
        ),
    ),
    (
        "no trusted proxy",
        Kind::Limit,
        change(PLAN, "\"octets\":[127,0,0,0],\"prefix\":8", "\"octets\":[10,0,0,0],\"prefix\":8"),
    ),
    ("a larger burst", Kind::Limit, change("limits.conf", "burst=2 nodelay", "burst=4 nodelay")),
    ("a larger rate", Kind::Limit, change("limits.conf", "rate=6r/m", "rate=120r/m")),
    ("a wider query field", Kind::Query, change(PLAN, "\"max\":1000,", "\"max\":1001,")),
    ("a wider body field", Kind::Body, change(PLAN, "\"max\":99,", "\"max\":100,")),
    (
        "a smaller body",
        Kind::Body,
        change(PLAN, "\"body\":{\"max\":16384", "\"body\":{\"max\":16383"),
    ),
    (
        "deeper JSON",
        Kind::Body,
        change("js/json.js", "const MAX_DEPTH = 30;", "const MAX_DEPTH = 31;"),
    ),
    (
        "another media type",
        Kind::Body,
        change("js/content.js", "!== 'application/json'", "!== 'application/other'"),
    ),
    (
        "refusals that tell less",
        Kind::Host,
        change(PLAN, "\"detail\":\"full\"", "\"detail\":\"minimal\""),
    ),
];

const GUARD: &str = "guard.lua";
const AUTHENTICATE: &str = "authenticate.lua";
const AUTHORIZE: &str = "authorize.lua";

const ENVOY: [Tampering; 23] = [
    (
        "a header may stand twice",
        Kind::Wire,
        change(GUARD, "\"content-type\", \"x-api-key\" }", "\"content-type\" }"),
    ),
    ("paths may climb", Kind::Path, change(GUARD, "or segment == \".\" or segment == \"..\"", "")),
    (
        "one more host",
        Kind::Host,
        change(GUARD, "hosts = { ", "hosts = { [\"evil.example\"] = true, "),
    ),
    ("a longer path parameter", Kind::Route, change(GUARD, "max = 64 }", "max = 65 }")),
    (
        "a method less in Allow",
        Kind::Route,
        change(GUARD, "\"GET, HEAD, DELETE\"", "\"GET, HEAD\""),
    ),
    (
        "another token type",
        Kind::Token,
        change(AUTHENTICATE, "token_type = \"at+jwt\"", "token_type = \"jwt\""),
    ),
    (
        "a longer life",
        Kind::Token,
        change(AUTHENTICATE, "max_lifetime = 3600", "max_lifetime = 7200"),
    ),
    (
        "another audience",
        Kind::Token,
        change("envoy.json", "\"audiences\": [ \"shop-api\" ]", "\"audiences\": [ \"other\" ]"),
    ),
    (
        "keys that may give any role",
        Kind::Allow,
        change(
            AUTHENTICATE,
            "header = \"x-api-key\",\n  grants = { \"viewer\" }",
            "header = \"x-api-key\",\n  grants = { \"viewer\", \"clerk\", \"admin\" }",
        ),
    ),
    (
        "keys in another header",
        Kind::ApiKey,
        change(AUTHENTICATE, "header = \"x-api-key\"", "header = \"x-other-key\""),
    ),
    (
        "clerks may delete",
        Kind::Allow,
        change(AUTHORIZE, "held_by = { \"admin\" }", "held_by = { \"clerk\", \"admin\" }"),
    ),
    (
        "another comparison",
        Kind::Allow,
        change(
            AUTHORIZE,
            "operator = \"==\",\n              left = { source = \"principal\", name = \"id\"",
            "operator = \"!=\",\n              left = { source = \"principal\", name = \"id\"",
        ),
    ),
    (
        "who is not suspended is",
        Kind::Allow,
        change(AUTHORIZE, "literal = true", "literal = false"),
    ),
    (
        "one identity for another",
        Kind::Identity,
        change(
            AUTHORIZE,
            "{ header = \"x-user-id\", field = \"id\"",
            "{ header = \"x-tenant\", field = \"id\"",
        ),
    ),
    (
        "no trusted proxy",
        Kind::Limit,
        change(GUARD, "trusted_proxies = { { \"\\127", "trusted_proxies = { { \"\\010"),
    ),
    (
        "a larger burst",
        Kind::Limit,
        change("envoy.json", "\"max_tokens\": 3,", "\"max_tokens\": 5,"),
    ),
    (
        "a larger rate",
        Kind::Limit,
        change("envoy.json", "\"tokens_per_fill\": 6,", "\"tokens_per_fill\": 180,"),
    ),
    ("a wider query field", Kind::Query, change(AUTHORIZE, "max = 1000 }", "max = 1001 }")),
    ("a wider body field", Kind::Body, change(AUTHORIZE, "max = 99 }", "max = 100 }")),
    ("a smaller body", Kind::Body, change(AUTHORIZE, "max = 16384 }", "max = 16383 }")),
    ("deeper JSON", Kind::Body, change(AUTHORIZE, "local DEEPEST = 30", "local DEEPEST = 31")),
    (
        "another media type",
        Kind::Body,
        change(AUTHORIZE, "~= \"application/json\"", "~= \"application/other\""),
    ),
    (
        "refusals that tell less",
        Kind::Host,
        change(GUARD, "tells_rule = true", "tells_rule = false"),
    ),
];

const GATE: &str = "policy.gate";

const RUST: [Tampering; 18] = [
    ("one more host", Kind::Host, change(GATE, "hosts: [", "hosts: [\"evil.example\", ")),
    ("a longer path parameter", Kind::Route, change(GATE, "string ..64", "string ..65")),
    ("another method", Kind::Route, change(GATE, "DELETE /{id: uuid}", "PUT    /{id: uuid}")),
    ("another token type", Kind::Token, change(GATE, "\"at+jwt\"", "\"jwt\"")),
    ("more leeway", Kind::Token, change(GATE, "leeway:       30s", "leeway:       45s")),
    (
        "keys that may give any role",
        Kind::Allow,
        change(GATE, "    grants: [viewer]\n", "    grants: [viewer, clerk, admin]\n"),
    ),
    (
        "keys in another header",
        Kind::ApiKey,
        change(GATE, "header \"x-api-key\"", "header \"x-other-key\""),
    ),
    ("clerks may delete", Kind::Allow, change(GATE, "allow admin\n", "allow clerk\n")),
    ("another comparison", Kind::Allow, change(GATE, "principal.id == of", "principal.id != of")),
    (
        "who is not suspended is",
        Kind::Allow,
        change(GATE, "principal.suspended == true", "principal.suspended == false"),
    ),
    (
        "one identity for another",
        Kind::Identity,
        change(GATE, "\"x-tenant\":  principal.tenant", "\"x-tenant\":  principal.id"),
    ),
    ("no trusted proxy", Kind::Limit, change(GATE, "[127.0.0.0/8]", "[10.0.0.0/8]")),
    ("a larger burst", Kind::Limit, change(GATE, "burst 3 by", "burst 5 by")),
    ("a wider query field", Kind::Query, change(GATE, "int 1..1000", "int 1..1001")),
    ("a wider body field", Kind::Body, change(GATE, "int 1..99", "int 1..100")),
    ("a smaller body", Kind::Body, change(GATE, "max 16KiB", "max 15KiB")),
    (
        "a header may stand twice",
        Kind::Wire,
        change(GATE, "header \"x-api-key\"", "header \"x-other-key\""),
    ),
    ("refusals that tell less", Kind::Host, change(GATE, "detail: full", "detail: minimal")),
];

fn shop() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/shop/shop.gate")
}

/// A copy of the policy in a folder of its own, so that the keys are the suite's.
fn prepared(folder: &Path) -> Prepared {
    let policy = folder.join("shop.gate");
    std::fs::copy(shop(), &policy).unwrap();
    Prepared::new(&Plan::of(policy)).unwrap()
}

/// Runs each tampered engine; gives what nobody saw.
fn unseen(
    prepared: &Prepared,
    tamperings: &[Tampering],
    start: impl Fn(usize, &Change, &Path) -> anyhow::Result<Box<dyn Engine>>,
) -> Vec<String> {
    let mut unseen = Vec::new();
    for (number, (name, kind, change)) in tamperings.iter().enumerate() {
        let work = tempfile::tempdir().unwrap();
        let folder = work.path().join("engine");
        std::fs::create_dir_all(&folder).unwrap();
        let engine =
            start(number, change, &folder).unwrap_or_else(|error| panic!("{name}: {error:#}"));
        if !prepared.reveals(engine, &[*kind]).unwrap() {
            unseen.push((*name).to_owned());
        }
    }
    unseen
}

fn edited(change: &Change) -> Edited {
    Edited { change: Some(change.clone()), ..Edited::default() }
}

#[test]
fn a_changed_nginx_is_revealed() {
    let folder = tempfile::tempdir().unwrap();
    let prepared = prepared(folder.path());
    let start =
        |_, change: &Change, work: &Path| nginx::start(&prepared.subject, &edited(change), work);
    assert_eq!(unseen(&prepared, &NGINX, start), Vec::<String>::new());
}

#[test]
fn a_changed_envoy_is_revealed() {
    let folder = tempfile::tempdir().unwrap();
    let prepared = prepared(folder.path());
    let start =
        |_, change: &Change, work: &Path| envoy::start(&prepared.subject, &edited(change), work);
    assert_eq!(unseen(&prepared, &ENVOY, start), Vec::<String>::new());
}

#[test]
fn a_service_of_a_changed_policy_is_revealed() {
    let folder = tempfile::tempdir().unwrap();
    let prepared = prepared(folder.path());
    let texts: Vec<String> =
        RUST.iter().map(|(_, _, change)| change.apply(&prepared.subject.text).unwrap()).collect();
    let service = Service::build("shop", &texts).unwrap();
    let start = |number, _: &Change, work: &Path| service.start(&prepared.subject, number, work);
    assert_eq!(unseen(&prepared, &RUST, start), Vec::<String>::new());
}
