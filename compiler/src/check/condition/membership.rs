//! `in`.

use gatewright_core::policy::{Condition, PrincipalType, Source, Span, ValueType};

use super::compare::{are_comparable, wrong_operator};
use super::operand::{Typed, not_a_value};
use super::scheme::{any_of, is_scheme};
use super::{Typing, identity, list as lists, lower, value};
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
                let is_client = needle.operand.source == Source::ClientIp;
                let is_address = needle.operand.value == ValueType::Ip;
                self.declared.cost.list(items.len());
                if is_client || is_address && lists::holds_blocks(items) {
                    return lists::networks(needle, items, findings);
                }
                self.in_list(needle, items, findings)
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
        if let [root, _, ..] = name.words.as_slice()
            && root.text == "body"
        {
            let list = self.body_list(name, findings);
            return self.in_items(operator, needle, list?, findings);
        }
        let [root, word] = name.words.as_slice() else {
            findings.push(match name.as_word() {
                Some(word) if !self.parameters.contains_key(word.text.as_str()) => {
                    self.declared.groups.unknown(word)
                }
                _ => not_a_value(name.span, "not a list"),
            });
            return None;
        };
        if root.text == "query" {
            let list = self.query_list(name, word, findings);
            return self.in_items(operator, needle, list?, findings);
        }
        if root.text != "principal" {
            findings.push(not_a_value(name.span, "not a list").help(
                "after `in` stands a list, a principal field of type `[string]`, or a list of the query or the body",
            ));
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

    /// `a in LIST`, whose items are of a type of their own.
    fn in_items(
        &mut self,
        operator: Operator,
        needle: Option<Typed>,
        list: Typed,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<Condition> {
        let mut needle = needle?;
        let items = (list.operand.value, list.choices.as_ref());
        if !value::adapt(&mut needle, items, &self.declared.cost, findings) {
            return None;
        }
        if !are_comparable(needle.operand.value, list.operand.value) {
            findings.push(
                Diagnostic::error(
                    codes::TYPE_MISMATCH,
                    format!("{} is never in a list of {}s", needle.article(), list.name()),
                )
                .label(operator.span, "compares two types")
                .label(needle.place, needle.article())
                .label(list.place, format!("a list of {}s", list.name())),
            );
            return None;
        }
        Some(Condition::InItems { needle: lower::as_time(needle.operand), list: list.operand })
    }
}
