//! Cases of other projects about browsers, against the reference evaluator: those of the Gateway API's conformance suite, and
//! the values that web-platform-tests sends and expects.
//!
//! Corpora are looked for in `../shared/corpora` beside the workspace, or where `GATEWRIGHT_CORPORA` says.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "tests fail by panicking, and corpora lie on disk"
)]

use std::path::PathBuf;
use std::sync::Arc;

use gatewright_compiler::source::{Alone, Source};
use gatewright_core::evaluate::{
    Decision, Evaluator, Keys, Outcome, Preflight, Request, Timestamp,
};
use gatewright_core::policy::Policy;
use gatewright_core::primitive::jwk::VerificationKey;
use gatewright_core::primitive::jwt::Verify;
use serde_json::Value;

const ORIGIN: &str = "http://www1.site.example:8001";

/// A corpus; nothing where it is not there.
fn corpus(name: &str) -> Option<Value> {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpora");
    let corpora = std::env::var_os("GATEWRIGHT_CORPORA").map_or(beside, PathBuf::from);
    let file = corpora.join("cors").join(name);
    let Ok(text) = std::fs::read_to_string(&file) else {
        println!("ignored: no {}; set GATEWRIGHT_CORPORA", file.display());
        return None;
    };
    Some(serde_json::from_str(&text).unwrap())
}

struct NoSignature;

impl Verify for NoSignature {
    fn verify(&self, _: &VerificationKey, _: &[u8], _: &[u8]) -> bool {
        false
    }
}

/// A policy with these declarations, if it compiles.
fn compiled(text: &str) -> Option<Policy> {
    let text = format!("policy corpus 1.0.0\n{text}");
    gatewright_compiler::compile(Source::new("corpus.gate", text), &Alone).outcome.ok()
}

/// A page's `cors` with these settings on a path with these methods.
fn with(settings: &str, routes: &str) -> Option<Policy> {
    compiled(&format!(
        "schema Note {{ text: string }}\ncors page {{ {settings} }}\n\
         api it at /it {{ cors: page\n{routes}\nPUT /note allow anyone body Note }}"
    ))
}

fn decide(policy: &Policy, method: &str, target: &str, lines: &[(&str, &[u8])]) -> Decision {
    let host: (&str, &[u8]) = ("host", b"api.example.com");
    let lines = std::iter::once(&host).chain(lines);
    let request = Request {
        method: method.into(),
        target: target.into(),
        headers: lines.map(|(name, value)| ((*name).to_owned(), value.to_vec())).collect(),
        body: Vec::new(),
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

fn header(decision: &Decision, name: &str) -> Option<String> {
    let name = name.to_ascii_lowercase();
    let found: Vec<String> = headers(decision)
        .into_iter()
        .filter(|(own, _)| *own == name)
        .map(|(_, value)| value)
        .collect();
    assert!(found.len() <= 1, "{name}: {found:?}");
    found.into_iter().next()
}

fn status(decision: &Decision) -> u16 {
    decision.status().unwrap_or(200)
}

fn texts(value: &Value) -> Vec<&str> {
    value.as_array().unwrap().iter().map(|text| text.as_str().unwrap()).collect()
}

#[test]
fn the_gateway_api_s_cases() {
    let Some(corpus) = corpus("gateway-api.json") else { return };
    // What the suite configures. Part of a name is no origin here, nor do unknown pages have credentials: such origins are
    // those that the cases send.
    let policy = compiled(
        r#"
        cors one {
            origins: ["https://www.foo.com", "https://www.bar.com", "https://xpto.www.bar.com"]
            credentials: true  max_age: 1h
            headers: ["x-header-1", "x-header-2"]  expose: ["x-header-3", "x-header-4"]
        }
        cors two { origins: ["https://www.foo.com"] }
        cors anybody { origins: ["*"] }
        cors known { origins: ["https://other.foo.com"]  credentials: true  headers: ["x-header-1", "x-header-2"] }
        cors unknown { origins: ["*"]  headers: ["x-header-1", "x-header-2"] }
        api one at /cors-1 { cors: one  GET / allow anyone }
        api two at /cors-2 { cors: two  GET / allow anyone  POST / allow anyone }
        api three at /cors-wildcard-origin { cors: anybody  PUT / allow anyone }
        api four at /cors-wildcard-methods-headers { cors: known  GET / allow anyone  PUT / allow anyone }
        api five at /cors-wildcard-methods-headers-unauth { cors: unknown  GET / allow anyone  PUT / allow anyone }
        "#,
    )
    .unwrap();
    let cases = corpus["cases"].as_array().unwrap();
    for case in cases {
        let lines: Vec<(&str, &[u8])> = case["headers"]
            .as_object()
            .unwrap()
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str().unwrap().as_bytes()))
            .collect();
        let method = case["method"].as_str().unwrap();
        let decision = decide(&policy, method, case["path"].as_str().unwrap(), &lines);
        let name = &case["name"];
        if let Some(expected) = case["status"].as_str() {
            let got = status(&decision).to_string();
            assert!(expected.split(", ").any(|one| one == got), "{name}: {got}");
        }
        for absent in texts(&case["absent"]) {
            assert_eq!(header(&decision, absent), None, "{name}: {absent}");
        }
        for (header_name, expected) in case["headers_expected"].as_object().unwrap() {
            let got = header(&decision, header_name);
            match header_name.as_str() {
                // Browsers read it on answers to the request itself only (Fetch §3.3.3).
                "access-control-expose-headers" => assert_eq!(got, None),
                // The method that was asked for is enough.
                "access-control-allow-methods" => {
                    let got = got.unwrap();
                    let listed = texts(expected).join(", ");
                    assert!(listed.split(", ").any(|one| one == got), "{name}: {got}");
                }
                _ => {
                    let got = got.unwrap_or_default();
                    assert!(texts(expected).contains(&got.as_str()), "{name}: {header_name} {got}");
                }
            }
        }
    }
    println!("{} cases of the Gateway API", cases.len());
}

