//! Headers of one meaning: what tells the upstream who calls is no credential, and no condition reads a client's copy.

use std::collections::HashMap;

use gatewright_core::policy::{
    Api, Condition, CredentialField, IdentityHeader, Operand, Source, Span,
};

use super::scheme::Schemes;
use super::upstream::Upstreams;
use crate::diagnostic::{Diagnostic, codes};

/// Reports identity and credential headers that are also used otherwise.
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
        let Some(name) = scheme.field().and_then(CredentialField::header) else { continue };
        keys.insert(name, scheme.span);
        if let Some(header) = identity.get(name) {
            findings.push(
                two_meanings(name, header.span, "tells the upstream who calls")
                    .label(scheme.span, "carries the credential of this scheme"),
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
                    .label(*key, "carries the credential of this scheme")
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
