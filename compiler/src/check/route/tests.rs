#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking"
)]

use gatewright_core::policy::{Need, Policy, Route, SentValue, Span, StepUpChallenge, Visibility};

use crate::check_language;
use crate::diagnostic::render::{self, Colour};
use crate::source::{Alone, Source};

/// A policy of one api, and its text.
fn checked(api: &str) -> (Policy, String) {
    let text = format!(
        r#"policy shop 1.0.0
        principal {{ id: string  roles: [role]  mfa_at?: time  acr?: string }}
        role viewer
        role admin includes viewer
        auth customer = jwt {{
            issuer: "https://id.example.com/"  audience: "shop"  token_type: "at+jwt"  algorithms: [ES256]
            keys: jwks file "jwks.json"  grants: [viewer, admin]
            principal {{ id: claim.sub  roles: claim.roles  mfa_at: claim.auth_time  acr: claim.acr }}
        }}
        auth partner = api_key {{ from: header "x-api-key"  keys: file "keys"  grants: [viewer] }}
        condition at_work = client.ip in [10.0.0.0/8]
        step_up recent = principal.mfa_at within 5m
        step_up strong = principal.acr in ["mfa", "hardware"] and principal.mfa_at within 1h and principal.mfa_at within 1d
        api other at /other {{ auth: [customer, partner]  GET / allow admin allow viewer when at_work step_up [recent, strong] }}
        {api}"#
    );
    let checked = check_language(Source::new("test.gate", text.clone()), &Alone);
    let policy = checked.outcome.unwrap_or_else(|found| {
        panic!("{}", render::render(&found, &checked.sources, Colour::Plain))
    });
    (policy, text)
}

fn route<'p>(policy: &'p Policy, name: &str) -> &'p Route {
    policy.routes().find(|route| route.name == name).unwrap()
}

/// What stands at these places.
fn texts(text: &str, spans: impl Iterator<Item = Span>) -> Vec<&str> {
    spans.map(|span| &text[span.start as usize..span.end as usize]).collect()
}

#[test]
fn conditions_of_an_api_join_those_of_its_routes() {
    let (policy, text) = checked(
        r#"api shop at /shop {
            auth: [customer]
            deny: header("x-debug") is set
            require: at_work
            GET / allow viewer
            GET /own allow viewer deny when time < 2026-01-01 require method == "GET"
            GET /open allow anyone override [auth, deny]
            GET /neither allow viewer override [require, deny] require time > 2026-01-01
        }"#,
    );
    let of = |name: &str| {
        let route = route(&policy, name);
        let deny = texts(&text, route.deny.iter().map(|clause| clause.span));
        let require = texts(&text, route.require.iter().map(|clause| clause.span));
        (deny, require)
    };
    let (deny, require) = ("deny: header(\"x-debug\") is set", "require: at_work");
    assert_eq!(of("shop.get"), (vec![deny], vec![require]));
    assert_eq!(
        of("shop.get/own"),
        (vec![deny, "deny when time < 2026-01-01"], vec![require, "require method == \"GET\""])
    );
    assert_eq!(of("shop.get/open"), (vec![], vec![require]));
    assert_eq!(of("shop.get/neither"), (vec![], vec!["require time > 2026-01-01"]));
}

#[test]
fn step_ups_of_an_api_are_asked_first() {
    let (policy, _) = checked(
        r#"api shop at /shop {
            auth: [customer]
            step_up: [recent]
            GET / allow viewer
            GET /both allow viewer step_up strong
            GET /other allow viewer override [step_up] step_up [strong]
            GET /none allow anyone override [auth, step_up]
        }"#,
    );
    let of = |name: &str| -> Vec<&str> {
        route(&policy, name).step_up.iter().map(|step_up| step_up.name.as_str()).collect()
    };
    assert_eq!(of("shop.get"), ["recent"]);
    assert_eq!(of("shop.get/both"), ["recent", "strong"]);
    assert_eq!(of("shop.get/other"), ["strong"]);
    assert_eq!(of("shop.get/none"), [""; 0]);
}

#[test]
fn challenges_say_what_the_conditions_ask() {
    let (policy, _) = checked("");
    let challenge = |name: &str| {
        let step_up = policy.step_ups.iter().find(|step_up| step_up.name == name).unwrap();
        assert_eq!(step_up.schemes, ["customer"]);
        step_up.challenge.clone()
    };
    assert_eq!(challenge("recent"), StepUpChallenge { max_age: Some(300), acr_values: vec![] });
    let acr_values = vec!["mfa".to_owned(), "hardware".to_owned()];
    assert_eq!(challenge("strong"), StepUpChallenge { max_age: Some(3600), acr_values });
}

