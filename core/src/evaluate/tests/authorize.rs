//! Stage 10: deny, require, allow, step_up.

use super::*;
use crate::policy::fixture::{equal, operand, suspended};
use crate::policy::{
    ClaimForm, ClaimMapping, ClaimPath, Condition, DenyClause, Literal, Presence, PrincipalField,
    PrincipalType, RequireClause, SchemeKind, Source, Span, StepUp, StepUpChallenge, ValueType,
    Visibility,
};
use crate::refusal::step_up_challenge;

const LIST: &str = "/v1/orders";

fn at(start: u32) -> Span {
    Span { file: 0, start, end: start + 1 }
}

/// The shop, its list with other clauses.
fn with(deny: Option<Condition>, require: Vec<Condition>) -> Policy {
    let mut policy = shop();
    let route = &mut policy.apis[0].routes[0];
    route.deny = deny.into_iter().map(|when| DenyClause { when, span: at(70) }).collect();
    let require = require.into_iter().zip(80..);
    route.require =
        require.map(|(condition, at)| RequireClause { condition, span: self::at(at) }).collect();
    policy
}

fn from_here() -> Condition {
    Condition::InNetworks { networks: vec!["192.0.2.0/24".parse().unwrap()] }
}

fn from_nowhere() -> Condition {
    Condition::InNetworks { networks: Vec::new() }
}

/// `header("x-who") == "anna"`: unknown without the header.
fn is_anna() -> Condition {
    let header = operand(Source::Header("x-who".into()), ValueType::Text);
    equal(header, operand(Source::Literal(Literal::Text("anna".into())), ValueType::Text))
}

fn ask(policy: &Policy, roles: &[&str], headers: &[(String, String)]) -> Decision {
    let headers: Vec<(String, String)> =
        std::iter::once(holder(roles)).chain(headers.iter().cloned()).collect();
    evaluator(policy.clone()).decide(&request("GET", LIST, &headers), NOW)
}

#[test]
fn require_needs_true() {
    let policy = with(None, vec![is_anna()]);
    let verdict = |headers: &[(String, String)]| verdict_of(&ask(&policy, &["viewer"], headers));
    assert_eq!(verdict(&[header("x-who", "anna")]), "200 -");
    assert_eq!(verdict(&[header("x-who", "bob")]), "403 orders.get/require");
    assert_eq!(verdict(&[]), "403 orders.get/require");
    let decision = ask(&policy, &["viewer"], &[]);
    let last = decision.trace.last().unwrap();
    assert_eq!(last.detail, "what `require` asks is unknown: missing `header(\"x-who\")`");
    assert_eq!((last.stage, last.span), (Stage::Authorize, Some(at(80))));
}

#[test]
fn all_requirements_count() {
    let anna = [header("x-who", "anna")];
    let both = with(None, vec![from_here(), is_anna()]);
    assert_eq!(verdict_of(&ask(&both, &["viewer"], &anna)), "200 -");
    let decision = ask(&both, &["viewer"], &[]);
    assert_eq!(decision.trace.last().unwrap().span, Some(at(81)));
    let first = with(None, vec![from_nowhere(), is_anna()]);
    let decision = ask(&first, &["viewer"], &anna);
    assert_eq!(decision.trace.last().unwrap().span, Some(at(80)));
}

#[test]
fn deny_is_asked_before_require_and_require_before_allow() {
    // Whoever lacks the field is denied: unknown is not false.
    let all = with(Some(suspended()), vec![from_nowhere()]);
    assert_eq!(verdict_of(&ask(&all, &[], &[])), "403 orders.get/deny");
    let require = with(None, vec![from_nowhere()]);
    assert_eq!(verdict_of(&ask(&require, &[], &[])), "403 orders.get/require");
    let allow = with(None, vec![from_here()]);
    assert_eq!(verdict_of(&ask(&allow, &[], &[])), "403 orders.get/allow");
}

