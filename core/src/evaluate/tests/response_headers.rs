//! What answers carry whatever they are.

use std::sync::Arc;

use super::*;
use crate::policy::{Carried, ResponseHeader, ResponseHeaders, Span};

fn block(set: &[(&str, &str)], removed: &[&str]) -> Option<Arc<ResponseHeaders>> {
    let set = set.iter().map(|(name, value)| ResponseHeader {
        name: (*name).into(),
        value: (*value).into(),
        carried: if name.starts_with("strict") { Carried::OverTls } else { Carried::Always },
        span: Span::default(),
    });
    let removed = removed.iter().map(|name| (*name).to_owned()).collect();
    Some(Arc::new(ResponseHeaders {
        set: set.collect(),
        removed,
        rate_limit: None,
        span: Span::default(),
    }))
}

/// The shop with one block for the policy and another for its api.
fn with_headers() -> Policy {
    let mut policy = shop();
    policy.response_headers = block(&[("x-frame-options", "deny")], &["server"]);
    let set = [
        ("cache-control", "private"),
        ("strict-transport-security", "max-age=1"),
        ("x-frame-options", "deny"),
    ];
    for route in &mut policy.apis[0].routes {
        route.response_headers = block(&set, &["server", "via"]);
    }
    policy
}

fn lines(request: &Request, sent: &[(&str, &str)]) -> Vec<(String, String)> {
    let headers = sent.iter().map(|(name, value)| ((*name).to_owned(), (*value).into()));
    let upstream = UpstreamAnswer::Answered(Response {
        status: 200,
        headers: headers.collect(),
        body: Vec::new(),
    });
    let policy = with_headers();
    let decision = evaluator(policy.clone()).decide(request, NOW);
    let answer = respond(&policy, request, &decision, &upstream);
    let text = |value: Vec<u8>| String::from_utf8(value).unwrap();
    answer.response.headers.into_iter().map(|(name, value)| (name, text(value))).collect()
}

fn written(lines: &[(&str, &str)]) -> Vec<(String, String)> {
    lines.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn an_answer_carries_what_the_policy_says_and_no_more() {
    let sent = [
        ("Server", "a"),
        ("X-Frame-Options", "allow"),
        ("x-frame-options", "all"),
        ("x-own", "1"),
        ("VIA", "b"),
        ("Strict-Transport-Security", "max-age=9"),
        ("Cache-Control", "public"),
    ];
    let list = request("GET", "/v1/orders", &[holder(&["viewer"])]);
    let plain = [("x-own", "1"), ("cache-control", "private"), ("x-frame-options", "deny")];
    // Over plain HTTP, nobody's word about TLS counts.
    assert_eq!(lines(&list, &sent), written(&plain));
    let tls = Tls { version: TlsVersion::Tls13, server_name: None, certificate: None };
    let list = Request { tls: Some(tls), ..list };
    let over_tls = [plain[0], plain[1], ("strict-transport-security", "max-age=1"), plain[2]];
    assert_eq!(lines(&list, &sent), written(&over_tls));
}

#[test]
fn a_refusal_carries_it_too_and_its_own() {
    let own = [COMMON_HEADERS[0], COMMON_HEADERS[1]];
    let no_route = request("GET", "/nowhere", &[]);
    assert_eq!(lines(&no_route, &[]), written(&[own[0], own[1], ("x-frame-options", "deny")]));
    let challenge = ("www-authenticate", "Bearer realm=\"shop\", ApiKey realm=\"shop\"");
    let nobody = request("GET", "/v1/orders", &[]);
    assert_eq!(
        lines(&nobody, &[]),
        written(&[own[0], own[1], challenge, ("x-frame-options", "deny")])
    );
}
