//! `limit` declarations: how often, counted by what.

use std::sync::Arc;

use gatewright_core::policy::{Limit, LimitKey, PrincipalType, Span};

use super::names::{Kind, Names, Spelling};
use super::principal::Fields;
use super::setting::not_supported;
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::{self, Amount, DottedName, Given};

/// Limits by name; `None` where the declaration is wrong.
pub(super) type Limits = Names<Option<Arc<Limit>>>;

/// Distinct values counted exactly where the policy does not say.
const KEYS: u64 = 100_000;

/// The largest count of anything: every product of two of them, and of one and a window, stays exact in every target.
const MOST: u64 = 1_000_000_000;

/// The most values that one instance can keep.
const MOST_KEYS: u64 = 10_000_000;

/// The longest window: a year.
const LONGEST_MS: u64 = 366 * DAY_MS;

/// A day.
const DAY_MS: u64 = 24 * 60 * 60 * 1000;

/// Checks all declarations.
pub(super) fn check(
    declarations: &[&ast::Limit],
    fields: &Fields,
    findings: &mut Vec<Diagnostic>,
) -> Limits {
    let kind = Kind {
        what: "limit",
        declaration: "limit NAME = 100 per 1m by client.ip",
        spelling: Spelling::Snake,
    };
    let mut names = Names::new(kind);
    for declaration in declarations {
        let limit = limit(declaration, fields, findings);
        names.declare(&declaration.name, declaration.span, limit.map(Arc::new), findings);
    }
    names
}

fn limit(
    declaration: &ast::Limit,
    fields: &Fields,
    findings: &mut Vec<Diagnostic>,
) -> Option<Limit> {
    let requests = amount("the number of requests", &declaration.requests, MOST, findings);
    let window_ms = amount("the window", &declaration.window, LONGEST_MS, findings);
    let burst = match &declaration.burst {
        Some(burst) => amount("the burst", burst, MOST, findings),
        None => requests,
    };
    let keys = match &declaration.keys {
        Some(keys) => amount("the number of keys", keys, MOST_KEYS, findings),
        None => Some(KEYS),
    };
    let key = key(&declaration.by, fields, findings);
    let (requests, window_ms, burst) = (requests?, window_ms?, burst?);
    // What a full burst takes to come back; beyond a year, times no longer fit into what targets count with.
    let refill = u128::from(burst) * u128::from(window_ms) / u128::from(requests.max(1));
    if refill > u128::from(LONGEST_MS) {
        let place = declaration.burst.as_ref().unwrap_or(&declaration.window).literal()?.span;
        findings.push(
            Diagnostic::error(
                codes::LIMIT_NUMBERS,
                "a full burst takes more than a year to return",
            )
            .label(place, format!("it takes {} days", refill / u128::from(DAY_MS)))
            .help("make the burst smaller or the rate higher"),
        );
        return None;
    }
    Some(Limit {
        name: declaration.name.text.clone(),
        requests,
        window_ms,
        burst,
        key: key?,
        keys: keys?,
        span: declaration.span,
    })
}

fn amount(
    what: &str,
    given: &Given<Amount>,
    most: u64,
    findings: &mut Vec<Diagnostic>,
) -> Option<u64> {
    let amount = given.literal()?;
    let error = if amount.value == 0 {
        Diagnostic::error(codes::LIMIT_NUMBERS, format!("{what} cannot be zero"))
            .label(amount.span, "nothing could ever be admitted")
            .help("write at least 1; to admit nobody, write no `allow` that holds")
    } else if amount.value > most {
        Diagnostic::error(codes::LIMIT_NUMBERS, format!("{what} is too large"))
            .label(amount.span, "no target can count this")
            .help(if most == LONGEST_MS {
                "write at most 366d".to_owned()
            } else {
                format!("write at most {most}")
            })
    } else {
        return Some(amount.value);
    };
    findings.push(error);
    None
}

fn key(by: &DottedName, fields: &Fields, findings: &mut Vec<Diagnostic>) -> Option<LimitKey> {
    match by.words.as_slice() {
        [client, ip] if client.text == "client" && ip.text == "ip" => Some(LimitKey::ClientIp),
        [client, what] if client.text == "client" && what.text == "country" => {
            findings.push(not_supported("`client.country`", by.span));
            None
        }
        [principal, field] if principal.text == "principal" && field.text == "scheme" => {
            findings.push(cannot_count(by.span, "all callers of a scheme would share one count"));
            None
        }
        [principal, word] if principal.text == "principal" => {
            let field = fields.resolve(word, findings)?;
            match field.kind {
                PrincipalType::Text
                | PrincipalType::Uuid
                | PrincipalType::Int
                | PrincipalType::Bool
                | PrincipalType::Time => {
                    Some(LimitKey::Principal { field: field.name.clone(), kind: field.kind })
                }
                PrincipalType::TextList | PrincipalType::Roles => {
                    findings.push(
                        cannot_count(by.span, "a list, not one value")
                            .label(field.span, "declared here"),
                    );
                    None
                }
            }
        }
        _ => {
            findings
                .push(cannot_count(by.span, "neither the client's address nor a principal field"));
            None
        }
    }
}

fn cannot_count(span: Span, why: &str) -> Diagnostic {
    Diagnostic::error(codes::LIMIT_KEY, "a limit cannot count by this")
        .label(span, why)
        .help("count `by client.ip` or `by principal.id`")
}
