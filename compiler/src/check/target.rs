//! `target` declarations, and what gateways need of the rest.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use gatewright_core::policy::{AcceptedGap, Target, TargetKind, Tls};

use super::distinct::Distinct;
use super::names::declared_twice;
use super::setting::{
    Place, Settings, dotted, list, not_supported, text, word, wrong_literal, wrong_value,
};
use super::suggest::{self, Vocabulary};
use super::tls::Identities;
use crate::diagnostic::{Applicability, Diagnostic, Suggestion, codes};
use crate::syntax::ast::{self, Literal, LiteralValue, RouteClause, Setting, Value, Word};

const GATEWAY: Place =
    Place { what: "a gateway target", known: &["listen", "tls", "accept_gap", "reason"] };

const RUST: Place = Place { what: "the `rust` target", known: &["accept_gap", "reason"] };

/// Targets that the language has and this version does not.
const LATER: [&str; 8] =
    ["alerts", "apache", "caddy", "dashboards", "haproxy", "kubernetes", "openapi", "traefik"];

/// Checks all declarations.
pub(super) fn check(
    declarations: &[&ast::Target],
    identities: &Identities,
    findings: &mut Vec<Diagnostic>,
) -> Vec<Target> {
    let mut seen: Vec<&Word> = Vec::new();
    let mut targets = Vec::new();
    for declaration in declarations {
        let Some(kind) = kind(&declaration.kind, findings) else { continue };
        if let Some(earlier) = seen.iter().find(|earlier| earlier.text == declaration.kind.text) {
            findings.push(declared_twice("target", &declaration.kind, earlier.span));
            continue;
        }
        seen.push(&declaration.kind);
        targets.extend(target(kind, declaration, identities, findings));
    }
    targets
}

fn kind(word: &Word, findings: &mut Vec<Diagnostic>) -> Option<TargetKind> {
    const ALL: [TargetKind; 3] = [TargetKind::Rust, TargetKind::Nginx, TargetKind::Envoy];
    let text = word.text.as_str();
    if let Some(kind) = ALL.into_iter().find(|kind| kind.name() == text) {
        return Some(kind);
    }
    if LATER.contains(&text) {
        findings.push(not_supported(&format!("the target `{text}`"), word.span));
        return None;
    }
    let names = ALL.map(TargetKind::name);
    let error = Diagnostic::error(codes::UNKNOWN_NAME, format!("there is no target `{text}`"))
        .label(word.span, "unknown");
    findings.push(match suggest::similar(text, names) {
        Some(better) => better.offer(error, word.span, Vocabulary::Language),
        None => error.note(format!("the targets are {}", suggest::list(names))),
    });
    None
}

fn target(
    kind: TargetKind,
    declaration: &ast::Target,
    identities: &Identities,
    findings: &mut Vec<Diagnostic>,
) -> Option<Target> {
    let head = declaration.kind.span;
    let (settings, listen) = match kind {
        TargetKind::Rust => {
            (Settings::read(&RUST, head, &declaration.settings, findings), Some(None))
        }
        TargetKind::Nginx | TargetKind::Envoy => {
            let settings = Settings::read(&GATEWAY, head, &declaration.settings, findings);
            let setting = settings.require("listen", "listen: 127.0.0.1:8443", findings);
            let address = setting.and_then(|setting| listen(setting, findings));
            (settings, address.map(Some))
        }
    };
    let tls = match settings.get("tls") {
        None => Some(None),
        Some(setting) => tls(setting, identities, findings).map(Some),
    };
    let accepted_gaps = gaps(&settings, findings);
    Some(Target {
        kind,
        listen: listen?,
        tls: tls?,
        accepted_gaps: accepted_gaps?,
        span: declaration.span,
    })
}

fn tls(
    setting: &Setting,
    identities: &Identities,
    findings: &mut Vec<Diagnostic>,
) -> Option<Arc<Tls>> {
    let name = word(setting, "tls: edge", findings)?;
    identities.resolve(name, findings)?.clone()
}

