//! `starts_with`, `ends_with` and `matches`.

use gatewright_core::policy::{Condition, ValueType};

use super::Typing;
use super::compare::wrong_operator;
use super::operand::{Typed, not_a_value};
use crate::diagnostic::Diagnostic;
use crate::syntax::ast::{BinaryOperator, Expression, Operator};

impl<'a> Typing<'a> {
    /// `a starts_with b`, `a ends_with b`.
    pub(super) fn affix(
        &mut self,
        operator: Operator,
        subject: &'a Expression,
        affix: &'a Expression,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<Condition> {
        let subject = self.text(operator, subject, findings);
        let affix = self.text(operator, affix, findings);
        let (subject, affix) = (subject?.operand, affix?.operand);
        Some(if operator.kind == BinaryOperator::StartsWith {
            Condition::StartsWith { subject, affix }
        } else {
            Condition::EndsWith { subject, affix }
        })
    }

    /// `a matches r"…"`.
    pub(super) fn matches(
        &mut self,
        operator: Operator,
        subject: &'a Expression,
        regex: &'a Expression,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<Condition> {
        let subject = self.text(operator, subject, findings);
        let pattern = match regex {
            Expression::Literal(literal) => self.declared.types.pattern(literal, findings),
            Expression::Or { .. }
            | Expression::And { .. }
            | Expression::Not { .. }
            | Expression::Binary { .. }
            | Expression::IsSet { .. }
            | Expression::Call(_)
            | Expression::Name(_)
            | Expression::List { .. } => {
                findings.push(
                    not_a_value(regex.span(), "not a regular expression")
                        .note("patterns are compiled ahead, so they are written out")
                        .help("write it like `matches r\"[a-z]+\"`"),
                );
                None
            }
        };
        Some(Condition::Matches { subject: subject?.operand, pattern: pattern? })
    }

    /// A string operand.
    fn text(
        &mut self,
        operator: Operator,
        expression: &'a Expression,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<Typed> {
        let typed = self.operand(expression, findings)?;
        if typed.operand.value == ValueType::Text {
            return Some(typed);
        }
        findings.push(wrong_operator(operator, &typed).note("it works on strings"));
        None
    }
}
