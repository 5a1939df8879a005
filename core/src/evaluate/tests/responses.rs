//! What the client gets of what the upstream answers.

use std::sync::Arc;

use super::*;
use crate::policy::{ObjectSchema, ProblemTypes, ReturnShape, Returns, Span, UpstreamErrors};

/// The shop, of whose lists nothing but `page` leaves.
fn paged(max: u64) -> Policy {
    let mut policy = shop();
    let mut schema = ObjectSchema::clone(policy.apis[0].routes[0].query.as_ref().unwrap());
    schema.fields.truncate(1);
    let span = Span { file: 0, start: 70, end: 71 };
    for route in &mut policy.apis[0].routes[..4] {
        let (schema, shape) = (Arc::new(schema.clone()), ReturnShape::One);
        route.returns = Some(Returns { schema, shape, max, span });
    }
    policy
}

fn upstream(status: u16, headers: &[(&str, &str)], body: &str) -> UpstreamAnswer {
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).into()));
    UpstreamAnswer::Answered(Response { status, headers: headers.collect(), body: body.into() })
}

/// What a viewer gets for `GET /v1/orders` or another request.
fn answered(policy: &Policy, request: &Request, upstream: &UpstreamAnswer) -> Answer {
    let decision = evaluator(policy.clone()).decide(request, NOW);
    respond(policy, request, &decision, upstream)
}

fn list(method: &str) -> Request {
    request(method, "/v1/orders", &[holder(&["viewer"])])
}

fn headers(answer: &Answer) -> Vec<(&str, &str)> {
    let lines = answer.response.headers.iter();
    lines.map(|(name, value)| (name.as_str(), std::str::from_utf8(value).unwrap())).collect()
}

const JSON: (&str, &str) = ("Content-Type", "application/json; charset=utf-8");
const BODY: &str = r#"{ "page": 1, "secret": 2 }"#;

#[test]
fn a_route_that_returns_nothing_in_particular_hands_the_answer_on() {
    let sent = [
        ("Connection", "close, X-Hop"),
        ("x-hop", "1"),
        ("ETag", " \"a\" "),
        JSON,
        ("Trailer", "x"),
    ];
    for status in [200, 206, 302, 404, 500, 503, 599] {
        let answer = answered(&shop(), &list("GET"), &upstream(status, &sent, BODY));
        assert_eq!((answer.response.status, answer.rule.as_deref()), (status, None));
        assert_eq!(answer.response.body, BODY.as_bytes());
        assert_eq!(headers(&answer), [("etag", "\"a\""), ("content-type", JSON.1)]);
    }
    for status in [0, 100, 101, 199, 600, 999] {
        let answer = answered(&shop(), &list("GET"), &upstream(status, &sent, BODY));
        assert_eq!((answer.response.status, answer.rule.as_deref()), (502, Some("upstream")));
    }
}

