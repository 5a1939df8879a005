//! What holds for every policy and every request.

use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use proptest::strategy::ValueTree as _;

use super::*;
use crate::policy::fixture::{allow_anyone, allow_role, equal, operand, suspended};
use crate::policy::{
    AllowClause, Condition, DenyClause, Literal, Presence, RequireClause, Source, Span, StepUp,
    StepUpChallenge, ValueType, Visibility, Who,
};

fn is_set(field: &str) -> Condition {
    Condition::IsSet(operand(Source::Principal(field.into()), ValueType::Text))
}

fn leaf() -> impl Strategy<Value = Condition> {
    let tenant = operand(Source::Principal("tenant".into()), ValueType::Uuid);
    let id = operand(Source::Principal("id".into()), ValueType::Text);
    let header = operand(Source::Header("x-who".into()), ValueType::Text);
    let written = operand(Source::Literal(Literal::Text("anna".into())), ValueType::Text);
    select(vec![
        suspended(),
        is_set("tenant"),
        is_set("suspended"),
        Condition::SchemeIs("customer".into()),
        Condition::InNetworks { networks: vec!["192.0.2.0/24".parse().unwrap()] },
        Condition::InNetworks { networks: Vec::new() },
        Condition::Has { held_by: vec!["clerk".into(), "admin".into()] },
        equal(tenant.clone(), tenant),
        equal(id, header.clone()),
        Condition::StartsWith { subject: header, affix: written },
    ])
}

fn condition() -> impl Strategy<Value = Condition> {
    leaf().prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 2..4).prop_map(Condition::And),
            proptest::collection::vec(inner.clone(), 2..4).prop_map(Condition::Or),
            inner.prop_map(|inner| Condition::Not(Box::new(inner))),
        ]
    })
}

fn allow_clause() -> impl Strategy<Value = AllowClause> {
    let role = select(vec!["viewer", "clerk", "admin"]);
    let by_role =
        (role, proptest::option::of(condition())).prop_map(|(role, when)| allow_role(role, when));
    let authenticated = proptest::option::of(condition()).prop_map(|when| AllowClause {
        who: Who::Authenticated,
        when,
        span: Span::default(),
    });
    prop_oneof![4 => by_role, 1 => authenticated]
}

fn deny_clause() -> impl Strategy<Value = DenyClause> {
    condition().prop_map(|when| DenyClause { when, span: Span::default() })
}

fn require_clause() -> impl Strategy<Value = RequireClause> {
    condition().prop_map(|condition| RequireClause { condition, span: Span::default() })
}

fn step_up() -> impl Strategy<Value = Arc<StepUp>> {
    condition().prop_map(|condition| {
        Arc::new(StepUp {
            name: "recent".into(),
            condition,
            challenge: StepUpChallenge { max_age: Some(300), acr_values: Vec::new() },
            schemes: vec!["customer".into()],
            span: Span::default(),
        })
    })
}

/// The policy with its routes changed.
fn with(policy: &Policy, change: impl Fn(&mut crate::policy::Route)) -> Policy {
    let mut changed = policy.clone();
    changed.apis.iter_mut().flat_map(|api| &mut api.routes).for_each(change);
    changed
}

/// The shop with other clauses on each route.
fn policy() -> impl Strategy<Value = Policy> {
    let clauses = (
        proptest::collection::vec(allow_clause(), 1..3),
        proptest::collection::vec(deny_clause(), 0..2),
        proptest::collection::vec(require_clause(), 0..2),
        proptest::collection::vec(step_up(), 0..2),
    );
    proptest::collection::vec(clauses, 5).prop_map(|clauses| {
        let mut policy = shop();
        for (route, (allow, deny, require, step_up)) in
            policy.apis[0].routes.iter_mut().zip(clauses)
        {
            (route.allow, route.deny) = (allow, deny);
            (route.require, route.step_up) = (require, step_up);
        }
        policy
    })
}

