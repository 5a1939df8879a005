//! Bounds of lengths and numbers.

use gatewright_core::policy::Bounds;
use gatewright_core::primitive::decimal::Decimal;

use crate::diagnostic::{Applicability, Diagnostic, Suggestion, codes};
use crate::syntax::ast;

/// The largest magnitude of an int: 2^53 − 1, which every JSON implementation holds exactly.
const LARGEST: i64 = (1 << 53) - 1;

/// Bounds of a length.
pub(in crate::check) fn length(
    written: Option<&ast::Bounds>,
    findings: &mut Vec<Diagnostic>,
) -> Option<Bounds<u64>> {
    bounds(written, "a length", findings, |digits| {
        digits.parse::<u32>().map(u64::from).map_err(|_| {
            Diagnostic::error(codes::OUT_OF_RANGE, "a length must be a whole number below 2^32")
                .help("write it like `1..50`")
        })
    })
}

/// Bounds of an int.
pub(super) fn int(
    written: Option<&ast::Bounds>,
    findings: &mut Vec<Diagnostic>,
) -> Option<Bounds<i64>> {
    bounds(written, "an int", findings, |digits| {
        digits
            .parse::<i64>()
            .ok()
            .filter(|number| (-LARGEST..=LARGEST).contains(number))
            .ok_or_else(|| {
                Diagnostic::error(
                    codes::OUT_OF_RANGE,
                    "a bound of an int must be a whole number within ±(2^53 − 1)",
                )
                .note("larger numbers are not exact in JSON")
                .help("write it like `1..99`")
            })
    })
}

/// Bounds of a decimal.
pub(super) fn decimal(
    written: Option<&ast::Bounds>,
    findings: &mut Vec<Diagnostic>,
) -> Option<Bounds<Decimal>> {
    bounds(written, "a decimal", findings, |digits| {
        Decimal::parse(digits).ok_or_else(|| {
            Diagnostic::error(codes::DECIMAL_DIGITS, "a decimal has at most 15 significant digits")
                .help("write it like `0.00..9999.99`")
        })
    })
}

fn bounds<T: Ord>(
    written: Option<&ast::Bounds>,
    what: &str,
    findings: &mut Vec<Diagnostic>,
    read: impl Fn(&str) -> Result<T, Diagnostic>,
) -> Option<Bounds<T>> {
    let Some(written) = written else { return Some(Bounds { min: None, max: None }) };
    let mut right = true;
    let mut end = |bound: Option<&ast::Bound>| {
        let bound = bound?;
        match read(&bound.digits) {
            Ok(number) => Some(number),
            Err(error) => {
                findings.push(error.label(bound.span, "not a possible bound"));
                right = false;
                None
            }
        }
    };
    // A single number is both ends, and one error.
    let single = match (&written.min, &written.max) {
        (Some(min), Some(max)) => min.span == max.span,
        _ => false,
    };
    let min = end(written.min.as_ref());
    if single && min.is_none() {
        return None;
    }
    let max = end(written.max.as_ref());
    if !right {
        return None;
    }
    if let (Some(min), Some(max)) = (&min, &max)
        && min > max
        && let (Some(low), Some(high)) = (&written.min, &written.max)
    {
        findings.push(
            Diagnostic::error(
                codes::BOUNDS,
                format!("{what} cannot be at least {} and at most {}", low.digits, high.digits),
            )
            .label(written.span, "the smallest is larger than the largest")
            .suggest(
                format!("write `{}..{}`", high.digits, low.digits),
                Suggestion::replace(
                    written.span,
                    format!("{}..{}", high.digits, low.digits),
                    Applicability::MaybeIncorrect,
                ),
            ),
        );
        return None;
    }
    Some(Bounds { min, max })
}
