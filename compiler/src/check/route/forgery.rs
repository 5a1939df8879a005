//! Requests that a page of any site can make a browser send, with the caller's own credential.
//!
//! Browsers ask before a page sends JSON or another method than POST to a foreign site, and send a form, also an empty one, without
//! asking. They add cookies, remembered passwords and certificates of the foreign site by themselves. So where such a
//! credential counts, what a form could be is taken only after a look at where the page is from.

use std::sync::Arc;

use gatewright_core::policy::{
    Body, BodyContent, Comparison, Condition, CredentialField, CredentialPlace, Literal, Method,
    Operand, RequireClause, Scheme, SchemeKind, Source, Span,
};
use gatewright_core::primitive::origin::Origin;

use crate::diagnostic::{Diagnostic, codes};

/// What browsers say of where a page is from, as no page can change it.
const ORIGIN: &str = "origin";
const SITE: &str = "sec-fetch-site";

/// Reports a request that any page could make a browser send in a caller's name; whether there is none. `path` is where the
/// route's path stands.
pub(super) fn check(
    method: Method,
    path: Span,
    body: Option<&Body>,
    auth: &[Arc<Scheme>],
    require: &[RequireClause],
    findings: &mut Vec<Diagnostic>,
) -> bool {
    let simple = match body.map(|body| (&body.content, body.span)) {
        None => {
            Some((path, "browsers send a form with nothing in it to other sites without asking"))
        }
        Some((BodyContent::Any, span)) => {
            Some((span, "a form is one, and browsers send it to other sites without asking"))
        }
        Some((BodyContent::Form(_) | BodyContent::Multipart(_), span)) => {
            Some((span, "browsers send a form to other sites without asking"))
        }
        Some((BodyContent::Json(_), _)) => None,
    };
    let Some((span, why)) = simple.filter(|_| method == Method::Post) else { return true };
    let added = auth.iter().find_map(|scheme| Some((scheme, added_by_browsers(scheme)?)));
    let Some((scheme, credential)) = added else { return true };
    if require.iter().any(|clause| keeps_out(&clause.condition, auth)) {
        return true;
    }
    findings.push(forged(span, why, scheme, credential));
    false
}

fn forged(span: Span, why: &str, scheme: &Scheme, credential: &str) -> Diagnostic {
    let message = "any site could send this request in a caller's name";
    Diagnostic::error(codes::FORGED_REQUEST, message)
        .label(span, why)
        .label(scheme.span, format!("and add {credential} by themselves"))
        .help(
            "say which pages may: `require header(\"origin\") == \"https://shop.example.com\"`, or take \
             JSON, which browsers ask about before",
        )
}

/// The credential, if browsers send it without being told to by a page.
fn added_by_browsers(scheme: &Scheme) -> Option<&'static str> {
    match scheme.place() {
        CredentialPlace::Field(CredentialField::Cookie(_)) => Some("the cookie"),
        CredentialPlace::Connection => Some("the certificate"),
        CredentialPlace::Authorization => match scheme.kind {
            SchemeKind::Basic(_) => Some("the password"),
            SchemeKind::Jwt(_)
            | SchemeKind::ApiKey(_)
            | SchemeKind::Mtls(_)
            | SchemeKind::Introspection(_) => None,
        },
        CredentialPlace::Field(CredentialField::Header(_)) => None,
    }
}

/// Whether the condition is true only of requests that no foreign page made.
fn keeps_out(condition: &Condition, auth: &[Arc<Scheme>]) -> bool {
    match condition {
        Condition::And(parts) => parts.iter().any(|part| keeps_out(part, auth)),
        Condition::Or(parts) => parts.iter().all(|part| keeps_out(part, auth)),
        Condition::Compare { operator: Comparison::Equal, left, right } => {
            let of = |header: &Operand, value: &Operand| match &value.source {
                Source::Literal(value) => names_own_pages(header, std::slice::from_ref(value)),
                Source::Principal(_)
                | Source::Path(_)
                | Source::Query(_)
                | Source::Header(_)
                | Source::Cookie(_)
                | Source::ClientIp
                | Source::Time
                | Source::Method
                | Source::Country
                | Source::Tls(_)
                | Source::Body(_)
                | Source::Sum(_) => false,
            };
            of(left, right) || of(right, left)
        }
        Condition::InList { needle, list } => names_own_pages(needle, list),
        // A credential that a page would have to know.
        Condition::SchemeIs(name) => {
            auth.iter().any(|scheme| scheme.name == *name && added_by_browsers(scheme).is_none())
        }
        Condition::Compare { .. }
        | Condition::Not(_)
        | Condition::InField { .. }
        | Condition::InItems { .. }
        | Condition::InNetworks { .. }
        | Condition::AddressIn { .. }
        | Condition::Has { .. }
        | Condition::Within { .. }
        | Condition::IsSet(_)
        | Condition::StartsWith { .. }
        | Condition::EndsWith { .. }
        | Condition::Matches { .. } => false,
    }
}

/// Whether these values of a header tell pages that a policy knows. `null` is any page in a frame, plain HTTP one that
/// anybody on the way can change, and `same-site` any host under one name.
fn names_own_pages(header: &Operand, values: &[Literal]) -> bool {
    let Source::Header(name) = &header.source else { return false };
    let is_known = |value: &Literal| match value {
        Literal::Text(text) => match name.as_str() {
            ORIGIN => Origin::parse(text).is_ok_and(|origin| !origin.is_insecure()),
            SITE => text == "same-origin" || text == "none",
            _ => false,
        },
        Literal::Int(_)
        | Literal::Decimal(_)
        | Literal::Bool(_)
        | Literal::Time(_)
        | Literal::Duration(_)
        | Literal::Ip(_) => false,
    };
    values.iter().all(is_known)
}
