//! Stage 7 with names and passwords.

use super::certificates::with;
use super::*;
use crate::policy::fixture::customer;
use crate::policy::{BasicScheme, Forwarding, Scheme, SchemeKind, Secret, Span};
use crate::primitive::basic::{PasswordHash, UserFile};

const LIST: &str = "/v1/orders";

/// `anna`, whose password is `sesame`, and `bob`, who may do nothing.
const FILE: &str = "anna pbkdf2-sha256:600000:MDEyMzQ1Njc4OWFiY2RlZg==:c3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3M= id=a1 roles=viewer,admin\n\
                    bob pbkdf2-sha256:600000:MDEyMzQ1Njc4OWFiY2RlZg==:c3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3M=";

impl VerifyPassword for Pretend {
    fn verify_password(&self, hash: &PasswordHash, password: &[u8]) -> bool {
        hash.hash == [b's'; 32] && password == b"sesame"
    }
}

fn operator() -> Arc<Scheme> {
    let users = Secret::File("operators.users".into());
    Arc::new(Scheme {
        name: "operator".into(),
        grants: vec!["viewer".into()],
        ids: None,
        forwarding: Forwarding::Removed,
        kind: SchemeKind::Basic(BasicScheme { users, realm: Some("Operators".into()) }),
        span: Span::default(),
    })
}

fn decide(headers: &[(String, String)]) -> Decision {
    let users = [("operator".to_owned(), UserFile::parse(FILE).unwrap())].into();
    let policy = with(&[customer(), operator()]);
    let evaluator = Evaluator::new(Arc::new(policy), Keys { users, ..keys() }, Arc::new(Pretend));
    let mut evaluator = evaluator.with_passwords(Arc::new(Pretend));
    evaluator.decide(&request("GET", LIST, headers), NOW)
}

fn basic(text: &str) -> (String, String) {
    use base64::engine::general_purpose::STANDARD;
    header("Authorization", &format!("Basic {}", STANDARD.encode(text)))
}

fn asks(text: &str) -> String {
    verdict_of(&decide(&[basic(text)]))
}

#[test]
fn a_password_is_the_callers() {
    let decision = decide(&[basic("anna:sesame")]);
    let Outcome::Admit(admission) = decision.outcome else { panic!("{decision:?}") };
    let principal = admission.principal.unwrap();
    assert_eq!(
        (principal.scheme.as_str(), principal.roles()),
        ("operator", &["viewer".to_owned()][..])
    );
    assert!(admission.set.contains(&("x-user-id".into(), "a1".into())));
    assert_eq!(admission.removed, ["authorization"]);
    assert_eq!(asks("bob:sesame"), "403 orders.get/allow");
}

#[test]
fn every_other_is_refused_alike() {
    let texts = ["anna:Sesame", "anna:", "eve:sesame", ":sesame", "anna", "ANNA:sesame"];
    let refusals: Vec<Refusal> = texts
        .iter()
        .map(|text| match decide(&[basic(text)]).outcome {
            Outcome::Refuse(refusal) => refusal,
            Outcome::Admit(admission) => panic!("{text}: {admission:?}"),
            Outcome::Preflight(preflight) => panic!("{text}: {preflight:?}"),
        })
        .collect();
    for refusal in &refusals {
        assert_eq!(refusal, &refusals[0]);
    }
    assert_eq!(refusals[0].rule, "orders.get/auth.operator");
    let challenge = ("www-authenticate", "Basic realm=\"Operators\", charset=\"UTF-8\"".into());
    assert_eq!(refusals[0].headers, [challenge]);
}

#[test]
fn basic_and_bearer_are_told_apart() {
    assert_eq!(verdict_of(&decide(&[holder(&["viewer"])])), "200 -");
    let decision = decide(&[]);
    let Outcome::Refuse(refusal) = decision.outcome else { panic!() };
    assert_eq!(
        refusal.headers,
        [(
            "www-authenticate",
            "Bearer realm=\"shop\", Basic realm=\"Operators\", charset=\"UTF-8\"".into()
        )]
    );
    // Two lines of one header never get that far.
    assert_eq!(verdict_of(&decide(&[holder(&["viewer"]), basic("anna:sesame")])), "400 wire");
}

#[test]
fn without_something_that_checks_passwords_none_is_right() {
    let users = [("operator".to_owned(), UserFile::parse(FILE).unwrap())].into();
    let policy = Arc::new(with(&[operator()]));
    let mut evaluator = Evaluator::new(policy, Keys { users, ..keys() }, Arc::new(Pretend));
    let decision = evaluator.decide(&request("GET", LIST, &[basic("anna:sesame")]), NOW);
    assert_eq!(verdict_of(&decision), "401 orders.get/auth.operator");
}
