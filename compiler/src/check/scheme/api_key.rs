//! `auth … = api_key`.

use gatewright_core::policy::{ApiKeyScheme, Presence, PrincipalField, PrincipalType, SchemeKind};

use super::super::principal::Fields;
use super::super::role::Roles;
use super::super::secret;
use super::super::setting::{Place, Settings};
use super::{Parts, place};
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::Auth;

const PLACE: Place =
    Place { what: "an `api_key` scheme", known: &["from", "keys", "forward", "grants"] };

/// Checks the settings.
pub(super) fn check(
    declaration: &Auth,
    fields: &Fields,
    roles: &Roles<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Option<Parts> {
    const KEYS: &str = "keys: file \"keys/partners.keys\"";
    let settings = Settings::read(&PLACE, declaration.name.span, &declaration.settings, findings);
    let from = place::key(&settings, findings);
    let keys = settings.require("keys", KEYS, findings);
    let keys = keys.and_then(|setting| secret::check(setting, &[], KEYS, findings));
    let forwarding = place::forwarding(&settings, findings);
    let complete = gives_enough(declaration, fields, findings);
    let grants = super::grants(declaration, &settings, super::has_roles(fields), roles, findings);
    let kind = SchemeKind::ApiKey(ApiKeyScheme { from: from?, keys: keys? });
    let parts = Parts { kind, grants: grants?, forwarding: forwarding? };
    complete.then_some(parts)
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
