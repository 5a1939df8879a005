//! What a later version of the language brings: recognised by name, refused by name.

use gatewright_core::policy::Span;

use super::Parser;
use crate::diagnostic::codes;

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
    /// In `cors`.
    Cors,
    /// In `errors`.
    Errors,
    /// In `headers`.
    Headers,
    /// In `api`.
    Api,
    /// In a block inside one of these.
    Nested,
}

impl Place {
    /// Keys that will exist here.
    pub(super) fn later_keys(self) -> &'static [&'static str] {
        match self {
            Place::Upstream => &["tls"],
            Place::Api => &["log"],
            Place::Policy
            | Place::Target
            | Place::Network
            | Place::Auth
            | Place::Cors
            | Place::Errors
            | Place::Headers
            | Place::Nested => &[],
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
}
