//! Stage 9: declared headers and cookies.

use super::*;
use crate::policy::{
    Access, Bounds, Carrier, DeclaredFields, Field, Nullability, ObjectSchema, OtherFields,
    Presence, ScalarType, Span, StringContent, Type, TypeKind, fixture,
};

/// A field of a name of up to four characters, and one of a number from 1 to 9 that may be absent.
fn fields(text: &str, number: &str, at: u32) -> DeclaredFields {
    let field = |name: &str, presence: Presence, scalar: ScalarType| Field {
        name: name.to_owned(),
        presence,
        access: Access::ReadWrite,
        value: Type {
            kind: TypeKind::Scalar(scalar),
            nullability: Nullability::NotNull,
            mask: None,
        },
        span: Span::default(),
    };
    let length = Bounds { min: Some(1), max: Some(4) };
    let string = ScalarType::String { length, pattern: None, content: StringContent::Text };
    let int = ScalarType::Int(Bounds { min: Some(1), max: Some(9) });
    let schema = ObjectSchema {
        name: "Declared".into(),
        fields: vec![
            field(text, Presence::Required, string),
            field(number, Presence::Optional, int),
        ],
        others: OtherFields::Refused,
        span: Span::default(),
    };
    DeclaredFields { schema: Arc::new(schema), span: Span { file: 0, start: at, end: at + 1 } }
}

/// The shop, whose list wants a header and a cookie.
fn declaring() -> Policy {
    let mut policy = shop();
    let route = &mut policy.apis[0].routes[0];
    assert_eq!(route.name, "orders.get");
    route.headers = Some(fields("x_Tenant", "x_try", 900));
    route.cookies = Some(fields("Region", "try", 901));
    policy
}

fn decide(lines: &[(&str, &str)]) -> Decision {
    let lines = lines.iter().map(|(name, value)| header(name, value));
    let lines: Vec<_> = std::iter::once(holder(&["viewer"])).chain(lines).collect();
    evaluator(declaring()).decide(&request("GET", "/v1/orders", &lines), NOW)
}

fn asks(lines: &[(&str, &str)]) -> String {
    verdict_of(&decide(lines))
}

const TENANT: (&str, &str) = ("X-Tenant", "acme");
const REGION: (&str, &str) = ("cookie", "Region=eu");

#[test]
fn what_is_declared_must_be_of_its_type() {
    assert_eq!(asks(&[TENANT, REGION]), "200 -");
    assert_eq!(asks(&[REGION]), "400 orders.get/headers");
    assert_eq!(asks(&[TENANT]), "400 orders.get/cookies");
    // Headers are looked at first.
    assert_eq!(asks(&[]), "400 orders.get/headers");
    for bad in ["", "acme1", "%61acm", "\u{1}"] {
        assert_eq!(asks(&[("x-tenant", bad), REGION]), "400 orders.get/headers", "{bad:?}");
    }
    assert_eq!(asks(&[("x-tenant", " \tacme "), REGION]), "200 -");
    for (number, told) in [("1", "200 -"), ("9", "200 -"), ("0", "400"), ("10", "400"), ("", "400")]
    {
        let header = asks(&[TENANT, REGION, ("x-try", number)]);
        assert!(header.starts_with(told), "{number}: {header}");
        let cookie = asks(&[TENANT, REGION, ("Cookie", &format!("try={number}"))]);
        assert!(cookie.starts_with(told), "{number}: {cookie}");
    }
    assert_eq!(asks(&[TENANT, ("cookie", "try=\"1\"; Region=eu")]), "400 orders.get/cookies");
}

#[test]
fn names_of_headers_have_no_case_and_those_of_cookies_have() {
    assert_eq!(asks(&[("x-TENANT", "acme"), REGION]), "200 -");
    assert_eq!(asks(&[TENANT, ("cookie", "region=eu")]), "400 orders.get/cookies");
    // Gateways drop such names or take them for others.
    assert_eq!(asks(&[("x_tenant", "acme"), REGION]), "400 orders.get/headers");
}

#[test]
fn what_is_not_declared_is_let_in() {
    assert_eq!(asks(&[TENANT, REGION, ("x-other", "1"), ("x-other", "2")]), "200 -");
    assert_eq!(asks(&[TENANT, ("cookie", "a=1; Region=eu; a=2; b")]), "200 -");
    // Another route asks for none of it.
    let health = request("GET", "/v1/orders/health", &[]);
    assert_eq!(verdict_of(&evaluator(declaring()).decide(&health, NOW)), "200 -");
}

#[test]
fn what_stands_twice_is_refused_at_the_wire() {
    assert_eq!(asks(&[TENANT, TENANT, REGION]), "400 wire");
    assert_eq!(asks(&[TENANT, REGION, REGION]), "400 wire");
    let names = declaring();
    assert!(names.single_valued_headers().contains(&"x-tenant".to_owned()));
    assert_eq!(names.single_valued_cookies(), ["Region", "try"]);
}

#[test]
fn what_is_not_utf_8_is_refused_where_it_may_be_absent() {
    let lines = [holder(&["viewer"]), header(TENANT.0, TENANT.1), header(REGION.0, REGION.1)];
    let mut odd = request("GET", "/v1/orders", &lines);
    odd.headers.push(("x-try".into(), b"\xff".to_vec()));
    assert_eq!(verdict_of(&evaluator(declaring()).decide(&odd, NOW)), "400 orders.get/headers");
}

#[test]
fn who_is_not_known_is_told_nothing_of_it_and_who_may_not_call_is() {
    let asks = |lines: &[(String, String)], target: &str| {
        verdict_of(&evaluator(declaring()).decide(&request("GET", target, lines), NOW))
    };
    assert_eq!(asks(&[], "/v1/orders"), "401 orders.get/auth");
    assert_eq!(asks(&[holder(&[])], "/v1/orders"), "400 orders.get/headers");
    assert_eq!(asks(&[holder(&["viewer"])], "/v1/orders?x=1"), "400 orders.get/query");
}

#[test]
fn the_trace_names_the_clause_and_what_was_found() {
    let decision = decide(&[TENANT, ("cookie", "Region=eu; try=10")]);
    let told: Vec<_> = decision
        .trace
        .iter()
        .filter(|step| matches!(step.stage, Stage::Headers | Stage::Cookies))
        .map(|step| (step.verdict, step.detail.as_str(), step.span.unwrap().start))
        .collect();
    assert_eq!(
        told,
        [
            (Verdict::Pass, "1 declared header", 900),
            (Verdict::Refuse, "the cookie `try`: number out of bounds", 901),
        ]
    );
}

#[test]
fn pages_may_send_declared_headers() {
    let mut policy = declaring();
    let cors = Arc::new(fixture::browser());
    policy.cors = vec![cors.clone()];
    policy.apis[0].routes[0].cors = Some(cors);
    let preflight = |header_name: &str| {
        let lines = [
            header("Origin", "https://shop.example.com"),
            header("Access-Control-Request-Method", "GET"),
            header("Access-Control-Request-Headers", header_name),
        ];
        let request = request("OPTIONS", "/v1/orders", &lines);
        evaluator(policy.clone()).decide(&request, NOW).status()
    };
    assert_eq!(preflight("x-tenant,x-try"), Some(204));
    assert_eq!(preflight("x-other"), Some(403));
}

#[test]
fn the_names_of_fields_are_those_of_headers_and_cookies() {
    assert_eq!(Carrier::Headers.name_of("x_Request_2"), "x-request-2");
    assert_eq!(Carrier::Cookies.name_of("x_Request_2"), "x_Request_2");
}
