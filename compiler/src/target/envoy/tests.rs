#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking"
)]

use std::sync::Arc;

use gatewright_core::policy::{
    AllowClause, Api, Detail, Limit, LimitKey, Method, Presence, Route, Segment, Span, TargetKind,
    Upstream, Visibility, Who,
};

use super::*;
use crate::target::Fidelity;
use crate::target::artifact::Secrecy;

fn limit(name: &str, window_ms: u64) -> Arc<Limit> {
    Arc::new(Limit {
        name: name.into(),
        requests: 10,
        window_ms,
        burst: 5,
        key: LimitKey::ClientIp,
        keys: 100,
        scope: Default::default(),
        span: Span::default(),
    })
}

fn route(path: &str, limits: &[&Arc<Limit>]) -> Route {
    Route {
        name: format!("api.get/{path}"),
        method: Method::Get,
        segments: vec![Segment::Literal(path.into())],
        lifetime: Default::default(),
        cors: None,
        upstream: Some(Arc::new(Upstream {
            name: "up".into(),
            host: "127.0.0.1".into(),
            port: 9000,
            identity: Vec::new(),
            transport: Default::default(),
            connect_timeout: None,
            timeout: None,
            breaker: None,
            span: Span::default(),
        })),
        transformation: Default::default(),
        auth: Vec::new(),
        credential: Presence::Required,
        limits: limits.iter().map(|limit| Arc::clone(limit)).collect(),
        allow: vec![AllowClause { who: Who::Anyone, when: None, span: Span::default() }],
        deny: Vec::new(),
        require: Vec::new(),
        step_up: Vec::new(),
        visibility: Visibility::Shown,
        query: None,
        headers: None,
        cookies: None,
        body: None,
        returns: None,
        response_headers: None,
        span: Span::default(),
    }
}

fn policy(limits: Vec<Arc<Limit>>, routes: Vec<Route>) -> Policy {
    let target = gatewright_core::policy::Target {
        kind: TargetKind::Envoy,
        listen: Some("127.0.0.1:8444".parse().unwrap()),
        tls: None,
        accepted_gaps: Vec::new(),
        span: Span::default(),
    };
    Policy {
        name: "small".into(),
        version: "1.0.0".into(),
        digest: "ab".repeat(32),
        targets: vec![target],
        hosts: Vec::new(),
        trusted_proxies: Vec::new(),
        network: Default::default(),
        principal: Vec::new(),
        roles: Vec::new(),
        schemes: Vec::new(),
        tls: Vec::new(),
        upstreams: routes.iter().filter_map(|route| route.upstream.clone()).take(1).collect(),
        step_ups: Vec::new(),
        limits,
        cors: Vec::new(),
        enumerations: Vec::new(),
        schemas: Vec::new(),
        unions: Vec::new(),
        apis: vec![Api { name: "api".into(), routes, span: Span::default() }],
        response_headers: None,
        detail: Detail::Minimal,
        problem_types: None,
        upstream_errors: gatewright_core::policy::UpstreamErrors::Forwarded,
        log: None,
        alerts: Vec::new(),
        tests: Vec::new(),
        nevers: Vec::new(),
    }
}

/// The filters of a chain by name.
fn filters(policy: &Policy) -> Vec<String> {
    let artifacts = Envoy.lower(policy, &Material::default()).unwrap();
    let config: serde_json::Value =
        serde_json::from_slice(&artifacts.files["envoy.json"].contents).unwrap();
    let manager = &config["static_resources"]["listeners"][0]["filter_chains"][0]["filters"][0]["typed_config"];
    let filters = manager["http_filters"].as_array().unwrap();
    filters.iter().map(|filter| filter["name"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn limits_stand_in_the_order_in_which_routes_ask_them() {
    let (first, second) = (limit("first", 1000), limit("second", 1000));
    let asked =
        policy(vec![Arc::clone(&first), Arc::clone(&second)], vec![route("a", &[&second, &first])]);
    assert_eq!(
        filters(&asked),
        [
            "gatewright.guard",
            "gatewright.refusing_limit",
            "gatewright.limit.second",
            "gatewright.limit.first",
            "gatewright.authenticate",
            "gatewright.authorize",
            "gatewright.admitted",
            "envoy.filters.http.router",
        ]
    );
}

#[test]
fn contradicting_orders_leave_no_limit_out() {
    let (first, second) = (limit("first", 1000), limit("second", 1000));
    let routes = vec![route("a", &[&second, &first]), route("b", &[&first, &second])];
    let refused =
        Envoy.lower(&policy(vec![first, second], routes), &Material::default()).unwrap_err();
    let codes: Vec<&str> = refused.iter().map(|diagnostic| diagnostic.code).collect();
    assert_eq!(codes, ["GW0603"]);
}

#[test]
fn short_windows_keep_their_rate() {
    let short = limit("short", 20);
    let asked = policy(vec![Arc::clone(&short)], vec![route("a", &[&short])]);
    let artifacts = Envoy.lower(&asked, &Material::default()).unwrap();
    let text = String::from_utf8(artifacts.files["envoy.json"].contents.clone()).unwrap();
    assert!(
        text.contains(r#""tokens_per_fill": 30"#) && text.contains(r#""fill_interval": "0.060s""#),
        "{text}"
    );
    let vast = Arc::new(Limit { burst: 1 << 40, ..(*short).clone() });
    let capabilities =
        Envoy.capabilities(&policy(vec![Arc::clone(&vast)], vec![route("a", &[&vast])]));
    assert!(matches!(capabilities[0].fidelity, Fidelity::Unsupported(_)), "{capabilities:?}");
}

#[test]
fn a_route_without_upstream_is_refused() {
    let mut alone = route("a", &[]);
    alone.upstream = None;
    let refused = Envoy.lower(&policy(Vec::new(), vec![alone]), &Material::default()).unwrap_err();
    assert_eq!(refused[0].message, "envoy cannot enforce `api.get/a/upstream`");
}

#[test]
fn the_same_policy_gives_the_same_bytes() {
    let asked = policy(Vec::new(), vec![route("a", &[]), route("b", &[])]);
    let first = Envoy.lower(&asked, &Material::default()).unwrap();
    assert_eq!(first, Envoy.lower(&asked, &Material::default()).unwrap());
    for (path, artifact) in &first.files {
        let text = String::from_utf8(artifact.contents.clone()).unwrap();
        for part in ["small", "1.0.0", &"ab".repeat(32)] {
            assert!(text.contains(part), "{path} does not name {part}");
        }
        assert_eq!(artifact.secrecy, Secrecy::Public, "{path}");
    }
}
