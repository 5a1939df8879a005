//! Parts of an `and` that exclude each other: what is not set has no value to look at.

use gatewright_core::policy::{Condition, Operand};

use crate::diagnostic::{Diagnostic, codes};

/// Whether the parts can be true together; an error where they cannot.
pub(super) fn check(parts: &[Condition], findings: &mut Vec<Diagnostic>) -> bool {
    let mut all = Vec::new();
    flatten(parts, &mut all);
    let mut right = true;
    for absent in all.iter().filter_map(|part| absent(part)) {
        let read = all.iter().filter(|part| is_strict(part)).find_map(|part| reads(part, absent));
        let Some(read) = read else { continue };
        right = false;
        findings.push(
            Diagnostic::error(codes::NEVER_TRUE, "both are never true")
                .label(read.span, "its value, which it has only where it is set")
                .label(absent.span, "must not be set")
                .note("any operator on a missing value is unknown, which never grants")
                .help("write `or`: what is not set passes, and what is set is looked at"),
        );
    }
    right
}

/// The parts, with those of an `and` among them.
fn flatten<'c>(parts: &'c [Condition], all: &mut Vec<&'c Condition>) {
    for part in parts {
        if let Condition::And(inner) = part {
            flatten(inner, all);
        } else {
            all.push(part);
        }
    }
}

/// What `not (x is set)` asks about.
fn absent(part: &Condition) -> Option<&Operand> {
    let Condition::Not(inner) = part else { return None };
    if let Condition::IsSet(operand) = inner.as_ref() { Some(operand) } else { None }
}

/// Whether it is unknown as soon as something that it reads is missing.
fn is_strict(part: &Condition) -> bool {
    match part {
        Condition::Not(inner) => is_strict(inner),
        Condition::Compare { .. }
        | Condition::InList { .. }
        | Condition::InField { .. }
        | Condition::InItems { .. }
        | Condition::AddressIn { .. }
        | Condition::Within { .. }
        | Condition::StartsWith { .. }
        | Condition::EndsWith { .. }
        | Condition::Matches { .. } => true,
        Condition::And(_)
        | Condition::Or(_)
        | Condition::InNetworks { .. }
        | Condition::Has { .. }
        | Condition::IsSet(_)
        | Condition::SchemeIs(_) => false,
    }
}

/// Where a part reads the same value.
fn reads<'c>(part: &'c Condition, value: &Operand) -> Option<&'c Operand> {
    let mut found = None;
    part.visit_operands(&mut |operand| {
        if operand.source == value.source {
            found = Some(operand);
        }
    });
    found
}
