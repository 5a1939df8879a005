//! `starts_with`, `ends_with` and `matches`.

use gatewright_core::policy::{Condition, Literal, Source, ValueType};

use super::Typing;
use super::choices::Affix;
use super::compare::wrong_operator;
use super::operand::{Typed, not_a_value};
use crate::diagnostic::Diagnostic;
use crate::syntax::ast::{BinaryOperator, Expression, Operator};

/// So many steps of an automaton are as much work as comparing one name.
const CLASSES: usize = 16;

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
        let (subject, affix) = (subject?, affix?);
        let starts = operator.kind == BinaryOperator::StartsWith;
        if let (Some(choices), Source::Literal(Literal::Text(text))) =
            (&subject.choices, &affix.operand.source)
        {
            self.declared.cost.search(choices.count());
            let end = if starts { Affix::Start } else { Affix::End };
            if !choices.admit_affix(end, text, affix.operand.span, findings) {
                return None;
            }
        }
        let (subject, affix) = (subject.operand, affix.operand);
        Some(if starts {
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
        let (subject, pattern) = (subject?, pattern?);
        if let Some(choices) = &subject.choices {
            let table = pattern.table();
            self.declared.cost.search(choices.count());
            self.declared.cost.search(table.rows.len() * table.class_count() / CLASSES);
            if !choices.admit_pattern(&pattern, regex.span(), findings) {
                return None;
            }
        }
        Some(Condition::Matches { subject: subject.operand, pattern })
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
