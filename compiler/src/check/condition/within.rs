//! `T within D`.

use gatewright_core::policy::{Condition, ValueType};

use super::Typing;
use super::compare::wrong_operator;
use super::operand::not_a_value;
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::{Expression, Literal, LiteralValue, Operator};

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
        let Expression::Literal(Literal { value: LiteralValue::Duration(milliseconds), span }) =
            duration
        else {
            findings.push(
                not_a_value(duration.span(), "not a duration").help("write it like `within 5m`"),
            );
            return None;
        };
        let seconds = milliseconds / 1000;
        if seconds == 0 || milliseconds % 1000 != 0 {
            findings.push(
                Diagnostic::error(codes::OUT_OF_RANGE, "`within` counts whole seconds")
                    .label(*span, "not whole seconds")
                    .help("write at least `1s`"),
            );
            return None;
        }
        let time = time?;
        if time.operand.value != ValueType::Time {
            findings.push(wrong_operator(operator, &time).note("it asks how long ago a time is"));
            return None;
        }
        Some(Condition::Within { time: time.operand, seconds })
    }
}
