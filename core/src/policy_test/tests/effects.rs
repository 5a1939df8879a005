//! What tests see of what a policy does to what leaves: covered, and missed when it is lost.

use super::leaving::{answering, forwards, header, shielded};
use super::*;
use crate::policy::fixture::browser;
use crate::policy::{
    Carried, DerivedPath, DerivedSegment, DroppedHeader, Lifetime, Moment, ProblemTypes,
    ResponseHeader, ResponseHeaders, SentHeader, SentValue, Visibility,
};

fn span(start: u32) -> Span {
    Span { file: 0, start, end: start + 1 }
}

/// The shop with everything in it that changes what leaves, and without tests.
fn policy() -> Policy {
    let mut policy = shielded();
    let cors = Arc::new(browser());
    let set = |name: &str, carried, start| ResponseHeader {
        name: name.into(),
        value: "on".into(),
        carried,
        span: span(start),
    };
    policy.response_headers = Some(Arc::new(ResponseHeaders {
        set: vec![
            set("x-one", Carried::Always, 400),
            set("x-other", Carried::Always, 401),
            set("x-preset-a", Carried::Always, 402),
            set("x-preset-b", Carried::Always, 402),
            set("x-tls", Carried::OverTls, 403),
        ],
        removed: vec!["server".into()],
        rate_limit: Some(span(412)),
        span: span(404),
    }));
    policy.problem_types =
        Some(ProblemTypes { base: "https://errors.example.com/".into(), span: span(405) });
    policy.cors = vec![cors.clone()];
    let moment = |seconds, start| Some(Moment { seconds, span: span(start) });
    let successor =
        DerivedPath { segments: vec![DerivedSegment::Literal("new".into())], span: span(408) };
    let lifetime = Lifetime {
        deprecated: moment(1, 406),
        sunset: moment(2_000_000_000, 407),
        successor: Some(successor),
    };
    let upstream = policy.upstreams[0].clone();
    let mut upstream = crate::policy::Upstream::clone(&upstream);
    for (number, header) in upstream.identity.iter_mut().enumerate() {
        header.span = span(420 + u32::try_from(number).unwrap());
    }
    let upstream = Arc::new(upstream);
    policy.upstreams = vec![upstream.clone()];
    let headers = policy.response_headers.clone();
    for route in &mut policy.apis[0].routes {
        route.response_headers = headers.clone();
        route.upstream = Some(upstream.clone());
    }
    for number in [0, 1] {
        policy.apis[0].routes[number].lifetime = lifetime.clone();
    }
    let list = &mut policy.apis[0].routes[0];
    list.cors = Some(cors);
    list.transformation.sent = vec![SentHeader {
        name: "x-sent".into(),
        value: SentValue::Text("1".into()),
        span: span(409),
    }];
    list.transformation.dropped = vec![DroppedHeader { name: "x-gone".into(), span: span(410) }];
    policy.apis[0].routes[4].visibility = Visibility::Hidden { span: span(411) };
    policy
}

