//! What conditions name: whatever a route reaches is used, even where something else about it is wrong.

use super::Declared;
use crate::syntax::ast::{Expression, Word};

/// Marks everything that an expression names, and what the conditions it calls name in turn.
pub(in super::super) fn mark(expression: &Expression, declared: &Declared<'_>) {
    let mut waiting = vec![expression];
    while let Some(expression) = waiting.pop() {
        words(expression, &mut |word| {
            let name = word.text.as_str();
            declared.roles.mark_used(name);
            declared.schemes.mark_used(name);
            if let Some(entry) = declared.conditions.get(name)
                && !declared.conditions.is_used(name)
            {
                declared.conditions.mark_used(name);
                waiting.push(&entry.value.body);
                for parameter in &entry.value.parameters {
                    declared.types.mark_type(&parameter.value);
                }
            }
        });
    }
}

/// Calls `visit` with each single word of an expression, and with the names of what it calls.
pub(super) fn words<'a>(expression: &'a Expression, visit: &mut impl FnMut(&'a Word)) {
    match expression {
        Expression::Or { parts, .. }
        | Expression::And { parts, .. }
        | Expression::List { items: parts, .. } => {
            for part in parts {
                words(part, visit);
            }
        }
        Expression::Not { inner, .. } | Expression::IsSet { inner, .. } => words(inner, visit),
        Expression::Binary { left, right, .. } => {
            words(left, visit);
            words(right, visit);
        }
        Expression::Call(call) => {
            visit(&call.name);
            for argument in &call.arguments {
                words(argument, visit);
            }
        }
        Expression::Name(name) => name.as_word().into_iter().for_each(visit),
        Expression::Literal(_) => {}
    }
}
