//! Schemes of one route must be told apart by what a caller presents.

use std::sync::Arc;

use gatewright_core::policy::{CredentialField, Scheme, SchemeKind};

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
    if let (SchemeKind::Jwt(one), SchemeKind::Jwt(other)) = (&one.kind, &other.kind) {
        let same = one.from == other.from && one.issuer == other.issuer;
        return same.then(|| format!("the same issuer `{}`", one.issuer.escape_debug()));
    }
    let field = one.field().filter(|field| other.field() == Some(field))?;
    Some(match field {
        CredentialField::Header(name) => format!("the same header `{name}`"),
        CredentialField::Cookie(name) => format!("the same cookie `{name}`"),
    })
}
