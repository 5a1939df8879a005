//! Stage 7: credentials that stand elsewhere, and whether they go on.

use super::*;
use crate::policy::fixture::{customer, partner};
use crate::policy::{CredentialField, Forwarding, Scheme, SchemeKind, TokenPlace};

const LIST: &str = "/v1/orders";

/// The shop with these schemes on every route but the open one.
fn with(schemes: &[Scheme]) -> Policy {
    let schemes: Vec<Arc<Scheme>> = schemes.iter().cloned().map(Arc::new).collect();
    let mut policy = shop();
    for route in policy.apis[0].routes.iter_mut().filter(|route| !route.auth.is_empty()) {
        route.auth.clone_from(&schemes);
    }
    policy.schemes = schemes;
    policy
}

fn tokens_from(field: CredentialField) -> Scheme {
    let mut scheme = Scheme::clone(&customer());
    let SchemeKind::Jwt(settings) = &mut scheme.kind else { panic!() };
    settings.from = TokenPlace::Field(field);
    scheme
}

fn keys_from(field: CredentialField) -> Scheme {
    let mut scheme = Scheme::clone(&partner());
    let SchemeKind::ApiKey(settings) = &mut scheme.kind else { panic!() };
    settings.from = field;
    scheme
}

fn session() -> CredentialField {
    CredentialField::Cookie("session".into())
}

fn decide(schemes: &[Scheme], headers: &[(String, String)]) -> Decision {
    evaluator(with(schemes)).decide(&request("GET", LIST, headers), NOW)
}

fn asks(schemes: &[Scheme], headers: &[(String, String)]) -> String {
    verdict_of(&decide(schemes, headers))
}

fn admission(schemes: &[Scheme], headers: &[(String, String)]) -> Admission {
    match decide(schemes, headers).outcome {
        Outcome::Admit(admission) => admission,
        Outcome::Refuse(refusal) => panic!("{refusal:?}"),
        Outcome::Preflight(preflight) => panic!("{preflight:?}"),
    }
}

#[test]
fn a_token_stands_where_its_scheme_says_and_nowhere_else() {
    let good = token(json!({}));
    let bearer = header("authorization", &format!("Bearer {good}"));
    let in_header = [tokens_from(CredentialField::Header("x-token".into()))];
    assert_eq!(asks(&in_header, &[header("X-Token", &good)]), "200 -");
    assert_eq!(asks(&in_header, std::slice::from_ref(&bearer)), "401 orders.get/auth");
    let prefixed = header("x-token", &format!("Bearer {good}"));
    assert_eq!(asks(&in_header, &[prefixed]), "401 orders.get/auth.customer");
    assert_eq!(asks(&in_header, &[header("x-token", "")]), "401 orders.get/auth.customer");

    let in_cookie = [tokens_from(session())];
    let cookie = |text: &str| header("cookie", text);
    assert_eq!(asks(&in_cookie, &[cookie(&format!("a=1; session={good}; b=2"))]), "200 -");
    assert_eq!(asks(&in_cookie, &[bearer]), "401 orders.get/auth");
    assert_eq!(asks(&in_cookie, &[cookie(&format!("Session={good}"))]), "401 orders.get/auth");
    assert_eq!(asks(&in_cookie, &[cookie("session=")]), "401 orders.get/auth.customer");
    assert_eq!(
        asks(&in_cookie, &[cookie(&format!("session=\"{good}\""))]),
        "401 orders.get/auth.customer"
    );
}

#[test]
fn a_cookie_that_is_read_stands_once() {
    let good = token(json!({}));
    let schemes = [tokens_from(session())];
    for twice in
        ["session=GOOD; session=GOOD", "session=GOOD; session=", "session; session=a; session=b"]
    {
        let line = header("cookie", &twice.replace("GOOD", &good));
        assert_eq!(asks(&schemes, &[line]), "400 wire", "{twice}");
    }
    let lines = [header("cookie", &format!("session={good}")), header("Cookie", "session=x")];
    assert_eq!(asks(&schemes, &lines), "400 wire");
    // Cookies that no rule reads are not looked at.
    let others = header("cookie", &format!("a=1; a=2; session={good}"));
    assert_eq!(asks(&schemes, &[others]), "200 -");
}

