//! Headers of one meaning: what tells the upstream who calls is no credential, and no condition reads a client's copy.

use std::collections::{HashMap, HashSet};

use gatewright_core::policy::{
    Api, Carrier, CredentialField, IdentityHeader, Operand, Route, Source, Span,
};

use super::scheme::Schemes;
use super::upstream::Upstreams;
use crate::diagnostic::{Diagnostic, codes};

/// What an identity header does.
const IDENTITY: &str = "tells the upstream who calls";

/// What a scheme does with its field.
const CREDENTIAL: &str = "carries the credential of this scheme";

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
    let mut cookies: HashMap<&str, Span> = HashMap::new();
    for scheme in schemes.iter().filter_map(|entry| entry.value.as_ref()) {
        if let Some(name) = scheme.field().and_then(CredentialField::cookie) {
            cookies.insert(name, scheme.span);
        }
        let Some(name) = scheme.field().and_then(CredentialField::header) else { continue };
        keys.insert(name, scheme.span);
        if let Some(header) = identity.get(name) {
            findings.push(two_meanings(name, header.span, IDENTITY).label(scheme.span, CREDENTIAL));
        }
    }
    let taken = Taken { identity, keys, cookies };
    refuse_declaring(&taken, apis, findings);
    // Many routes may call one condition.
    let mut seen: HashSet<Span> = HashSet::new();
    for condition in apis.iter().flat_map(|api| &api.routes).flat_map(Route::conditions) {
        condition.visit_operands(&mut |operand| {
            if seen.insert(operand.span) {
                taken.refuse_reading(operand, findings);
            }
        });
    }
}

/// Schemas may serve many routes.
fn refuse_declaring(taken: &Taken<'_>, apis: &[Api], findings: &mut Vec<Diagnostic>) {
    let mut seen: HashSet<(Carrier, Span)> = HashSet::new();
    for (carrier, fields) in apis.iter().flat_map(|api| &api.routes).flat_map(Route::declared) {
        for (name, field) in fields.carried(carrier) {
            if seen.insert((carrier, field.span)) {
                taken.refuse_field(carrier, &name, (field.span, fields.span), findings);
            }
        }
    }
}

/// What has a meaning already.
struct Taken<'a> {
    identity: HashMap<&'a str, &'a IdentityHeader>,
    keys: HashMap<&'a str, Span>,
    cookies: HashMap<&'a str, Span>,
}

impl Taken<'_> {
    fn refuse_field(
        &self,
        carrier: Carrier,
        name: &str,
        (field, clause): (Span, Span),
        findings: &mut Vec<Diagnostic>,
    ) {
        let (what, taken) = match carrier {
            Carrier::Headers => {
                let identity = self.identity.get(name);
                let identity = identity.map(|one| (one.span, IDENTITY));
                let key = self.keys.get(name).map(|span| (*span, CREDENTIAL));
                ("header", identity.or(key))
            }
            Carrier::Cookies => ("cookie", self.cookies.get(name).map(|span| (*span, CREDENTIAL))),
        };
        let Some((span, meaning)) = taken else { return };
        findings.push(
            Diagnostic::error(
                codes::RESERVED_HEADER,
                format!("the {what} `{name}` has two meanings"),
            )
            .label(field, "says what the client has to send")
            .label(clause, format!("read from {} here", carrier.word()))
            .label(span, meaning)
            .help("delete the field"),
        );
    }

    fn refuse_reading(&self, operand: &Operand, findings: &mut Vec<Diagnostic>) {
        let Operand { source, span, .. } = operand;
        if let Source::Cookie(name) = source
            && let Some(scheme) = self.cookies.get(name.as_str())
        {
            findings.push(
                Diagnostic::error(
                    codes::RESERVED_HEADER,
                    format!("the cookie `{name}` has two meanings"),
                )
                .label(*span, "reads what the client sent")
                .label(*scheme, CREDENTIAL)
                .help("read `principal`, which is verified"),
            );
        }
        let Source::Header(name) = source else { return };
        if let Some(header) = self.identity.get(name.as_str()) {
            findings.push(
                two_meanings(name, *span, "reads what the client sent")
                    .label(header.span, IDENTITY)
                    .help(format!("read `principal.{}`, which is verified", header.field)),
            );
        }
        if let Some(key) = self.keys.get(name.as_str()) {
            findings.push(
                two_meanings(name, *span, "reads what the client sent")
                    .label(*key, CREDENTIAL)
                    .help("read `principal`, which is verified"),
            );
        }
    }
}

fn two_meanings(name: &str, span: Span, what: &str) -> Diagnostic {
    Diagnostic::error(codes::RESERVED_HEADER, format!("the header `{name}` has two meanings"))
        .label(span, what.to_owned())
        .help("use another header for one of the two")
}
