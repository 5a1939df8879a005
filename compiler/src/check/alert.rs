//! `alert` declarations: refusals that somebody should hear of when they come too often.

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use gatewright_core::policy::{Alert, AlertEvent, LimitKey, Span};
use gatewright_core::refusal::{Check, Status};

use super::limit::{self, Number};
use super::names::{Kind, Names, Spelling};
use super::principal::Fields;
use super::test::{Subject, check_rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast;

/// Checks all declarations.
pub(super) fn check(
    declarations: &[&ast::Alert],
    fields: &Fields,
    subject: &Subject<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Vec<Alert> {
    let kind = Kind {
        what: "alert",
        declaration: "alert NAME = 50 of status 401 per 1m by client.ip",
        spelling: Spelling::Snake,
    };
    let mut names = Names::new(kind);
    for declaration in declarations {
        let alert = alert(declaration, fields, subject, findings);
        names.declare(&declaration.name, declaration.span, alert, findings);
    }
    names.into_values().flatten().collect()
}

fn alert(
    declaration: &ast::Alert,
    fields: &Fields,
    subject: &Subject<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Option<Alert> {
    let count = Number::Refusals.check(&declaration.count, findings);
    let window_ms = Number::Window.check(&declaration.window, findings);
    let keys = limit::keys(declaration.keys.as_ref(), findings);
    let of = event(&declaration.of, subject, findings);
    let key = limit::key(&declaration.by, fields, findings);
    let (of, key) = (of?, key?);
    refuse_unknown_principal(declaration, &of, &key, findings);
    Some(Alert {
        name: declaration.name.text.clone(),
        count: count?,
        of,
        window_ms: window_ms?,
        key,
        keys: keys?,
        span: declaration.span,
    })
}

fn event(
    of: &ast::AlertEvent,
    subject: &Subject<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Option<AlertEvent> {
    match of {
        ast::AlertEvent::Status { code, span } => {
            let code = status(*code, *span, findings)?;
            Some(AlertEvent::Status(code))
        }
        ast::AlertEvent::Rule(rule) => check_rule(rule, subject, findings).map(AlertEvent::Rule),
    }
}

fn status(code: u16, span: Span, findings: &mut Vec<Diagnostic>) -> Option<u16> {
    let known: BTreeSet<u16> =
        Check::ALL.into_iter().map(Check::status).map(Status::code).collect();
    if known.contains(&code) {
        return Some(code);
    }
    findings.push(
        Diagnostic::error(codes::UNKNOWN_STATUS, format!("no request is refused with {code}"))
            .label(span, "no rule has this status")
            .note("an alert counts refusals; what upstreams answer is not the policy's"),
    );
    None
}

/// Reports an alert that counts by the principal what is refused before anybody knows it.
fn refuse_unknown_principal(
    declaration: &ast::Alert,
    of: &AlertEvent,
    key: &LimitKey,
    findings: &mut Vec<Diagnostic>,
) {
    match key {
        LimitKey::ClientIp | LimitKey::Country => return,
        LimitKey::Principal { .. } => {}
    }
    let is_counted = |check: &Check| match of {
        AlertEvent::Status(code) => check.status().code() == *code,
        AlertEvent::Rule(rule) => {
            let own = rule.rsplit('/').next().unwrap_or_default();
            let rest = own.strip_prefix(check.rule());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        }
    };
    // The table is in the order in which a request meets its checks; a limit is asked as soon as its key is known.
    let knows = |check: Check| check > Check::CredentialUnverifiable || check == Check::Limit;
    if Check::ALL.into_iter().filter(is_counted).any(knows) {
        return;
    }
    findings.push(
        Diagnostic::error(codes::ALERT_KEY, "this alert counts by what nobody knows")
            .label(declaration.by.span, "known only after authentication")
            .label(
                match &declaration.of {
                    ast::AlertEvent::Status { span, .. } => *span,
                    ast::AlertEvent::Rule(rule) => rule.span,
                },
                "refused before that",
            )
            .help("count `by client.ip` or `by client.country`"),
    );
}
