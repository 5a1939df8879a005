//! Stage 7 with keys that are fetched.

use super::*;
use crate::policy::{KeySource, RemoteKeys, SchemeKind, Span};

const LIST: &str = "/v1/orders";
const HOUR: i64 = 3600;

/// The shop, whose customers' keys are fetched and used for an hour at most.
fn policy() -> Policy {
    let mut policy = shop();
    let remote = RemoteKeys {
        url: "https://id.example.com/jwks".into(),
        refresh: 600,
        stale_max: 3600,
        span: Span::default(),
    };
    for route in &mut policy.apis[0].routes {
        for scheme in &mut route.auth {
            let scheme = Arc::make_mut(scheme);
            if let SchemeKind::Jwt(settings) = &mut scheme.kind {
                settings.keys = KeySource::Remote(remote.clone());
            }
        }
    }
    policy
}

/// The verdict where the keys were fetched that long ago.
fn verdict_after(age: Option<i64>, credential: &str) -> String {
    let mut keys = keys();
    // A set of the same name that was read from a file is not one that was fetched.
    let held = keys.tokens["customer"].clone();
    let fetched = age.map(|age| FetchedKeys { keys: held, fetched: NOW.seconds - age });
    keys.remote = fetched.map(|fetched| ("customer".to_owned(), fetched)).into_iter().collect();
    let mut evaluator = Evaluator::new(Arc::new(policy()), keys, Arc::new(Pretend));
    let asked = request("GET", LIST, &[header("authorization", credential)]);
    verdict_of(&evaluator.decide(&asked, NOW))
}

#[test]
fn keys_are_used_until_they_are_too_old() {
    let good = format!("Bearer {}", token(json!({})));
    for age in [0, 600, 601, HOUR] {
        assert_eq!(verdict_after(Some(age), &good), "200 -", "{age}");
    }
    // A clock that was set back a little makes no key old, and by much none young.
    assert_eq!(verdict_after(Some(-HOUR), &good), "200 -");
    for age in [Some(HOUR + 1), Some(i64::MAX), Some(-HOUR - 1), None] {
        assert_eq!(verdict_after(age, &good), "503 orders.get/auth.customer", "{age:?}");
    }
}

#[test]
fn what_no_key_could_make_valid_is_never_503() {
    let good = token(json!({}));
    let id_token = good.split_once('.').unwrap().1;
    let header = |header: Value| URL_SAFE_NO_PAD.encode(header.to_string());
    for bad in [
        "a.b.c".to_owned(),
        format!("{}.{id_token}", header(json!({ "alg": "HS256", "typ": "JWT" }))),
        format!("{}.{id_token}", header(json!({ "alg": "none", "typ": "at+jwt" }))),
        format!("{}.{id_token}", header(json!({ "alg": "RS256", "typ": "at+jwt" }))),
    ] {
        let bad = format!("Bearer {bad}");
        assert_eq!(verdict_after(None, &bad), "401 orders.get/auth.customer", "{bad}");
    }
    // Without a credential nothing has to be verified.
    assert_eq!(verdict_after(None, "Basic YTpi"), "401 orders.get/auth");
}

#[test]
fn a_refusal_without_keys_asks_for_no_credential() {
    let asked = request("GET", LIST, &[holder(&["viewer"])]);
    let mut evaluator = Evaluator::new(Arc::new(policy()), keys(), Arc::new(Pretend));
    let decision = evaluator.decide(&asked, NOW);
    let Outcome::Refuse(refusal) = &decision.outcome else { panic!("{decision:?}") };
    let headers = [("retry-after", "30".into())];
    assert_eq!((refusal.status().code(), &*refusal.headers), (503, headers.as_slice()));
    let last = decision.trace.last().unwrap();
    assert!(last.detail.contains("never fetched"), "{}", last.detail);
}

#[test]
fn a_bad_credential_before_it_answers_first() {
    // The order of `auth` decides: the customer's comes before the partner's.
    let both = [holder(&["viewer"]), header("x-api-key", "wrong")];
    let mut evaluator = Evaluator::new(Arc::new(policy()), keys(), Arc::new(Pretend));
    let decision = evaluator.decide(&request("GET", LIST, &both), NOW);
    assert_eq!(verdict_of(&decision), "503 orders.get/auth.customer");
}
