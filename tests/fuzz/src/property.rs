//! What holds of every file, whatever stands in it. The fuzz targets look for a file of which it does not; the compiler's
//! tests ask it of spoiled policies, and of every file that fuzzing has found.

#![allow(dead_code, reason = "each fuzz target asks one of them")]

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use gatewright_compiler::diagnostic::render::{Colour, render};
use gatewright_compiler::diagnostic::{Diagnostic, Report, codes, github, json, sarif};
use gatewright_compiler::format::format as lay_out;
use gatewright_compiler::source::{Alone, Source, SourceMap};
use gatewright_compiler::syntax::{decode, parse as read};
use gatewright_compiler::target::{gap, registry};
use gatewright_compiler::{Compiled, check_language};
use gatewright_core::evaluate::{Evaluator, Keys, Request, Timestamp};
use gatewright_core::policy::{Policy, Segment};
use gatewright_core::primitive::jwk::VerificationKey;
use gatewright_core::primitive::jwt::Verify;

/// Codes that only a fault of ours answers with.
const FAULTS: [codes::Code; 4] =
    [codes::PARSER_FAULT, codes::FORMATTER_FAULT, codes::CHECKER_FAULT, codes::TARGET_FAULT];

/// Reading gives a tree, or errors that each have a place.
pub(crate) fn parse(bytes: &[u8]) {
    let Ok(source) = decode("fuzz.gate", bytes) else { return };
    let parsed = read(source, &Alone);
    if let Err(unreadable) = parsed.outcome {
        shown(&unreadable.diagnostics, &parsed.sources);
    }
}

/// Checking gives a policy of which every target says what it cannot enforce and which decides on requests, or errors
/// that each have a place.
pub(crate) fn check(bytes: &[u8]) {
    let Ok(source) = decode("fuzz.gate", bytes) else { return };
    let Compiled { sources, outcome } = check_language(source, &Alone);
    match outcome {
        Err(found) => shown(&found, &sources),
        Ok(policy) => {
            for declared in &policy.targets {
                let found = gap::gaps(&policy, registry::find(declared.kind));
                if !found.is_empty() {
                    shown(&found, &sources);
                }
            }
            decides(Arc::new(policy));
        }
    }
}

/// How many routes of a policy are asked for.
const ASKED: usize = 8;

/// A policy decides on requests to its first routes, and on one that is not its own.
fn decides(policy: Arc<Policy>) {
    let host = policy.hosts.first().map_or("a.example", String::as_str);
    let mut requests = vec![request("GET", host, "/..//%00")];
    for route in policy.apis.iter().flat_map(|api| &api.routes).take(ASKED) {
        let segments = route.segments.iter().map(|segment| match segment {
            Segment::Literal(text) => format!("/{text}"),
            Segment::Parameter(_) => "/1".to_owned(),
        });
        let path: String = segments.collect();
        let path = if path.is_empty() { "/".to_owned() } else { path };
        requests.push(request("GET", host, &path));
        requests.push(request("POST", host, &format!("{path}?page=1&size=a&id=%31")));
        requests.push(request(route.method.name(), host, &path));
    }
    let mut evaluator = Evaluator::new(policy, Keys::default(), Arc::new(NoSignature));
    for request in requests {
        let decision = evaluator.decide(&request, Timestamp { seconds: 1_800_000_000, nanos: 0 });
        assert!(!decision.trace.is_empty(), "decided without a check");
    }
}

fn request(method: &str, host: &str, target: &str) -> Request {
    let headers = [
        ("Host", host),
        ("Content-Type", "application/json"),
        ("X-Api-Key", "a"),
        ("Cookie", "a=b"),
    ];
    Request {
        method: method.to_owned(),
        target: target.to_owned(),
        headers: headers.map(|(name, value)| (name.to_owned(), value.as_bytes().to_vec())).to_vec(),
        body: br#"{"id":1,"note":"a","items":[{}],"kind":"card"}"#.to_vec(),
        peer: IpAddr::V4(Ipv4Addr::LOCALHOST),
        country: None,
        tls: None,
    }
}

/// Nobody signs.
struct NoSignature;

impl Verify for NoSignature {
    fn verify(&self, _: &VerificationKey, _: &[u8], _: &[u8]) -> bool {
        false
    }
}

/// Formatting what is of the language gives the same policy, which stays as it is when it is formatted again.
pub(crate) fn format(bytes: &[u8]) {
    let Ok(source) = decode("fuzz.gate", bytes) else { return };
    match lay_out(&source) {
        Ok(text) => {
            let again = lay_out(&Source::new("fuzz.gate", text.as_str()));
            assert_eq!(again.as_ref(), Ok(&text), "formatting again changes it");
        }
        Err(found) => assert!(faults(&found).is_empty(), "{found:?}"),
    }
}

fn shown(found: &[Diagnostic], sources: &SourceMap) {
    assert!(!found.is_empty(), "refused without a reason");
    assert!(faults(found).is_empty(), "{found:?}");
    for one in found {
        assert!(!one.labels.is_empty(), "{} has no place", one.message);
    }
    let text = render(found, sources, Colour::Plain);
    assert!(text.contains(found[0].code), "{text}");
    let reports = [Report::new(found, sources)];
    for text in [json::render(&reports), sarif::render(&reports), github::render(&reports)] {
        assert!(text.contains(found[0].code), "{text}");
    }
}

fn faults(found: &[Diagnostic]) -> Vec<&Diagnostic> {
    found.iter().filter(|one| FAULTS.iter().any(|fault| fault.id == one.code)).collect()
}
