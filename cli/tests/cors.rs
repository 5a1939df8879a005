//! Cases of other projects about browsers, against the reference evaluator: those of the Gateway API's conformance suite, and
//! the values that web-platform-tests sends and expects.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking"
)]

#[path = "../../tests/cors_corpus/mod.rs"]
mod cors_corpus;

use std::sync::Arc;

use cors_corpus::{
    ALLOW_ORIGIN, Answered, ORIGIN, browser_sends, corpus, filled, gateway_request,
    gateway_verdict, texts,
};
use gatewright_compiler::source::{Alone, Source};
use gatewright_core::evaluate::{Decision, Evaluator, Keys, Outcome, Request, Timestamp};
use gatewright_core::policy::Policy;
use gatewright_core::primitive::jwk::VerificationKey;
use gatewright_core::primitive::jwt::Verify;

struct NoSignature;

impl Verify for NoSignature {
    fn verify(&self, _: &VerificationKey, _: &[u8], _: &[u8]) -> bool {
        false
    }
}

/// The policy, if it compiles.
fn compiled(text: String) -> Option<Policy> {
    gatewright_compiler::compile(Source::new("corpus.gate", text), &Alone).outcome.ok()
}

/// A page's `cors` with these settings on a path with these methods.
fn with(settings: &str, routes: &str) -> Option<Policy> {
    compiled(format!(
        "policy corpus 1.0.0\nschema Note {{ text: string }}\ncors page {{ {settings} }}\n\
         api it at /it {{ cors: page\n{routes}\nPUT /note allow anyone body Note }}"
    ))
}

fn decide(policy: &Policy, method: &str, target: &str, lines: &[(&str, &[u8])]) -> Decision {
    decide_with(policy, method, target, lines, b"")
}

fn decide_with(
    policy: &Policy,
    method: &str,
    target: &str,
    lines: &[(&str, &[u8])],
    body: &[u8],
) -> Decision {
    let host: (&str, &[u8]) = ("host", b"api.example.com");
    let lines = std::iter::once(&host).chain(lines);
    let request = Request {
        method: method.into(),
        target: target.into(),
        headers: lines.map(|(name, value)| ((*name).to_owned(), value.to_vec())).collect(),
        body: body.to_vec(),
        peer: "192.0.2.1".parse().unwrap(),
        country: None,
        tls: None,
    };
    let mut evaluator =
        Evaluator::new(Arc::new(policy.clone()), Keys::default(), Arc::new(NoSignature));
    evaluator.decide(&request, Timestamp { seconds: 1_800_000_000, nanos: 0 })
}

fn preflight(policy: &Policy, target: &str, origin: &str, method: &str, header: &str) -> Decision {
    let mut lines: Vec<(&str, &[u8])> =
        vec![("origin", origin.as_bytes()), ("access-control-request-method", method.as_bytes())];
    if !header.is_empty() {
        lines.push(("access-control-request-headers", header.as_bytes()));
    }
    decide(policy, "OPTIONS", target, &lines)
}

fn headers(decision: &Decision) -> Vec<(&'static str, String)> {
    match &decision.outcome {
        Outcome::Admit(admission) => admission.answer.clone(),
        Outcome::Preflight(preflight) => preflight.headers.clone(),
        Outcome::Refuse(refusal) => {
            refusal.headers.iter().map(|(name, value)| (*name, value.to_string())).collect()
        }
    }
}

impl Answered for Decision {
    fn status(&self) -> u16 {
        Decision::status(self).unwrap_or(200)
    }

    fn header(&self, name: &str) -> Option<String> {
        let name = name.to_ascii_lowercase();
        let mut found = headers(self).into_iter().filter(|(own, _)| *own == name);
        let first = found.next().map(|(_, value)| value);
        assert!(found.next().is_none(), "{name} stands twice: {self:?}");
        first
    }
}

#[test]
fn the_gateway_apis_cases() {
    let Some(corpus) = corpus("gateway-api.json") else { return };
    let policy = include_str!("../../runtime/tests/cors/gateway.gate");
    let policy = compiled(policy.to_owned()).unwrap();
    let cases = corpus["cases"].as_array().unwrap();
    for case in cases {
        let (method, path, lines) = gateway_request(case);
        assert_eq!(gateway_verdict(case, &decide(&policy, method, path, &lines)), Ok(()));
    }
    println!("{} cases of the Gateway API", cases.len());
    assert_eq!(cases.len(), 17);
}

