//! Stages 1 and 7 with client certificates, and tokens that are bound to one.

use super::*;
use crate::policy::fixture::{customer, limit, partner, service};
use crate::policy::{LimitKey, PrincipalType, Scheme, SchemeKind, TokenBinding};
use crate::primitive::certificate::{ClientCertificate, Thumbprint};

const LIST: &str = "/v1/orders";

/// The shop with these schemes on every route but the open one.
pub(super) fn with(schemes: &[Arc<Scheme>]) -> Policy {
    let mut policy = shop();
    for route in policy.apis[0].routes.iter_mut().filter(|route| !route.auth.is_empty()) {
        route.auth = schemes.to_vec();
    }
    policy.schemes = schemes.to_vec();
    policy
}

fn certificate(uris: &[&str], verified_for: &[&str]) -> ClientCertificate {
    let texts = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect();
    ClientCertificate {
        uris: texts(uris),
        dns_names: Vec::new(),
        emails: Vec::new(),
        common_names: Vec::new(),
        subject: String::new(),
        thumbprint: Thumbprint::of(b"certificate"),
        verified_for: texts(verified_for),
    }
}

/// A request of whoever presents this certificate.
fn of(certificate: Option<ClientCertificate>, headers: &[(String, String)]) -> Request {
    let tls = Tls { version: TlsVersion::Tls13, server_name: None, certificate };
    Request { tls: Some(tls), ..request("GET", LIST, headers) }
}

fn asks(schemes: &[Arc<Scheme>], request: &Request) -> String {
    verdict_of(&evaluator(with(schemes)).decide(request, NOW))
}

#[test]
fn a_certificate_is_the_caller() {
    let stock = certificate(&["spiffe://shop/stock"], &["service"]);
    let asked = of(Some(stock), &[]);
    let decision = evaluator(with(&[service()])).decide(&asked, NOW);
    let Outcome::Admit(admission) = decision.outcome else { panic!("{decision:?}") };
    let principal = admission.principal.unwrap();
    assert_eq!(
        (principal.scheme.as_str(), principal.roles()),
        ("service", &["viewer".to_owned()][..])
    );
    assert!(admission.set.contains(&("x-user-id".into(), "stock".into())), "{:?}", admission.set);
}

#[test]
fn one_that_nobody_vouches_for_ends_at_the_wire() {
    let foreign = || Some(certificate(&["spiffe://shop/stock"], &[]));
    assert_eq!(asks(&[service()], &of(foreign(), &[])), "400 wire");
    assert_eq!(asks(&[service()], &of(foreign(), &[holder(&["viewer"])])), "400 wire");
    // Whoever asks for none takes no notice of one.
    assert_eq!(asks(&[customer()], &of(foreign(), &[holder(&["viewer"])])), "200 -");
    // That of another scheme is none of this route's.
    let other = certificate(&["spiffe://shop/stock"], &["other"]);
    let mut second = Scheme::clone(&service());
    second.name = "other".into();
    let mut policy = with(&[service()]);
    policy.schemes.push(Arc::new(second));
    let decision = evaluator(policy).decide(&of(Some(other), &[]), NOW);
    assert_eq!(verdict_of(&decision), "401 orders.get/auth");
}

#[test]
fn exactly_one_uri_of_the_template() {
    for uris in [
        &[][..],
        &["spiffe://shop/a", "spiffe://shop/b"],
        &["spiffe://other/a"],
        &["spiffe://shop/a/b"],
    ] {
        let asked = of(Some(certificate(uris, &["service"])), &[]);
        assert_eq!(asks(&[service()], &asked), "401 orders.get/auth.service", "{uris:?}");
    }
}

