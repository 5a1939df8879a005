//! `upstream` declarations: where admitted requests go, how long they wait there, and what the upstream learns.

mod address;
#[cfg(test)]
mod tests;
mod waiting;

use std::sync::Arc;

use gatewright_core::policy::{IdentityHeader, Upstream};

use super::distinct::Distinct;
use super::header::{self, Use};
use super::names::{Kind, Names, Spelling};
use super::principal::Fields;
use super::setting::{Place, Settings, block, dotted, wrong_value};
use crate::diagnostic::Diagnostic;
use crate::syntax::ast::{self, Setting};
use address::Address;
use waiting::Waiting;

const PLACE: Place =
    Place { what: "an upstream", known: &["connect_timeout", "timeout", "breaker", "identity"] };

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
    let address = declaration.url.literal().and_then(|url| address::check(url, findings));
    let identity = match settings.get("identity") {
        Some(setting) => identity(setting, fields, findings),
        None => Some(Vec::new()),
    };
    let waiting = waiting::check(&settings, findings);
    let Address { transport, host, port } = address?;
    let Waiting { connect_timeout, timeout, breaker } = waiting?;
    Some(Upstream {
        name: declaration.name.text.clone(),
        host,
        port,
        transport,
        connect_timeout,
        timeout,
        breaker,
        identity: identity?,
        span: declaration.span,
    })
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
