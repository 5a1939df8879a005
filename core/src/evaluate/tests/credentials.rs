//! Stages 7, 10 and 13.

use super::*;
use crate::policy::fixture::{customer, suspended};
use crate::policy::{DenyClause, Scheme, SchemeKind, Span};

const LIST: &str = "/v1/orders";

fn bearer(token: &str) -> (String, String) {
    header("authorization", &format!("Bearer {token}"))
}

fn key(value: &str) -> (String, String) {
    header("X-Api-Key", value)
}

#[test]
fn nothing_presented() {
    let refusal = refusal(&request("GET", LIST, &[]));
    assert_eq!(refusal.rule, "orders.get/auth");
    assert_eq!(
        refusal.headers,
        [("www-authenticate", "Bearer realm=\"shop\", ApiKey realm=\"shop\"".into())]
    );
    for other in ["Basic YTpi", "BEARER a", "Bearer", "Bearer ", "a.b.c", ""] {
        let asked = request("GET", LIST, &[header("authorization", other)]);
        assert_eq!(verdict(&asked), "401 orders.get/auth", "{other}");
    }
    // Names with an underscore are nobody's.
    assert_eq!(
        verdict(&request("GET", LIST, &[header("x_api_key", "abc")])),
        "401 orders.get/auth"
    );
}

#[test]
fn bad_credentials_answer_by_their_scheme() {
    let bad = refusal(&request("GET", LIST, &[bearer("a.b.c")]));
    assert_eq!(bad.rule, "orders.get/auth.customer");
    assert_eq!(
        bad.headers,
        [("www-authenticate", "Bearer realm=\"shop\", error=\"invalid_token\"".into())]
    );
    let bad = refusal(&request("GET", LIST, &[key("abd")]));
    assert_eq!(bad.rule, "orders.get/auth.partner");
    assert_eq!(bad.headers, [("www-authenticate", "ApiKey realm=\"shop\"".into())]);
    // The empty text has a digest in the file, and is still no key.
    for empty in ["", " ", "\t "] {
        assert_eq!(verdict(&request("GET", LIST, &[key(empty)])), "401 orders.get/auth.partner");
    }
    let expired = token(json!({ "exp": NOW.seconds - 30 }));
    assert_eq!(verdict(&request("GET", LIST, &[bearer(&expired)])), "401 orders.get/auth.customer");
    let lasting = token(json!({ "exp": NOW.seconds - 29 }));
    assert_eq!(verdict(&request("GET", LIST, &[bearer(&lasting)])), "200 -");
    assert_eq!(
        verdict(&request("GET", LIST, &[header("authorization", &format!("Bearer  {lasting}"))])),
        "401 orders.get/auth.customer"
    );
}

#[test]
fn every_presented_credential_must_be_valid() {
    let good = token(json!({}));
    assert_eq!(verdict(&request("GET", LIST, &[bearer(&good), key("abc")])), "200 -");
    assert_eq!(
        verdict(&request("GET", LIST, &[bearer(&good), key("no")])),
        "401 orders.get/auth.partner"
    );
    assert_eq!(
        verdict(&request("GET", LIST, &[bearer("no"), key("abc")])),
        "401 orders.get/auth.customer"
    );
    assert_eq!(
        verdict(&request("GET", LIST, &[key("no"), bearer("no")])),
        "401 orders.get/auth.customer"
    );
    let both = request("GET", LIST, &[key("abc"), bearer(&good)]);
    let Outcome::Admit(admission) = evaluator(shop()).decide(&both, NOW).outcome else { panic!() };
    assert_eq!(admission.principal.unwrap().scheme, "customer");
    assert_eq!(admission.removed, ["authorization", "x-api-key"]);
}