/// Headers with or without credentials, of which some are bad.
fn headers() -> impl Strategy<Value = Vec<(String, String)>> {
    let roles = subsequence(vec!["viewer", "clerk", "admin", "other"], 0..4);
    let claims = (roles, any::<Option<bool>>(), any::<bool>()).prop_map(|(roles, suspended, tenant)| {
        let tenant = tenant.then_some("0195a3c0-7d10-7000-8000-000000000001");
        token(json!({ "realm_access": { "roles": roles }, "suspended": suspended, "tenant": tenant }))
    });
    let bearer = claims.prop_map(|token| header("authorization", &format!("Bearer {token}")));
    let lines = prop_oneof![
        6 => bearer,
        2 => Just(header("x-api-key", "abc")),
        1 => Just(header("x-api-key", "bad")),
        1 => Just(header("authorization", "Bearer bad")),
        2 => Just(header("x-who", "anna")),
        1 => Just(header("x-who", "bob")),
    ];
    proptest::collection::vec(lines, 0..3)
}

fn asked() -> impl Strategy<Value = Request> {
    let targets = [
        "/v1/orders",
        "/v1/orders",
        "/v1/orders?page=1",
        "/v1/orders?page=0",
        "/v1/orders/health",
        "/v1/orders/of/anna",
        "/v1/orders/of/bob",
        "/v1/orders/0195a3c0-7d10-7000-8000-000000000001",
        "/v1/orders/x",
        "/v1/./orders",
    ];
    let methods = ["GET", "GET", "GET", "POST", "DELETE", "HEAD", "OPTIONS", "TRACE"];
    (select(methods.to_vec()), select(targets.to_vec()), headers(), any::<bool>()).prop_map(
        |(method, target, headers, body)| {
            let mut request = request(method, target, &headers);
            if method == "POST" && body {
                request.headers.push(("content-type".into(), b"application/json".to_vec()));
                request.body = br#"{"quantity":1}"#.to_vec();
            }
            request
        },
    )
}

fn decide(policy: &Policy, request: &Request) -> Decision {
    evaluator(policy.clone()).decide(request, NOW)
}

fn is_admitted(policy: &Policy, request: &Request) -> bool {
    matches!(decide(policy, request).outcome, Outcome::Admit(_))
}

fn anonymous(request: &Request) -> Request {
    let mut request = request.clone();
    request.headers.retain(|(name, _)| name != "authorization" && name != "x-api-key");
    request
}

#[test]
fn who_includes_a_role_may_do_what_it_may() {
    let id = "/v1/orders/0195a3c0-7d10-7000-8000-000000000001";
    for target in ["/v1/orders", "/v1/orders/of/anna", "/v1/orders/of/bob", id] {
        for method in ["GET", "POST", "DELETE"] {
            let may = ["viewer", "clerk", "admin"].map(|role| {
                let json = header("content-type", "application/json");
                let mut request = request(method, target, &[holder(&[role]), json]);
                if method == "POST" {
                    request.body = br#"{"quantity":1}"#.to_vec();
                }
                is_admitted(&shop(), &request)
            });
            assert!(may.is_sorted(), "{method} {target}: {may:?}");
        }
    }
}

