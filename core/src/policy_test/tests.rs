#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking"
)]

mod effects;
mod leaving;
mod lifetime;

use std::collections::BTreeSet;
use std::sync::Arc;

use super::*;
use crate::evaluate::Timestamp;
use crate::policy::fixture::{limit, shop};
use crate::policy::{
    AddressRule, Condition, Countries, CountryList, CountryRule, DenyClause, Exchange, Expected,
    LimitKey, Network, Policy, RequireClause, Span, Test, TestBody, TestCase,
};
use crate::primitive::principal::{Principal, PrincipalValue};

fn surroundings() -> Surroundings {
    let now = Timestamp { seconds: 1_800_000_000, nanos: 0 };
    Surroundings { now, files: [("order.json".into(), br#"{"quantity":1}"#.to_vec())].into() }
}

fn caller(id: &str, roles: &[&str]) -> Option<Principal> {
    let roles = roles.iter().map(|role| (*role).to_owned()).collect();
    let fields = [
        ("id".to_owned(), PrincipalValue::Text(id.into())),
        ("roles".to_owned(), PrincipalValue::TextList(roles)),
    ];
    Some(Principal::build(&shop(), "customer", fields).unwrap())
}

/// `METHOD TARGET -> STATUS [RULE]`.
fn exchange(text: &str) -> Exchange {
    let (request, expected) = text.split_once(" -> ").unwrap();
    let (method, target) = request.split_once(' ').unwrap();
    let (status, rule) = expected.split_once(' ').unwrap_or((expected, ""));
    let status = status.parse().unwrap();
    let rule = (!rule.is_empty()).then(|| rule.to_owned());
    Exchange {
        method: method.into(),
        target: target.into(),
        headers: Vec::new(),
        body: None,
        upstream: None,
        times: 1,
        expected: Expected {
            status,
            rule,
            headers: Vec::new(),
            body: None,
            forwarded: None,
            span: Span::default(),
        },
        span: Span::default(),
    }
}

fn text(text: &str) -> Option<TestBody> {
    Some(TestBody::Text { text: text.into(), span: Span::default() })
}

fn case(caller: Option<Principal>, exchanges: &[&str]) -> TestCase {
    let exchanges = exchanges.iter().map(|text| exchange(text)).collect();
    TestCase { caller, at: None, from: None, country: None, exchanges, span: Span::default() }
}

fn test(cases: Vec<TestCase>) -> Test {
    Test { name: "a test".into(), cases, span: Span::default() }
}

fn ran(policy: Policy, test: &Test) -> TestResult {
    run(&Arc::new(policy), test, &surroundings(), &mut |_| {})
}

fn failures(test: &Test) -> Vec<String> {
    let result = ran(shop(), test);
    let told = result.failures.iter().map(|failure| match &failure.answer {
        Answer::Given(given) => format!(
            "{} {} {}",
            failure.exchange.target,
            given.answer.response.status,
            given.answer.rule.as_deref().unwrap_or("-")
        ),
        Answer::NoBody { path } => format!("{} no {path}", failure.exchange.target),
    });
    told.collect()
}

#[test]
fn answers_are_compared_with_what_is_expected() {
    let passing = test(vec![
        case(
            caller("anna", &["viewer"]),
            &[
                "GET /v1/orders/of/anna -> 200",
                "GET /v1/orders/of/bob -> 403",
                "GET /v1/orders/of/bob -> 403 allow",
                "GET /v1/orders/of/bob -> 403 orders.get/of/{customer}/allow",
                "TRACE /v1/orders -> 400 wire",
                "GET /v1//orders -> 400 path",
            ],
        ),
        case(None, &["GET /v1/orders -> 401 auth", "GET /v1/orders/health -> 200"]),
    ]);
    assert_eq!(failures(&passing), [""; 0]);
    assert_eq!(ran(shop(), &passing).requests, 8);
    let failing = test(vec![case(
        caller("anna", &["viewer"]),
        &[
            "GET /v1/orders/of/bob -> 200",
            "GET /v1/orders/of/anna -> 403 allow",
            "GET /v1/orders/of/bob -> 403 deny",
            "GET /v1/orders/of/bob -> 403 orders.get/allow",
            "GET /v1/orders/of/bob -> 401 allow",
            "GET /v1/orders/of/bob -> 403 low",
            "GET /nowhere -> 404 /route",
        ],
    )]);
    assert_eq!(failures(&failing).len(), 7, "{:?}", failures(&failing));
    assert_eq!(failures(&failing)[0], "/v1/orders/of/bob 403 orders.get/of/{customer}/allow");
    assert_eq!(failures(&failing)[1], "/v1/orders/of/anna 200 -");
}

#[test]
fn bodies_headers_times_and_addresses_are_sent() {
    let mut post = case(caller("anna", &["clerk"]), &["POST /v1/orders -> 200"]);
    post.exchanges[0].body = text(r#"{"quantity":1}"#);
    assert_eq!(failures(&test(vec![post.clone()])), [""; 0]);
    post.exchanges[0].headers = vec![("Content-Type".into(), "text/plain".into())];
    assert_eq!(failures(&test(vec![post.clone()])), ["/v1/orders 415 orders.post/body.type"]);
    post.exchanges[0].headers = vec![("HOST".into(), "evil.example".into())];
    assert_eq!(failures(&test(vec![post.clone()])), ["/v1/orders 421 host"]);
    post.exchanges[0].headers.clear();
    let file = |path: &str| Some(TestBody::File { path: path.into(), span: Span::default() });
    post.exchanges[0].body = file("order.json");
    assert_eq!(failures(&test(vec![post.clone()])), [""; 0]);
    post.exchanges[0].body = file("other.json");
    assert_eq!(failures(&test(vec![post])), ["/v1/orders no other.json"]);

    let mut policy = shop();
    for route in &mut policy.apis[0].routes {
        route.limits = vec![limit("few", 6, 2, LimitKey::ClientIp)];
    }
    let first = |at: Option<i64>, from: Option<&str>, exchanges: &[&str]| TestCase {
        at,
        from: from.map(|from| from.parse().unwrap()),
        ..case(None, exchanges)
    };
    let mut three = test(vec![first(Some(0), None, &["GET /v1/orders/health -> 200"])]);
    three.cases[0].exchanges[0].times = 3;
    let result = ran(policy.clone(), &three);
    assert_eq!((result.requests, result.failures.len()), (3, 1));
    assert_eq!(result.failures[0].repetition, 3);
    // Counts stay for the whole test, by address, and come back with time.
    three.cases[0].exchanges[0].times = 2;
    three.cases.push(first(Some(0), None, &["GET /v1/orders/health -> 429 limit.few"]));
    three.cases.push(first(Some(0), Some("192.0.2.1"), &["GET /v1/orders/health -> 200"]));
    three.cases.push(first(Some(9), None, &["GET /v1/orders/health -> 429 limit.few"]));
    three.cases.push(first(Some(10), None, &["GET /v1/orders/health -> 200"]));
    // They begin anew where time goes back.
    three.cases.push(first(Some(5), None, &["GET /v1/orders/health -> 200"]));
    assert_eq!(ran(policy, &three).failures, []);
}

#[test]
fn coverage_tells_the_sides_that_tests_saw() {
    let mut policy = shop();
    for (number, clause) in policy.apis[0].routes[4].allow.iter_mut().enumerate() {
        clause.span.end += u32::try_from(number).unwrap();
    }
    let policy = Arc::new(policy);
    let mut coverage = Coverage::new(&policy);
    assert_eq!(coverage.counts().0, 0);
    let all = coverage.counts().1;
    let own = test(vec![
        case(
            caller("anna", &["viewer"]),
            &["GET /v1/orders/of/anna -> 200", "GET /v1/orders/of/bob -> 403"],
        ),
        case(None, &["GET /v1/orders/of/anna -> 401"]),
    ]);
    run(&policy, &own, &surroundings(), &mut |one| coverage.observe(one));
    let of_route: Vec<(&str, Sides)> = coverage
        .items()
        .iter()
        .filter(|item| item.rule.starts_with("orders.get/of/"))
        .map(|item| (item.rule.as_str(), item.missing()))
        .collect();
    let none = Sides::default();
    let passes = Sides { passes: true, ..Sides::default() };
    assert_eq!(
        of_route,
        [
            ("orders.get/of/{customer}", none),
            ("orders.get/of/{customer}/auth", none),
            // Nobody was an admin.
            ("orders.get/of/{customer}/allow", passes),
            ("orders.get/of/{customer}/allow", none),
        ]
    );
    let of = |rule: &str| coverage.items().iter().find(|item| item.rule == rule).unwrap();
    assert_eq!(of("host").missing(), Sides { refuses: true, ..Sides::default() });
    assert_eq!(of("limit.per_user").missing(), Sides { refuses: true, ..Sides::default() });
    assert_eq!(
        of("orders.post/deny").missing(),
        Sides { passes: true, refuses: true, shows: false }
    );
    assert_eq!(of("orders.get/health").missing(), passes);
    // An open route refuses nobody by its `allow`.
    assert_eq!(of("orders.get/health/allow").has, passes);
    let (seen, still) = coverage.counts();
    assert!(still == all && (1..all).contains(&seen), "{seen} of {all}");
}

/// Tests on both sides of every clause that `mutants` changes.
fn thorough() -> Vec<Test> {
    let anna = || caller("anna", &["viewer"]);
    let bob = || caller("bob", &["clerk"]);
    let carol = || caller("carol", &["admin"]);
    let id = "/v1/orders/0195a3c0-7d10-7000-8000-000000000001";
    let partner = |roles: &[&str]| {
        let roles = roles.iter().map(|role| (*role).to_owned()).collect();
        let fields = [
            ("id".to_owned(), PrincipalValue::Text("anna".into())),
            ("roles".to_owned(), PrincipalValue::TextList(roles)),
        ];
        Some(Principal::build(&shop(), "partner", fields).unwrap())
    };
    let suspended = |suspended: bool| {
        let mut caller = bob().unwrap();
        caller.fields.insert("suspended".into(), PrincipalValue::Bool(suspended));
        Some(caller)
    };
    let post = |caller, body: &str, expected: &str| {
        let mut case = case(caller, &[&format!("POST /v1/orders -> {expected}")]);
        case.exchanges[0].body = text(body);
        case
    };
    let note = |length: usize| format!(r#"{{"quantity":1,"note":"{}"}}"#, "a".repeat(length));
    let mut tests = vec![
        test(vec![
            case(anna(), &["GET /v1/orders/of/anna -> 200", "GET /v1/orders/of/bob -> 403"]),
            case(partner(&["viewer"]), &["GET /v1/orders/of/anna -> 403"]),
            case(partner(&["viewer"]), &["GET /v1/orders -> 200", &format!("GET {id} -> 200")]),
            case(caller("nobody", &[]), &["GET /v1/orders -> 403", &format!("GET {id} -> 403")]),
            case(caller("anna", &[]), &["GET /v1/orders/of/anna -> 403"]),
            case(carol(), &["GET /v1/orders/of/bob -> 200", &format!("DELETE {id} -> 200")]),
            case(bob(), &[&format!("DELETE {id} -> 403"), "GET /v1/orders/of/anna -> 403"]),
            case(anna(), &["GET /v1/orders?page=0 -> 400", "GET /v1/orders?page=1001 -> 400"]),
            case(anna(), &["GET /v1/orders?status= -> 400", "GET /v1/orders/x -> 404"]),
            case(anna(), &["GET /v1/orders?other=1 -> 400"]),
            case(anna(), &["GET /v1/orders?status=a&status=b&status=c -> 400"]),
            case(None, &[&format!("GET /v1/orders/of/{} -> 404", "a".repeat(65))]),
            case(None, &["GET /v1/orders -> 401", "GET /v1/orders/health -> 200"]),
            case(None, &["POST /v1/orders -> 401", &format!("GET {id} -> 401")]),
            case(None, &[&format!("DELETE {id} -> 401"), "GET /v1/orders/of/anna -> 401"]),
            case(partner(&["viewer"]), &[&format!("DELETE {id} -> 403"), "POST /v1/orders -> 403"]),
        ]),
        test(vec![
            post(bob(), r#"{"quantity":1}"#, "200"),
            post(anna(), r#"{"quantity":1}"#, "403 allow"),
            post(suspended(true), r#"{"quantity":1}"#, "403 deny"),
            post(suspended(false), r#"{"quantity":1}"#, "200"),
            post(bob(), "{}", "422"),
            post(bob(), r#"{"quantity":0}"#, "422"),
            post(bob(), r#"{"quantity":100}"#, "422"),
            post(bob(), r#"{"quantity":null}"#, "422"),
            post(bob(), r#"{"quantity":1,"note":null}"#, "422"),
            post(bob(), r#"{"quantity":1,"total":1}"#, "422"),
            post(bob(), r#"{"quantity":1,"other":1}"#, "422"),
            post(bob(), &note(77), "413"),
        ]),
    ];
    let mut told = case(anna(), &["GET /v1/orders -> 200"]);
    let identity = [("x-user-id", Some("anna")), ("x-roles", Some("viewer"))];
    told.exchanges[0].expected.forwarded = Some(leaving::forwards(None, &identity));
    tests.push(test(vec![told]));
    let mut named = case(None, &["GET /nowhere -> 404"]);
    named.exchanges[0].expected.body =
        text(r#"{"type":"about:blank","title":"Not Found","status":404,"rule":"route"}"#);
    tests.push(test(vec![named]));
    let host = ("host".to_owned(), "evil.example".to_owned());
    let mut other_host = case(None, &["GET /v1/orders/health -> 421"]);
    other_host.exchanges[0].headers = vec![host];
    let proxied = |client: &str, expected: &str| {
        let mut case = case(None, &[&format!("GET /v1/orders -> {expected}")]);
        case.from = Some("10.0.0.1".parse().unwrap());
        case.exchanges[0].headers = vec![("x-forwarded-for".into(), client.into())];
        case
    };
    let mut clients = vec![proxied("192.0.2.1", "401"); 100];
    clients.extend([proxied("192.0.2.1", "429"), proxied("192.0.2.2", "401")]);
    let mut users = vec![case(anna(), &["GET /v1/orders -> 200"])];
    users[0].exchanges[0].times = 20;
    users.push(case(anna(), &["GET /v1/orders -> 429"]));
    tests.extend([test(vec![other_host]), test(clients), test(users)]);
    tests
}

#[test]
fn every_change_can_be_noticed() {
    let mut policy = shop();
    policy.tests = thorough();
    for test in &policy.tests {
        let result = ran(policy.clone(), test);
        assert!(result.is_passed(), "{:#?}", result.failures);
    }
    let all = mutants(&policy);
    let kinds: BTreeSet<&str> = all
        .iter()
        .map(|mutant| mutant.rule.rsplit_once('/').map_or(mutant.rule.as_str(), |(_, own)| own))
        .collect();
    for kind in ["host", "route", "auth", "allow", "deny", "body.size", "limit.per_user"] {
        assert!(kinds.contains(kind), "{kind} in {kinds:?}");
    }
    assert!(all.iter().all(|mutant| mutant.apply(&policy) != policy));
    let left = unnoticed(&policy, all, &surroundings());
    let left: Vec<String> = left.iter().map(|mutant| format!("{mutant:?}")).collect();
    // No body of the 100 bytes that the route takes holds a note so long.
    assert_eq!(left, ["NewOrder.note: may be one longer"]);
}

#[test]
fn what_no_test_asks_is_not_noticed() {
    let mut policy = shop();
    policy.tests = vec![test(vec![case(None, &["GET /v1/orders/health -> 200"])])];
    let all = mutants(&policy);
    let (count, left) = (all.len(), unnoticed(&policy, all, &surroundings()));
    let rules: Vec<&str> = left.iter().map(|mutant| mutant.rule.as_str()).collect();
    assert!(!rules.contains(&"orders.get/health/allow") && left.len() == count - 1, "{rules:?}");
    policy.tests.clear();
    let all = mutants(&policy);
    assert_eq!(all.len(), unnoticed(&policy, mutants(&policy), &surroundings()).len());
}

fn from(address: &str, country: Option<&str>, exchanges: &[&str]) -> TestCase {
    TestCase {
        from: Some(address.parse().unwrap()),
        country: country.map(|code| code.parse().unwrap()),
        at: Some(0),
        ..case(None, exchanges)
    }
}

/// The shop with every setting of `network`, and with tests that notice each change of them.
fn guarded() -> Policy {
    let span = |start: u32| Span { start, ..Span::default() };
    let rule = |blocks: &[&str], start: u32| {
        let blocks = blocks.iter().map(|block| block.parse().unwrap()).collect();
        Some(AddressRule { blocks, span: span(start) })
    };
    let listed = ["DE", "FR"].map(|code| code.parse().unwrap()).into();
    let countries = Countries {
        database: "countries.mmdb".into(),
        rule: Some(CountryRule { list: CountryList::Allowed, countries: listed }),
        span: span(903),
    };
    let network = Network {
        deny: rule(&["192.0.2.0/25", "192.0.3.0/25"], 901),
        allow: rule(&["192.0.2.0/23", "198.51.100.0/24"], 902),
        countries: Some(countries),
        limit: Some(limit(Network::LIMIT, 1, 1, LimitKey::ClientIp)),
    };
    let tests = vec![test(vec![
        from("192.0.2.1", Some("DE"), &["GET /v1/orders/health -> 403 network.deny"]),
        from("192.0.3.1", Some("DE"), &["GET /v1/orders/health -> 403 network.deny"]),
        from("203.0.113.1", Some("DE"), &["GET /v1/orders/health -> 403 network.allow"]),
        from("192.0.2.200", None, &["GET /v1/orders/health -> 403 network.countries"]),
        from("192.0.2.200", Some("FR"), &["GET /v1/orders/health -> 200"]),
        from(
            "198.51.100.1",
            Some("DE"),
            &["GET /v1/orders/health -> 200", "GET /nowhere -> 429 network.limit"],
        ),
    ])];
    Policy { network, tests, ..shop() }
}

#[test]
fn every_change_of_the_network_is_noticed() {
    let policy = guarded();
    let of_network = |policy: &Policy| {
        let all = mutants(policy).into_iter();
        let names = ["network.deny", "network.allow", "network.countries", Network::LIMIT];
        all.filter(|mutant| names.contains(&mutant.rule.as_str())).collect::<Vec<_>>()
    };
    assert_eq!(of_network(&policy).len(), 3 + 3 + 3 + 2);
    let missed = unnoticed(&policy, of_network(&policy), &surroundings());
    assert!(missed.is_empty(), "{missed:?}");
    let untested = Policy { tests: Vec::new(), ..policy.clone() };
    assert_eq!(unnoticed(&untested, of_network(&untested), &surroundings()).len(), 11);
    let mut coverage = Coverage::new(&policy);
    let policy = Arc::new(policy);
    for test in &policy.tests {
        run(&policy, test, &surroundings(), &mut |one| coverage.observe(one));
    }
    let missing: Vec<&Item> = coverage
        .items()
        .iter()
        .filter(|item| item.rule.starts_with("network.") && item.missing() != Sides::default())
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn a_limit_by_country_is_covered_and_each_change_of_it_noticed() {
    let mut policy = shop();
    let few = limit("per_country", 2, 2, LimitKey::Country);
    policy.limits.push(few.clone());
    let health = policy.apis[0].routes.iter_mut().find(|route| route.name.contains("health"));
    health.unwrap().limits = vec![few];
    let asks = |address: &str, country: &str, expected: &str| {
        from(address, Some(country), &[&format!("GET /v1/orders/health -> {expected}")])
    };
    policy.tests = vec![test(vec![
        asks("192.0.2.1", "DE", "200"),
        asks("192.0.2.2", "DE", "200"),
        asks("192.0.2.3", "DE", "429 limit.per_country"),
        asks("192.0.2.3", "FR", "200"),
    ])];
    let of_limit = |policy: &Policy| {
        let all = mutants(policy).into_iter();
        all.filter(|mutant| mutant.rule == "limit.per_country").collect::<Vec<_>>()
    };
    assert_eq!(of_limit(&policy).len(), 2);
    assert_eq!(unnoticed(&policy, of_limit(&policy), &surroundings()).len(), 0);
    let untested = Policy { tests: Vec::new(), ..policy.clone() };
    assert_eq!(unnoticed(&untested, of_limit(&untested), &surroundings()).len(), 2);
    let policy = Arc::new(policy);
    let mut coverage = Coverage::new(&policy);
    run(&policy, &policy.tests[0], &surroundings(), &mut |decision| coverage.observe(decision));
    let of = |rule: &str| coverage.items().iter().find(|item| item.rule == rule).unwrap().missing();
    assert_eq!(of("limit.per_country"), Sides::default());
}

#[test]
fn what_an_api_joins_is_covered_and_changed_once() {
    let span = |start| Span { file: 0, start, end: start + 1 };
    let nobody = Condition::InNetworks { networks: vec!["198.51.100.0/24".parse().unwrap()] };
    let here = Condition::InNetworks { networks: vec!["127.0.0.0/8".parse().unwrap()] };
    let mut policy = shop();
    for route in &mut policy.apis[0].routes {
        route.deny.insert(0, DenyClause { when: nobody.clone(), span: span(200) });
        route.require.push(RequireClause { condition: here.clone(), span: span(201) });
    }
    let own = RequireClause { condition: here, span: span(202) };
    policy.apis[0].routes[0].require.push(own);
    let rules = |rule: &str, all: Vec<String>| all.into_iter().filter(|one| one == rule).count();
    let items = || Coverage::new(&policy).items().iter().map(|item| item.rule.clone()).collect();
    for (rule, count) in [
        ("orders/deny", 1),
        ("orders/require", 1),
        ("orders.get/require", 1),
        ("orders.post/deny", 1),
    ] {
        assert_eq!(rules(rule, items()), count, "{rule}");
    }
    let changed = || mutants(&policy).iter().map(|mutant| format!("{mutant:?}")).collect();
    for change in ["deleted", "negated", "without block 1 of its list"] {
        for rule in ["orders/deny", "orders/require", "orders.get/require"] {
            assert_eq!(rules(&format!("{rule}: {change}"), changed()), 1, "{rule} {change}");
        }
    }
    let from = |address: &str, expected: &str| TestCase {
        from: Some(address.parse().unwrap()),
        ..case(None, &[&format!("GET /v1/orders/health -> {expected}")])
    };
    policy.tests = vec![test(vec![
        from("127.0.0.1", "200"),
        from("198.51.100.1", "403 deny"),
        from("192.0.2.1", "403 require"),
    ])];
    let of_api: Vec<Mutant> =
        mutants(&policy).into_iter().filter(|mutant| mutant.rule.starts_with("orders/")).collect();
    assert!(of_api.iter().all(|mutant| mutant.apply(&policy) != policy));
    assert_eq!(unnoticed(&policy, of_api, &surroundings()).len(), 0);
    let policy = Arc::new(policy);
    let mut coverage = Coverage::new(&policy);
    run(&policy, &policy.tests[0], &surroundings(), &mut |one| coverage.observe(one));
    let of = |rule: &str| coverage.items().iter().find(|item| item.rule == rule).unwrap().missing();
    assert_eq!((of("orders/deny"), of("orders/require")), (Sides::default(), Sides::default()));
}
