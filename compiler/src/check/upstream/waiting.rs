//! How long an upstream is waited for, and when it is left alone.

use std::ops::RangeInclusive;

use gatewright_core::policy::{Breaker, Timeout};

use super::super::setting::{Settings, duration_text, milliseconds, wrong_value};
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::{self, Setting, Value};

const SECOND: u64 = 1000;
const HOUR: u64 = 60 * 60 * SECOND;

/// Whoever does not connect within a minute will not.
const CONNECT: RangeInclusive<u64> = 1..=60 * SECOND;

/// An answer that takes longer than an hour is no answer to a request.
const ANSWER: RangeInclusive<u64> = 1..=HOUR;

/// Clients are told whole seconds.
const OPEN: RangeInclusive<u64> = SECOND..=HOUR;

/// More in a row is no longer soon.
const FAILURES: RangeInclusive<u64> = 1..=1000;

/// The settings that say so.
pub(super) struct Waiting {
    pub(super) connect_timeout: Option<Timeout>,
    pub(super) timeout: Option<Timeout>,
    pub(super) breaker: Option<Breaker>,
}

/// Checks them; `None` where one is wrong.
pub(super) fn check(settings: &Settings<'_>, findings: &mut Vec<Diagnostic>) -> Option<Waiting> {
    let connect = optional(settings.get("connect_timeout"), |setting| {
        let ms = milliseconds(setting, CONNECT, "connect_timeout: 1s", findings)?;
        Some(Timeout { ms, span: setting.span })
    });
    let answer = optional(settings.get("timeout"), |setting| {
        let ms = milliseconds(setting, ANSWER, "timeout: 5s", findings)?;
        Some(Timeout { ms, span: setting.span })
    });
    let breaker = optional(settings.get("breaker"), |setting| breaker(setting, findings));
    let (connect_timeout, timeout, breaker) = (connect?, answer?, breaker?);
    if let (Some(connect), Some(answer)) = (connect_timeout, timeout)
        && connect.ms > answer.ms
        && let (Some(late), Some(early)) =
            (settings.get("connect_timeout"), settings.get("timeout"))
    {
        findings.push(
            Diagnostic::error(
                codes::TIMEOUT_ORDER,
                "`connect_timeout` is longer than `timeout`, which covers it",
            )
            .label(late.value.span(), "never reached")
            .label(early.value.span(), "everything is over by then")
            .help("make `connect_timeout` the shorter of the two"),
        );
        return None;
    }
    Some(Waiting { connect_timeout, timeout, breaker })
}

/// What a setting says, if it is written; `None` where that is wrong.
fn optional<T>(
    setting: Option<&Setting>,
    read: impl FnOnce(&Setting) -> Option<T>,
) -> Option<Option<T>> {
    setting.map_or(Some(None), |setting| read(setting).map(Some))
}

fn breaker(setting: &Setting, findings: &mut Vec<Diagnostic>) -> Option<Breaker> {
    const EXAMPLE: &str = "breaker: open 10s after 5 failures in a row";
    let Value::Breaker(ast::Breaker { open, failures, .. }) = &setting.value else {
        let expected = "`open TIME after N failures in a row`";
        findings.push(wrong_value("breaker", expected, &setting.value, EXAMPLE));
        return None;
    };
    let (open, failures) = (open.literal()?, failures.literal()?);
    let mut refuse = |message: String, span| {
        let error = Diagnostic::error(codes::OUT_OF_RANGE, message).label(span, "outside");
        findings.push(error.help(format!("write it like `{EXAMPLE}`")));
    };
    let mut right = true;
    if !OPEN.contains(&open.value) {
        let (least, most) = (duration_text(*OPEN.start()), duration_text(*OPEN.end()));
        refuse(format!("a breaker must open for {least} to {most}"), open.span);
        right = false;
    }
    if !FAILURES.contains(&failures.value) {
        let (least, most) = (FAILURES.start(), FAILURES.end());
        refuse(format!("a breaker must open after {least} to {most} failures"), failures.span);
        right = false;
    }
    right.then_some(Breaker { failures: failures.value, open_ms: open.value, span: setting.span })
}
