//! What a line of a file of keys or users gives: `id` and `roles`.

use gatewright_core::policy::{Presence, PrincipalField, PrincipalType};

use super::super::principal::Fields;
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::Auth;

/// Whether that is all that the principal requires; `what` is whom a line is about.
pub(super) fn gives_enough(
    declaration: &Auth,
    what: &str,
    fields: &Fields,
    findings: &mut Vec<Diagnostic>,
) -> bool {
    let name = declaration.name.text.as_str();
    let before = findings.len();
    if let Some(id) = fields.get("id").filter(|id| id.kind != PrincipalType::Text) {
        findings.push(
            Diagnostic::error(
                codes::UNMAPPED_FIELD,
                format!("auth scheme `{name}` gives `id` as a string, and the principal wants another type"),
            )
            .label(declaration.name.span, format!("the id of {what} is a string"))
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
        let gives = format!("{what} gives `id` and `roles` only");
        findings.push(
            super::not_given(name, declaration.name.span, &gives, &missing)
                .help(format!("make it optional: `{}?:`", first.name)),
        );
    }
    findings.len() == before
}
