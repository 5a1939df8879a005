//! Headers of one meaning: what tells the upstream who calls is no credential, and no condition reads a client's copy; nor
//! one of what the policy sends.

use std::collections::{HashMap, HashSet};

use gatewright_core::policy::{
    Api, Carrier, CredentialField, IdentityHeader, Operand, Route, Source, Span, Transformation,
};

use super::route::dropped_already;
use super::scheme::Schemes;
use super::upstream::Upstreams;
use crate::diagnostic::{Diagnostic, codes};

/// What an identity header does.
const IDENTITY: &str = "tells the upstream who calls";

/// What a scheme does with its field.
const CREDENTIAL: &str = "carries the credential of this scheme";

/// What `send` does with its header.
const SENT: &str = "the upstream gets it from the policy";

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
    let mut sent: HashMap<&str, Span> = HashMap::new();
    for header in changes(apis).flat_map(|changes| &changes.sent) {
        sent.entry(&header.name).or_insert(header.span);
    }
    let taken = Taken { identity, keys, cookies, sent };
    refuse_changing(&taken, apis, findings);
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

fn changes(apis: &[Api]) -> impl Iterator<Item = &Transformation> {
    apis.iter().flat_map(|api| &api.routes).map(|route| &route.transformation)
}

/// Many routes may join what one api sends and drops.
fn refuse_changing(taken: &Taken<'_>, apis: &[Api], findings: &mut Vec<Diagnostic>) {
    let mut seen: HashSet<Span> = HashSet::new();
    for Transformation { path: _, sent, dropped } in changes(apis) {
        for header in sent.iter().filter(|header| seen.insert(header.span)) {
            if let Some((span, meaning)) = taken.meaning(&header.name) {
                findings.push(two_meanings(&header.name, header.span, SENT).label(span, meaning));
            }
        }
        for header in dropped.iter().filter(|header| seen.insert(header.span)) {
            let name = header.name.as_str();
            if let Some(span) = taken.keys.get(name) {
                findings.push(
                    two_meanings(name, header.span, "the upstream does not get it")
                        .label(*span, CREDENTIAL)
                        .help("credentials that were used are removed, unless their scheme says `forward: true`"),
                );
            } else if let Some(identity) = taken.identity.get(name) {
                findings.push(dropped_already(header, IDENTITY, identity.span));
            } else if let Some(span) = taken.sent.get(name) {
                findings.push(dropped_already(header, "clients' own never pass", *span));
            }
        }
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
    sent: HashMap<&'a str, Span>,
}

impl Taken<'_> {
    /// Where a header has its meaning, which is not that the policy sends it.
    fn meaning(&self, name: &str) -> Option<(Span, &'static str)> {
        let identity = self.identity.get(name).map(|one| (one.span, IDENTITY));
        identity.or_else(|| self.keys.get(name).map(|span| (*span, CREDENTIAL)))
    }

    fn refuse_field(
        &self,
        carrier: Carrier,
        name: &str,
        (field, clause): (Span, Span),
        findings: &mut Vec<Diagnostic>,
    ) {
        let (what, taken) = match carrier {
            Carrier::Headers => {
                let sent = || self.sent.get(name).map(|span| (*span, SENT));
                ("header", self.meaning(name).or_else(sent))
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
        if let Some(sent) = self.sent.get(name.as_str()) {
            findings.push(
                two_meanings(name, *span, "reads what the client sent")
                    .label(*sent, SENT)
                    .help("send it under another name"),
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