fn tests() -> Vec<Test> {
    let tenant = "0195a3c0-7d10-7000-8000-000000000001";
    let anna = || {
        let mut anna = caller("anna", &["viewer"]).unwrap();
        anna.fields.insert("tenant".into(), PrincipalValue::Uuid(tenant.into()));
        Some(anna)
    };
    let with = |text: &str, edit: &dyn Fn(&mut Exchange)| {
        let mut exchange = exchange(text);
        edit(&mut exchange);
        let mut case = case(anna(), &[]);
        case.exchanges = vec![exchange];
        test(vec![case])
    };
    let page = |exchange: &mut Exchange| {
        exchange.headers.push(("origin".into(), "https://shop.example.com".into()));
    };
    let preflight = |exchange: &mut Exchange| {
        page(exchange);
        let own = [
            ("access-control-request-method", "GET"),
            ("access-control-request-headers", "x-trace"),
        ];
        exchange.headers.extend(own.map(|(name, value)| (name.to_owned(), value.to_owned())));
        exchange.expected.headers = vec![header("access-control-max-age", Some("600"))];
    };
    let leaves = |exchange: &mut Exchange| {
        page(exchange);
        exchange.headers.push(("x-gone".into(), "1".into()));
        exchange.upstream = answering(
            200,
            &[("server", "nginx")],
            r#"{"quantity":1,"note":"secret","total":1,"s":2}"#,
        );
        exchange.expected.headers = [
            ("x-one", Some("on")),
            ("x-other", Some("on")),
            ("x-preset-b", Some("on")),
            ("server", None),
            ("ratelimit", Some("\"per_client\";r=99;t=1, \"per_user\";r=19;t=1")),
            ("access-control-allow-origin", Some("https://shop.example.com")),
            ("access-control-allow-credentials", Some("true")),
            ("access-control-expose-headers", Some("etag")),
            ("deprecation", Some("@1")),
            ("sunset", Some("Wed, 18 May 2033 03:33:20 GMT")),
            ("link", Some("</new>; rel=\"successor-version\"")),
        ]
        .map(|(name, value)| header(name, value))
        .into();
        exchange.expected.body = text(r#"{"quantity":1,"note":"****et","total":1}"#);
        let gets = [
            ("x-user-id", Some("anna")),
            ("x-roles", Some("viewer")),
            ("x-tenant", Some(tenant)),
            ("x-sent", Some("1")),
            ("x-gone", None),
        ];
        exchange.expected.forwarded = Some(forwards(Some("/internal"), &gets));
    };
    vec![
        with("GET /v1/orders -> 200", &leaves),
        with("OPTIONS /v1/orders -> 204", &preflight),
        with("GET /v1/orders/health -> 500 upstream", &|exchange| {
            exchange.upstream = answering(501, &[], "inside");
        }),
        with("GET /nowhere -> 404", &|exchange| {
            exchange.expected.body = text(
                r#"{"type":"https://errors.example.com/not-found","title":"Not Found","status":404,"rule":"route"}"#,
            );
        }),
        with("GET /v1/orders/of/bob -> 404 allow", &|_| {}),
    ]
}

/// What changes what leaves, by its rule, and which sides of it no test saw.
fn shown(policy: &Arc<Policy>) -> Vec<(String, bool)> {
    let mut coverage = Coverage::new(policy);
    for test in &policy.tests {
        let result = run(policy, test, &surroundings(), &mut |one| coverage.observe(one));
        assert!(result.is_passed(), "{:#?}", result.failures);
    }
    let items = coverage.items().iter().filter(|item| item.has.shows);
    items.map(|item| (item.rule.clone(), item.seen.shows)).collect()
}

const RULES: [&str; 21] = [
    "cors.browser",
    "orders/sunset",
    "upstream.orders_service.x-user-id",
    "upstream.orders_service.x-roles",
    "upstream.orders_service.x-tenant",
    "Order.note",
    "headers.x-one",
    "headers.x-other",
    "headers.preset",
    "headers.rate_limit",
    "headers.remove",
    "errors.detail",
    "errors.type_base",
    "errors.upstream",
    "orders/deprecated",
    "orders/successor",
    "orders.get/to",
    "orders.get/send.x-sent",
    "orders.get/drop.x-gone",
    "orders.get/returns",
    "orders.get/of/{customer}/hide",
];

#[test]
fn each_effect_is_covered_where_a_test_looks_at_it() {
    let with = |tests: Vec<Test>| shown(&Arc::new(Policy { tests, ..policy() }));
    let rules: Vec<String> = with(Vec::new()).into_iter().map(|(rule, _)| rule).collect();
    assert_eq!(rules, RULES);
    assert!(with(Vec::new()).iter().all(|(_, seen)| !seen));
    let missed: Vec<String> =
        with(tests()).into_iter().filter(|(_, seen)| !seen).map(|(rule, _)| rule).collect();
    assert_eq!(missed, [""; 0]);
    // A request alone looks at nothing but its status and the rule.
    let mut blind = tests();
    for exchange in
        blind.iter_mut().flat_map(|test| &mut test.cases).flat_map(|it| &mut it.exchanges)
    {
        let Expected { headers, body, forwarded, .. } = &mut exchange.expected;
        (*headers, *body, *forwarded) = (Vec::new(), None, None);
    }
    let seen = with(blind).into_iter().filter(|(_, seen)| *seen).map(|(rule, _)| rule);
    let seen: Vec<String> = seen.collect();
    assert_eq!(seen, ["errors.upstream", "orders.get/of/{customer}/hide"]);
}

/// The changes of what leaves.
fn changes(policy: &Policy) -> Vec<Mutant> {
    let is_ours = |mutant: &Mutant| {
        RULES.contains(&mutant.rule.as_str()) || mutant.rule.starts_with("Order.")
    };
    mutants(policy).into_iter().filter(is_ours).collect()
}

#[test]
fn each_effect_is_missed_when_it_is_lost() {
    let policy = Policy { tests: tests(), ..policy() };
    let told: Vec<String> = changes(&policy).iter().map(|mutant| format!("{mutant:?}")).collect();
    for change in [
        "cors.browser: deleted",
        "cors.browser: without credentials",
        "cors.browser: without its `max_age`",
        "cors.browser: pages may not read the header `etag`",
        "orders/sunset: deleted",
        "orders/deprecated: deleted",
        "Order.note: leaves as it is",
        "Order.note: one character more leaves",
        "Order.quantity: does not leave",
        "headers.preset: deleted",
        "headers.rate_limit: deleted",
        "headers.remove: takes nothing away",
        "errors.detail: tells less",
        "errors.upstream: deleted",
        "orders.get/returns: deleted",
        "orders.get/drop.x-gone: deleted",
        "orders.get/of/{customer}/hide: deleted",
    ] {
        assert!(told.iter().any(|one| one == change), "{change} in {told:#?}");
    }
    assert!(changes(&policy).iter().all(|mutant| mutant.apply(&policy) != policy));
    let left = unnoticed(&policy, changes(&policy), &surroundings());
    let left: Vec<String> = left.iter().map(|mutant| format!("{mutant:?}")).collect();
    assert_eq!(left, [""; 0]);
    let untested = Policy { tests: Vec::new(), ..policy };
    let all = changes(&untested).len();
    assert_eq!(unnoticed(&untested, changes(&untested), &surroundings()).len(), all);
}
