//! `upstream` declarations: where admitted requests go, and what the upstream learns.

use std::sync::Arc;

use gatewright_core::policy::{IdentityHeader, Span, Upstream};

use super::distinct::Distinct;
use super::header::{self, Use};
use super::host;
use super::names::{Kind, Names, Spelling};
use super::principal::Fields;
use super::setting::{Place, Settings, block, dotted, not_supported, wrong_value};
use crate::diagnostic::{Applicability, Diagnostic, Suggestion, codes};
use crate::syntax::ast::{self, Setting, Text};

const PLACE: Place = Place { what: "an upstream", known: &["identity"] };

/// Upstreams by name; `None` where the declaration is wrong.
pub(super) type Upstreams = Names<Option<Arc<Upstream>>>;

/// Checks all declarations.
pub(super) fn check(
    declarations: &[&ast::Upstream],
    fields: &Fields,
    findings: &mut Vec<Diagnostic>,
) -> Upstreams {
    let kind = Kind {
        what: "upstream",
        declaration: "upstream NAME = \"http://127.0.0.1:9001\"",
        spelling: Spelling::Snake,
    };
    let mut names = Names::new(kind);
    for declaration in declarations {
        let upstream = upstream(declaration, fields, findings);
        names.declare(&declaration.name, declaration.span, upstream.map(Arc::new), findings);
    }
    names
}

fn upstream(
    declaration: &ast::Upstream,
    fields: &Fields,
    findings: &mut Vec<Diagnostic>,
) -> Option<Upstream> {
    let settings = Settings::read(&PLACE, declaration.name.span, &declaration.settings, findings);
    let address = declaration.url.literal().and_then(|url| address(url, findings));
    let identity = match settings.get("identity") {
        Some(setting) => identity(setting, fields, findings),
        None => Some(Vec::new()),
    };
    let (host, port) = address?;
    Some(Upstream {
        name: declaration.name.text.clone(),
        host,
        port,
        identity: identity?,
        span: declaration.span,
    })
}

/// Host and port out of `http://HOST[:PORT]`.
fn address(url: &Text, findings: &mut Vec<Diagnostic>) -> Option<(String, u16)> {
    if url.text.starts_with("https://") {
        findings.push(
            not_supported("an upstream over TLS", url.span)
                .help("write `http://…`, and let a local proxy speak TLS"),
        );
        return None;
    }
    let Some(authority) = url.text.strip_prefix("http://") else {
        let error = wrong_url(url.span, "does not begin with `http://`".to_owned());
        findings.push(if url.text.contains("://") {
            error
        } else {
            let better = format!("\"http://{}\"", url.text.escape_debug());
            let change = Suggestion::replace(url.span, &better, Applicability::MaybeIncorrect);
            error.suggest(format!("write `{better}`"), change)
        });
        return None;
    };
    if let Some(at) = authority.find(['/', '?', '#', '@']) {
        let what = match authority.get(at..=at) {
            Some("@") => "credentials do not belong here",
            _ => "a path or query cannot be added: requests keep theirs",
        };
        let bare = authority.get(..at).unwrap_or_default();
        let error = wrong_url(url.span, what.to_owned());
        findings.push(if what.starts_with("a path") {
            let better = format!("\"http://{}\"", bare.escape_debug());
            let sure = authority.get(at..) == Some("/");
            let change = Suggestion::replace(url.span, &better, Applicability::when(sure));
            error.suggest(format!("write `{better}`"), change)
        } else {
            error
        });
        return None;
    }
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (authority, None),
    };
    let host = match host::upstream(host) {
        Ok(host) => host,
        Err(why) => {
            findings.push(wrong_url(url.span, why));
            return None;
        }
    };
    let Some(port) = port else { return Some((host, 80)) };
    match port.parse::<u16>() {
        Ok(number) if number > 0 && port.bytes().all(|byte| byte.is_ascii_digit()) => {
            Some((host, number))
        }
        _ => {
            findings
                .push(wrong_url(url.span, "the port is not a number from 1 to 65535".to_owned()));
            None
        }
    }
}

fn wrong_url(span: Span, why: String) -> Diagnostic {
    Diagnostic::error(codes::UPSTREAM_URL, "this is not the address of an upstream")
        .label(span, why)
        .help("write it like `\"http://127.0.0.1:9001\"`")
}

fn identity(
    setting: &Setting,
    fields: &Fields,
    findings: &mut Vec<Diagnostic>,
) -> Option<Vec<IdentityHeader>> {
    const EXAMPLE: &str = "identity { \"x-user-id\": principal.id }";
    let mut right = true;
    let mut distinct = Distinct::new();
    let mut headers = Vec::new();
    for entry in &block(setting, EXAMPLE, findings)?.settings {
        let name = header::name(&entry.key.text, entry.key.span, Use::Identity, findings);
        let field = dotted(&entry.value).and_then(|name| match name.words.as_slice() {
            [principal, field] if principal.text == "principal" => Some(field),
            _ => None,
        });
        let Some(word) = field else {
            let example = format!("\"{}\": principal.id", entry.key.text);
            findings.push(wrong_value(
                &entry.key.text,
                "a principal field",
                &entry.value,
                &example,
            ));
            right = false;
            continue;
        };
        let field = fields.resolve(word, findings);
        let (Some(name), Some(field)) = (name, field) else {
            right = false;
            continue;
        };
        right &= distinct.admit(name.clone(), &name, entry.key.span, findings);
        let header =
            IdentityHeader { name, field: field.name.clone(), kind: field.kind, span: entry.span };
        headers.push(header);
    }
    right.then_some(headers)
}
