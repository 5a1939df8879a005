//! Stage 7 with tokens that their issuer is asked about.

use super::certificates::with;
use super::*;
use crate::policy::fixture::{introspected, partner};

const LIST: &str = "/v1/orders";

/// The verdict where the endpoint answered so about `token-1`, that long ago.
fn verdict_after(answer: Option<(&str, i64)>, headers: &[(String, String)]) -> String {
    let answers = answer.map(|(body, age)| {
        let answer = IntrospectionAnswer { body: body.into(), asked: NOW.seconds - age };
        ("introspected".to_owned(), [("token-1".to_owned(), answer)].into())
    });
    let keys = Keys { introspected: answers.into_iter().collect(), ..keys() };
    let policy = with(&[introspected(), partner()]);
    let mut evaluator = Evaluator::new(Arc::new(policy), keys, Arc::new(Pretend));
    verdict_of(&evaluator.decide(&request("GET", LIST, headers), NOW))
}

fn bearer(token: &str) -> (String, String) {
    header("authorization", &format!("Bearer {token}"))
}

fn active() -> String {
    let expires = NOW.seconds + 10;
    json!({ "active": true, "aud": "shop-api", "sub": "anna", "scope": "viewer", "exp": expires })
        .to_string()
}

const REFUSED: &str = "401 orders.get/auth.introspected";
const UNAVAILABLE: &str = "503 orders.get/auth.introspected";

#[test]
fn the_endpoint_says_who_calls() {
    assert_eq!(verdict_after(Some((&active(), 0)), &[bearer("token-1")]), "200 -");
    let inactive = r#"{"active":false}"#;
    assert_eq!(verdict_after(Some((inactive, 0)), &[bearer("token-1")]), REFUSED);
    assert_eq!(verdict_after(Some((&active(), 0)), &[]), "401 orders.get/auth");
}

#[test]
fn an_endpoint_that_fails_never_opens() {
    assert_eq!(verdict_after(None, &[bearer("token-1")]), UNAVAILABLE);
    assert_eq!(verdict_after(Some((&active(), 0)), &[bearer("token-2")]), UNAVAILABLE);
    for broken in ["", "{}", "<html>", r#"{"active":1}"#] {
        assert_eq!(verdict_after(Some((broken, 0)), &[bearer("token-1")]), UNAVAILABLE, "{broken}");
    }
    // What cannot be a token is refused without asking.
    for no_token in ["a b", "a\u{e4}", "token-1,token-1"] {
        let verdict = verdict_after(None, &[bearer(no_token)]);
        assert!(verdict == REFUSED || verdict == "400 wire", "{no_token}: {verdict}");
    }
}

#[test]
fn an_answer_is_used_for_a_while_and_never_beyond_the_token() {
    assert_eq!(verdict_after(Some((&active(), 30)), &[bearer("token-1")]), "200 -");
    assert_eq!(verdict_after(Some((&active(), 31)), &[bearer("token-1")]), UNAVAILABLE);
    let expired = json!({
        "active": true, "aud": "shop-api", "sub": "anna", "scope": "", "exp": NOW.seconds - 30,
    });
    assert_eq!(verdict_after(Some((&expired.to_string(), 29)), &[bearer("token-1")]), REFUSED);
}

#[test]
fn other_credentials_beside_it_are_judged_too() {
    let key = |key: &str| header("x-api-key", key);
    assert_eq!(verdict_after(None, &[key("abc")]), "200 -");
    let both = [bearer("token-1"), key("bad")];
    assert_eq!(verdict_after(Some((&active(), 0)), &both), "401 orders.get/auth.partner");
    assert_eq!(verdict_after(None, &[bearer("token-1"), key("abc")]), UNAVAILABLE);
}
