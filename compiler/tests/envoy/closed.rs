//! What goes wrong refuses: errors in Lua, stages that do nothing, filters that are not there, upstreams that are away.

use std::net::{SocketAddr, TcpListener};

use gatewright_compiler::target::artifact::Artifacts;

use crate::exchange::send;
use crate::gateway::free_address;
use crate::stand::Stand;

/// Replaces text that must occur in a file.
fn edit(artifacts: &mut Artifacts, path: &str, from: &str, to: &str) {
    let artifact = artifacts.files.get_mut(path).unwrap();
    let text = String::from_utf8(artifact.contents.clone()).unwrap();
    assert!(text.contains(from), "{path} does not hold {from}");
    artifact.contents = text.replace(from, to).into_bytes();
}

/// A request that the untouched policy admits.
fn admitted(stand: &Stand, status: u16, rule: &str) {
    stand.with_token("GET /v1/orders", &stand.fixture.good("anna", &["viewer"]), status, rule);
}

#[test]
fn an_error_in_any_stage_refuses() {
    for (file, stage) in
        [("guard.lua", "guard"), ("authenticate.lua", "stage"), ("authorize.lua", "stage")]
    {
        let begin = format!("local function {stage}(handle)\n");
        let broken = format!("{begin}  error(\"broken\")\n");
        let stand = Stand::edited(|artifacts| edit(artifacts, file, &begin, &broken));
        admitted(&stand, 500, "internal");
        stand.ask("GET /v1/orders/health", &[], "", 500, "internal");
    }
}

#[test]
fn an_error_that_nothing_catches_refuses() {
    for (file, stage) in
        [("guard.lua", "guard"), ("authenticate.lua", "stage"), ("authorize.lua", "stage")]
    {
        let guarded = format!("envoy_on_request = refusal.guarded(plan, {stage})");
        let stand = Stand::edited(|artifacts| {
            edit(
                artifacts,
                file,
                &guarded,
                "function envoy_on_request(handle)\n  error(\"broken\")\nend",
            );
        });
        admitted(&stand, 500, "internal");
    }
}

#[test]
fn without_the_filter_that_verifies_no_token_is_good() {
    let stand = Stand::edited(|artifacts| {
        edit(
            artifacts,
            "envoy.json",
            "\"local_jwks\"",
            "\"forward_payload_header\": \"x-payload\", \"local_jwks\"",
        );
        edit(
            artifacts,
            "envoy.json",
            "\"requirement_name\": \"customer,staff\"",
            "\"disabled\": true",
        );
    });
    admitted(&stand, 401, "orders.get/auth.customer");
}

#[test]
fn clients_reach_nothing_internal() {
    let stand = Stand::start();
    let token = stand.fixture.good("anna", &["viewer"]);
    let bearer = format!("Bearer {token}");
    let forged = [
        ("Authorization", bearer.as_str()),
        ("Connection", "x-user-id, x-roles"),
        ("X-Roles", "admin"),
        ("X_Roles", "admin"),
        ("X.Roles", "admin"),
        ("X!Roles$", "admin"),
        ("X-Gatewright-Limit", "per_user"),
        ("X-Envoy-Upstream-Rq-Timeout-Ms", "1"),
        ("X-Envoy-Original-Path", "/v1/other"),
        ("X-Forwarded-Proto", "https"),
    ];
    let answer = stand.ask("GET /v1/orders", &forged, "", 200, "");
    assert!(answer.body.contains("x-roles: viewer\r\n"), "{answer:?}");
    assert!(answer.body.contains("x-user-id: anna\r\n"), "{answer:?}");
    for absent in ["admin", "x-gatewright", "x-envoy", "x_roles", "x-forwarded-proto"] {
        assert!(!answer.body.contains(absent), "{absent}: {answer:?}");
    }
    let hidden = [
        ("Authorization", bearer.as_str()),
        ("Connection", "transfer-encoding"),
        ("Transfer-Encoding", "chunked"),
    ];
    let mut octets = crate::exchange::request("GET /v1/orders", &hidden, "");
    octets.extend_from_slice(b"1\r\nx\r\n0\r\n\r\n");
    let hits = stand.upstream.hits();
    let answer = send(stand.gateway.address, &octets);
    assert!((400..500).contains(&answer.status), "{answer:?}");
    assert_eq!(stand.upstream.hits(), hits);
}

/// On an upstream at another address, which has 300 ms to answer.
fn forwarding_to(upstream: SocketAddr) -> Stand {
    Stand::edited(|artifacts| {
        let config = String::from_utf8(artifacts.files["envoy.json"].contents.clone()).unwrap();
        let at = config.rfind("\"port_value\": ").unwrap();
        let port = config[at..].split('}').next().unwrap().trim().to_owned();
        edit(artifacts, "envoy.json", &port, &format!("\"port_value\": {}", upstream.port()));
        edit(artifacts, "envoy.json", "\"timeout\": \"15s\"", "\"timeout\": \"0.3s\"");
    })
}

#[test]
fn upstreams_that_do_not_answer() {
    admitted(&forwarding_to(free_address()), 502, "upstream");

    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    admitted(&forwarding_to(silent.local_addr().unwrap()), 504, "upstream");

    let closing = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = closing.local_addr().unwrap();
    std::thread::spawn(move || closing.incoming().for_each(drop));
    admitted(&forwarding_to(address), 502, "upstream");
}
