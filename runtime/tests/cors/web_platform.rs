//! The values of web-platform-tests: what browsers take for an origin, a method or a header, and what they do not.

use gatewright_compiler::compile;
use gatewright_compiler::source::{Alone, Source};
use serde_json::Value;

use crate::asked::{Answer, Service};
use crate::cors_corpus::{
    ALLOW_ORIGIN, Answered as _, ORIGIN, Verdict, browser_sends, filled, texts,
};

const SECURE: &str = "https://www1.site.example:8001";

/// Those of the other origins that a policy may list: `pages.gate` does.
const LISTED: [&str; 6] = [
    "http://www2.www1.site.example:8001",
    "http://example.net",
    "http://www2.site.example:8001",
    "http://site.example:8001",
    "ftp://www1.site.example:8001",
    "null",
];

pub(crate) async fn verdicts(corpus: &Value, service: &Service) -> Vec<Verdict> {
    let mut verdicts = Vec::new();
    for value in texts(&corpus["acao_shared"]) {
        verdicts.push(shared(service, &filled(value)).await);
    }
    for value in texts(&corpus["acao_not_shared"]) {
        verdicts.push(not_shared(service, &filled(value)).await);
    }
    for pair in corpus["acao_double"].as_array().unwrap() {
        verdicts.push(twice(service, texts(pair).into_iter().map(filled).collect()).await);
    }
    for case in corpus["preflight_star"].as_array().unwrap() {
        verdicts.push(star(service, case).await);
    }
    for pair in corpus["not_safelisted"].as_array().unwrap() {
        verdicts.push(not_safelisted(service, texts(pair)[0]).await);
    }
    for pair in corpus["content_type_preflight"].as_array().unwrap() {
        verdicts.push(content_type(service, pair[0].as_str().unwrap()).await);
    }
    verdicts
}

fn right(is_right: bool, what: &str, answer: &impl std::fmt::Debug) -> Verdict {
    if is_right { Ok(()) } else { Err(format!("{what:?}: {answer:?}")) }
}

async fn from(service: &Service, target: &str, origin: &str) -> Answer {
    service.ask("GET", target, &[("origin", origin.as_bytes())]).await
}

async fn shared(service: &Service, value: &str) -> Verdict {
    let (target, origin, expected) = match value.trim() {
        "*" => ("/anybody", ORIGIN, "*"),
        _ => ("/own", value, ORIGIN),
    };
    let answer = from(service, target, origin).await;
    right(answer.header(ALLOW_ORIGIN).as_deref() == Some(expected), value, &answer)
}

/// Neither as the origin that a request names, nor as one that a policy lists.
async fn not_shared(service: &Service, value: &str) -> Verdict {
    let answer = from(service, "/own", value).await;
    right(answer.header(ALLOW_ORIGIN).is_none(), value, &answer)?;
    let written: String = value.chars().flat_map(char::escape_default).collect();
    let text = format!(
        "policy page 1.0.0\ncors page {{ origins: [\"{}\"] }}\napi it at /it {{ cors: page\nGET / allow anyone }}",
        written.replace("\\'", "'")
    );
    let outcome = compile(Source::new("page.gate", text), &Alone).outcome;
    right(outcome.is_ok() == LISTED.contains(&value), value, &outcome.map(|_| ()))?;
    if LISTED.contains(&value) {
        let own = from(service, "/others", value).await;
        right(own.header(ALLOW_ORIGIN).as_deref() == Some(value), value, &own)?;
    }
    let answer = from(service, "/others", ORIGIN).await;
    right(answer.header(ALLOW_ORIGIN).is_none(), value, &answer)
}

async fn twice(service: &Service, values: Vec<String>) -> Verdict {
    let lines: Vec<(&str, &[u8])> =
        values.iter().map(|value| ("origin", value.as_bytes())).collect();
    let answer = service.ask("GET", "/own", &lines).await;
    let is_right = answer.status == 400 && answer.header(ALLOW_ORIGIN).is_none();
    right(is_right, &values.join(" and "), &answer)
}

/// A `*` of methods or headers, or names: in a policy there are only names.
async fn star(service: &Service, case: &Value) -> Verdict {
    let text = |key: &str| case[key].as_str().unwrap_or_default();
    let credentials = case["credentials"].as_bool().unwrap();
    let (method, wanted) = (text("method"), text("header"));
    let lists_header = text("allow_headers") == "x-test";
    let api = match (credentials, lists_header) {
        (false, true) => "/plain-test",
        (false, false) => "/plain",
        (true, false) => "/vouched",
        (true, true) => return Err(format!("no api for {case}")),
    };
    let target = if method == "PUT" { format!("{api}/put") } else { api.to_owned() };
    let answer = service.preflight(&target, SECURE, method, wanted).await;
    let is_known = ["GET", "PUT"].contains(&method);
    let is_due = is_known && (wanted.is_empty() || lists_header);
    right((answer.status == 204) == is_due, &case.to_string(), &answer)?;
    let sends = browser_sends(&answer, SECURE, credentials, method, wanted);
    right(sends == is_due, &case.to_string(), &answer)
}

async fn not_safelisted(service: &Service, name: &str) -> Verdict {
    let closed = service.preflight("/plain", SECURE, "GET", name).await;
    let open = service.preflight("/all", SECURE, "GET", name).await;
    right((closed.status, open.status) == (403, 204), name, &(closed, open))
}

/// The answer to a note that is right, but for the media type perhaps.
async fn note(service: &Service, media_type: &str) -> Answer {
    let body = b"{\"text\":\"a\"}";
    let length = body.len().to_string();
    let lines: [(&str, &[u8]); 3] = [
        ("origin", SECURE.as_bytes()),
        ("content-type", media_type.as_bytes()),
        ("content-length", length.as_bytes()),
    ];
    service.ask_with("PUT", "/plain/note", &lines, body).await
}

/// A page may ask; but what forms can send without asking is no JSON.
async fn content_type(service: &Service, value: &str) -> Verdict {
    let asked = service.preflight("/plain/note", SECURE, "PUT", "content-type").await;
    right(asked.status == 204, value, &asked)?;
    let sent = note(service, value).await;
    right([400, 415].contains(&sent.status), value, &sent)?;
    let json = note(service, "application/json").await;
    right(json.status == 200, "application/json", &json)
}
