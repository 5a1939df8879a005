//! What a test says of the upstream's answer, of what leaves of it, and of what the upstream gets.

use super::*;
use crate::policy::fixture::new_order;
use crate::policy::{
    DerivedPath, DerivedSegment, Detail, ExpectedForward, ExpectedHeader, Mask, ObjectSchema,
    Recipient, ReturnShape, Returns, TestAnswer, UpstreamErrors,
};

/// The shop, of whose orders nothing but quantity and masked note leaves, under another path.
pub(super) fn shielded() -> Policy {
    let mut policy = shop();
    let mut schema = ObjectSchema::clone(&new_order());
    for field in &mut schema.fields {
        field.value.mask = (field.name == "note").then_some(Mask { keep: 2 });
    }
    schema.name = "Order".into();
    let schema = Arc::new(schema);
    let span = Span { file: 0, start: 300, end: 301 };
    let path = DerivedPath { segments: vec![DerivedSegment::Literal("internal".into())], span };
    let route = &mut policy.apis[0].routes[0];
    let shape = ReturnShape::One;
    route.returns = Some(Returns { schema: schema.clone(), shape, max: 100, span });
    route.transformation.path = Some(path);
    policy.schemas.push(schema);
    policy.upstream_errors = UpstreamErrors::Cleaned(Span { file: 0, start: 302, end: 303 });
    policy.detail = Detail::Full;
    policy
}

pub(super) fn answering(status: u16, headers: &[(&str, &str)], body: &str) -> Option<TestAnswer> {
    let lines = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let body = if body.is_empty() { None } else { text(body) };
    Some(TestAnswer { status, headers: lines.collect(), body, span: Span::default() })
}

pub(super) fn header(name: &str, value: Option<&str>) -> ExpectedHeader {
    ExpectedHeader { name: name.into(), value: value.map(String::from), span: Span::default() }
}

pub(super) fn forwards(target: Option<&str>, headers: &[(&str, Option<&str>)]) -> ExpectedForward {
    ExpectedForward {
        target: target.map(|target| (target.to_owned(), Span::default())),
        headers: headers.iter().map(|(name, value)| header(name, *value)).collect(),
        span: Span::default(),
    }
}

/// What differs where a viewer sends this.
fn differences(policy: Policy, exchange: Exchange) -> Vec<Difference> {
    let mut case = case(caller("anna", &["viewer"]), &[]);
    case.exchanges = vec![exchange];
    let failures = ran(policy, &test(vec![case])).failures;
    failures.into_iter().flat_map(|failure| failure.differences).collect()
}

fn of_body(found: &[Difference]) -> Vec<(String, Option<String>, Option<String>)> {
    let [Difference::Body { places, .. }] = found else { panic!("{found:?}") };
    let places = places.iter();
    places.map(|it| (it.place.clone(), it.expected.clone(), it.found.clone())).collect()
}

const ORDER: &str = r#"{"quantity":1.0,"note":"secret","other":[1],"lines":null}"#;

