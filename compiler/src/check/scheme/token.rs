//! Settings of all schemes that read tokens.

use gatewright_core::policy::TokenBinding;

use super::super::setting::{Settings, seconds, text, word};
use crate::diagnostic::{Diagnostic, codes};

/// Clock difference allowed where the policy does not say, in seconds.
const LEEWAY: u64 = 30;

/// A string that has to be there.
pub(super) fn required_text(
    settings: &Settings<'_>,
    key: &str,
    example: &str,
    findings: &mut Vec<Diagnostic>,
) -> Option<String> {
    text(settings.require(key, example, findings)?, example, findings).map(str::to_owned)
}

/// How far the issuer's clock may be off, in seconds.
pub(super) fn leeway(settings: &Settings<'_>, findings: &mut Vec<Diagnostic>) -> Option<u64> {
    match settings.get("leeway") {
        Some(setting) => seconds(setting, 2..=60, "leeway: 30s", findings),
        None => Some(LEEWAY),
    }
}

/// What a token must be bound to.
pub(super) fn binding(
    settings: &Settings<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Option<TokenBinding> {
    const EXAMPLE: &str = "binding: certificate";
    let Some(setting) = settings.get("binding") else { return Some(TokenBinding::Bearer) };
    let written = word(setting, EXAMPLE, findings)?;
    if written.text == "certificate" {
        return Some(TokenBinding::Certificate);
    }
    findings.push(
        Diagnostic::error(codes::WRONG_VALUE, "`binding` must be `certificate`")
            .label(written.span, "nothing that a token can be bound to")
            .help(format!("write `{EXAMPLE}`, or delete the setting")),
    );
    None
}