#[test]
fn a_claim_names_a_step_up() {
    let (policy, _) = checked(
        r#"api shop at /shop { auth: [customer]  GET / allow viewer step_up recent }
        never "nobody reads without" { GET /shop/** allowed without step_up recent }"#,
    );
    let need = Need::StepUp { name: "recent".to_owned() };
    assert_eq!(policy.nevers[0].claims[0].need, need);
}

#[test]
fn a_route_names_a_part_of_its_api_s_schemes() {
    let (policy, _) = checked(
        r#"api shop at /shop {
            auth: [customer, partner]
            GET / allow viewer
            GET /mine allow viewer auth [customer]
            GET /turned allow viewer auth [partner, customer] override [auth]
        }
        api bare at /bare { GET / allow viewer auth [partner]  GET /open allow anyone }"#,
    );
    let of = |name: &str| -> Vec<&str> {
        route(&policy, name).auth.iter().map(|scheme| scheme.name.as_str()).collect()
    };
    assert_eq!(of("shop.get"), ["customer", "partner"]);
    assert_eq!(of("shop.get/mine"), ["customer"]);
    assert_eq!(of("shop.get/turned"), ["partner", "customer"]);
    assert_eq!(of("bare.get"), ["partner"]);
    assert_eq!(of("bare.get/open"), [""; 0]);
}

#[test]
fn routes_are_hidden_by_themselves_or_by_their_api() {
    let (policy, text) = checked(
        r#"api shop at /shop {
            auth: [customer]
            hide: true
            GET / allow viewer
            GET /shown allow viewer override [hide]
        }
        api bare at /bare { auth: [customer]  GET / allow viewer hide  GET /shown allow viewer }"#,
    );
    let of = |name: &str| match route(&policy, name).visibility {
        Visibility::Shown => None,
        Visibility::Hidden { span } => Some(texts(&text, [span].into_iter())[0]),
    };
    assert_eq!(of("shop.get"), Some("hide: true"));
    assert_eq!(of("shop.get/shown"), None);
    assert_eq!(of("bare.get"), Some("hide"));
    assert_eq!(of("bare.get/shown"), None);
}

#[test]
fn a_route_may_forward_elsewhere() {
    let (policy, _) = checked(
        r#"upstream one = "http://127.0.0.1:9001"
        upstream two = "http://127.0.0.1:9002"
        api shop at /shop { upstream: one  auth: [customer]  GET / allow viewer  GET /two allow viewer upstream two }
        api alone at /alone { auth: [customer]  GET / allow viewer upstream two }"#,
    );
    let of = |name: &str| route(&policy, name).upstream.as_ref().unwrap().name.clone();
    assert_eq!(of("shop.get"), "one");
    assert_eq!(of("shop.get/two"), "two");
    assert_eq!(of("alone.get"), "two");
}

#[test]
fn what_an_api_sends_and_drops_joins_what_its_routes_do() {
    let (policy, text) = checked(
        r#"parameter version: string = "7"
        upstream up = "http://127.0.0.1:9001"
        api tenants at /tenants/{tenant: string} {
            upstream: up
            auth: [customer]
            send { "X-Version": version  "x-tenant": path.tenant }
            drop: ["x-debug"]
            GET / allow viewer
            GET /own/{id: int} allow viewer send { "x-who": principal.id  "x-id": path.id } drop ["x-trace", server]
            GET /other allow viewer override [send, drop] send { "x-version": "8" }
        }"#,
    );
    let changes = |name: &str| {
        let transformation = &route(&policy, name).transformation;
        let sent = transformation.sent.iter();
        let sent = sent.map(|header| (header.name.as_str(), header.value.clone())).collect();
        let dropped = transformation.dropped.iter().map(|header| header.name.as_str()).collect();
        (sent, dropped)
    };
    let said = |text: &str| SentValue::Text(text.to_owned());
    let of_path = |name: &str| SentValue::Parameter(name.to_owned());
    let api = [("x-version", said("7")), ("x-tenant", of_path("tenant"))];
    let expected: (Vec<(&str, SentValue)>, Vec<&str>) = (api.to_vec(), vec!["x-debug"]);
    assert_eq!(changes("tenants.get"), expected);
    let [version, tenant] = api;
    let own = [("x-who", SentValue::Principal("id".to_owned())), ("x-id", of_path("id"))];
    let [who, id] = own;
    let expected = (vec![version, tenant, who, id], vec!["x-debug", "x-trace", "server"]);
    assert_eq!(changes("tenants.get/own/{id}"), expected);
    assert_eq!(changes("tenants.get/other"), (vec![("x-version", said("8"))], Vec::new()));
    let sent = route(&policy, "tenants.get/own/{id}").transformation.sent.iter();
    assert_eq!(
        texts(&text, sent.map(|header| header.span)),
        [
            r#""X-Version": version"#,
            r#""x-tenant": path.tenant"#,
            r#""x-who": principal.id"#,
            r#""x-id": path.id"#
        ]
    );
}