#[test]
fn what_leaves_of_a_body_is_compared_place_by_place() {
    let ask = |body: &str| {
        let mut exchange = exchange("GET /v1/orders -> 200");
        exchange.upstream = answering(200, &[], ORDER);
        exchange.expected.body = text(body);
        differences(shielded(), exchange)
    };
    assert_eq!(ask(r#"{ "note": "****et", "quantity": 1 }"#), []);
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(
        of_body(&ask(r#"{"quantity":2,"other":[1]}"#)),
        [
            ("quantity".to_owned(), some("2"), some("1.0")),
            ("other".to_owned(), some("[1]"), None),
            ("note".to_owned(), None, some("\"****et\"")),
        ]
    );
    assert_eq!(of_body(&ask("[]"))[0].0, "");
    assert_eq!(
        of_body(&ask("")),
        [(String::new(), None, some(r#"{"quantity":1.0,"note":"****et"}"#))]
    );
    // Without an answer of its upstream there is no body.
    let mut none = exchange("GET /v1/orders -> 200");
    none.expected.body = text("");
    assert_eq!(differences(shielded(), none.clone()), []);
    none.expected.body = text("{}");
    assert_eq!(of_body(&differences(shielded(), none)), [(String::new(), some("{}"), None)]);
    // What is no JSON is compared octet by octet, on a route where all of it leaves.
    let mut plain = exchange("GET /v1/orders/health -> 200");
    plain.upstream = answering(200, &[("content-type", "text/plain")], "well");
    plain.expected.body = text("well");
    assert_eq!(differences(shielded(), plain.clone()), []);
    plain.expected.body = text("well ");
    assert_eq!(of_body(&differences(shielded(), plain)).len(), 1);
}

#[test]
fn lists_are_compared_item_by_item() {
    let mut exchange = exchange("GET /v1/orders/health -> 200");
    exchange.upstream = answering(200, &[], r#"{"a":[{"b":1},2,3],"c":{"d":{}}}"#);
    exchange.expected.body = text(r#"{"c":{"d":{"e":null}},"a":[{"b":"1"},2]}"#);
    let places = of_body(&differences(shop(), exchange));
    let places: Vec<&str> = places.iter().map(|(place, ..)| place.as_str()).collect();
    assert_eq!(places, ["c.d.e", "a[0].b", "a[2]"]);
}

#[test]
fn the_status_is_what_leaves_of_the_upstreams() {
    let ask = |text: &str, upstream: Option<TestAnswer>| {
        let mut exchange = exchange(text);
        exchange.upstream = upstream;
        differences(shielded(), exchange)
    };
    let of = |status: u16| answering(status, &[], "x");
    assert_eq!(ask("GET /v1/orders -> 404", of(404)), []);
    assert_eq!(ask("GET /v1/orders -> 404", of(410)), [Difference::Answer]);
    assert_eq!(ask("GET /v1/orders -> 502 returns", of(200)), []);
    assert_eq!(ask("GET /v1/orders -> 502 orders.get/returns", of(200)), []);
    assert_eq!(ask("GET /v1/orders -> 502 upstream", of(200)), [Difference::Answer]);
    assert_eq!(ask("GET /v1/orders/health -> 500 upstream", of(599)), []);
    assert_eq!(ask("GET /v1/orders/health -> 599", of(599)), [Difference::Answer]);
    assert_eq!(ask("GET /v1/orders/health -> 201", of(201)), []);
    assert_eq!(ask("GET /v1/orders/health -> 200", of(201)), [Difference::Answer]);
    // What the upstream would say is no answer where it is not asked.
    assert_eq!(ask("GET /v1/orders/of/bob -> 403", None), []);
    assert_eq!(ask("GET /v1/orders/of/bob -> 403", of(403)), [Difference::NotForwarded]);
    let mut forwarded = exchange("GET /v1/orders/of/bob -> 403");
    forwarded.expected.forwarded = Some(forwards(None, &[]));
    assert_eq!(differences(shielded(), forwarded), [Difference::NotForwarded]);
}

#[test]
fn headers_of_answers_and_refusals_are_compared() {
    let ask = |text: &str, headers: &[(&str, Option<&str>)]| {
        let mut exchange = exchange(text);
        if exchange.expected.status == 200 {
            let sent = [("ETag", "\"a\""), ("Vary", "a"), ("vary", " b "), ("Connection", "close")];
            exchange.upstream = answering(200, &sent, "");
        }
        exchange.expected.headers =
            headers.iter().map(|(name, value)| header(name, *value)).collect();
        let found = differences(shop(), exchange);
        let found = found.into_iter().map(|difference| {
            let Difference::Header { expected, found, recipient: Recipient::Client } = difference
            else {
                panic!("{difference:?}")
            };
            (expected.name, found)
        });
        found.collect::<Vec<_>>()
    };
    let health = "GET /v1/orders/health -> 200";
    assert_eq!(ask(health, &[("etag", Some("\"a\"")), ("vary", Some("a, b"))]), []);
    assert_eq!(ask(health, &[("x-other", None), ("content-type", None)]), []);
    assert_eq!(
        ask(health, &[("etag", None), ("vary", Some("a")), ("x-other", Some(""))]),
        [
            ("etag".to_owned(), Some("\"a\"".to_owned())),
            ("vary".to_owned(), Some("a, b".to_owned())),
            ("x-other".to_owned(), None),
        ]
    );
    let refused = "GET /nowhere -> 404";
    assert_eq!(ask(refused, &[("cache-control", Some("no-store")), ("etag", None)]), []);
    assert_eq!(ask(refused, &[("cache-control", None)]).len(), 1);
}

#[test]
fn what_the_upstream_gets_is_compared() {
    let ask = |target: Option<&str>, headers: &[(&str, Option<&str>)]| {
        let mut exchange = exchange("GET /v1/orders?page=1 -> 200");
        exchange.headers = vec![
            ("X-User-Id".into(), "root".into()),
            ("x_user_id".into(), "root".into()),
            ("X-Trace".into(), " 1 ".into()),
            ("accept".into(), "a".into()),
            ("accept".into(), "b".into()),
            ("range".into(), "bytes=0-1".into()),
        ];
        exchange.expected.forwarded = Some(forwards(target, headers));
        differences(shielded(), exchange)
    };
    let gets = [
        ("x-user-id", Some("anna")),
        ("x_user_id", None),
        ("x-trace", Some("1")),
        ("accept", Some("a, b")),
        // Of a body of which a part leaves, nobody gets a range.
        ("range", None),
    ];
    assert_eq!(ask(Some("/internal?page=1"), &gets), []);
    let found = ask(Some("/internal"), &[("x-user-id", Some("root")), ("x-trace", None)]);
    let [Difference::Target { found: target, .. }, user, trace] = found.as_slice() else {
        panic!("{found:?}")
    };
    assert_eq!(target, "/internal?page=1");
    for (difference, value) in [(user, "anna"), (trace, "1")] {
        let Difference::Header { found, recipient: Recipient::Upstream, .. } = difference else {
            panic!("{difference:?}")
        };
        assert_eq!(found.as_deref(), Some(value));
    }
}

#[test]
fn bodies_of_files_are_read_wherever_they_stand() {
    let file = |path: &str| Some(TestBody::File { path: path.into(), span: Span::default() });
    let ask = |upstream: &str, expected: &str| {
        let mut exchange = exchange("GET /v1/orders/health -> 200");
        exchange.upstream = answering(200, &[], "x");
        exchange.upstream.as_mut().unwrap().body = file(upstream);
        exchange.expected.body = file(expected);
        assert_eq!(exchange.bodies().count(), 2);
        let mut case = case(None, &[]);
        case.exchanges = vec![exchange];
        ran(shop(), &test(vec![case])).failures.pop().map(|failure| failure.answer)
    };
    assert_eq!(ask("order.json", "order.json"), None);
    for (upstream, expected) in [("other.json", "order.json"), ("order.json", "other.json")] {
        assert_eq!(ask(upstream, expected), Some(Answer::NoBody { path: "other.json".into() }));
    }
}
