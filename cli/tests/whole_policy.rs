//! The design's example of a whole policy, `tests/whole_policy/shop.gate`: it is right, formatted, passes its tests, and
//! explains itself.

#![allow(
    missing_docs,
    unreachable_pub,
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking, and share a module"
)]

mod support;

use std::path::Path;
use std::process::Command;

use support::{GATEWRIGHT, Run, Workshop};

fn run(arguments: &[&str]) -> Run {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/whole_policy");
    let mut command = Command::new(GATEWRIGHT);
    Run::of(command.args(arguments).current_dir(folder).output().unwrap())
}

#[test]
fn it_is_right_and_formatted() {
    let run_ = run(&["check", "--language-only", "shop.gate"]);
    assert_eq!(run_.succeeded().output, "shop 2.4.0 has no errors (apis: 3, routes: 8)\n");
    run(&["check", "--language-only", "shop.gate", "--set", "issuer=https://id.staging.example/"])
        .succeeded();
    run(&["fmt", "--check", "shop.gate", "common/schemas.gate"]).succeeded();
}

#[test]
fn its_tests_pass() {
    let tested = run(&["test", "shop.gate", "--coverage"]);
    let output = &tested.succeeded().output;
    assert!(output.starts_with("ok     customers see only their own orders\n"), "{output}");
    assert!(output.contains("tests: 1, failed: 0, requests: 4"), "{output}");
}

/// Each gateway says of each construct that it lacks so, and nothing is compiled; the Rust target lacks none.
#[test]
fn no_target_takes_what_it_cannot_enforce() {
    let refused = run(&["check", "shop.gate"]);
    assert_eq!(refused.code, Some(1));
    let step_up = "orders.delete/{id}/step_up.recent_mfa";
    for target in ["nginx", "envoy"] {
        let lacking = ["cors.browser", "network.deny", "orders.get/returns", "log.principal"];
        for rule in lacking.into_iter().chain([step_up]) {
            let told = format!("the target `{target}` does not enforce `{rule}`");
            assert!(refused.errors.contains(&told), "{told}\n{}", refused.errors);
        }
    }
    assert!(!refused.errors.contains("the target `rust` does not"), "{}", refused.errors);
}

/// Without the gateways, the policy is one that a Rust service enforces; what the gateway in front keeps is noted.
#[test]
fn a_rust_service_enforces_all_of_it() {
    let whole = include_str!("../../tests/whole_policy/shop.gate");
    let (before, rest) = whole.split_once("tls edge {").unwrap();
    let (_, after) = rest.split_once("}\n").unwrap();
    let text = format!("{before}{after}");
    let is_gateway =
        |line: &str| line.starts_with("target nginx") || line.starts_with("target envoy");
    let text: String = text.split_inclusive('\n').filter(|line| !is_gateway(line)).collect();
    let workshop = Workshop::new();
    workshop.write("shop.gate", text);
    std::fs::create_dir(workshop.path("common")).unwrap();
    let schemas = include_str!("../../tests/whole_policy/common/schemas.gate");
    workshop.write("common/schemas.gate", schemas);
    let run = workshop.run(&["check", "shop.gate"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert_eq!(run.output, "shop 2.4.0 has no errors (apis: 3, routes: 8)\n");
    let noted: Vec<&str> =
        run.errors.lines().filter(|line| line.starts_with("note[GW0604]")).collect();
    let expected = ["connect_timeout", "timeout", "breaker"].map(|setting| {
        format!(
            "note[GW0604]: the target `rust` does not keep `upstream.orders_service.{setting}`; the gateway in front must"
        )
    });
    assert_eq!(noted, expected);
}

/// What the policy decides on a request: the first line of the explanation.
fn explained(request: &str, arguments: &[&str]) -> String {
    let run = run(&[&["explain", "shop.gate", request], arguments].concat());
    run.succeeded().output.lines().next().unwrap().to_owned()
}

#[test]
fn it_explains_what_it_decides() {
    let anna = ["--as", "customer { id: \"anna\", roles: [viewer] }"];
    let office = ["--as", "partner { id: \"acme\", roles: [viewer] }", "--ip", "203.0.113.9"];
    let away = ["--as", "partner { id: \"acme\", roles: [viewer] }"];
    let before = ["--at", "2026-12-31T23:59:59Z"];
    let after = ["--at", "2027-01-01T00:00:00Z"];
    let admin = "customer { id: \"root\", roles: [admin], mfa_at: 2026-05-01T09:00:00Z }";
    let order = "DELETE /v1/orders/0195a3c0-7d10-7000-8000-000000000001";
    let told = [
        (explained("GET /v1/orders", &anna), "admit  orders.get"),
        (explained("GET /v1/orders?page=0", &anna), "400 Bad Request  orders.get/query"),
        (
            explained("GET /v1/orders/of/bob", &anna),
            "403 Forbidden  orders.get/of/{customer}/allow",
        ),
        (
            explained(order, &["--as", admin, "--at", "2026-05-01T09:05:00Z"]),
            "admit  orders.delete/{id}",
        ),
        (
            explained(order, &["--as", admin, "--at", "2026-05-01T09:05:01Z"]),
            "401 Unauthorized  orders.delete/{id}/step_up.recent_mfa",
        ),
        (
            explained("GET /v1/orders/health", &["--as", "nobody", "--ip", "192.0.2.1"]),
            "403 Forbidden  network.deny",
        ),
        (explained("GET /v0/orders", &[&office[..], &before].concat()), "admit  legacy.get"),
        (
            explained("GET /v0/orders", &[&away[..], &before].concat()),
            "403 Forbidden  legacy.get/require",
        ),
        (
            explained("GET /v0/orders", &[&office[..], &after].concat()),
            "410 Gone  legacy.get/sunset",
        ),
    ];
    for (found, expected) in told {
        assert_eq!(found, expected);
    }
}

/// Every stage that a request meets is told, in the order of the language's table.
#[test]
fn each_stage_is_told_in_its_order() {
    let run = run(&[
        "explain",
        "shop.gate",
        "POST /v1/orders",
        "--as",
        "customer { id: \"anna\", roles: [clerk] }",
        "--format",
        "json",
    ]);
    let explained: serde_json::Value = serde_json::from_str(&run.output).unwrap();
    let trace = explained["trace"].as_array().unwrap();
    let mut stages: Vec<&str> = trace.iter().map(|step| step["stage"].as_str().unwrap()).collect();
    stages.dedup();
    assert_eq!(
        stages,
        [
            "wire",
            "path",
            "client",
            "limit",
            "route",
            "limit",
            "authenticate",
            "limit",
            "query",
            "authorize",
            "content"
        ]
    );
    assert_eq!(explained["rule"], "orders.post/body.type");
}
