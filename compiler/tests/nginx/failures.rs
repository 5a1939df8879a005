//! Whatever breaks denies.

use gatewright_compiler::target::artifact::Artifacts;

use crate::{World, verdict};

/// Replaces text in an artefact.
fn edit(artifacts: &mut Artifacts, file: &str, from: &str, to: &str) {
    let artifact = artifacts.files.get_mut(file).unwrap();
    let text = String::from_utf8(artifact.contents.clone()).unwrap();
    assert!(text.contains(from), "{file} holds no {from}");
    artifact.contents = text.replace(from, to).into_bytes();
}

#[test]
fn a_runtime_that_throws_denies() {
    for (file, from, to) in [
        ("js/gateway.js", "async function judge(r) {", "async function judge(r) { null.x;"),
        ("js/gateway.js", "r.variables.gw_next = route.next;", ""),
        ("js/gateway.js", "function explain(r) {", "function explain(r) { null.x;"),
        ("js/gateway.js", "export default { decide,", "export default { decideNot: decide,"),
        ("js/refusal.js", "500: 'Internal Server Error',", ""),
        ("gateway.conf", "js_content gateway.decide;", "return 403;"),
        ("plan.json", "\"tree\":", "\"wood\":"),
    ] {
        let world = World::start_with(|artifacts| edit(artifacts, file, from, to));
        let answer = world.get("/v1/orders/health", &[]);
        let broken = if from.contains("Internal") || from.contains("explain") { 200 } else { 500 };
        assert_eq!(answer.status, broken, "{file}: {to} {}", world.gateway.errors());
        if broken == 500 {
            assert!(world.upstream.take().is_empty());
            assert_eq!(
                answer.body,
                r#"{"type":"about:blank","title":"Internal Server Error","status":500,"rule":"internal"}"#
            );
            assert_eq!(answer.header("content-type"), Some("application/problem+json"));
            assert_eq!(answer.header("cache-control"), Some("no-store"));
        }
        let answer = world.get("/v1/orders/health?x", &[]);
        assert!(
            answer.status >= 400
                && answer.header("content-type") == Some("application/problem+json"),
            "{file}: {to} {answer:?}"
        );
        assert!(world.upstream.take().iter().all(|seen| !seen.contains("?x")));
    }
}

#[test]
fn a_limit_that_does_not_answer_denies() {
    for (from, to) in [
        ("try_files \"/\\tnothing\" =204;", "return 404;"),
        ("try_files \"/\\tnothing\" =204;", "return 444;"),
        ("listen unix:limits.sock;", "listen unix:other.sock;"),
    ] {
        let world = World::start_with(|artifacts| edit(artifacts, "limits.conf", from, to));
        assert_eq!(verdict(&world.get("/limited", &[])), (500, "internal"), "{to}");
        assert_eq!(world.get("/v1/orders/health", &[]).status, 200);
    }
    let world = World::start_with(|artifacts| {
        edit(artifacts, "gateway.conf", "Key $gw_limit_key", "Key \"\"")
    });
    assert_eq!(verdict(&world.get("/limited", &[])), (500, "internal"));
}

#[test]
fn an_upstream_that_fails_is_told_apart() {
    let world = World::start_with(|artifacts| {
        edit(artifacts, "proxy.conf", "proxy_read_timeout 30s", "proxy_read_timeout 200ms");
    });
    world.upstream.behave(crate::gateway::Behaviour::Hang);
    assert_eq!(verdict(&world.get("/v1/orders/health", &[])), (504, "upstream"));
    world.upstream.behave(crate::gateway::Behaviour::Close);
    assert_eq!(verdict(&world.get("/v1/orders/health", &[])), (502, "upstream"));
    // The upstream's own errors pass.
    world.upstream.behave(crate::gateway::Behaviour::Error);
    let answer = world.get("/v1/orders/health", &[]);
    assert_eq!((answer.status, answer.body.as_str()), (502, "broken"));
}