#[test]
fn tokens_at_two_places_must_both_be_valid() {
    let good = token(json!({}));
    let mut browser = tokens_from(session());
    browser.name = "browser".into();
    let schemes = [Scheme::clone(&customer()), browser];
    let bearer = |token: &str| header("authorization", &format!("Bearer {token}"));
    let cookie = |token: &str| header("cookie", &format!("session={token}"));
    let mut keys = keys();
    keys.tokens.insert("browser".into(), keys.tokens["customer"].clone());
    let mut evaluator = Evaluator::new(Arc::new(with(&schemes)), keys, Arc::new(Pretend));
    let mut asks = |headers: &[(String, String)]| match evaluator
        .decide(&request("GET", LIST, headers), NOW)
        .outcome
    {
        Outcome::Admit(admission) => admission.principal.unwrap().scheme,
        Outcome::Refuse(refusal) => refusal.rule.to_string(),
        Outcome::Preflight(preflight) => panic!("{preflight:?}"),
    };
    assert_eq!(asks(&[bearer(&good)]), "customer");
    assert_eq!(asks(&[cookie(&good)]), "browser");
    assert_eq!(asks(&[cookie(&good), bearer(&good)]), "customer");
    assert_eq!(asks(&[cookie("a.b.c"), bearer(&good)]), "orders.get/auth.browser");
    assert_eq!(asks(&[cookie(&good), bearer("a.b.c")]), "orders.get/auth.customer");
}

#[test]
fn an_api_key_may_stand_in_a_cookie() {
    let schemes = [keys_from(session())];
    assert_eq!(asks(&schemes, &[header("cookie", "a=b; session=abc")]), "200 -");
    assert_eq!(asks(&schemes, &[header("cookie", "session=abd")]), "401 orders.get/auth.partner");
    assert_eq!(asks(&schemes, &[header("x-api-key", "abc")]), "401 orders.get/auth");
}

#[test]
fn used_credentials_go_no_further() {
    let good = token(json!({}));
    let cookies = header("cookie", &format!("a=1; session={good}"));
    let admitted = admission(&[tokens_from(session())], std::slice::from_ref(&cookies));
    assert_eq!((admitted.removed.len(), admitted.removed_cookies), (0, vec!["session".to_owned()]));
    let json = decide(&[tokens_from(session())], std::slice::from_ref(&cookies)).to_json();
    assert_eq!(json["removed_cookies"], json!(["session"]));
    // What no scheme of the route reads is not removed.
    let other = admission(&[Scheme::clone(&customer())], &[cookies, holder(&["viewer"])]);
    assert_eq!((other.removed, other.removed_cookies.len()), (vec!["authorization".to_owned()], 0));
}

#[test]
fn a_credential_is_kept_where_its_own_scheme_says_so() {
    let good = token(json!({}));
    let kept = |mut scheme: Scheme| {
        scheme.forwarding = Forwarding::Kept;
        scheme
    };
    let customer = Scheme::clone(&customer());
    let mut staff = customer.clone();
    staff.name = "staff".into();
    let SchemeKind::Jwt(settings) = &mut staff.kind else { panic!() };
    settings.issuer = "https://staff.example.com/".into();
    let bearer = [header("authorization", &format!("Bearer {good}"))];
    assert_eq!(
        admission(&[kept(customer.clone()), staff.clone()], &bearer).removed,
        [] as [&str; 0]
    );
    assert_eq!(admission(&[customer, kept(staff)], &bearer).removed, ["authorization"]);
    let cookie = [header("cookie", "session=abc")];
    assert_eq!(admission(&[kept(keys_from(session()))], &cookie).removed_cookies, [] as [&str; 0]);
}
