//! Headers of one meaning: what tells the upstream who calls is no credential, and no condition reads a client's copy.

use std::collections::HashMap;

use gatewright_core::policy::{Api, Condition, IdentityHeader, Operand, SchemeKind, Source, Span};

use super::scheme::Schemes;
use super::upstream::Upstreams;
use crate::diagnostic::{Diagnostic, codes};

/// Reports identity and API-key headers that are also used otherwise.
pub(super) fn check(
    upstreams: &Upstreams,
    schemes: &Schemes,
    apis: &[Api],
    findings: &mut Vec<Diagnostic>,
) {
    let identity: HashMap<&str, &IdentityHeader> = upstreams
        .iter()
        .filter_map(|entry| entry.value.as_ref())
        .flat_map(|upstream| &upstream.identity)
        .map(|header| (header.name.as_str(), header))
        .collect();
    let mut keys: HashMap<&str, Span> = HashMap::new();
    for scheme in schemes.iter().filter_map(|entry| entry.value.as_ref()) {
        let SchemeKind::ApiKey(key) = &scheme.kind else { continue };
        keys.insert(&key.header, scheme.span);
        if let Some(header) = identity.get(key.header.as_str()) {
            findings.push(
                two_meanings(&key.header, header.span, "tells the upstream who calls")
                    .label(scheme.span, "carries the key of this scheme"),
            );
        }
    }
    for route in apis.iter().flat_map(|api| &api.routes) {
        let allow = route.allow.iter().filter_map(|clause| clause.when.as_ref());
        for condition in allow.chain(route.deny.iter().map(|clause| &clause.when)) {
            refuse_reading(condition, &identity, &keys, findings);
        }
    }
}

fn refuse_reading(
    condition: &Condition,
    identity: &HashMap<&str, &IdentityHeader>,
    keys: &HashMap<&str, Span>,
    findings: &mut Vec<Diagnostic>,
) {
    condition.visit_operands(&mut |Operand { source, span, .. }| {
        let Source::Header(name) = source else { return };
        if let Some(header) = identity.get(name.as_str()) {
            findings.push(
                two_meanings(name, *span, "reads what the client sent")
                    .label(header.span, "tells the upstream who calls")
                    .help(format!("read `principal.{}`, which is verified", header.field)),
            );
        }
        if let Some(key) = keys.get(name.as_str()) {
            findings.push(
                two_meanings(name, *span, "reads what the client sent")
                    .label(*key, "carries the key of this scheme")
                    .help("read `principal`, which is verified"),
            );
        }
    });
}

fn two_meanings(name: &str, span: Span, what: &str) -> Diagnostic {
    Diagnostic::error(codes::RESERVED_HEADER, format!("the header `{name}` has two meanings"))
        .label(span, what.to_owned())
        .help("use another header for one of the two")
}
