//! `in`.

use gatewright_core::policy::{Condition, PrincipalType, Source, Span, ValueType};

use super::compare::{any_of, is_scheme, wrong_operator};
use super::operand::{Typed, not_a_value};
use super::{Typing, identity, list as lists};
use crate::diagnostic::{Applicability, Diagnostic, Suggestion, codes};
use crate::syntax::ast::{self, DottedName, Expression, LiteralValue, Operator};

impl<'a> Typing<'a> {
    /// `a in b`.
    pub(super) fn member(
        &mut self,
        operator: Operator,
        needle: &'a Expression,
        list: &'a Expression,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<Condition> {
        if let Some(scheme) = is_scheme(needle) {
            return self.scheme_in(scheme, list, findings);
        }
        let needle = self.operand(needle, findings);
        match list {
            Expression::List { items, span } => {
                let needle = needle?;
                if items.is_empty() {
                    findings.push(
                        Diagnostic::error(codes::NEVER_TRUE, "nothing is in an empty list")
                            .label(*span, "empty")
                            .help("list what is meant"),
                    );
                    return None;
                }
                if needle.operand.source == Source::ClientIp {
                    return lists::networks(items, findings);
                }
                lists::literals(needle, items, findings)
            }
            Expression::Name(name) => self.in_field(operator, needle, name, findings),
            Expression::Or { .. }
            | Expression::And { .. }
            | Expression::Not { .. }
            | Expression::Binary { .. }
            | Expression::IsSet { .. }
            | Expression::Call(_)
            | Expression::Literal(_) => {
                let error = not_a_value(list.span(), "not a list");
                findings.push(match list {
                    Expression::Literal(ast::Literal {
                        value: LiteralValue::Network(network),
                        ..
                    }) => error.suggest(
                        format!("write `in [{network}]`"),
                        Suggestion::replace(
                            list.span(),
                            format!("[{network}]"),
                            Applicability::MachineApplicable,
                        ),
                    ),
                    Expression::Literal(_)
                    | Expression::Or { .. }
                    | Expression::And { .. }
                    | Expression::Not { .. }
                    | Expression::Binary { .. }
                    | Expression::IsSet { .. }
                    | Expression::Call(_)
                    | Expression::Name(_)
                    | Expression::List { .. } => error.help("write a list: `in [a, b]`"),
                });
                None
            }
        }
    }

    /// `principal.scheme in [a, b]`.
    fn scheme_in(
        &mut self,
        scheme: Span,
        list: &'a Expression,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<Condition> {
        let Expression::List { items, span } = list else {
            findings.push(
                not_a_value(list.span(), "not a list").help("write `principal.scheme in [a, b]`"),
            );
            return None;
        };
        if !identity::has_principal(scheme, self.route, findings) {
            return None;
        }
        let names: Vec<Option<String>> = items
            .iter()
            .map(|item| {
                let word = self.scheme_name(item, findings)?;
                self.scheme_of_route(word, findings)
            })
            .collect();
        if names.is_empty() {
            findings.push(
                Diagnostic::error(codes::NEVER_TRUE, "nothing is in an empty list")
                    .label(*span, "empty")
                    .help("list what is meant"),
            );
            return None;
        }
        names.into_iter().collect::<Option<Vec<String>>>().map(any_of)
    }

    /// `a in principal.groups`.
    fn in_field(
        &mut self,
        operator: Operator,
        needle: Option<Typed>,
        name: &'a DottedName,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<Condition> {
        let [root, word] = name.words.as_slice() else {
            findings.push(match name.as_word() {
                Some(word) if !self.parameters.contains_key(word.text.as_str()) => {
                    self.declared.groups.unknown(word)
                }
                _ => not_a_value(name.span, "not a list"),
            });
            return None;
        };
        if root.text != "principal" {
            findings.push(
                not_a_value(name.span, "not a list")
                    .help("after `in` stands a list, or a principal field of type `[string]`"),
            );
            return None;
        }
        let field = self.declared.fields.resolve(word, findings)?;
        let error = || {
            Diagnostic::error(
                codes::OPERATOR_TYPE,
                format!("`in` does not look into `{}`", name.text()),
            )
            .label(name.span, "not a `[string]`")
            .label(field.span, "declared here")
        };
        match field.kind {
            PrincipalType::TextList => {}
            PrincipalType::Roles => {
                findings.push(error().help("ask for a role: `principal has NAME`"));
                return None;
            }
            PrincipalType::Text
            | PrincipalType::Uuid
            | PrincipalType::Int
            | PrincipalType::Bool
            | PrincipalType::Time => {
                findings.push(error().help(format!("compare it: `== {}`", name.text())));
                return None;
            }
        }
        if !identity::readable(name.span, field, self.route, findings) {
            return None;
        }
        let needle = needle?;
        if needle.operand.value != ValueType::Text {
            findings.push(
                wrong_operator(operator, &needle)
                    .label(field.span, "a list of strings")
                    .help("look for a string"),
            );
            return None;
        }
        Some(Condition::InField { needle: needle.operand, field: field.name.clone() })
    }
}
