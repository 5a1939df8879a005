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

/// The headers that tell of limits: of all, and of those that were asked.
fn told(decision: &Decision) -> (Option<String>, Option<String>) {
    let lines: Vec<(String, String)> = match &decision.outcome {
        Outcome::Admit(admission) => {
            let answer = admission.answer.iter();
            answer.map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
        }
        Outcome::Preflight(_) | Outcome::Refuse(_) => decision.headers.clone(),
    };
    let value = |wanted: &str| {
        let found: Vec<_> = lines.iter().filter(|(name, _)| name == wanted).collect();
        assert!(found.len() < 2, "{lines:?}");
        found.first().map(|(_, value)| value.clone())
    };
    (value("ratelimit-policy"), value("ratelimit"))
}

/// The shop, whose answers tell of these limits of its first route, and of the network's.
fn telling() -> Policy {
    use crate::policy::{Network, ResponseHeaders, Span};
    let mut policy = shop();
    let block = ResponseHeaders {
        set: Vec::new(),
        removed: Vec::new(),
        rate_limit: Some(Span::default()),
        span: Span::default(),
    };
    let block = Some(Arc::new(block));
    policy.response_headers.clone_from(&block);
    for route in &mut policy.apis[0].routes {
        route.response_headers.clone_from(&block);
    }
    let by_id = by_field("id", PrincipalType::Text);
    // The order of the stages, not that of the list.
    policy.apis[0].routes[0].limits =
        vec![limit("per_user", 6, 2, by_id), limit("per_client", 60, 100, LimitKey::ClientIp)];
    policy.network.limit = Some(limit(Network::LIMIT, 6, 6, LimitKey::ClientIp));
    policy
}

#[test]
fn answers_tell_what_remains_of_the_limits_that_were_asked() {
    let mut evaluator = evaluator(telling());
    let mut asks = |path: &str, headers: &[(String, String)], seconds| {
        let request =
            Request { peer: "192.0.2.1".parse().unwrap(), ..request("GET", path, headers) };
        let decision = evaluator.decide(&request, later(seconds));
        let (known, asked) = told(&decision);
        (verdict_of(&decision), known, asked.unwrap_or_default())
    };
    let known =
        Some(r#""network.limit";q=6;w=60, "per_client";q=60;w=60, "per_user";q=6;w=60"#.to_owned());
    let found = asks("/v1/orders", &[holder_of("a")], 0);
    // Of the burst of 100, no more is told than the quota.
    let asked = r#""network.limit";r=5;t=10, "per_client";r=60;t=1, "per_user";r=1;t=10"#;
    assert_eq!(found, ("200 -".into(), known.clone(), asked.into()));
    let found = asks("/v1/orders", &[], 0);
    let asked = r#""network.limit";r=4;t=10, "per_client";r=60;t=1"#;
    assert_eq!(found, ("401 orders.get/auth".into(), known.clone(), asked.into()));
    asks("/v1/orders", &[holder_of("a")], 0);
    let found = asks("/v1/orders", &[holder_of("a")], 9);
    let asked = r#""network.limit";r=2;t=1, "per_client";r=60;t=1, "per_user";r=0;t=1"#;
    assert_eq!(found, ("429 orders.get/limit.per_user".into(), known.clone(), asked.into()));
    let found = asks("/v1/orders", &[holder_of("a")], 10);
    let asked = r#""network.limit";r=2;t=10, "per_client";r=60;t=1, "per_user";r=0;t=10"#;
    assert_eq!(found, ("200 -".into(), known, asked.into()));
    // Before a route is chosen, of the network's alone.
    let network = Some(r#""network.limit";q=6;w=60"#.to_owned());
    let found = asks("/nowhere", &[], 10);
    let asked = r#""network.limit";r=1;t=10"#.to_owned();
    assert_eq!(found, ("404 route".into(), network.clone(), asked));
    asks("/nowhere", &[], 10);
    let found = asks("/v1/orders", &[], 10);
    let asked = r#""network.limit";r=0;t=10"#.to_owned();
    assert_eq!(found, ("429 network.limit".into(), network, asked));
    let found = asks("/v1//orders", &[], 10);
    assert_eq!(found.2, "", "nothing was asked before the path was read");
}

#[test]
fn nothing_is_told_unless_the_policy_says_so() {
    let mut policy = telling();
    for route in &mut policy.apis[0].routes {
        route.response_headers = None;
    }
    let mut evaluator = evaluator(policy);
    let list = request("GET", "/v1/orders", &[holder_of("a")]);
    assert_eq!(told(&evaluator.decide(&list, NOW)), (None, None));
}

#[test]
fn a_hidden_route_tells_of_no_limit_of_its_own() {
    use crate::policy::Visibility;
    let mut policy = telling();
    policy.apis[0].routes[0].visibility = Visibility::Hidden { span: Default::default() };
    let mut evaluator = evaluator(policy);
    let hidden = evaluator.decide(&request("GET", "/v1/orders", &[holder(&[])]), NOW);
    let mut fresh = super::evaluator(telling());
    let none = fresh.decide(&request("GET", "/nowhere", &[]), NOW);
    assert_eq!(verdict_of(&hidden), "404 orders.get/allow");
    assert_eq!(hidden.headers, none.headers);
    assert!(told(&hidden).1.is_some());
}