/// The shop, whose customers tell when and how they authenticated, its list asking for both.
fn stepping_up() -> Policy {
    let mut policy = shop();
    let fields =
        [("mfa_at", PrincipalType::Time, "auth_time"), ("acr", PrincipalType::Text, "acr")];
    for (name, kind, claim) in fields {
        let name = name.to_owned();
        policy.principal.push(PrincipalField {
            name: name.clone(),
            kind,
            presence: Presence::Optional,
            span: at(90),
        });
        for scheme in &mut policy.schemes {
            if let SchemeKind::Jwt(jwt) = &mut Arc::make_mut(scheme).kind {
                jwt.mapping.push(ClaimMapping {
                    field: name.clone(),
                    kind,
                    presence: Presence::Optional,
                    claim: ClaimPath(vec![claim.to_owned()]),
                    form: ClaimForm::Plain,
                    span: at(91),
                });
            }
        }
    }
    let mfa_at = operand(Source::Principal("mfa_at".into()), ValueType::Time);
    let acr = operand(Source::Principal("acr".into()), ValueType::Text);
    let step_up = |name: &str, condition, max_age, acr_values: &[&str], start| {
        Arc::new(StepUp {
            name: name.into(),
            condition,
            challenge: StepUpChallenge {
                max_age,
                acr_values: acr_values.iter().map(|value| (*value).to_owned()).collect(),
            },
            schemes: vec!["customer".into()],
            span: at(start),
        })
    };
    let values = ["mfa", "hardware"];
    let list = values.map(|value| Literal::Text(value.into())).to_vec();
    policy.step_ups = vec![
        step_up("recent", Condition::Within { time: mfa_at, seconds: 300 }, Some(300), &[], 92),
        step_up("strong", Condition::InList { needle: acr, list }, None, &values, 93),
    ];
    let (schemes, step_ups) = (policy.schemes.clone(), policy.step_ups.clone());
    let route = &mut policy.apis[0].routes[0];
    (route.auth, route.step_up) = (schemes, step_ups);
    policy
}

/// What comes of a viewer's request with these claims: the verdict, and the challenge.
fn stepped(claims: serde_json::Value) -> (String, Option<String>) {
    let mut all = json!({ "realm_access": { "roles": ["viewer"] } });
    all.as_object_mut().unwrap().extend(claims.as_object().unwrap().clone());
    let bearer = header("authorization", &format!("Bearer {}", token(all)));
    let decision = evaluator(stepping_up()).decide(&request("GET", LIST, &[bearer]), NOW);
    let challenge = match &decision.outcome {
        Outcome::Admit(_) | Outcome::Preflight(_) => None,
        Outcome::Refuse(refusal) => {
            refusal.headers.iter().find(|(name, _)| *name == "www-authenticate")
        }
    };
    (verdict_of(&decision), challenge.map(|(_, value)| value.to_string()))
}

#[test]
fn a_step_up_is_met_or_asked_for() {
    let now = NOW.seconds;
    let ask = |mfa_at: i64, acr: &str| stepped(json!({ "auth_time": mfa_at, "acr": acr })).0;
    // `within` counts a future time up to the scheme's leeway of 30 seconds, and 300 seconds back.
    for (mfa_at, verdict) in [
        (now - 300, "200 -"),
        (now - 301, "401 orders.get/step_up.recent"),
        (now + 30, "200 -"),
        (now + 31, "401 orders.get/step_up.recent"),
    ] {
        assert_eq!(ask(mfa_at, "mfa"), verdict, "{mfa_at}");
    }
    assert_eq!(ask(now, "hardware"), "200 -");
    assert_eq!(ask(now, "password"), "401 orders.get/step_up.strong");
    // The first that is not met answers.
    assert_eq!(ask(now - 301, "password"), "401 orders.get/step_up.recent");
}

#[test]
fn a_missing_value_does_not_step_up() {
    let (verdict, challenge) = stepped(json!({}));
    assert_eq!(verdict, "401 orders.get/step_up.recent");
    assert_eq!(
        challenge.unwrap(),
        "Bearer realm=\"shop\", error=\"insufficient_user_authentication\", \
         error_description=\"the last authentication is too long ago\", max_age=\"300\""
    );
    let (verdict, challenge) = stepped(json!({ "auth_time": NOW.seconds }));
    assert_eq!(verdict, "401 orders.get/step_up.strong");
    assert_eq!(
        challenge.unwrap(),
        "Bearer realm=\"shop\", error=\"insufficient_user_authentication\", \
         error_description=\"this needs another kind of authentication\", acr_values=\"mfa hardware\""
    );
}