#[test]
fn declared_fields_leave_without_what_described_the_whole() {
    let sent = [
        JSON,
        ("Content-Length", "26"),
        ("ETag", "\"a\""),
        ("Last-Modified", "x"),
        ("Accept-Ranges", "bytes"),
        ("Content-Digest", "x"),
        ("Repr-Digest", "x"),
        ("Digest", "x"),
        ("Content-MD5", "x"),
        ("x-own", "1"),
    ];
    for status in [200, 201, 202, 203, 299] {
        let answer = answered(&paged(26), &list("GET"), &upstream(status, &sent, BODY));
        assert_eq!((answer.response.status, answer.rule.as_deref()), (status, None));
        assert_eq!(answer.response.body, br#"{"page":1}"#);
        assert_eq!(headers(&answer), [("content-type", JSON.1), ("x-own", "1")]);
        let last = answer.trace.last().unwrap();
        assert_eq!(
            (last.stage, last.verdict, last.span.unwrap().start),
            (Stage::Respond, Verdict::Pass, 70)
        );
    }
    // What is no success says what it says.
    for status in [300, 304, 400, 404, 499] {
        let answer = answered(&paged(26), &list("GET"), &upstream(status, &sent, "secret"));
        assert_eq!((answer.response.status, answer.rule), (status, None));
        assert_eq!(answer.response.body, if status == 304 { "" } else { "secret" }.as_bytes());
    }
}

#[test]
fn what_cannot_leave_in_part_does_not_leave() {
    let refused = |max: u64, status: u16, sent: &[(&str, &str)], body: &str| {
        let answer = answered(&paged(max), &list("GET"), &upstream(status, sent, body));
        assert_eq!(
            (answer.response.status, answer.rule.as_deref()),
            (502, Some("orders.get/returns")),
            "{body}"
        );
        assert_eq!(headers(&answer), COMMON_HEADERS);
        let document = r#"{"type":"about:blank","title":"Bad Gateway","status":502,"rule":"orders.get/returns"}"#;
        assert_eq!(answer.response.body, document.as_bytes());
        let last = answer.trace.last().unwrap();
        assert_eq!(
            (last.stage, last.verdict, last.span.unwrap().start),
            (Stage::Respond, Verdict::Refuse, 70)
        );
        last.detail.clone()
    };
    let detail = refused(25, 200, &[JSON], BODY);
    assert_eq!(detail, "the upstream's body has 26 bytes, more than 25");
    for sent in [
        &[][..],
        &[("Content-Type", "text/html")],
        &[("Content-Type", "application/problem+json")],
        &[JSON, JSON],
        &[("Content-Type", "application/json; charset=latin-1")],
        &[JSON, ("Content-Encoding", "gzip")],
        &[JSON, ("content-encoding", "")],
    ] {
        refused(26, 200, sent, BODY);
    }
    for body in ["<html>", "[]", "null", "{\"page\":1,\"page\":2}", " "] {
        refused(26, 200, &[JSON], body);
    }
    refused(26, 206, &[JSON], BODY);
    refused(26, 226, &[JSON], BODY);
}

#[test]
fn answers_without_a_body_need_none() {
    let sent = [
        ("ETag", "\"a\""),
        ("Content-Length", "1000"),
        ("Content-Encoding", "gzip"),
        ("x-own", "1"),
    ];
    for (method, status, body) in [
        ("HEAD", 200, ""),
        ("HEAD", 200, "no json"),
        ("GET", 204, "no json"),
        ("GET", 205, "no json"),
        ("GET", 200, ""),
    ] {
        let answer = answered(&paged(26), &list(method), &upstream(status, &sent, body));
        assert_eq!(
            (answer.response.status, answer.rule.as_deref()),
            (status, None),
            "{method} {status}"
        );
        assert_eq!(answer.response.body, b"");
        assert_eq!(headers(&answer), [("x-own", "1")]);
    }
}

#[test]
fn errors_of_the_upstream_stay_inside_where_a_route_returns() {
    let sent = [
        ("Content-Type", "text/html"),
        ("Server", "secret"),
        ("Retry-After", "30"),
        ("X-Trace", "secret"),
    ];
    for (status, expected) in
        [(500, 500), (501, 500), (502, 502), (503, 503), (504, 504), (599, 500)]
    {
        let answer = answered(&paged(26), &list("GET"), &upstream(status, &sent, "secret"));
        assert_eq!((answer.response.status, answer.rule.as_deref()), (expected, Some("upstream")));
        let mut expected = COMMON_HEADERS.to_vec();
        if status == 503 {
            expected.push(("retry-after", "30"));
        }
        assert_eq!(headers(&answer), expected);
        assert!(!String::from_utf8_lossy(&answer.response.body).contains("secret"));
    }
    let odd = upstream(503, &[("Retry-After", "30, X-Secret: 1")], "secret");
    assert_eq!(headers(&answered(&paged(26), &list("GET"), &odd)), COMMON_HEADERS);
}

#[test]
fn an_upstream_that_says_nothing() {
    for (upstream, status) in [(UpstreamAnswer::Unreachable, 502), (UpstreamAnswer::TimedOut, 504)]
    {
        for policy in [shop(), paged(26)] {
            let answer = answered(&policy, &list("GET"), &upstream);
            assert_eq!(
                (answer.response.status, answer.rule.as_deref()),
                (status, Some("upstream"))
            );
            assert_eq!(headers(&answer), COMMON_HEADERS);
        }
    }
    let answer = answered(&shop(), &list("HEAD"), &UpstreamAnswer::Unreachable);
    assert_eq!((answer.response.status, answer.response.body.as_slice()), (502, b"".as_slice()));
}

#[test]
fn a_refused_request_is_answered_whatever_the_upstream_says() {
    let request = request("GET", "/v1/orders", &[]);
    let answer = answered(&shop(), &request, &upstream(200, &[JSON], BODY));
    assert_eq!((answer.response.status, answer.rule.as_deref()), (401, Some("orders.get/auth")));
    let challenge = ("www-authenticate", "Bearer realm=\"shop\", ApiKey realm=\"shop\"");
    assert_eq!(headers(&answer), [COMMON_HEADERS[0], COMMON_HEADERS[1], challenge]);
    assert!(
        answer.response.body.starts_with(b"{\"type\":\"about:blank\",\"title\":\"Unauthorized\"")
    );
    assert_eq!(answer.trace, []);
}

#[test]
fn parts_codings_and_changes_are_not_asked_for() {
    let asked = |policy: Policy, method: &str, target: &str, roles: &[&str]| {
        let names = [
            "Range",
            "accept-encoding",
            "If-None-Match",
            "if-modified-since",
            "If-Range",
            "If-Match",
            "Accept",
        ];
        let mut headers: Vec<(String, String)> =
            names.map(|name| (name.to_owned(), "x".to_owned())).into();
        headers.push(holder(roles));
        match evaluator(policy).decide(&request(method, target, &headers), NOW).outcome {
            Outcome::Admit(admission) => admission.removed,
            Outcome::Refuse(refusal) => panic!("{refusal:?}"),
            Outcome::Preflight(preflight) => panic!("{preflight:?}"),
        }
    };
    assert_eq!(asked(shop(), "GET", "/v1/orders", &["viewer"]), ["authorization"]);
    let all = [
        "accept-encoding",
        "authorization",
        "if-match",
        "if-modified-since",
        "if-none-match",
        "if-range",
        "range",
    ];
    assert_eq!(asked(paged(26), "GET", "/v1/orders", &["viewer"]), all);
    assert_eq!(asked(paged(26), "HEAD", "/v1/orders", &["viewer"]), all);
    // A precondition of a write is not lost.
    let id = "/v1/orders/0195a3c0-7d10-7000-8000-000000000001";
    let removed = asked(paged(26), "DELETE", id, &["admin"]);
    assert_eq!(removed, ["accept-encoding", "authorization", "if-range", "range"]);
}

#[test]
fn errors_of_the_upstream_stay_inside_where_the_policy_says_so() {
    let mut policy = shop();
    let span = Span { file: 0, start: 80, end: 81 };
    policy.upstream_errors = UpstreamErrors::Cleaned(span);
    let types = ProblemTypes { base: "https://errors.example.com/".into(), span };
    policy.problem_types = Some(types);
    let answer = answered(&policy, &list("GET"), &upstream(500, &[JSON], "secret"));
    assert_eq!((answer.response.status, answer.rule.as_deref()), (500, Some("upstream")));
    let document = r#"{"type":"https://errors.example.com/internal-server-error","title":"Internal Server Error","status":500,"rule":"upstream"}"#;
    assert_eq!(answer.response.body, document.as_bytes());
    assert_eq!(answer.trace.last().unwrap().span, Some(span));
    let answer = answered(&policy, &list("GET"), &upstream(499, &[JSON], "told"));
    assert_eq!(
        (answer.response.status, answer.response.body.as_slice()),
        (499, b"told".as_slice())
    );
}
