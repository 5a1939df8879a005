//! `auth … = introspection`.

use gatewright_core::policy::{IntrospectionScheme, SchemeKind};

use super::super::principal::Fields;
use super::super::role::Roles;
use super::super::setting::{Place, Settings, seconds, string, text, wrong_value};
use super::super::{remote, secret};
use super::{Parts, claims, mapping, place, token};
use crate::diagnostic::Diagnostic;
use crate::syntax::ast::{Auth, Text};

const PLACE: Place = Place {
    what: "an `introspection` scheme",
    known: &[
        "url",
        "client_id",
        "client_secret",
        "issuer",
        "audience",
        "cache",
        "timeout",
        "leeway",
        "binding",
        "from",
        "forward",
        "grants",
        "ids",
        "principal",
    ],
};

/// How long the endpoint has where the policy does not say, in seconds.
const TIMEOUT: u64 = 2;

/// Checks the settings.
pub(super) fn check(
    declaration: &Auth,
    fields: &Fields,
    roles: &Roles<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Option<Parts> {
    const SECRET: &str = "client_secret: env \"INTROSPECTION_SECRET\"";
    let settings = Settings::read(&PLACE, declaration.name.span, &declaration.settings, findings);
    let url = url(&settings, findings);
    let client_id = token::required_text(&settings, "client_id", "client_id: \"shop\"", findings);
    let client_secret = settings.require("client_secret", SECRET, findings);
    let client_secret =
        client_secret.and_then(|setting| secret::check(setting, &[], SECRET, findings));
    let issuer = match settings.get("issuer") {
        Some(setting) => text(setting, "issuer: \"https://id.example.com/\"", findings).map(Some),
        None => Some(None),
    };
    let audience = token::required_text(&settings, "audience", "audience: \"shop-api\"", findings);
    let cache = match settings.get("cache") {
        Some(setting) => seconds(setting, 1..=3600, "cache: 30s", findings),
        None => Some(0),
    };
    let timeout = match settings.get("timeout") {
        Some(setting) => seconds(setting, 1..=30, "timeout: 2s", findings),
        None => Some(TIMEOUT),
    };
    let leeway = token::leeway(&settings, findings);
    let binding = token::binding(&settings, findings);
    let from = place::token(&settings, findings);
    let forwarding = place::forwarding(&settings, findings);
    let ids = place::ids(&settings, findings);
    let scheme = mapping::Scheme { declaration, settings: &settings, fields };
    let mapping = claims::check(&scheme, findings);
    let gives_roles = super::has_roles(fields)
        && mapping.as_ref().is_none_or(|all| all.iter().any(|one| one.field == "roles"));
    let grants = super::grants(declaration, &settings, gives_roles, roles, findings);
    let kind = SchemeKind::Introspection(IntrospectionScheme {
        url: url?,
        client_id: client_id?,
        client_secret: client_secret?,
        issuer: issuer?.map(str::to_owned),
        audience: audience?,
        cache: cache?,
        timeout: timeout?,
        from: from?,
        leeway: leeway?,
        binding: binding?,
        mapping: mapping?,
    });
    Some(Parts { kind, grants: grants?, ids: ids?, forwarding: forwarding? })
}

fn url(settings: &Settings<'_>, findings: &mut Vec<Diagnostic>) -> Option<String> {
    const EXAMPLE: &str = "url: \"https://id.example.com/introspect\"";
    let setting = settings.require("url", EXAMPLE, findings)?;
    match string(&setting.value) {
        Some(text) => {
            let written = Text { text: text.to_owned(), span: setting.value.span() };
            remote::url(&written, findings)
        }
        None => {
            findings.push(wrong_value("url", "a string", &setting.value, EXAMPLE));
            None
        }
    }
}