/// `8443` means all addresses.
fn listen(setting: &Setting, findings: &mut Vec<Diagnostic>) -> Option<SocketAddr> {
    const EXAMPLE: &str = "listen: 127.0.0.1:8443";
    let error = match &setting.value {
        Value::Literal(Literal { value: LiteralValue::Socket(address), .. })
            if address.port() > 0 =>
        {
            return Some(*address);
        }
        Value::Literal(Literal { value: LiteralValue::Integer(port), .. }) => {
            if let Some(port) = u16::try_from(*port).ok().filter(|port| *port > 0) {
                return Some(SocketAddr::new(IpAddr::V4(Ipv4Addr::UNSPECIFIED), port));
            }
            "a port is a number from 1 to 65535"
        }
        Value::Literal(Literal { value: LiteralValue::Socket(_), .. }) => {
            "a port is a number from 1 to 65535"
        }
        Value::Literal(Literal { value: LiteralValue::Address(_), .. }) => "the port is missing",
        value @ (Value::Name(_)
        | Value::Literal(_)
        | Value::List(_)
        | Value::Phrase(_)
        | Value::Remote(_)
        | Value::Split(_)
        | Value::Breaker(_)
        | Value::Rate(_)
        | Value::Block(_)) => {
            findings.push(wrong_literal("listen", "an address with a port", value, EXAMPLE));
            return None;
        }
    };
    findings.push(
        Diagnostic::error(codes::LISTEN, "no gateway can listen there")
            .label(setting.value.span(), error)
            .help(format!("write it like `{EXAMPLE}`")),
    );
    None
}

fn gaps(settings: &Settings<'_>, findings: &mut Vec<Diagnostic>) -> Option<Vec<AcceptedGap>> {
    const REASON: &str = "reason: \"…\"";
    let reason = settings.get("reason");
    let Some(setting) = settings.get("accept_gap") else {
        if let Some(reason) = reason {
            findings.push(
                Diagnostic::error(codes::GAP_REASON, "a reason without a gap")
                    .label(reason.span, "explains nothing")
                    .suggest(
                        "delete it",
                        Suggestion::delete(reason.span, Applicability::MachineApplicable),
                    ),
            );
            return None;
        }
        return Some(Vec::new());
    };
    let Some(reason) = reason else {
        findings.push(
            Diagnostic::error(codes::GAP_REASON, "a gap is accepted without a reason")
                .label(setting.span, "why may this target not enforce it?")
                .help(format!("add `{REASON}`")),
        );
        return None;
    };
    let reason = text(reason, REASON, findings);
    let written = list(setting, "accept_gap: [auth.customer.EdDSA]", findings)?;
    let mut right = true;
    let mut distinct = Distinct::new();
    let mut gaps: Vec<AcceptedGap> = Vec::new();
    for item in &written.items {
        let Some(name) = dotted(item) else {
            findings.push(wrong_value(
                "accept_gap",
                "a list of rules",
                item,
                "accept_gap: [auth.customer.EdDSA]",
            ));
            right = false;
            continue;
        };
        let rule = name.text();
        right &= distinct.admit(rule.clone(), &rule, name.span, findings);
        gaps.push(AcceptedGap {
            rule,
            reason: reason.unwrap_or_default().to_owned(),
            span: name.span,
        });
    }
    (right && reason.is_some()).then_some(gaps)
}

/// Reports apis that a declared gateway has nowhere to forward to.
pub(super) fn require_upstreams(
    targets: &[&ast::Target],
    apis: &[&ast::Api],
    findings: &mut Vec<Diagnostic>,
) {
    let gateway =
        targets.iter().find(|target| matches!(target.kind.text.as_str(), "nginx" | "envoy"));
    let Some(gateway) = gateway else { return };
    for api in apis {
        let by_api = api.settings.iter().any(|setting| setting.key.text == "upstream");
        let by_itself = |route: &ast::Route| {
            route.clauses.iter().any(|clause| matches!(clause, RouteClause::Upstream(_)))
        };
        if !by_api && !api.routes.iter().all(by_itself) {
            findings.push(
                Diagnostic::error(
                    codes::MISSING_UPSTREAM,
                    format!("`{}` has nowhere to forward `{}`", gateway.kind.text, api.name.text),
                )
                .label(api.name.span, "has no `upstream`")
                .label(gateway.kind.span, "a gateway forwards what it admits")
                .help("add `upstream: NAME` to the api"),
            );
        }
    }
}
