//! `auth … = api_key`.

use gatewright_core::policy::{ApiKeyScheme, Presence, PrincipalField, PrincipalType};

use super::super::header::{self, Use};
use super::super::principal::Fields;
use super::super::role::Roles;
use super::super::setting::{Place, Settings, file, phrase, wrong_value};
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::Auth;

const PLACE: Place = Place { what: "an `api_key` scheme", known: &["from", "keys", "grants"] };

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
    file(setting, &["file"], EXAMPLE, findings).map(str::to_owned)
}

/// An API key gives `id` and `roles`: what else the principal requires, it cannot have.
fn gives_enough(declaration: &Auth, fields: &Fields, findings: &mut Vec<Diagnostic>) -> bool {
    let name = declaration.name.text.as_str();
    let before = findings.len();
    if let Some(id) = fields.get("id").filter(|id| id.kind != PrincipalType::Text) {
        findings.push(
            Diagnostic::error(
                codes::UNMAPPED_FIELD,
                format!("auth scheme `{name}` gives `id` as a string, and the principal wants another type"),
            )
            .label(declaration.name.span, "ids of API keys are strings")
            .label(id.span, "declared here")
            .help("write `id: string`"),
        );
    }
    let missing: Vec<&PrincipalField> = fields
        .iter()
        .filter(|field| field.presence == Presence::Required)
        .filter(|field| !matches!(field.name.as_str(), "id" | "roles"))
        .collect();
    if let Some(first) = missing.first() {
        let what = "an API key gives `id` and `roles` only";
        findings.push(
            super::not_given(name, declaration.name.span, what, &missing)
                .help(format!("make it optional: `{}?:`", first.name)),
        );
    }
    findings.len() == before
}
