//! Values that calls give to parameters.

use gatewright_core::policy::ValueType;

use super::operand::Typed;
use super::{Typing, value};
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::{ConditionParameter, Expression};

impl<'a> Typing<'a> {
    /// The value that a call gives to a parameter.
    pub(super) fn argument(
        &mut self,
        parameter: &'a ConditionParameter,
        argument: &'a Expression,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<Typed> {
        // What is wrong with its type was reported where it is declared.
        let declared = value::parameter_type(parameter, self.declared.types, &mut Vec::new());
        let mut typed = self.operand(argument, findings)?;
        let (wanted, choices) = declared?;
        if !value::adapt(&mut typed, (wanted, choices.as_ref()), &self.declared.cost, findings) {
            return None;
        }
        if !fits(typed.operand.value, wanted) {
            findings.push(
                Diagnostic::error(
                    codes::TYPE_MISMATCH,
                    format!(
                        "the parameter `{}` is {}, and this is {}",
                        parameter.name.text,
                        value::article(wanted),
                        typed.article()
                    ),
                )
                .label(argument.span(), typed.article())
                .label(parameter.span, value::article(wanted)),
            );
            return None;
        }
        typed.choices = typed.choices.or(choices);
        Some(typed)
    }
}

/// Whether a value is of a parameter's type; every int is a decimal, and every date a time.
fn fits(value: ValueType, wanted: ValueType) -> bool {
    value == wanted
        || matches!(
            (value, wanted),
            (ValueType::Int, ValueType::Decimal) | (ValueType::Date, ValueType::Time)
        )
}