#[test]
fn the_laws_see_every_kind_of_answer() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut answers = std::collections::BTreeMap::<String, usize>::new();
    for _ in 0..1000 {
        let policy = policy().new_tree(&mut runner).unwrap().current();
        let request = asked().new_tree(&mut runner).unwrap().current();
        let decision = decide(&policy, &request);
        let rule = decision.rule().map(|rule| rule.rsplit('/').next().unwrap().to_owned());
        *answers.entry(rule.unwrap_or_default()).or_default() += 1;
    }
    let all = [
        "",
        "allow",
        "auth",
        "auth.customer",
        "auth.partner",
        "body.type",
        "deny",
        "method",
        "path",
        "query",
        "require",
        "route",
        "step_up.recent",
        "wire",
    ];
    for rule in all {
        assert!(answers.get(rule).is_some_and(|count| *count > 0), "{rule}: {answers:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn without_credentials_only_anyone_gets_in(policy in policy(), request in asked()) {
        let decision = decide(&policy, &anonymous(&request));
        if let Outcome::Admit(admission) = decision.outcome {
            prop_assert_eq!(decision.route.as_deref(), Some("orders.get/health"));
            prop_assert_eq!(admission.principal, None);
            prop_assert_eq!(admission.set, []);
        }
    }

    #[test]
    fn without_credentials_nobody_passes_but_by_anyone(
        policy in policy(),
        anyone in proptest::option::of(proptest::option::of(condition())),
        request in asked(),
    ) {
        // Wherever a credential may be left away, only `allow anyone` admits who leaves it away.
        let mut policy = policy;
        for route in policy.apis[0].routes.iter_mut().filter(|route| !route.auth.is_empty()) {
            route.credential = Presence::Optional;
            route.allow.extend(anyone.clone().map(|when| AllowClause { when, ..allow_anyone() }));
        }
        let decision = decide(&policy, &anonymous(&request));
        if let Outcome::Admit(admission) = decision.outcome {
            let is_open = decision.route.as_deref() == Some("orders.get/health");
            prop_assert!(is_open || anyone.is_some());
            prop_assert_eq!(admission.principal, None);
            prop_assert_eq!(admission.set, []);
        }
    }

    #[test]
    fn one_more_deny_admits_nothing(policy in policy(), deny in deny_clause(), request in asked()) {
        let mut stricter = policy.clone();
        for route in &mut stricter.apis[0].routes {
            route.deny.push(deny.clone());
        }
        prop_assert!(is_admitted(&policy, &request) || !is_admitted(&stricter, &request));
    }

    #[test]
    fn one_more_restriction_admits_nothing(
        policy in policy(),
        require in require_clause(),
        step_up in step_up(),
        request in asked(),
    ) {
        let required = with(&policy, |route| route.require.push(require.clone()));
        let stepped_up = with(&policy, |route| route.step_up.push(step_up.clone()));
        let limited = with(&policy, |route| {
            let one = crate::policy::fixture::limit("one", 1, 1, crate::policy::LimitKey::ClientIp);
            route.limits.push(one);
        });
        let was_admitted = is_admitted(&policy, &request);
        for stricter in [required, stepped_up, limited] {
            prop_assert!(was_admitted || !is_admitted(&stricter, &request));
        }
    }

    #[test]
    fn require_is_deny_of_the_opposite(policy in policy(), require in require_clause(), request in asked()) {
        let required = with(&policy, |route| route.require = vec![require.clone()]);
        let denied = with(&policy, |route| {
            let when = Condition::Not(Box::new(require.condition.clone()));
            route.require = Vec::new();
            route.deny.push(DenyClause { when, span: Span::default() });
        });
        let (required, denied) = (decide(&required, &request), decide(&denied, &request));
        prop_assert_eq!(required.status(), denied.status());
    }

    #[test]
    fn what_is_hidden_is_refused_all_the_same(policy in policy(), request in asked()) {
        let hidden = with(&policy, |route| {
            route.visibility = Visibility::Hidden { span: Span::default() };
        });
        let (shown, hidden) = (decide(&policy, &request), decide(&hidden, &request));
        let expected = if shown.status() == Some(403) { Some(404) } else { shown.status() };
        prop_assert_eq!(hidden.status(), expected);
        prop_assert_eq!(hidden.rule(), shown.rule());
    }

    #[test]
    fn roles_that_include_others_are_admitted_with_them(
        allow in proptest::collection::vec(select(vec!["viewer", "clerk", "admin"]), 1..3),
        target in select(vec!["/v1/orders", "/v1/orders/of/anna", "/v1/orders/0195a3c0-7d10-7000-8000-000000000001"]),
        when in proptest::option::of(leaf().prop_filter("a role may be what a condition asks about", |leaf| {
            !matches!(leaf, Condition::Has { .. })
        })),
    ) {
        let policy = with(&shop(), |route| {
            route.allow = allow.iter().map(|role| allow_role(role, when.clone())).collect();
        });
        let may = ["viewer", "clerk", "admin"]
            .map(|role| is_admitted(&policy, &request("GET", target, &[holder(&[role])])));
        prop_assert!(may.is_sorted(), "{:?}", may);
    }

    #[test]
    fn one_more_allow_refuses_nothing(policy in policy(), allow in allow_clause(), request in asked()) {
        let mut laxer = policy.clone();
        for route in &mut laxer.apis[0].routes {
            route.allow.push(allow.clone());
        }
        prop_assert!(!is_admitted(&policy, &request) || is_admitted(&laxer, &request));
    }

    #[test]
    fn a_lower_limit_admits_nothing_more(requests in proptest::collection::vec(asked(), 1..20), burst in 1_u64..5) {
        let with_burst = |burst| {
            let mut policy = shop();
            for route in &mut policy.apis[0].routes {
                route.limits = vec![crate::policy::fixture::limit("one", burst, burst, crate::policy::LimitKey::ClientIp)];
            }
            evaluator(policy)
        };
        let (mut lower, mut higher) = (with_burst(burst), with_burst(burst + 1));
        for request in requests {
            let (lower, higher) = (lower.decide(&request, NOW), higher.decide(&request, NOW));
            let admits = |decision: &Decision| matches!(decision.outcome, Outcome::Admit(_));
            prop_assert!(!admits(&lower) || admits(&higher));
        }
    }

    #[test]
    fn the_order_of_declarations_changes_nothing(
        policy in policy(),
        request in asked(),
        places in Just((0..6).collect::<Vec<usize>>()).prop_shuffle(),
    ) {
        let mut shuffled = policy.clone();
        let routes = &policy.apis[0].routes;
        shuffled.apis[0].routes = places.iter().map(|place| routes[*place].clone()).collect();
        for route in &mut shuffled.apis[0].routes {
            route.allow.reverse();
            route.deny.reverse();
            route.require.reverse();
        }
        shuffled.roles.reverse();
        shuffled.schemes.reverse();
        shuffled.upstreams.reverse();
        let (straight, shuffled) = (decide(&policy, &request), decide(&shuffled, &request));
        prop_assert_eq!(straight.outcome, shuffled.outcome);
        prop_assert_eq!(straight.route, shuffled.route);
    }

    #[test]
    fn a_missing_value_never_opens(policy in policy(), request in asked()) {
        // Whoever is admitted by `allow anyone` alone reads nothing of the principal.
        let mut open = policy.clone();
        for route in &mut open.apis[0].routes {
            (route.allow, route.deny, route.auth) = (vec![allow_anyone()], Vec::new(), Vec::new());
            (route.require, route.step_up) = (Vec::new(), Vec::new());
        }
        let decision = decide(&open, &request);
        if let Outcome::Admit(admission) = decision.outcome {
            prop_assert_eq!(admission.principal, None);
            prop_assert!(!admission.removed.contains(&"authorization".to_owned()));
        }
    }

    #[test]
    fn nothing_makes_it_panic_or_open_a_guarded_route(
        method in "(GET|POST|[A-Z]{1,4})",
        target in "(/v1/orders)?[/?&=%a-z0-9.]{0,12}.{0,3}",
        lines in proptest::collection::vec(("(authorization|x-api-key|content-type|x-forwarded-for|host|[!-~]{1,6})", "(Bearer )?.{0,20}"), 0..4),
        body in proptest::collection::vec(any::<u8>(), 0..20),
    ) {
        let mut request = request(&method, &target, &lines);
        request.body = body;
        let decision = decide(&shop(), &request);
        prop_assert!(!decision.trace.is_empty());
        prop_assert!(decision.to_json().is_object());
        if let Outcome::Admit(_) = decision.outcome {
            prop_assert_eq!(decision.route.as_deref(), Some("orders.get/health"));
        }
    }
}