/// Who may read: values that browsers take for the page's origin, and values that they do not.
#[test]
fn what_browsers_take_for_an_origin() {
    let Some(corpus) = corpus("wpt.json") else { return };
    let settings = |origin: &str| format!("origins: [\"{origin}\"]");
    let own = with(&settings(ORIGIN), "GET / allow anyone").unwrap();
    let anybody = with(&settings("*"), "GET / allow anyone").unwrap();
    let allowed = |policy: &Policy, origin: &str| {
        let decision = decide(policy, "GET", "/it", &[("origin", origin.as_bytes())]);
        decision.header(ALLOW_ORIGIN)
    };
    let mut ran = 0;
    for value in texts(&corpus["acao_shared"]) {
        let value = filled(value);
        match value.trim() {
            "*" => assert_eq!(allowed(&anybody, ORIGIN).as_deref(), Some("*")),
            _ => assert_eq!(allowed(&own, &value).as_deref(), Some(ORIGIN), "{value:?}"),
        }
        ran += 1;
    }
    for value in texts(&corpus["acao_not_shared"]) {
        let value = filled(value);
        // Neither as the origin that a request names, nor as one that a policy lists.
        assert_eq!(allowed(&own, &value), None, "{value:?}");
        let written: String = value.chars().flat_map(char::escape_default).collect();
        if let Some(policy) = with(&settings(&written.replace("\\'", "'")), "GET / allow anyone") {
            assert_eq!(allowed(&policy, ORIGIN), None, "{value:?}");
        }
        ran += 1;
    }
    for pair in corpus["acao_double"].as_array().unwrap() {
        let values: Vec<String> = texts(pair).into_iter().map(filled).collect();
        let lines: Vec<(&str, &[u8])> =
            values.iter().map(|value| ("origin", value.as_bytes())).collect();
        let decision = decide(&own, "GET", "/it", &lines);
        assert_eq!(
            (decision.status(), decision.header(ALLOW_ORIGIN)),
            (Some(400), None),
            "{values:?}"
        );
        ran += 1;
    }
    println!("{ran} cases of web-platform-tests about origins");
    assert_eq!(ran, 58);
}

#[test]
fn what_browsers_take_for_methods_and_headers() {
    let Some(corpus) = corpus("wpt.json") else { return };
    let origin = ORIGIN.replacen("http:", "https:", 1);
    let mut ran = 0;
    for case in corpus["preflight_star"].as_array().unwrap() {
        let text = |key: &str| case[key].as_str().unwrap_or_default();
        let credentials = case["credentials"].as_bool().unwrap();
        let settings = |headers: &str| {
            format!("origins: [\"{origin}\"]  credentials: {credentials}  headers: [{headers}]")
        };
        let (method, wanted) = (text("method"), text("header"));
        let is_known = ["GET", "PUT"].contains(&method);
        let routes = if is_known { format!("{method} / allow anyone") } else { String::new() };
        // A `*` means names here, or nothing.
        assert!(with(&settings("\"*\""), &routes).is_none());
        assert_eq!(with(&settings(""), "* / allow anyone"), None);
        let listed = text("allow_headers");
        let headers =
            if ["", "*"].contains(&listed) { String::new() } else { format!("\"{listed}\"") };
        let policy = with(&settings(&headers), &routes).unwrap();
        let decision = preflight(&policy, "/it", &origin, method, wanted);
        let answered = match &decision.outcome {
            Outcome::Preflight(_) => true,
            Outcome::Refuse(_) => false,
            Outcome::Admit(admission) => panic!("{admission:?}"),
        };
        assert_eq!(answered, is_known && (wanted.is_empty() || !headers.is_empty()), "{case}");
        let sends = browser_sends(&decision, &origin, credentials, method, wanted);
        assert_eq!(sends, answered, "{case}");
        ran += 1;
    }
    let settings = format!("origins: [\"{origin}\"]");
    for pair in corpus["not_safelisted"].as_array().unwrap() {
        let name = texts(pair)[0];
        let closed = with(&settings, "GET / allow anyone").unwrap();
        let open =
            with(&format!("{settings}  headers: [\"{name}\"]"), "GET / allow anyone").unwrap();
        let asked = |policy: &Policy| preflight(policy, "/it", &origin, "GET", name).status();
        assert_eq!((asked(&closed), asked(&open)), (Some(403), Some(204)), "{name}");
        ran += 1;
    }
    for pair in corpus["content_type_preflight"].as_array().unwrap() {
        let value = pair[0].as_str().unwrap();
        let policy = with(&settings, "").unwrap();
        // A page may ask; but what forms can send without asking is no JSON.
        let asked = preflight(&policy, "/it/note", &origin, "PUT", "content-type");
        assert_eq!(asked.status(), Some(204));
        let sent = |media_type: &str| {
            let lines: [(&str, &[u8]); 3] = [
                ("origin", origin.as_bytes()),
                ("content-type", media_type.as_bytes()),
                ("content-length", b"12"),
            ];
            decide_with(&policy, "PUT", "/it/note", &lines, b"{\"text\":\"a\"}").status()
        };
        assert!(sent(value).is_some_and(|status| [400, 415].contains(&status)), "{value:?}");
        assert_eq!(sent("application/json"), None);
        ran += 1;
    }
    println!("{ran} cases of web-platform-tests about preflights");
    assert_eq!(ran, 37);
}