#[test]
fn a_scheme_without_keys_accepts_nothing() {
    let mut evaluator = Evaluator::new(Arc::new(shop()), Keys::default(), Arc::new(Pretend));
    let good = request("GET", LIST, &[bearer(&token(json!({})))]);
    assert_eq!(verdict_of(&evaluator.decide(&good, NOW)), "401 orders.get/auth.customer");
    let good = request("GET", LIST, &[key("abc")]);
    assert_eq!(verdict_of(&evaluator.decide(&good, NOW)), "401 orders.get/auth.partner");
}

#[test]
fn a_token_is_presented_to_the_scheme_of_its_issuer() {
    let mut staff = Scheme::clone(&customer());
    staff.name = "staff".into();
    let SchemeKind::Jwt(settings) = &mut staff.kind else { panic!() };
    settings.issuer = "https://staff.example.com/".into();
    let mut policy = shop();
    policy.apis[0].routes[0].auth.insert(1, Arc::new(staff));
    let mut keys = keys();
    keys.tokens.insert("staff".into(), keys.tokens["customer"].clone());
    let mut evaluator = Evaluator::new(Arc::new(policy), keys, Arc::new(Pretend));
    let mut asks = |token: &str| {
        let decision = evaluator.decide(&request("GET", LIST, &[bearer(token)]), NOW);
        match decision.outcome {
            Outcome::Admit(admission) => admission.principal.unwrap().scheme,
            Outcome::Refuse(refusal) => refusal.rule.to_string(),
            Outcome::Preflight(preflight) => panic!("{preflight:?}"),
        }
    };
    assert_eq!(asks(&token(json!({}))), "customer");
    assert_eq!(asks(&token(json!({ "iss": "https://staff.example.com/" }))), "staff");
    assert_eq!(
        asks(&token(json!({ "iss": "https://staff.example.com/", "exp": 1 }))),
        "orders.get/auth.staff"
    );
    assert_eq!(
        asks(&token(json!({ "iss": "https://evil.example.com/" }))),
        "orders.get/auth.customer"
    );
    assert_eq!(asks("a.b.c"), "orders.get/auth.customer");
}

#[test]
fn roles_conditions_and_owners() {
    let create = |roles: &[&str]| {
        let mut asked =
            request("POST", LIST, &[holder(roles), header("content-type", "application/json")]);
        asked.body = br#"{"quantity":1}"#.to_vec();
        verdict(&asked)
    };
    assert_eq!(create(&["clerk"]), "200 -");
    assert_eq!(create(&["admin"]), "200 -");
    assert_eq!(create(&["viewer"]), "403 orders.post/allow");
    assert_eq!(create(&["Clerk", "clerk "]), "403 orders.post/allow");
    assert_eq!(create(&[]), "403 orders.post/allow");
    let suspended = |value: Value| {
        let token = token(json!({ "suspended": value, "realm_access": { "roles": ["clerk"] } }));
        verdict(&request("POST", LIST, &[bearer(&token)]))
    };
    assert_eq!(suspended(json!(true)), "403 orders.post/deny");
    assert_eq!(suspended(json!(false)), "415 orders.post/body.type");
    assert_eq!(suspended(json!(null)), "415 orders.post/body.type");
    assert_eq!(suspended(json!("false")), "401 orders.post/auth.customer");
    let of = |name: &str| {
        verdict(&request("GET", &format!("/v1/orders/of/{name}"), &[bearer(&token(json!({})))]))
    };
    assert_eq!(of("anna"), "200 -");
    assert_eq!(of("Anna"), "403 orders.get/of/{customer}/allow");
    // A partner may grant viewer only, whatever its file says, and is no customer.
    let delete =
        request("DELETE", "/v1/orders/0195a3c0-7d10-7000-8000-000000000001", &[key("abc")]);
    assert_eq!(verdict(&delete), "403 orders.delete/{id}/allow");
    assert_eq!(
        verdict(&request("GET", "/v1/orders/of/acme", &[key("abc")])),
        "403 orders.get/of/{customer}/allow"
    );
}

