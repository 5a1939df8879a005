//! `auth … = api_key`.

use gatewright_core::policy::{ApiKeyScheme, Presence, PrincipalType};

use super::super::header::{self, Use};
use super::super::principal::Fields;
use super::super::role::Roles;
use super::super::setting::{Place, Settings, phrase, wrong_value};
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::Auth;

const PLACE: Place = Place {
    what: "an `api_key` scheme",
    known: &["from", "keys", "grants"],
    later: &["forward", "ids"],
};

/// Checks the settings; gives the scheme and its roles.
pub(super) fn check(
    declaration: &Auth,
    fields: &Fields,
    roles: &Roles<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Option<(ApiKeyScheme, Vec<String>)> {
    let settings = Settings::read(&PLACE, declaration.name.span, &declaration.settings, findings);
    let header = header(&settings, findings);
    let keys_file = keys_file(&settings, findings);
    let complete = gives_enough(declaration, fields, findings);
    let grants = super::grants(declaration, &settings, super::has_roles(fields), roles, findings);
    let scheme = ApiKeyScheme { header: header?, keys_file: keys_file? };
    complete.then_some((scheme, grants?))
}

fn header(settings: &Settings<'_>, findings: &mut Vec<Diagnostic>) -> Option<String> {
    const EXAMPLE: &str = "from: header \"x-api-key\"";
    let setting = settings.require("from", EXAMPLE, findings)?;
    match phrase(&setting.value, &["header"]) {
        Some(name) => header::name(name, setting.value.span(), Use::Credential, findings),
        None => {
            findings.push(wrong_value("from", "a header", &setting.value, EXAMPLE));
            None
        }
    }
}

fn keys_file(settings: &Settings<'_>, findings: &mut Vec<Diagnostic>) -> Option<String> {
    const EXAMPLE: &str = "keys: file \"keys/partners.keys\"";
    let setting = settings.require("keys", EXAMPLE, findings)?;
    match phrase(&setting.value, &["file"]) {
        Some(path) if !path.trim().is_empty() => Some(path.to_owned()),
        _ => {
            findings.push(wrong_value("keys", "a file", &setting.value, EXAMPLE));
            None
        }
    }
}

/// An API key gives `id` and `roles`: what else the principal requires, it cannot have.
fn gives_enough(declaration: &Auth, fields: &Fields, findings: &mut Vec<Diagnostic>) -> bool {
    let mut complete = true;
    for field in fields.iter() {
        let error = match (field.name.as_str(), field.kind) {
            ("id", PrincipalType::Text) | ("roles", PrincipalType::Roles) => continue,
            ("id", _) => Diagnostic::error(
                codes::UNMAPPED_FIELD,
                format!(
                    "auth scheme `{}` gives `id` as a string, and the principal wants another type",
                    declaration.name.text
                ),
            )
            .label(declaration.name.span, "ids of API keys are strings")
            .label(field.span, "declared here")
            .help("write `id: string`"),
            _ if field.presence == Presence::Required => Diagnostic::error(
                codes::UNMAPPED_FIELD,
                format!(
                    "auth scheme `{}` does not give the required field `{}`",
                    declaration.name.text, field.name
                ),
            )
            .label(declaration.name.span, "an API key gives `id` and `roles` only")
            .label(field.span, "required here")
            .help(format!("make the field optional: `{}?:`", field.name)),
            _ => continue,
        };
        complete = false;
        findings.push(error);
    }
    complete
}
