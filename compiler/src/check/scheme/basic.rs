//! `auth … = basic`.

use gatewright_core::policy::{BasicScheme, SchemeKind};

use super::super::principal::Fields;
use super::super::role::Roles;
use super::super::secret;
use super::super::setting::{Place, Settings, text};
use super::{Parts, line, place};
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::Auth;

const PLACE: Place =
    Place { what: "a `basic` scheme", known: &["users", "realm", "forward", "grants", "ids"] };

/// Checks the settings.
pub(super) fn check(
    declaration: &Auth,
    fields: &Fields,
    roles: &Roles<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Option<Parts> {
    const USERS: &str = "users: file \"keys/operators.users\"";
    let settings = Settings::read(&PLACE, declaration.name.span, &declaration.settings, findings);
    let users = settings.require("users", USERS, findings);
    let users = users.and_then(|setting| secret::check(setting, &[], USERS, findings));
    let realm = realm(&settings, findings);
    let forwarding = place::forwarding(&settings, findings);
    let ids = place::ids(&settings, findings);
    let complete = line::gives_enough(declaration, "a user of `basic`", fields, findings);
    let grants = super::grants(declaration, &settings, super::has_roles(fields), roles, findings);
    let kind = SchemeKind::Basic(BasicScheme { users: users?, realm: realm? });
    let parts = Parts { kind, grants: grants?, ids: ids?, forwarding: forwarding? };
    complete.then_some(parts)
}

/// What stands between quotes in the challenge, as it is.
fn realm(settings: &Settings<'_>, findings: &mut Vec<Diagnostic>) -> Option<Option<String>> {
    const EXAMPLE: &str = "realm: \"Operators of the shop\"";
    let Some(setting) = settings.get("realm") else { return Some(None) };
    let realm = text(setting, EXAMPLE, findings)?;
    let is_plain = |byte: u8| matches!(byte, b' '..=b'~') && !b"\"\\".contains(&byte);
    if realm.bytes().all(is_plain) {
        return Some(Some(realm.to_owned()));
    }
    findings.push(
        Diagnostic::error(codes::WRONG_VALUE, "`realm` must be plain text")
            .label(
                setting.value.span(),
                "holds something else than visible ASCII characters, or quotes",
            )
            .help(format!("write it like `{EXAMPLE}`")),
    );
    None
}
