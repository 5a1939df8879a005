//! `auth … = api_key`.

use gatewright_core::policy::{ApiKeyScheme, SchemeKind};

use super::super::principal::Fields;
use super::super::role::Roles;
use super::super::secret;
use super::super::setting::{Place, Settings};
use super::{Parts, line, place};
use crate::diagnostic::Diagnostic;
use crate::syntax::ast::Auth;

const PLACE: Place =
    Place { what: "an `api_key` scheme", known: &["from", "keys", "forward", "grants", "ids"] };

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
    let ids = place::ids(&settings, findings);
    let complete = line::gives_enough(declaration, "an API key", fields, findings);
    let grants = super::grants(declaration, &settings, super::has_roles(fields), roles, findings);
    let kind = SchemeKind::ApiKey(ApiKeyScheme { from: from?, keys: keys? });
    let parts = Parts { kind, grants: grants?, ids: ids?, forwarding: forwarding? };
    complete.then_some(parts)
}
