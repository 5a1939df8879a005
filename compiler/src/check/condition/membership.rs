//! `in`, `has` and `within`.

use gatewright_core::policy::{Condition, Literal, PrincipalType, Source, Span, ValueType};
use ipnet::IpNet;

use super::super::distinct::Distinct;
use super::super::setting::{describe_literal, not_supported};
use super::compare::{any_of, is_scheme, wrong_operator};
use super::operand::{self, Typed, not_a_value};
use super::{Typing, identity, value};
use crate::diagnostic::{Diagnostic, codes};
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
                    return networks(items, findings);
                }
                literals(needle, items, findings)
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
                    }) => error.help(format!("write `in [{network}]`")),
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
                    not_supported(&format!("the group `{}`", word.text), word.span)
                        .help("write the list out: `client.ip in [10.0.0.0/8]`")
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

    /// `T within D`.
    pub(super) fn within(
        &mut self,
        operator: Operator,
        time: &'a Expression,
        duration: &'a Expression,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<Condition> {
        let time = self.operand(time, findings);
        let Expression::Literal(ast::Literal { value: LiteralValue::Duration(milliseconds), span }) =
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

/// The blocks of `client.ip in […]`; a single address is a block of its own.
fn networks(items: &[Expression], findings: &mut Vec<Diagnostic>) -> Option<Condition> {
    let mut distinct = Distinct::new();
    let mut networks: Vec<IpNet> = Vec::new();
    let mut right = true;
    for item in items {
        let network = match item {
            Expression::Literal(literal) => match &literal.value {
                LiteralValue::Network(network) => Some(*network),
                LiteralValue::Address(address) => Some(IpNet::from(address.to_canonical())),
                LiteralValue::Text(_)
                | LiteralValue::Regex(_)
                | LiteralValue::Socket(_)
                | LiteralValue::Date(_)
                | LiteralValue::Time(_)
                | LiteralValue::Version(_)
                | LiteralValue::Duration(_)
                | LiteralValue::Size(_)
                | LiteralValue::Decimal(_)
                | LiteralValue::Integer(_)
                | LiteralValue::Bool(_) => None,
            },
            Expression::Or { .. }
            | Expression::And { .. }
            | Expression::Not { .. }
            | Expression::Binary { .. }
            | Expression::IsSet { .. }
            | Expression::Call(_)
            | Expression::Name(_)
            | Expression::List { .. } => None,
        };
        let Some(network) = network else {
            findings.push(
                Diagnostic::error(codes::TYPE_MISMATCH, "`client.ip` is looked for in addresses")
                    .label(item.span(), "neither an address nor a block")
                    .help("write it without quotes: `client.ip in [10.0.0.0/8]`"),
            );
            right = false;
            continue;
        };
        right &= distinct.admit(network, &network.to_string(), item.span(), findings);
        networks.push(network);
    }
    right.then_some(Condition::InNetworks { networks })
}

/// `a in [x, y]` with literals of its type.
fn literals(
    needle: Typed,
    items: &[Expression],
    findings: &mut Vec<Diagnostic>,
) -> Option<Condition> {
    let mut distinct = Distinct::new();
    let mut list: Vec<Literal> = Vec::new();
    let mut right = true;
    for item in items {
        match literal(&needle, item, findings) {
            Some(literal) => {
                // All are of one type, so the text tells them apart.
                let text = text(&literal);
                right &= distinct.admit(text.clone(), &text, item.span(), findings);
                list.push(literal);
            }
            None => right = false,
        }
    }
    right.then_some(Condition::InList { needle: needle.operand, list })
}

fn literal(needle: &Typed, item: &Expression, findings: &mut Vec<Diagnostic>) -> Option<Literal> {
    let Expression::Literal(written) = item else {
        findings.push(
            not_a_value(item.span(), "not a literal")
                .help("lists hold literals; compare with other values by `==` and `or`"),
        );
        return None;
    };
    if let LiteralValue::Network(_) = written.value {
        findings.push(
            Diagnostic::error(codes::TYPE_MISMATCH, "only `client.ip` is looked for in blocks")
                .label(item.span(), describe_literal(written))
                .label(needle.place, needle.article()),
        );
        return None;
    }
    let mut typed = operand::literal(written, findings)?;
    let of_needle = (needle.operand.value, needle.choices.as_ref());
    if !value::adapt(&mut typed, of_needle, findings) {
        return None;
    }
    if typed.operand.value != needle.operand.value {
        findings.push(
            Diagnostic::error(
                codes::TYPE_MISMATCH,
                format!("{} is never in a list with {}", needle.article(), typed.article()),
            )
            .label(typed.place, typed.article())
            .label(needle.place, needle.article())
            .help("write items of the same type"),
        );
        return None;
    }
    match typed.operand.source {
        Source::Literal(literal) => Some(literal),
        Source::Principal(_)
        | Source::Path(_)
        | Source::Query(_)
        | Source::Header(_)
        | Source::ClientIp
        | Source::Time
        | Source::Method => None,
    }
}

fn text(literal: &Literal) -> String {
    match literal {
        Literal::Text(text) => text.clone(),
        Literal::Int(number) | Literal::Time(number) => number.to_string(),
        Literal::Bool(truth) => truth.to_string(),
        Literal::Ip(address) => address.to_string(),
    }
}
