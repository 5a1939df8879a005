//! Schemes of one route must be told apart by what a caller presents.

use std::sync::Arc;

use gatewright_core::policy::{CredentialField, CredentialPlace, Scheme, SchemeKind};

use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::Word;

/// Reports schemes that read the same credential.
pub(super) fn check(schemes: &[Arc<Scheme>], names: &[&Word], findings: &mut Vec<Diagnostic>) {
    for (index, (scheme, word)) in schemes.iter().zip(names).enumerate() {
        for (earlier, earlier_word) in schemes.iter().zip(names).take(index) {
            let Some(what) = shared(scheme, earlier) else { continue };
            findings.push(
                Diagnostic::error(
                    codes::SAME_CREDENTIAL,
                    format!(
                        "`{}` and `{}` cannot be told apart on one route",
                        earlier.name, scheme.name
                    ),
                )
                .label(word.span, what)
                .label(earlier_word.span, "the other one")
                .note("every credential that is presented for a scheme must verify, so one would always fail")
                .help("make one scheme of them, or name them on different apis"),
            );
        }
    }
}

fn shared(one: &Scheme, other: &Scheme) -> Option<String> {
    match (&one.kind, &other.kind) {
        (SchemeKind::Jwt(one), SchemeKind::Jwt(other)) => {
            let same = one.from == other.from && one.issuer == other.issuer;
            return same.then(|| format!("the same issuer `{}`", one.issuer.escape_debug()));
        }
        // Each is told by its authorities.
        (SchemeKind::Mtls(one), SchemeKind::Mtls(other)) => {
            let same = one.authorities == other.authorities;
            return same.then(|| format!("the same authorities, {}", one.authorities));
        }
        // `Basic` is told from `Bearer`.
        (SchemeKind::Basic(_), SchemeKind::Basic(_)) => {
            return Some("the same `Authorization: Basic`".to_owned());
        }
        (SchemeKind::Basic(_), _) | (_, SchemeKind::Basic(_)) => return None,
        (
            SchemeKind::Jwt(_)
            | SchemeKind::ApiKey(_)
            | SchemeKind::Mtls(_)
            | SchemeKind::Introspection(_),
            _,
        ) => {}
    }
    match (one.place(), other.place()) {
        (CredentialPlace::Authorization, CredentialPlace::Authorization) => {
            Some("the same `Authorization: Bearer`".to_owned())
        }
        (CredentialPlace::Field(field), CredentialPlace::Field(other)) if field == other => {
            Some(match field {
                CredentialField::Header(name) => format!("the same header `{name}`"),
                CredentialField::Cookie(name) => format!("the same cookie `{name}`"),
            })
        }
        (
            CredentialPlace::Authorization
            | CredentialPlace::Field(_)
            | CredentialPlace::Connection,
            _,
        ) => None,
    }
}
