//! `== != < <= > >=`, `starts_with`, `ends_with`, `matches`, and tests of `principal.scheme`.

use std::net::IpAddr;

use gatewright_core::policy::{Comparison, Condition, Span, ValueType};

use super::super::suggest::{self, Vocabulary};
use super::super::types::pattern;
use super::operand::{Typed, not_a_value};
use super::{Typing, identity, value};
use crate::diagnostic::{Applicability, Diagnostic, Suggestion, codes};
use crate::syntax::ast::{BinaryOperator, Expression, Literal, LiteralValue, Operator, Word};

impl<'a> Typing<'a> {
    /// A comparison.
    pub(super) fn compare(
        &mut self,
        operator: Operator,
        left: &'a Expression,
        right: &'a Expression,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<Condition> {
        match (is_scheme(left), is_scheme(right)) {
            (Some(scheme), _) => return self.scheme_test(operator, scheme, right, findings),
            (_, Some(scheme)) => return self.scheme_test(operator, scheme, left, findings),
            (None, None) => {}
        }
        let typed_left = self.operand(left, findings);
        let typed_right = self.operand(right, findings);
        let (mut left, mut right) = (typed_left?, typed_right?);
        let of_left = (left.operand.value, left.choices.clone());
        let of_right = (right.operand.value, right.choices.clone());
        let adapted = value::adapt(&mut left, (of_right.0, of_right.1.as_ref()), findings)
            && value::adapt(&mut right, (of_left.0, of_left.1.as_ref()), findings);
        if !adapted {
            return None;
        }
        if left.operand.value != right.operand.value {
            findings.push(mismatch(operator, &left, &right));
            return None;
        }
        let comparison = comparison(operator.kind)?;
        let ordered = matches!(left.operand.value, ValueType::Int | ValueType::Time);
        if !ordered && !matches!(comparison, Comparison::Equal | Comparison::NotEqual) {
            findings.push(
                wrong_operator(operator, &left)
                    .note("only ints and times have an order")
                    .help("use `==` or `!=`"),
            );
            return None;
        }
        Some(Condition::Compare { operator: comparison, left: left.operand, right: right.operand })
    }

    /// `principal.scheme == NAME`.
    fn scheme_test(
        &mut self,
        operator: Operator,
        scheme: Span,
        name: &'a Expression,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<Condition> {
        let word = self.scheme_name(name, findings);
        if !identity::has_principal(scheme, self.route, findings) {
            return None;
        }
        let test = Condition::SchemeIs(self.scheme_of_route(word?, findings)?);
        match operator.kind {
            BinaryOperator::Equal => Some(test),
            BinaryOperator::NotEqual => Some(Condition::Not(Box::new(test))),
            BinaryOperator::Less
            | BinaryOperator::LessOrEqual
            | BinaryOperator::Greater
            | BinaryOperator::GreaterOrEqual
            | BinaryOperator::In
            | BinaryOperator::Has
            | BinaryOperator::Within
            | BinaryOperator::StartsWith
            | BinaryOperator::EndsWith
            | BinaryOperator::Matches => {
                findings.push(
                    Diagnostic::error(codes::OPERATOR_TYPE, "schemes have no order")
                        .label(operator.span, format!("`{}`", operator.kind.text()))
                        .label(scheme, "the name of a scheme")
                        .help("use `==` or `!=`"),
                );
                None
            }
        }
    }