#[test]
fn deny_applies_when_unknown() {
    let mut policy = shop();
    let when = suspended();
    policy.apis[0].routes[0].deny.push(DenyClause { when, span: Span::default() });
    let lacks_it = request("GET", LIST, &[holder(&["admin"])]);
    let decision = evaluator(policy).decide(&lacks_it, NOW);
    assert_eq!(verdict_of(&decision), "403 orders.get/deny");
    let reason = "the condition of `deny` is unknown: missing `principal.suspended`";
    assert_eq!(decision.trace.last().unwrap().detail, reason);
}

#[test]
fn identity_headers_are_the_policys_own() {
    let forged = [
        holder(&["viewer", "admin"]),
        header("X-User-Id", "root"),
        header("x-roles", "admin"),
        header("X-Tenant", "evil"),
        header("x_user_id", "root"),
        header("X-Other", "stays"),
    ];
    let decide = |target: &str| match evaluator(shop())
        .decide(&request("GET", target, &forged), NOW)
        .outcome
    {
        Outcome::Admit(admission) => admission,
        Outcome::Refuse(refusal) => panic!("{refusal:?}"),
        Outcome::Preflight(preflight) => panic!("{preflight:?}"),
    };
    let listed = decide(LIST);
    assert_eq!(listed.removed, ["authorization", "x-roles", "x-tenant", "x-user-id", "x_user_id"]);
    assert_eq!(listed.set, [header("x-user-id", "anna"), header("x-roles", "viewer,admin")]);
    // Nobody is authenticated here, so no credential was used and no identity is known.
    let health = decide("/v1/orders/health");
    assert_eq!(health.removed, ["x-roles", "x-tenant", "x-user-id", "x_user_id"]);
    assert_eq!(health.set, []);
    assert_eq!(health.principal, None);
}

/// The shop whose list anyone may ask for, and whose credentials may be left away there.
fn optional() -> Policy {
    let mut policy = shop();
    let list = &mut policy.apis[0].routes[0];
    list.credential = crate::policy::Presence::Optional;
    list.allow = vec![crate::policy::fixture::allow_anyone()];
    policy
}

#[test]
fn a_credential_may_be_left_away_and_not_be_bad() {
    let asks = |headers: &[(String, String)]| {
        evaluator(optional()).decide(&request("GET", LIST, headers), NOW)
    };
    let Outcome::Admit(nobody) = asks(&[]).outcome else { panic!() };
    assert_eq!((nobody.principal, nobody.set.len()), (None, 0));
    let Outcome::Admit(anna) = asks(&[holder(&["viewer"])]).outcome else { panic!() };
    assert_eq!(anna.principal.unwrap().scheme, "customer");
    assert_eq!(anna.removed, ["authorization"]);
    assert!(anna.set.contains(&("x-user-id".into(), "anna".into())));
    assert_eq!(verdict_of(&asks(&[bearer("a.b.c")])), "401 orders.get/auth.customer");
    assert_eq!(verdict_of(&asks(&[key("bad")])), "401 orders.get/auth.partner");
    // Other routes need one as ever.
    let other = request("GET", "/v1/orders/of/anna", &[]);
    let decision = evaluator(optional()).decide(&other, NOW);
    assert_eq!(verdict_of(&decision), "401 orders.get/of/{customer}/auth");
}

#[test]
fn whoever_presents_nothing_has_no_field() {
    let mut policy = optional();
    let list = &mut policy.apis[0].routes[0];
    list.allow[0].when = Some(suspended());
    let mut evaluator = evaluator(policy);
    let mut asks = |headers: &[(String, String)]| {
        verdict_of(&evaluator.decide(&request("GET", LIST, headers), NOW))
    };
    assert_eq!(asks(&[]), "403 orders.get/allow");
    let with = |suspended: bool| bearer(&token(json!({ "suspended": suspended })));
    assert_eq!(asks(&[with(true)]), "200 -");
    assert_eq!(asks(&[with(false)]), "403 orders.get/allow");
}