#[test]
fn nothing_presented_is_asked_for_a_certificate() {
    let plain = request("GET", LIST, &[]);
    let decision = evaluator(with(&[service()])).decide(&plain, NOW);
    let Outcome::Refuse(refusal) = decision.outcome else { panic!("{decision:?}") };
    assert_eq!(refusal.rule, "orders.get/auth");
    let challenge = ("www-authenticate", "ClientCertificate realm=\"shop\"".into());
    assert_eq!(refusal.headers, [challenge]);
    assert_eq!(asks(&[service()], &of(None, &[])), "401 orders.get/auth");
}

#[test]
fn a_certificate_beside_other_credentials() {
    let schemes = [customer(), partner(), service()];
    let stock = || Some(certificate(&["spiffe://shop/stock"], &["service"]));
    assert_eq!(asks(&schemes, &of(stock(), &[])), "200 -");
    assert_eq!(asks(&schemes, &of(stock(), &[holder(&["viewer"])])), "200 -");
    let bad = header("authorization", "Bearer a.b.c");
    assert_eq!(asks(&schemes, &of(stock(), &[bad])), "401 orders.get/auth.customer");
    let unnamed = Some(certificate(&[], &["service"]));
    let both = of(unnamed, &[holder(&["viewer"])]);
    assert_eq!(asks(&schemes, &both), "401 orders.get/auth.service");
}

fn bound() -> Arc<Scheme> {
    let mut scheme = Scheme::clone(&customer());
    let SchemeKind::Jwt(settings) = &mut scheme.kind else { panic!() };
    settings.binding = TokenBinding::Certificate;
    Arc::new(scheme)
}

#[test]
fn a_bound_token_needs_its_certificate() {
    let own = Thumbprint::of(b"certificate").to_string();
    let bearer = |more: Value| header("authorization", &format!("Bearer {}", token(more)));
    let token = bearer(json!({ "cnf": { "x5t#S256": own } }));
    let stolen = bearer(json!({ "cnf": { "x5t#S256": Thumbprint::of(b"other").to_string() } }));
    let presented = || Some(certificate(&[], &[]));
    assert_eq!(asks(&[bound()], &of(presented(), std::slice::from_ref(&token))), "200 -");
    let refused = "401 orders.get/auth.customer";
    assert_eq!(asks(&[bound()], &of(presented(), &[stolen])), refused);
    assert_eq!(asks(&[bound()], &of(None, std::slice::from_ref(&token))), refused);
    assert_eq!(asks(&[bound()], &request("GET", LIST, std::slice::from_ref(&token))), refused);
    assert_eq!(asks(&[bound()], &of(presented(), &[holder(&["viewer"])])), refused);
    // A scheme that does not look at bindings takes no bound token, whoever presents it.
    assert_eq!(asks(&[customer()], &of(presented(), &[token])), refused);
}

#[test]
fn shared_ids_are_counted_together() {
    let by_id = LimitKey::Principal { field: "id".into(), kind: PrincipalType::Text };
    let named = |scheme: Arc<Scheme>, ids: Option<&str>| {
        let mut scheme = Scheme::clone(&scheme);
        scheme.ids = ids.map(str::to_owned);
        Arc::new(scheme)
    };
    let second = |ids: [Option<&str>; 2]| {
        let mut policy = with(&[named(customer(), ids[0]), named(service(), ids[1])]);
        for route in &mut policy.apis[0].routes {
            route.limits = vec![limit("one", 1, 1, by_id.clone())];
        }
        let mut evaluator = evaluator(policy);
        let anna = certificate(&["spiffe://shop/anna"], &["service"]);
        assert_eq!(verdict_of(&evaluator.decide(&of(Some(anna), &[]), NOW)), "200 -");
        verdict_of(&evaluator.decide(&of(None, &[holder(&["viewer"])]), NOW))
    };
    assert_eq!(second([None, None]), "200 -");
    assert_eq!(second([Some("people"), None]), "200 -");
    assert_eq!(second([Some("people"), Some("machines")]), "200 -");
    assert_eq!(second([Some("people"), Some("people")]), "429 orders.get/limit.one");
    // A name of ids is no name of a scheme.
    assert_eq!(second([Some("service"), None]), "200 -");
}