#[test]
fn a_step_up_is_asked_when_all_else_allows() {
    let bearer = |roles: &[&str]| vec![holder(roles)];
    let decide = |policy: &Policy, headers: Vec<(String, String)>| {
        evaluator(policy.clone()).decide(&request("GET", LIST, &headers), NOW)
    };
    let mut policy = stepping_up();
    assert_eq!(verdict_of(&decide(&policy, bearer(&[]))), "403 orders.get/allow");
    let decision = decide(&policy, bearer(&["viewer"]));
    assert_eq!(verdict_of(&decision), "401 orders.get/step_up.recent");
    let details: Vec<&str> = decision.trace.iter().map(|step| step.detail.as_str()).collect();
    let last = "step-up `recent` is unknown: missing `principal.mfa_at`";
    assert_eq!(details[details.len() - 2..], ["allowed: role `viewer`", last]);
    // No challenge helps whose scheme can never give the field.
    let decision = decide(&policy, vec![header("x-api-key", "abc")]);
    assert_eq!(verdict_of(&decision), "403 orders.get/step_up.recent");
    match &decision.outcome {
        Outcome::Refuse(refusal) => assert_eq!(refusal.headers, []),
        Outcome::Admit(admission) => panic!("{admission:?}"),
        Outcome::Preflight(preflight) => panic!("{preflight:?}"),
    }
    policy.apis[0].routes[0].require =
        vec![RequireClause { condition: from_nowhere(), span: at(94) }];
    assert_eq!(verdict_of(&decide(&policy, bearer(&["viewer"]))), "403 orders.get/require");
}

#[test]
fn a_challenge_holds_nothing_that_ends_it() {
    let challenge = StepUpChallenge {
        max_age: Some(60),
        acr_values: vec!["a\"b".into(), "c\\d".into(), "e\r\nx: y".into(), "ü".into()],
    };
    let text = step_up_challenge(&challenge, "shop");
    assert!(text.ends_with(r#", acr_values="a\"b c\\d ex: y ", max_age="60""#), "{text}");
    assert!(text.bytes().all(|byte| (b' '..=b'~').contains(&byte)));
}

#[test]
fn what_is_hidden_looks_like_no_route() {
    let mut policy = stepping_up();
    policy.detail = crate::policy::Detail::Full;
    policy.apis[0].routes[0].visibility = Visibility::Hidden { span: at(95) };
    let decide = |policy: &Policy, target: &str, headers: &[(String, String)]| {
        evaluator(policy.clone()).decide(&request("GET", target, headers), NOW)
    };
    let refusal = |decision: &Decision| match &decision.outcome {
        Outcome::Refuse(refusal) => refusal.clone(),
        Outcome::Admit(admission) => panic!("{admission:?}"),
        Outcome::Preflight(preflight) => panic!("{preflight:?}"),
    };
    let unknown = refusal(&decide(&policy, "/nowhere", &[]));
    let told = |refusal: &Refusal| {
        let document = refusal.problem_document(crate::policy::Detail::Full);
        (refusal.status(), refusal.headers.clone(), document)
    };
    // By its `allow`, by a scheme that can never step up, by `require` and by `deny`.
    let mut required = policy.clone();
    required.apis[0].routes[0].require =
        vec![RequireClause { condition: from_nowhere(), span: at(96) }];
    let mut denied = policy.clone();
    denied.apis[0].routes[0].deny = vec![DenyClause { when: from_here(), span: at(97) }];
    for (policy, headers, rule) in [
        (&policy, holder(&[]), "404 orders.get/allow"),
        (&policy, header("x-api-key", "abc"), "404 orders.get/step_up.recent"),
        (&required, holder(&["viewer"]), "404 orders.get/require"),
        (&denied, holder(&["viewer"]), "404 orders.get/deny"),
    ] {
        let decision = decide(policy, LIST, &[headers]);
        assert_eq!(verdict_of(&decision), rule);
        assert_eq!(decision.route.as_deref(), Some("orders.get"));
        assert_eq!(told(&refusal(&decision)), told(&unknown), "{rule}");
        assert_eq!(decision.headers, decide(policy, "/nowhere", &[]).headers, "{rule}");
    }
    // Everything but 403 stays what it is.
    assert_eq!(verdict_of(&decide(&policy, LIST, &[])), "401 orders.get/auth");
    let viewer = [holder(&["viewer"])];
    let step_up = "401 orders.get/step_up.recent";
    assert_eq!(verdict_of(&decide(&policy, LIST, &viewer)), step_up);
    assert_eq!(verdict_of(&decide(&policy, "/v1/orders?page=0", &viewer)), "400 orders.get/query");
}

#[test]
fn a_hidden_route_tells_nothing_of_its_lifetime() {
    let mut policy = shop();
    let route = &mut policy.apis[0].routes[0];
    route.visibility = Visibility::Hidden { span: at(95) };
    route.lifetime.deprecated =
        Some(crate::policy::Moment { seconds: NOW.seconds - 10, span: at(96) });
    let decision = evaluator(policy).decide(&request("GET", LIST, &[holder(&[])]), NOW);
    match decision.outcome {
        Outcome::Refuse(refusal) => assert_eq!(refusal.headers, []),
        Outcome::Admit(admission) => panic!("{admission:?}"),
        Outcome::Preflight(preflight) => panic!("{preflight:?}"),
    }
}
