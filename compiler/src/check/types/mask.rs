//! `masked keep N`.

use gatewright_core::policy::{Bounds, Mask, ScalarType, TypeKind};

use super::super::principal::cannot_have;
use crate::diagnostic::{Applicability, Diagnostic, Suggestion, codes};
use crate::syntax::ast::{Masked, TypeExpression};

/// The mask of a type.
pub(super) fn check(
    written: &Masked,
    hidden: &TypeKind,
    findings: &mut Vec<Diagnostic>,
) -> Option<Mask> {
    let longest = match hidden {
        TypeKind::Scalar(ScalarType::String { length: Bounds { max, .. }, .. }) => *max,
        TypeKind::Scalar(ScalarType::Format(format)) => {
            // It has no more characters than bytes.
            format.max_length().and_then(|length| u64::try_from(length).ok())
        }
        TypeKind::Scalar(
            ScalarType::Int(_)
            | ScalarType::Decimal(_)
            | ScalarType::Bool
            | ScalarType::Enumeration(_)
            | ScalarType::Constant(_),
        )
        | TypeKind::List { .. }
        | TypeKind::Map { .. }
        | TypeKind::Object(_)
        | TypeKind::OneOf(_) => {
            findings.push(
                Diagnostic::error(codes::MASK, "only a string can be masked")
                    .label(written.span, "this type is no string")
                    .help(match hidden {
                        TypeKind::List { .. } => "mask the items: `[string masked]`",
                        TypeKind::Map { .. } => "mask the values: `map[string masked]`",
                        TypeKind::Object(_) => "mask the fields of the schema",
                        TypeKind::OneOf(_) => "mask the fields of the schemas",
                        TypeKind::Scalar(_) => {
                            "leave the field out of the answer: `omit SCHEMA [NAME]`"
                        }
                    }),
            );
            return None;
        }
    };
    let Some(keep) = &written.keep else { return Some(Mask { keep: 0 }) };
    let wrong = |why: String| {
        Diagnostic::error(codes::MASK, "this mask cannot keep so many characters")
            .label(keep.span, why)
    };
    let number = keep.digits.parse::<u32>().ok().filter(|number| *number <= Mask::MOST_KEPT);
    let Some(number) = number else {
        findings.push(
            wrong(format!("at most {} may stay", Mask::MOST_KEPT))
                .help("write a smaller number, such as `masked keep 4`"),
        );
        return None;
    };
    if number == 0 {
        findings.push(
            Diagnostic::error(codes::MASK, "this mask keeps nothing, as any does")
                .label(written.span, "`keep 0` says no more than `masked`")
                .suggest(
                    "write `masked`",
                    Suggestion::replace(written.span, "masked", Applicability::MachineApplicable),
                ),
        );
        return None;
    }
    if let Some(longest) = longest
        && longest < 2 * u64::from(number)
    {
        findings.push(
            wrong(format!("the string has at most {longest} characters"))
                .note("a string of fewer than twice the kept characters is hidden as a whole")
                .help("write a smaller number, or `masked` alone"),
        );
        return None;
    }
    Some(Mask { keep: number })
}

/// Reports a mask where nothing ever leaves.
pub(super) fn refuse(written: &TypeExpression, owner: &str, findings: &mut Vec<Diagnostic>) {
    if let Some(masked) = &written.masked {
        findings.push(cannot_have(owner, masked.span, "be `masked`"));
    }
}
