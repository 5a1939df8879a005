//! Tests of `principal.scheme`.

use gatewright_core::policy::{Condition, Span};

use super::super::suggest::{self, Vocabulary};
use super::{Typing, identity};
use crate::diagnostic::{Applicability, Diagnostic, Suggestion, codes};
use crate::syntax::ast::{BinaryOperator, Expression, Literal, LiteralValue, Operator, Word};

impl<'a> Typing<'a> {
    /// `principal.scheme == NAME`.
    pub(super) fn scheme_test(
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
            | BinaryOperator::Matches
            | BinaryOperator::Plus
            | BinaryOperator::Minus => {
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
