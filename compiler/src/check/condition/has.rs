//! `principal has ROLE`.

use gatewright_core::policy::Condition;

use super::{Typing, identity};
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::Expression;

impl<'a> Typing<'a> {
    /// `principal has ROLE`.
    pub(super) fn has(
        &mut self,
        subject: &'a Expression,
        role: &'a Expression,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<Condition> {
        let subject_is_principal = matches!(
            subject,
            Expression::Name(name) if name.as_word().is_some_and(|word| word.text == "principal")
        );
        let word = match role {
            Expression::Name(name) => name.as_word(),
            Expression::Or { .. }
            | Expression::And { .. }
            | Expression::Not { .. }
            | Expression::Binary { .. }
            | Expression::IsSet { .. }
            | Expression::Call(_)
            | Expression::Literal(_)
            | Expression::List { .. } => None,
        };
        if !subject_is_principal {
            findings.push(
                Diagnostic::error(codes::OPERATOR_TYPE, "`has` asks the principal for a role")
                    .label(subject.span(), "not `principal`")
                    .help("write `principal has NAME`"),
            );
        }
        let Some(word) = word else {
            findings.push(
                Diagnostic::error(codes::OPERATOR_TYPE, "`has` asks for one role by its name")
                    .label(role.span(), "not a name")
                    .help("write `principal has NAME`"),
            );
            return None;
        };
        let name = self.declared.roles.resolve(word, findings);
        let subject = subject.span();
        if !subject_is_principal || !identity::has_principal(subject, self.route, findings) {
            return None;
        }
        let Some(field) = self.declared.fields.get("roles") else {
            findings.push(identity::no_roles(word.span, self.declared.fields));
            return None;
        };
        if !identity::readable(subject, field, self.route, findings) {
            return None;
        }
        Some(Condition::Has { held_by: self.declared.roles.held_by(&name?) })
    }
}
