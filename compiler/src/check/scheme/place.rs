//! `from`, `forward` and `ids`: where a credential stands, whether it goes on, and whose ids it gives.

use gatewright_core::policy::{CredentialField, Forwarding, TokenPlace};
use gatewright_core::primitive::cookie;

use super::super::header::{self, Use};
use super::super::setting::{Settings, boolean, phrase, word, wrong_value};
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::Setting;

/// Where a token stands: in `Authorization` unless written otherwise.
pub(super) fn token(settings: &Settings<'_>, findings: &mut Vec<Diagnostic>) -> Option<TokenPlace> {
    match settings.get("from") {
        None => Some(TokenPlace::Authorization),
        Some(setting) => {
            field(setting, "from: cookie \"session\"", findings).map(TokenPlace::Field)
        }
    }
}

/// What carries a key.
pub(super) fn key(
    settings: &Settings<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Option<CredentialField> {
    const EXAMPLE: &str = "from: header \"x-api-key\"";
    field(settings.require("from", EXAMPLE, findings)?, EXAMPLE, findings)
}

fn field(
    setting: &Setting,
    example: &str,
    findings: &mut Vec<Diagnostic>,
) -> Option<CredentialField> {
    let span = setting.value.span();
    if let Some(name) = phrase(&setting.value, &["header"]) {
        return header::name(name, span, Use::Credential, findings).map(CredentialField::Header);
    }
    if let Some(name) = phrase(&setting.value, &["cookie"]) {
        if cookie::is_name(name) {
            return Some(CredentialField::Cookie(name.to_owned()));
        }
        findings.push(super::super::header::wrong_cookie(name, span));
        return None;
    }
    findings.push(if phrase(&setting.value, &["query"]).is_some() {
        Diagnostic::error(codes::CREDENTIAL_IN_QUERY, "a credential cannot stand in the query")
            .label(span, "would stand in every log and history")
            .note("URLs are kept by browsers, proxies and logs, and go out in `Referer` (RFC 6750 §5.3)")
            .help(format!("write it like `{example}`"))
    } else {
        wrong_value("from", "a header or a cookie", &setting.value, example)
    });
    None
}

/// Whether the upstream sees the credentials.
pub(super) fn forwarding(
    settings: &Settings<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Option<Forwarding> {
    let Some(setting) = settings.get("forward") else { return Some(Forwarding::Removed) };
    boolean(setting, "forward: true", findings)
        .map(|kept| if kept { Forwarding::Kept } else { Forwarding::Removed })
}

/// With whose ids its own may be compared.
pub(super) fn ids(
    settings: &Settings<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Option<Option<String>> {
    let Some(setting) = settings.get("ids") else { return Some(None) };
    word(setting, "ids: people", findings).map(|word| Some(word.text.clone()))
}
