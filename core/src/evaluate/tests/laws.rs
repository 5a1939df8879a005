//! What holds for every policy and every request.

mod generate;

use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use proptest::strategy::ValueTree as _;

use super::*;
use crate::policy::fixture::allow_anyone;
use crate::policy::{
    AllowClause, Condition, DenyClause, Presence, RequireClause, Span, Visibility,
};
use generate::{allow_clause, asked, condition, policy, policy_by, restriction, roleless};

fn decide(policy: &Policy, request: &Request) -> Decision {
    evaluator(policy.clone()).decide(request, NOW)
}

fn is_admitted(policy: &Policy, request: &Request) -> bool {
    matches!(decide(policy, request).outcome, Outcome::Admit(_))
}

/// The policy with routes that a credential may be left away on, which may be for anyone.
fn for_anyone_too(mut policy: Policy, anyone: Option<&Option<Condition>>) -> Policy {
    for route in policy.apis[0].routes.iter_mut().filter(|route| !route.auth.is_empty()) {
        route.credential = Presence::Optional;
        let when = anyone.cloned();
        route.allow.extend(when.map(|when| AllowClause { when, ..allow_anyone() }));
    }
    policy
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
    for _ in 0..2000 {
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
        "body.json",
        "body.schema",
        "body.type",
        "cors",
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
        let policy = for_anyone_too(policy, anyone.as_ref());
        let decision = decide(&policy, &anonymous(&request));
        if let Outcome::Admit(admission) = decision.outcome {
            let is_open = decision.route.as_deref() == Some("orders.get/health");
            prop_assert!(is_open || anyone.is_some());
            prop_assert_eq!(admission.principal, None);
            prop_assert_eq!(admission.set, []);
        }
    }

    #[test]
    fn a_restriction_admits_nothing(
        policy in policy(),
        anyone in proptest::option::of(proptest::option::of(condition())),
        restriction in restriction(),
        request in asked(),
    ) {
        let policy = for_anyone_too(policy, anyone.as_ref());
        let is_bound = restriction.binds(&request);
        let stricter = restriction.on(&policy);
        prop_assert!(
            is_admitted(&policy, &request) || !is_admitted(&stricter, &request) || !is_bound
        );
    }

    #[test]
    fn require_is_deny_of_the_opposite(
        policy in policy(),
        condition in condition(),
        request in asked(),
    ) {
        let with = |change: &dyn Fn(&mut crate::policy::Route)| {
            let mut policy = policy.clone();
            policy.apis[0].routes.iter_mut().for_each(change);
            decide(&policy, &request)
        };
        let required = with(&|route| {
            let condition = condition.clone();
            route.require = vec![RequireClause { condition, span: Span::default() }];
        });
        let denied = with(&|route| {
            let when = Condition::Not(Box::new(condition.clone()));
            route.require = Vec::new();
            route.deny.push(DenyClause { when, span: Span::default() });
        });
        prop_assert_eq!(required.status(), denied.status());
    }

    #[test]
    fn what_hides_changes_nothing_but_what_clients_are_told(policy in policy(), request in asked()) {
        let with = |visibility: Visibility| {
            let mut policy = policy.clone();
            for route in &mut policy.apis[0].routes {
                route.visibility = visibility;
            }
            decide(&policy, &request)
        };
        let shown = with(Visibility::Shown);
        let hidden = with(Visibility::Hidden { span: Span::default() });
        prop_assert_eq!(shown.rule(), hidden.rule());
        prop_assert_eq!(&shown.trace, &hidden.trace);
        match (&shown.outcome, &hidden.outcome) {
            (Outcome::Refuse(shown), Outcome::Refuse(told)) if shown.status().code() == 403 => {
                let mut nowhere = request.clone();
                nowhere.target = "/nowhere".to_owned();
                let unknown = decide(&policy, &nowhere);
                prop_assert_eq!(told.status().code(), 404);
                prop_assert_eq!(hidden.headers, unknown.headers);
                let Outcome::Refuse(unknown) = unknown.outcome else { panic!("there is no such path") };
                let document = |refusal: &Refusal| refusal.problem_document(policy.detail);
                prop_assert_eq!(document(told), document(&unknown));
            }
            (shown, hidden) => prop_assert_eq!(shown, hidden),
        }
    }

    #[test]
    fn who_holds_more_may_do_no_less(
        policy in policy_by(roleless()),
        request in asked(),
        roles in subsequence(vec!["viewer", "clerk", "admin"], 0..3),
        more in select(vec!["viewer", "clerk", "admin"]),
    ) {
        let may = |roles: &[&str]| {
            let mut request = anonymous(&request);
            let (name, value) = holder(roles);
            request.headers.push((name, value.into_bytes()));
            is_admitted(&policy, &request)
        };
        let all: Vec<&str> = roles.iter().copied().chain([more]).collect();
        prop_assert!(!may(&roles) || may(&all));
        // A role includes those below it.
        prop_assert!(!may(&["viewer"]) || may(&["clerk"]));
        prop_assert!(!may(&["clerk"]) || may(&["admin"]));
    }

    #[test]
    fn one_more_allow_refuses_nothing(policy in policy(), allow in allow_clause(), request in asked()) {
        // A line that some condition reads has to stand once, so that to read one more may refuse who repeats it.
        let (mut request, mut names) = (request, std::collections::BTreeSet::new());
        request.headers.retain(|(name, _)| names.insert(name.clone()));
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
