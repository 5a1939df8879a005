//! `auth` declarations: how a caller proves who it is, and what that gives the principal.

mod api_key;
mod basic;
mod claims;
mod introspection;
mod jwt;
mod keys;
mod line;
mod mapping;
mod mtls;
mod place;
mod shared_ids;
mod token;

use std::sync::Arc;

use gatewright_core::policy::{
    Forwarding, PrincipalField, PrincipalType, Scheme, SchemeKind, Span,
};

use super::names::{Kind, Names, Spelling};
use super::principal::Fields;
use super::role::Roles;
use super::setting::{Settings, list, not_supported, words};
use super::suggest::{self, Vocabulary};
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::{Auth, Word};

/// Kinds of schemes that the language has and this version does not.
const LATER: [&str; 4] = ["dpop", "http_signature", "oidc", "session"];

/// Kinds of schemes.
const KINDS: [&str; 5] = ["jwt", "api_key", "mtls", "introspection", "basic"];

/// Schemes by name; `None` where the declaration is wrong.
pub(super) type Schemes = Names<Option<Arc<Scheme>>>;

/// Checks all declarations.
pub(super) fn check(
    declarations: &[&Auth],
    fields: &Fields,
    roles: &Roles<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Schemes {
    let kind = Kind {
        what: "auth scheme",
        declaration: "auth NAME = jwt { … }",
        spelling: Spelling::Snake,
    };
    let mut names = Names::new(kind);
    shared_ids::check(declarations, findings);
    for declaration in declarations {
        let scheme = scheme(declaration, fields, roles, findings);
        names.declare(&declaration.name, declaration.span, scheme.map(Arc::new), findings);
    }
    names
}

fn scheme(
    declaration: &Auth,
    fields: &Fields,
    roles: &Roles<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Option<Scheme> {
    let parts = match declaration.kind.text.as_str() {
        "jwt" => jwt::check(declaration, fields, roles, findings)?,
        "api_key" => api_key::check(declaration, fields, roles, findings)?,
        "mtls" => mtls::check(declaration, fields, roles, findings)?,
        "introspection" => introspection::check(declaration, fields, roles, findings)?,
        "basic" => basic::check(declaration, fields, roles, findings)?,
        _ => {
            findings.push(unknown_kind(&declaration.kind));
            return None;
        }
    };
    let Parts { kind, grants, ids, forwarding } = parts;
    let name = declaration.name.text.clone();
    Some(Scheme { name, grants, ids, forwarding, kind, span: declaration.span })
}

/// What the settings of a scheme say.
struct Parts {
    kind: SchemeKind,
    grants: Vec<String>,
    ids: Option<String>,
    forwarding: Forwarding,
}

fn unknown_kind(kind: &Word) -> Diagnostic {
    let text = kind.text.as_str();
    if LATER.contains(&text) {
        return not_supported(&format!("the auth kind `{text}`"), kind.span);
    }
    let error = Diagnostic::error(codes::UNKNOWN_NAME, format!("there is no auth kind `{text}`"))
        .label(kind.span, "unknown");
    match suggest::similar(text, KINDS) {
        Some(better) => better.offer(error, kind.span, Vocabulary::Language),
        None => error.note(format!("the kinds are {}", suggest::list(KINDS))),
    }
}

/// The roles that a scheme may give, in the policy's order. A scheme that gives roles must say which.
fn grants(
    declaration: &Auth,
    settings: &Settings<'_>,
    gives_roles: bool,
    roles: &Roles<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Option<Vec<String>> {
    const EXAMPLE: &str = "grants: [viewer]";
    if gives_roles {
        let setting = settings.require("grants", EXAMPLE, findings)?;
        let granted = words(setting, EXAMPLE, findings)?;
        let names: Vec<String> =
            granted.into_iter().filter_map(|word| roles.resolve(word, findings)).collect();
        // With a part of the list, routes would be told that nobody can have the rest.
        let is_whole = names.len() == list(setting, EXAMPLE, findings)?.items.len();
        return is_whole.then(|| roles.in_order(&names));
    }
    if let Some(setting) = settings.get("grants") {
        for word in words(setting, EXAMPLE, findings)? {
            roles.resolve(word, findings);
        }
        findings.push(
            Diagnostic::error(
                codes::NO_ROLES,
                format!("auth scheme `{}` grants roles but gives none", declaration.name.text),
            )
            .label(setting.key.span, "nothing is granted by this")
            .note("the principal has no field `roles`, or this scheme does not map it")
            .help("declare `roles: [role]` in `principal` and map it, or delete `grants`"),
        );
        return None;
    }
    Some(Vec::new())
}

/// Whether the principal has roles.
fn has_roles(fields: &Fields) -> bool {
    fields.get("roles").is_some_and(|field| field.kind == PrincipalType::Roles)
}

/// The error of required principal fields that a scheme does not give.
fn not_given(scheme: &str, place: Span, what: &str, missing: &[&PrincipalField]) -> Diagnostic {
    let names = suggest::list(missing.iter().map(|field| field.name.as_str()));
    let plural = if missing.len() == 1 { "field" } else { "fields" };
    let error = Diagnostic::error(
        codes::UNMAPPED_FIELD,
        format!("auth scheme `{scheme}` does not give the required {plural} {names}"),
    )
    .label(place, what);
    missing.iter().fold(error, |error, field| error.label(field.span, "required here"))
}
