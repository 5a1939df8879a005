//! Stages 6 and 8.

use super::*;
use crate::policy::fixture::limit;
use crate::policy::{LimitKey, PrincipalType};

fn later(seconds: i64) -> Timestamp {
    Timestamp { seconds: NOW.seconds + seconds, nanos: 0 }
}

fn from(peer: &str, headers: &[(String, String)]) -> Request {
    Request { peer: peer.parse().unwrap(), ..request("GET", "/v1/orders", headers) }
}

/// The shop with only these limits on its first route.
fn limited(limits: Vec<Arc<crate::policy::Limit>>) -> Evaluator {
    let mut policy = shop();
    policy.apis[0].routes[0].limits = limits;
    evaluator(policy)
}

fn by_field(field: &str, kind: PrincipalType) -> LimitKey {
    LimitKey::Principal { field: field.into(), kind }
}

#[test]
fn a_burst_and_then_one_an_interval() {
    let mut evaluator = limited(vec![limit("few", 6, 2, LimitKey::ClientIp)]);
    let mut asks = |seconds| verdict_of(&evaluator.decide(&from("192.0.2.1", &[]), later(seconds)));
    let refused = "429 orders.get/limit.few";
    let admitted = "401 orders.get/auth";
    let answers: Vec<String> = [0, 0, 0, 9, 10, 10, 19, 20, 60, 60, 60].map(&mut asks).into();
    assert_eq!(
        answers,
        [
            admitted, admitted, refused, refused, admitted, refused, refused, admitted, admitted,
            admitted, refused
        ]
    );
    let mut evaluator = limited(vec![limit("few", 7, 1, LimitKey::ClientIp)]);
    evaluator.decide(&from("192.0.2.1", &[]), NOW);
    let Outcome::Refuse(refusal) = evaluator.decide(&from("192.0.2.1", &[]), NOW).outcome else {
        panic!()
    };
    assert_eq!(refusal.headers, [("retry-after", "9".into())]);
}

#[test]
fn clients_are_counted_by_their_network() {
    let mut evaluator = limited(vec![limit("one", 1, 1, LimitKey::ClientIp)]);
    let mut is_new =
        |request: &Request| verdict_of(&evaluator.decide(request, NOW)) == "401 orders.get/auth";
    let via = |peer, client| from(peer, &[header("X-Forwarded-For", client)]);
    assert!(is_new(&from("192.0.2.1", &[])));
    assert!(!is_new(&from("::ffff:192.0.2.1", &[])));
    assert!(!is_new(&via("192.0.2.1", "203.0.113.1")));
    assert!(!is_new(&via("10.0.0.1", "203.0.113.1, 192.0.2.1")));
    assert!(is_new(&from("2001:db8::1", &[])));
    assert!(!is_new(&from("2001:db8::ffff:1", &[])));
    assert!(is_new(&from("2001:db8:0:1::1", &[])));
}

#[test]
fn ids_are_counted_by_their_scheme_and_missing_values_as_one() {
    let acme = || holder_of("acme");
    let key = || header("x-api-key", "abc");
    let mut evaluator = limited(vec![limit("one", 1, 1, by_field("id", PrincipalType::Text))]);
    let mut asks = |header| verdict_of(&evaluator.decide(&from("192.0.2.1", &[header]), NOW));
    assert_eq!(asks(acme()), "200 -");
    assert_eq!(asks(key()), "200 -");
    assert_eq!(asks(acme()), "429 orders.get/limit.one");
    assert_eq!(asks(holder_of("bob")), "200 -");
    let mut evaluator = limited(vec![limit("one", 1, 1, by_field("tenant", PrincipalType::Uuid))]);
    let mut asks = |header| verdict_of(&evaluator.decide(&from("192.0.2.1", &[header]), NOW));
    assert_eq!(asks(acme()), "200 -");
    assert_eq!(asks(key()), "429 orders.get/limit.one");
}

fn holder_of(id: &str) -> (String, String) {
    header("authorization", &format!("Bearer {}", token(json!({ "sub": id }))))
}

#[test]
fn those_that_admitted_stay_charged() {
    let first = limit("first", 2, 2, LimitKey::ClientIp);
    let second = limit("second", 1, 1, by_field("id", PrincipalType::Text));
    let mut evaluator = limited(vec![second, first]);
    let mut asks = |headers: &[(String, String)]| {
        verdict_of(&evaluator.decide(&from("192.0.2.1", headers), NOW))
    };
    assert_eq!(asks(&[holder_of("a")]), "200 -");
    assert_eq!(asks(&[holder_of("a")]), "429 orders.get/limit.second");
    assert_eq!(asks(&[holder_of("b")]), "429 orders.get/limit.first");
    // One name is one count over all routes.
    let mut policy = shop();
    for route in &mut policy.apis[0].routes {
        route.limits = vec![limit("one", 1, 1, LimitKey::ClientIp)];
    }
    let mut evaluator = super::evaluator(policy);
    assert_eq!(
        verdict_of(&evaluator.decide(&request("GET", "/v1/orders/health", &[]), NOW)),
        "200 -"
    );
    assert_eq!(
        verdict_of(&evaluator.decide(&request("POST", "/v1/orders", &[]), NOW)),
        "429 orders.post/limit.one"
    );
}

#[test]
fn countries_are_counted_each_and_unknown_ones_as_one() {
    let mut policy = shop();
    policy.apis[0].routes[0].limits = vec![limit("few", 2, 2, LimitKey::Country)];
    let mut evaluator = evaluator(policy);
    let mut asks = |peer: &str, country: Option<&str>| {
        let country = country.map(|code| code.parse().unwrap());
        verdict_of(&evaluator.decide(&Request { country, ..from(peer, &[]) }, NOW))
    };
    let (admitted, refused) = ("401 orders.get/auth", "429 orders.get/limit.few");
    assert_eq!(asks("192.0.2.1", Some("DE")), admitted);
    assert_eq!(asks("192.0.2.2", Some("DE")), admitted);
    assert_eq!(asks("192.0.2.3", Some("DE")), refused);
    assert_eq!(asks("192.0.2.3", Some("FR")), admitted);
    assert_eq!(asks("192.0.2.1", None), admitted);
    assert_eq!(asks("2001:db8::1", None), admitted);
    assert_eq!(asks("192.0.2.4", None), refused);
    assert_eq!(asks("192.0.2.1", Some("FR")), admitted);
    assert_eq!(asks("192.0.2.1", Some("FR")), refused);
}
