//! `limit` declarations: how often, counted by what.

use std::sync::Arc;

use gatewright_core::policy::{Limit, LimitKey, LimitScope, PrincipalType, Span, WithoutStore};

use super::names::{Kind, Names, Spelling};
use super::principal::Fields;
use super::setting::duration_text;
use crate::diagnostic::{Applicability, Diagnostic, Suggestion, codes};
use crate::syntax::ast::{self, Amount, DottedName, Given, Rate, SettingRate, Shared};

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
    let numbers = Numbers::check(&declaration.rate, findings);
    let key = key(&declaration.rate.by, fields, findings);
    let name = declaration.name.text.clone();
    Some(numbers?.limit(name, key?, scope(&declaration.rate), declaration.span))
}

/// A limit that is asked before anything but the client's address is known.
pub(super) fn of_clients(
    written: &SettingRate,
    name: &str,
    findings: &mut Vec<Diagnostic>,
) -> Option<Limit> {
    let numbers = Numbers::check(&written.rate, findings);
    let by = &written.rate.by;
    let Some(key) = of_client(by) else {
        findings.push(
            Diagnostic::error(codes::LIMIT_KEY, "this limit cannot count by this")
                .label(by.span, "not known when it is asked: before the path is read")
                .suggest(
                    "count `by client.ip`",
                    Suggestion::replace(by.span, "client.ip", Applicability::MaybeIncorrect),
                ),
        );
        return None;
    };
    Some(numbers?.limit(name.to_owned(), key, scope(&written.rate), written.span))
}

fn scope(rate: &Rate) -> LimitScope {
    match rate.shared {
        None => LimitScope::Instance,
        Some(Shared::Only) => LimitScope::Fleet(WithoutStore::Refuse),
        Some(Shared::OrLocal) => LimitScope::Fleet(WithoutStore::CountLocally),
    }
}

/// The numbers of a limit, which can be counted.
struct Numbers {
    requests: u64,
    window_ms: u64,
    burst: u64,
    keys: u64,
}

impl Numbers {
    fn check(rate: &Rate, findings: &mut Vec<Diagnostic>) -> Option<Numbers> {
        let requests = Number::Requests.check(&rate.requests, findings);
        let window_ms = Number::Window.check(&rate.window, findings);
        let burst = match &rate.burst {
            Some(burst) => Number::Burst.check(burst, findings),
            None => requests,
        };
        let keys = keys(rate.keys.as_ref(), findings);
        let (requests, window_ms, burst) = (requests?, window_ms?, burst?);
        // What a full burst takes to come back; beyond a year, times no longer fit into what targets count with.
        let refill = u128::from(burst) * u128::from(window_ms) / u128::from(requests.max(1));
        if refill > u128::from(LONGEST_MS) {
            let place = rate.burst.as_ref().unwrap_or(&rate.window).literal()?.span;
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
        Some(Numbers { requests, window_ms, burst, keys: keys? })
    }

    fn limit(self, name: String, key: LimitKey, scope: LimitScope, span: Span) -> Limit {
        let Numbers { requests, window_ms, burst, keys } = self;
        Limit { name, requests, window_ms, burst, key, keys, scope, span }
    }
}

/// A number of a limit or an alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Number {
    /// Requests in every window.
    Requests,
    /// Requests back to back.
    Burst,
    /// Refusals that raise an alert.
    Refusals,
    /// The window in milliseconds.
    Window,
    /// Values that are counted exactly.
    Keys,
}

impl Number {
    fn what(self) -> &'static str {
        match self {
            Number::Requests => "the number of requests",
            Number::Burst => "the burst",
            Number::Refusals => "the number of refusals",
            Number::Window => "the window",
            Number::Keys => "the number of keys",
        }
    }

    fn most(self) -> u64 {
        match self {
            Number::Requests | Number::Burst | Number::Refusals => MOST,
            Number::Window => LONGEST_MS,
            Number::Keys => MOST_KEYS,
        }
    }

    /// What zero would mean, and what to write instead.
    fn zero(self) -> (&'static str, &'static str) {
        match self {
            Number::Requests | Number::Burst => (
                "nothing could ever be admitted",
                "write at least 1; to admit nobody, write no `allow` that holds",
            ),
            Number::Refusals => ("raised without a reason", "write at least 1"),
            Number::Window => ("nothing happens in no time", "write at least 1ms"),
            Number::Keys => ("nobody could ever be counted", "write at least 1"),
        }
    }

    /// What is written, if it can be counted.
    pub(super) fn check(
        self,
        given: &Given<Amount>,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<u64> {
        let amount = given.literal()?;
        let (what, most) = (self.what(), self.most());
        let error = if amount.value == 0 {
            let (why, instead) = self.zero();
            Diagnostic::error(codes::LIMIT_NUMBERS, format!("{what} cannot be zero"))
                .label(amount.span, why)
                .help(instead)
        } else if amount.value > most {
            Diagnostic::error(codes::LIMIT_NUMBERS, format!("{what} is too large"))
                .label(amount.span, "no target can count this")
                .help(match self {
                    Number::Window => format!("write at most {}", duration_text(most)),
                    Number::Requests | Number::Burst | Number::Refusals | Number::Keys => {
                        format!("write at most {most}")
                    }
                })
        } else {
            return Some(amount.value);
        };
        findings.push(error);
        None
    }
}

/// How many distinct values are counted exactly.
pub(super) fn keys(given: Option<&Given<Amount>>, findings: &mut Vec<Diagnostic>) -> Option<u64> {
    given.map_or(Some(KEYS), |keys| Number::Keys.check(keys, findings))
}

/// What is counted by.
pub(super) fn key(
    by: &DottedName,
    fields: &Fields,
    findings: &mut Vec<Diagnostic>,
) -> Option<LimitKey> {
    if let Some(key) = of_client(by) {
        return Some(key);
    }
    match by.words.as_slice() {
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
                .push(cannot_count(by.span, "neither where the client is nor a principal field"));
            None
        }
    }
}

/// What is known of the client before anything else.
pub(super) fn of_client(by: &DottedName) -> Option<LimitKey> {
    match by.text().as_str() {
        "client.ip" => Some(LimitKey::ClientIp),
        "client.country" => Some(LimitKey::Country),
        _ => None,
    }
}

fn cannot_count(span: Span, why: &str) -> Diagnostic {
    Diagnostic::error(codes::LIMIT_KEY, "a limit cannot count by this")
        .label(span, why)
        .help("count `by client.ip`, `by client.country` or `by principal.id`")
}
