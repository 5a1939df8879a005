//! Stage 15: what records tell of callers.

use super::*;
use crate::policy::{Log, Presence, RecordedDecisions, Secret, Span};
use crate::primitive::record::PseudonymKey;

const KEY: &str = "correct horse battery staple 0123456789";

/// Of `anna`, by `customer`, as OpenSSL makes it.
const ANNA: &str = "5a225a7fec05aec2a5398396b9953f1d";

fn asking(policy: Policy) -> Policy {
    let principal = Some(Secret::Environment("KEY".into()));
    let (decisions, redact) = (RecordedDecisions::All, Vec::new());
    Policy { log: Some(Log { decisions, redact, principal, span: Span::default() }), ..policy }
}

fn with_key(policy: Policy, key: Option<&str>) -> Evaluator {
    let pseudonyms = key.map(|key| PseudonymKey::parse(key).unwrap());
    Evaluator::new(Arc::new(policy), Keys { pseudonyms, ..keys() }, Arc::new(Pretend))
}

/// Verdict and pseudonym of a request.
fn told(evaluator: &mut Evaluator, request: &Request) -> (String, Option<String>) {
    let decision = evaluator.decide(request, NOW);
    let line = evaluator.record(request, &decision, None, NOW).unwrap();
    let record: Value = serde_json::from_str(&line).unwrap();
    let principal = record.get("principal");
    (verdict_of(&decision), principal.map(|text| text.as_str().unwrap().to_owned()))
}

fn by(id: &str, roles: &[&str]) -> (String, String) {
    let token = token(json!({ "sub": id, "realm_access": { "roles": roles } }));
    ("Authorization".into(), format!("Bearer {token}"))
}

#[test]
fn whoever_is_authenticated_is_told_by_a_keyed_hash() {
    let mut evaluator = with_key(asking(shop()), Some(KEY));
    let anna = Some(ANNA.to_owned());
    let get = |target: &str, roles: &[&str]| request("GET", target, &[by("anna", roles)]);
    let read = get("/v1/orders", &["viewer"]);
    assert_eq!(told(&mut evaluator, &read), ("200 -".into(), anna.clone()));
    // On another day, and refused by what comes behind authentication.
    let forbidden = get("/v1/orders", &[]);
    assert_eq!(told(&mut evaluator, &forbidden), ("403 orders.get/allow".into(), anna.clone()));
    let odd = get("/v1/orders?odd=1", &["viewer"]);
    assert_eq!(told(&mut evaluator, &odd), ("400 orders.get/query".into(), anna));
    let bob = request("GET", "/v1/orders", &[by("bob", &["viewer"])]);
    let (_, bob) = told(&mut evaluator, &bob);
    assert!(bob.is_some_and(|bob| bob != ANNA));
}

#[test]
fn whoever_is_not_authenticated_is_not_told() {
    let mut evaluator = with_key(asking(shop()), Some(KEY));
    let anna = by("anna", &["viewer"]);
    let wrong = (anna.0.clone(), anna.1.replace("Bearer ey", "Bearer e"));
    for (target, headers, verdict) in [
        ("/v1/orders", vec![], "401 orders.get/auth"),
        ("/v1/orders", vec![wrong], "401 orders.get/auth.customer"),
        // Both must be valid.
        ("/v1/orders", vec![anna.clone(), header("X-Api-Key", "x")], "401 orders.get/auth.partner"),
        ("/nowhere", vec![anna.clone()], "404 route"),
        ("/v1//orders", vec![anna.clone()], "400 path"),
        // Nobody looks at the credential.
        ("/v1/orders/health", vec![anna], "200 -"),
    ] {
        let sent = request("GET", target, &headers);
        assert_eq!(told(&mut evaluator, &sent), (verdict.to_owned(), None), "{target}");
    }
}

#[test]
fn whoever_stays_unknown_where_that_is_allowed_is_not_told() {
    let mut policy = asking(shop());
    for route in policy.apis.iter_mut().flat_map(|api| &mut api.routes) {
        route.credential = Presence::Optional;
    }
    let mut evaluator = with_key(policy, Some(KEY));
    let unknown = told(&mut evaluator, &request("GET", "/v1/orders", &[]));
    assert_eq!(unknown, ("403 orders.get/allow".into(), None));
    let anna = request("GET", "/v1/orders", &[by("anna", &["viewer"])]);
    assert_eq!(told(&mut evaluator, &anna), ("200 -".into(), Some(ANNA.into())));
}

#[test]
fn an_id_is_told_with_the_schemes_that_give_it() {
    let acme = |policy: Policy| {
        let mut evaluator = with_key(policy, Some(KEY));
        let mut of = |credential| {
            let (verdict, told) =
                told(&mut evaluator, &request("GET", "/v1/orders", &[credential]));
            assert_eq!(verdict, "200 -");
            told.unwrap()
        };
        [of(by("acme", &["viewer"])), of(header("X-Api-Key", "abc"))]
    };
    let [customer, partner] = acme(asking(shop()));
    assert_ne!(customer, partner);
    let mut policy = asking(shop());
    for scheme in &mut policy.schemes {
        Arc::make_mut(scheme).ids = Some("people".into());
    }
    let [shared, same] = acme(policy);
    assert_eq!(shared, same);
    assert!(![customer, partner].contains(&shared));
}

#[test]
fn without_a_key_or_a_question_nobody_is_told() {
    let read = request("GET", "/v1/orders", &[by("anna", &["viewer"])]);
    assert_eq!(told(&mut with_key(asking(shop()), None), &read), ("200 -".into(), None));
    let mut policy = asking(shop());
    policy.log.as_mut().unwrap().principal = None;
    assert_eq!(told(&mut with_key(policy, Some(KEY)), &read), ("200 -".into(), None));
    let other = "correct horse battery staple 9876543210";
    let (_, told) = told(&mut with_key(asking(shop()), Some(other)), &read);
    assert!(told.is_some_and(|told| told != ANNA));
}

#[test]
fn neither_an_id_nor_the_key_stands_in_a_line() {
    let mut evaluator = with_key(asking(shop()), Some(KEY));
    for roles in [&["viewer"][..], &[]] {
        let sent = request("GET", "/v1/orders", &[by("hush", roles)]);
        let decision = evaluator.decide(&sent, NOW);
        let line = evaluator.record(&sent, &decision, None, NOW).unwrap();
        assert!(line.contains("\"principal\":\""), "{line}");
        assert!(!line.contains("hush") && !line.contains(KEY), "{line}");
    }
    assert!(!format!("{:?}", evaluator.keys).contains("horse"));
}
