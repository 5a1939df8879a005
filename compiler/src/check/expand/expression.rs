//! Shorthand in conditions.

use super::Expander;
use super::union::Union;
use crate::syntax::ast::Expression;

impl Expander<'_> {
    pub(super) fn expression(&mut self, expression: &mut Expression) {
        match expression {
            Expression::Or { parts, .. } | Expression::And { parts, .. } => {
                for part in parts {
                    self.expression(part);
                }
            }
            Expression::Not { inner, .. } | Expression::IsSet { inner, .. } => {
                self.expression(inner);
            }
            Expression::Binary { left, right, .. } => {
                self.expression(left);
                self.expression(right);
            }
            Expression::Call(call) => {
                for argument in &mut call.arguments {
                    self.expression(argument);
                }
            }
            Expression::Name(name) => {
                let Some(word) = name.as_word() else { return };
                if let Some(literal) = self.parameter(word) {
                    *expression = Expression::Literal(literal);
                } else if let Some(literals) = self.group(word) {
                    let items = literals.into_iter().map(Expression::Literal).collect();
                    *expression = Expression::List { items, span: name.span };
                }
            }
            Expression::List { items, .. } => self.items(items),
            Expression::Literal(_) => {}
        }
    }

    fn items(&mut self, items: &mut Vec<Expression>) {
        for item in items.iter_mut() {
            if let Expression::Name(name) = item
                && let Some(word) = name.as_word()
                && let Some(literal) = self.parameter(word)
            {
                *item = Expression::Literal(literal);
            }
        }
        let own = items.iter().filter_map(|item| match item {
            Expression::Literal(literal) => Some(literal),
            Expression::Or { .. }
            | Expression::And { .. }
            | Expression::Not { .. }
            | Expression::Binary { .. }
            | Expression::IsSet { .. }
            | Expression::Call(_)
            | Expression::Name(_)
            | Expression::List { .. } => None,
        });
        let mut union = Union::of(own);
        for mut item in std::mem::take(items) {
            if let Expression::Name(name) = &item
                && let Some(word) = name.as_word()
                && let Some(literals) = self.group(word)
            {
                items.extend(union.join(literals).map(Expression::Literal));
                continue;
            }
            self.expression(&mut item);
            items.push(item);
        }
    }
}
