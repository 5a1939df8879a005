//! Schemes of one route must be told apart by what a caller presents.

use std::sync::Arc;

use gatewright_core::policy::{Scheme, SchemeKind};

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
        (SchemeKind::Jwt(one), SchemeKind::Jwt(other)) if one.issuer == other.issuer => {
            Some(format!("the same issuer `{}`", one.issuer.escape_debug()))
        }
        (SchemeKind::ApiKey(one), SchemeKind::ApiKey(other)) if one.header == other.header => {
            Some(format!("the same header `{}`", one.header))
        }
        (SchemeKind::Jwt(_) | SchemeKind::ApiKey(_), _) => None,
    }
}