    /// The name of a scheme, as written beside `principal.scheme`.
    pub(super) fn scheme_name(
        &self,
        expression: &'a Expression,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<&'a Word> {
        if let Expression::Name(name) = expression
            && let Some(word) = name.as_word()
        {
            return Some(word);
        }
        let error = Diagnostic::error(
            codes::TYPE_MISMATCH,
            "`principal.scheme` is compared with the name of a scheme",
        )
        .label(expression.span(), "not a name");
        findings.push(match expression {
            Expression::Literal(Literal { value: LiteralValue::Text(text), .. }) => {
                let sure = self.declared.schemes.get(text).is_some();
                error.suggest(
                    format!("write it without quotes: `{}`", text.escape_debug()),
                    Suggestion::replace(expression.span(), text, Applicability::when(sure)),
                )
            }
            Expression::Literal(_)
            | Expression::Or { .. }
            | Expression::And { .. }
            | Expression::Not { .. }
            | Expression::Binary { .. }
            | Expression::IsSet { .. }
            | Expression::Call(_)
            | Expression::Name(_)
            | Expression::List { .. } => error.help("write `principal.scheme == NAME`"),
        });
        None
    }

    /// A scheme that this route accepts.
    pub(super) fn scheme_of_route(
        &self,
        word: &'a Word,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<String> {
        self.declared.schemes.resolve(word, findings)?;
        let auth = self.route.auth?;
        if auth.iter().any(|scheme| scheme.name == word.text) {
            return Some(word.text.clone());
        }
        let known = || auth.iter().map(|scheme| scheme.name.as_str());
        let error = Diagnostic::error(
            codes::SCHEME_NOT_ON_ROUTE,
            format!("no caller of this route uses the scheme `{}`", word.text),
        )
        .label(word.span, "not in the route's `auth`")
        .note(format!("its schemes are {}", suggest::list(known())));
        findings.push(match suggest::similar(&word.text, known()) {
            Some(better) => better.offer(error, word.span, Vocabulary::Policy),
            None => error.help(format!("add `{}` to `auth`, or do not ask for it here", word.text)),
        });
        None
    }

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
            Expression::Literal(literal) => pattern(literal, findings),
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

/// Whether an expression is `principal.scheme`, and where it stands.
pub(super) fn is_scheme(expression: &Expression) -> Option<Span> {
    let Expression::Name(name) = expression else { return None };
    match name.words.as_slice() {
        [principal, scheme] if principal.text == "principal" && scheme.text == "scheme" => {
            Some(name.span)
        }
        _ => None,
    }
}

fn comparison(operator: BinaryOperator) -> Option<Comparison> {
    match operator {
        BinaryOperator::Equal => Some(Comparison::Equal),
        BinaryOperator::NotEqual => Some(Comparison::NotEqual),
        BinaryOperator::Less => Some(Comparison::Less),
        BinaryOperator::LessOrEqual => Some(Comparison::LessOrEqual),
        BinaryOperator::Greater => Some(Comparison::Greater),
        BinaryOperator::GreaterOrEqual => Some(Comparison::GreaterOrEqual),
        BinaryOperator::In
        | BinaryOperator::Has
        | BinaryOperator::Within
        | BinaryOperator::StartsWith
        | BinaryOperator::EndsWith
        | BinaryOperator::Matches => None,
    }
}

/// The error of two operands of different types.
fn mismatch(operator: Operator, left: &Typed, right: &Typed) -> Diagnostic {
    let error = Diagnostic::error(
        codes::TYPE_MISMATCH,
        format!("{} is never compared with {}", left.article(), right.article()),
    )
    .label(operator.span, "compares two types")
    .label(left.place, left.article())
    .label(right.place, right.article());
    match (left.operand.value, right.operand.value) {
        (ValueType::Text, ValueType::Int) | (ValueType::Int, ValueType::Text) => {
            let is_number = |text: &str| text.parse::<i64>().is_ok();
            let help = "write the number without quotes, or declare the string as `int`";
            value::without_quotes(error, [left, right], help, is_number)
        }
        (ValueType::Text, ValueType::Uuid) | (ValueType::Uuid, ValueType::Text) => {
            error.help("declare the string as `uuid`")
        }
        (ValueType::Text, ValueType::Time) | (ValueType::Time, ValueType::Text) => {
            error.help("write a time without quotes: `2026-05-01T09:00:00Z`")
        }
        (ValueType::Text, ValueType::Ip) | (ValueType::Ip, ValueType::Text) => {
            let is_address = |text: &str| text.parse::<IpAddr>().is_ok();
            let help = "write an address without quotes: `192.0.2.1`";
            value::without_quotes(error, [left, right], help, is_address)
        }
        (
            ValueType::Text
            | ValueType::Uuid
            | ValueType::Int
            | ValueType::Bool
            | ValueType::Time
            | ValueType::Ip,
            _,
        ) => error,
    }
}

/// The error of an operator on a type that it is not for.
pub(super) fn wrong_operator(operator: Operator, typed: &Typed) -> Diagnostic {
    let text = operator.kind.text();
    Diagnostic::error(
        codes::OPERATOR_TYPE,
        format!("`{text}` does not work on {}", typed.article()),
    )
    .label(operator.span, format!("`{text}`"))
    .label(typed.place, typed.article())
}

/// `principal.scheme in [a, b]`: one of the tests holds.
pub(super) fn any_of(names: Vec<String>) -> Condition {
    let mut tests: Vec<Condition> = names.into_iter().map(Condition::SchemeIs).collect();
    match (tests.pop(), tests.is_empty()) {
        (Some(only), true) => only,
        (last, _) => {
            tests.extend(last);
            Condition::Or(tests)
        }
    }
}
