//! `T within D`.

use gatewright_core::policy::{Condition, Literal, Source, ValueType};

use super::Typing;
use super::compare::wrong_operator;
use super::lower;
use super::operand::not_a_value;
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::{Expression, Operator};

impl<'a> Typing<'a> {
    /// `T within D`.
    pub(super) fn within(
        &mut self,
        operator: Operator,
        time: &'a Expression,
        duration: &'a Expression,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<Condition> {
        let time = self.operand(time, findings);
        let duration = self.operand(duration, findings)?;
        let Source::Literal(Literal::Duration(seconds)) = duration.operand.source else {
            findings.push(
                not_a_value(duration.place, "not a duration").help("write it like `within 5m`"),
            );
            return None;
        };
        let Some(seconds) = u64::try_from(seconds).ok().filter(|seconds| *seconds > 0) else {
            findings.push(
                Diagnostic::error(codes::OUT_OF_RANGE, "`within` looks back at least a second")
                    .label(duration.place, "no time at all")
                    .help("write at least `1s`"),
            );
            return None;
        };
        let time = time?;
        if !matches!(time.operand.value, ValueType::Time | ValueType::Date) {
            findings.push(wrong_operator(operator, &time).note("it asks how long ago a time is"));
            return None;
        }
        Some(Condition::Within { time: lower::as_time(time.operand), seconds })
    }
}
