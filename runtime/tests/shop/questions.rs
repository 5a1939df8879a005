//! `Policy::authorize`: what it says of a caller is what the evaluator decides on a request of that caller.

use std::net::IpAddr;
use std::sync::Arc;

use gatewright::token::Verifier;
use gatewright_compiler::check_language;
use gatewright_compiler::source::{Alone, Source};
use gatewright_core::evaluate::{Evaluator, Keys, Outcome, Request, Timestamp};
use gatewright_core::primitive::principal::{Principal, PrincipalValue};
use http::Request as Asked;

use crate::fixture::{NOW, Shop};
use crate::shop;
use crate::shop::{Role, Scheme};

/// Somebody, in the words of the evaluator and of the generated code.
fn caller(
    scheme: Scheme,
    id: &str,
    roles: &[Role],
    suspended: Option<bool>,
) -> (Principal, shop::Principal) {
    let names = roles.iter().map(|role| role.name().to_owned()).collect();
    let fields = [
        ("id".to_owned(), Some(PrincipalValue::Text(id.to_owned()))),
        ("roles".to_owned(), Some(PrincipalValue::Roles(names))),
        ("suspended".to_owned(), suspended.map(PrincipalValue::Bool)),
    ];
    let fields = fields.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
    let told = Principal { scheme: scheme.name().to_owned(), fields };
    let roles = roles.iter().copied().collect();
    (told, shop::Principal { scheme, id: id.to_owned(), roles, tenant: None, suspended })
}

#[test]
fn a_question_is_answered_as_the_request_would_be() {
    let callers = [
        None,
        Some(caller(Scheme::Customer, "anna", &[], None)),
        Some(caller(Scheme::Customer, "anna", &[Role::Viewer], None)),
        Some(caller(Scheme::Customer, "anna", &[Role::Viewer, Role::Clerk], Some(false))),
        Some(caller(Scheme::Customer, "anna", &[Role::Clerk], Some(true))),
        Some(caller(Scheme::Customer, "root", &[Role::Admin], None)),
        Some(caller(Scheme::Partner, "anna", &[Role::Viewer], None)),
    ];
    let id = "0195a3c0-7d10-7000-8000-000000000001";
    let targets = [
        "/v1/orders".to_owned(),
        format!("/v1/orders/{id}"),
        format!("/v1/orders/{}", id.to_uppercase()),
        "/v1/orders/17".to_owned(),
        "/v1/orders/of/anna".to_owned(),
        "/v1/orders/of/%61nna".to_owned(),
        "/v1/orders/of/%C3%A4nna".to_owned(),
        "/v1/orders/of/bob".to_owned(),
        format!("/v1/orders/of/{}", "a".repeat(64)),
        format!("/v1/orders/of/{}", "a".repeat(65)),
        format!("/v1/orders/of/{}", "%C3%A4".repeat(64)),
        format!("/v1/orders/of/{}", "%C3%A4".repeat(65)),
        "/v1/orders/health".to_owned(),
        "/v1//orders".to_owned(),
        "/v1/./orders".to_owned(),
        "/nowhere".to_owned(),
    ];
    let text = include_str!("../../../examples/shop/shop.gate");
    let policy = Arc::new(check_language(Source::new("shop.gate", text), &Alone).outcome.unwrap());
    let (shop, mut asked) = (Shop::new(), 0);
    let generated = shop.policy();
    for (target, method, caller) in targets.iter().flat_map(|target| {
        let methods = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"].into_iter();
        let callers = callers.iter();
        methods.flat_map(move |method| callers.clone().map(move |caller| (target, method, caller)))
    }) {
        let request = Request {
            method: method.to_owned(),
            target: target.clone(),
            headers: vec![("host".to_owned(), b"localhost".to_vec())],
            body: Vec::new(),
            peer: IpAddr::from([203, 0, 113, 7]),
            country: None,
            tls: None,
        };
        let verifier = Arc::new(Verifier::default());
        let mut evaluator = Evaluator::new(Arc::clone(&policy), Keys::default(), verifier);
        let now = Timestamp { seconds: NOW, nanos: 0 };
        let principal = caller.as_ref().map(|(principal, _)| principal);
        let decision = evaluator.decide_as(&request, principal, now);
        // Everything behind stage 10 is no matter of who calls.
        let later = ["/body", "/body.type"];
        let expected = match &decision.outcome {
            Outcome::Refuse(refusal) if !later.iter().any(|one| refusal.rule.ends_with(one)) => {
                Err(format!("{} {}", refusal.status().code(), refusal.rule))
            }
            Outcome::Refuse(_) | Outcome::Admit(_) | Outcome::Preflight(_) => {
                Ok(decision.route.clone().unwrap())
            }
        };
        let question = Asked::builder().method(method).uri(target).body(()).unwrap();
        let question = generated.question(question);
        let answer = generated.authorize(&question, caller.as_ref().map(|(_, caller)| caller));
        let answer = answer
            .map(str::to_owned)
            .map_err(|refusal| format!("{} {}", refusal.status().code(), refusal.rule));
        assert_eq!(answer, expected, "{method} {target} by {caller:?}");
        asked += 1;
    }
    assert_eq!(asked, 16 * 6 * 7);
}

#[test]
fn an_answer_takes_no_memory() {
    let shop = Shop::new();
    let policy = shop.policy();
    let (_, anna) = caller(Scheme::Customer, "anna", &[Role::Viewer], None);
    let ask = |method: &str, target: &str| {
        let question = Asked::builder().method(method).uri(target).body(()).unwrap();
        let question = policy.question(question);
        let (mut status, mut nobody) = (0, 0);
        let taken = allocation_counter::measure(|| {
            let answer = policy.authorize(&question, Some(&anna));
            status = answer.map_or_else(|refusal| refusal.status().code(), |_| 200);
            let answer = policy.authorize(&question, None);
            nobody = answer.map_or_else(|refusal| refusal.status().code(), |_| 200);
        });
        assert_eq!(taken.count_total, 0, "{method} {target}");
        (status, nobody)
    };
    let id = "0195a3c0-7d10-7000-8000-000000000001";
    assert_eq!(ask("GET", "/v1/orders"), (200, 401));
    assert_eq!(ask("GET", "/v1/orders/of/anna"), (200, 401));
    assert_eq!(ask("GET", "/v1/orders/of/bob"), (403, 401));
    assert_eq!(ask("DELETE", &format!("/v1/orders/{id}")), (403, 401));
    assert_eq!(ask("GET", "/v1/orders/health"), (200, 200));
    assert_eq!(ask("PUT", "/v1/orders"), (405, 405));
    assert_eq!(ask("GET", "/v1/nowhere"), (404, 404));
    assert_eq!(ask("GET", "/v1//orders"), (400, 400));
}
