//! `rate_limit: true`: answers tell what remains of limits.

use gatewright_core::policy::Span;
use gatewright_core::primitive::rate::{QUOTAS_HEADER, STANDINGS_HEADER};

use super::super::setting::boolean;
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::Setting;

/// The headers that a policy which tells of limits says by itself.
const OWN: [&str; 2] = [QUOTAS_HEADER, STANDINGS_HEADER];

/// Where a block has answers tell of limits, if it does. `inherited` is what holds around it, and `said` where the block
/// speaks of a header by its name.
pub(super) fn check(
    setting: Option<&Setting>,
    inherited: Option<Span>,
    said: impl Fn(&str) -> Option<Span>,
    findings: &mut Vec<Diagnostic>,
) -> Option<Span> {
    let said = OWN.into_iter().find_map(|name| Some((name, said(name)?)));
    let Some(setting) = setting else {
        return inherited.filter(|_| said.is_none());
    };
    let tells = boolean(setting, "rate_limit: true", findings)?;
    if tells && let Some((name, span)) = said {
        findings.push(
            Diagnostic::error(
                codes::HEADER_CONFLICT,
                format!("two things are said of the header `{name}`"),
            )
            .label(span, "it is said here")
            .label(setting.span, "it tells what remains of limits")
            .help("delete one of the two"),
        );
    }
    tells.then_some(setting.span)
}
