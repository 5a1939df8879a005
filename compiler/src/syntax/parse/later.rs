//! What a later version of the language brings: recognised by name, refused by name.

use gatewright_core::policy::Span;

use super::super::ast::{ConditionParameter, Expression};
use super::Parser;
use crate::diagnostic::codes;

/// Kinds of authentication schemes.
pub(super) const SCHEME_KINDS: [&str; 1] = ["mtls"];

/// Where a setting stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// At the top.
    Policy,
    /// In `target`.
    Target,
    /// In `upstream`.
    Upstream,
    /// In `network`.
    Network,
    /// In `auth`.
    Auth,
    /// In `errors`.
    Errors,
    /// In `api`.
    Api,
    /// In a block inside one of these.
    Nested,
}

impl Place {
    /// Keys that will exist here.
    pub(super) fn later_keys(self) -> &'static [&'static str] {
        match self {
            Place::Target => &["tls"],
            Place::Upstream => &["connect_timeout", "timeout", "breaker", "tls"],
            Place::Network => &["allow", "deny", "country", "limit"],
            Place::Auth => &["ids", "ca"],
            Place::Api => &["cors", "require", "headers", "log", "step_up"],
            Place::Policy | Place::Errors | Place::Nested => &[],
        }
    }
}

impl Parser {
    /// Refuses a part of the language that is not built yet.
    pub(super) fn not_yet(&mut self, what: &str, span: Span) {
        self.report(
            codes::NOT_SUPPORTED_YET,
            format!("{what} is not supported yet"),
            span,
            "a later version of the language has it",
        );
    }

    /// Refuses values that conditions will see. A parameter of the same name hides them.
    pub(super) fn refuse_later_names(
        &mut self,
        expression: &Expression,
        parameters: &[ConditionParameter],
    ) {
        match expression {
            Expression::Or { parts, .. } | Expression::And { parts, .. } => {
                for part in parts {
                    self.refuse_later_names(part, parameters);
                }
            }
            Expression::Not { inner, .. } | Expression::IsSet { inner, .. } => {
                self.refuse_later_names(inner, parameters);
            }
            Expression::Binary { left, right, .. } => {
                self.refuse_later_names(left, parameters);
                self.refuse_later_names(right, parameters);
            }
            Expression::List { items, .. } => {
                for item in items {
                    self.refuse_later_names(item, parameters);
                }
            }
            Expression::Call(call) => {
                for argument in &call.arguments {
                    self.refuse_later_names(argument, parameters);
                }
            }
            Expression::Name(name) => {
                let Some(first) = name.words.first() else { return };
                let hidden = parameters.iter().any(|parameter| parameter.name.text == first.text);
                let text = name.text();
                let later = text == "client.country"
                    || first.text == "tls"
                    || (first.text == "body" && name.words.len() > 1);
                if later && !hidden {
                    self.not_yet(&format!("`{text}` in a condition"), name.span);
                }
            }
            Expression::Literal(_) => {}
        }
    }
}