/// A value of web-platform-tests for a page of [`ORIGIN`].
fn filled(value: &str) -> String {
    let host = ORIGIN.strip_prefix("http://").unwrap();
    let parts = [
        ("<ORIGIN-UPPER>", ORIGIN.to_ascii_uppercase()),
        ("<SCHEME-UPPER>", "HTTP:".to_owned()),
        ("<origin>", ORIGIN.to_owned()),
        ("<scheme>", "http:".to_owned()),
        ("<host>", host.to_owned()),
        ("<href>", format!("{ORIGIN}/cors/origin.htm")),
        ("<dirname>", format!("{ORIGIN}/cors/")),
        ("<crossdomain>", "http://www2.site.example:8001".to_owned()),
        ("<parent-domain>", "site.example:8001".to_owned()),
    ];
    parts.iter().fold(value.to_owned(), |text, (name, value)| text.replace(name, value))
}

const ALLOW_ORIGIN: &str = "access-control-allow-origin";

/// Who may read: values that browsers take for the page's origin, and values that they do not.
#[test]
fn what_browsers_take_for_an_origin() {
    let Some(corpus) = corpus("wpt.json") else { return };
    let settings = |origin: &str| format!("origins: [\"{origin}\"]");
    let own = with(&settings(ORIGIN), "GET / allow anyone").unwrap();
    let anybody = with(&settings("*"), "GET / allow anyone").unwrap();
    let allowed = |policy: &Policy, origin: &str| {
        let decision = decide(policy, "GET", "/it", &[("origin", origin.as_bytes())]);
        header(&decision, ALLOW_ORIGIN)
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
        assert_eq!((status(&decision), header(&decision, ALLOW_ORIGIN)), (400, None), "{values:?}");
        ran += 1;
    }
    println!("{ran} cases of web-platform-tests about origins");
}

/// What a browser makes of the answer to a preflight (Fetch §4.8).
fn browser_sends(decision: &Decision, credentials: bool, method: &str, header_name: &str) -> bool {
    let list = |name: &str| -> Vec<String> {
        let value = header(decision, name).unwrap_or_default();
        value.split(", ").map(str::to_owned).collect()
    };
    let (methods, headers) =
        (list("access-control-allow-methods"), list("access-control-allow-headers"));
    let vouched = header(decision, "access-control-allow-credentials").as_deref() == Some("true");
    status(decision) == Preflight::STATUS
        && header(decision, ALLOW_ORIGIN).as_deref() == Some(ORIGIN)
        && (!credentials || vouched)
        && (["GET", "HEAD", "POST"].contains(&method) || methods.iter().any(|one| one == method))
        && (header_name.is_empty()
            || headers.iter().any(|one| one.eq_ignore_ascii_case(header_name)))
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
        let mut seen = decision.clone();
        if let Outcome::Preflight(preflight) = &mut seen.outcome {
            for (_, value) in &mut preflight.headers {
                *value = value.replace(&origin, ORIGIN);
            }
        }
        assert_eq!(browser_sends(&seen, credentials, method, wanted), answered, "{case}");
        ran += 1;
    }
    let settings = format!("origins: [\"{origin}\"]");
    for pair in corpus["not_safelisted"].as_array().unwrap() {
        let name = texts(pair)[0];
        let closed = with(&settings, "GET / allow anyone").unwrap();
        let open =
            with(&format!("{settings}  headers: [\"{name}\"]"), "GET / allow anyone").unwrap();
        let asked = |policy: &Policy| status(&preflight(policy, "/it", &origin, "GET", name));
        assert_eq!((asked(&closed), asked(&open)), (403, 204), "{name}");
        ran += 1;
    }
    for pair in corpus["content_type_preflight"].as_array().unwrap() {
        let value = pair[0].as_str().unwrap();
        let policy = with(&settings, "").unwrap();
        // A page may ask; but what forms can send without asking is no JSON.
        let asked = preflight(&policy, "/it/note", &origin, "PUT", "content-type");
        assert_eq!(status(&asked), 204);
        let lines: [(&str, &[u8]); 3] = [
            ("origin", origin.as_bytes()),
            ("content-type", value.as_bytes()),
            ("content-length", b"2"),
        ];
        let sent = decide(&policy, "PUT", "/it/note", &lines);
        assert!([400, 415].contains(&status(&sent)), "{value:?}: {}", status(&sent));
        ran += 1;
    }
    println!("{ran} cases of web-platform-tests about preflights");
}
