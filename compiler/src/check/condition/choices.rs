//! Strings that have few values: those of an enum, methods, countries.

use std::collections::HashSet;
use std::sync::Arc;

use gatewright_core::policy::{Enumeration, Method, Span};

use super::super::country;
use super::super::suggest::{self, Vocabulary};
use crate::diagnostic::{Applicability, Diagnostic, Suggestion, codes};

/// The only values that a string can have.
#[derive(Clone, Debug)]
pub(super) enum Choices {
    /// The values of an enum.
    Enumeration(Arc<Enumeration>),
    /// The methods of HTTP.
    Method,
    /// Codes of countries.
    Country,
    /// Names that clients ask for in a TLS handshake: lower case.
    ServerName,
}

impl Choices {
    /// How many values are looked through for one.
    pub(super) fn count(&self) -> usize {
        match self {
            Choices::Enumeration(enumeration) => enumeration.values.len(),
            Choices::Method | Choices::Country | Choices::ServerName => 1,
        }
    }

    /// What has these values.
    pub(super) fn what(&self) -> String {
        match self {
            Choices::Enumeration(enumeration) => format!("enum `{}`", enumeration.name),
            Choices::Method => "`method`".to_owned(),
            Choices::Country => "`client.country`".to_owned(),
            Choices::ServerName => "`tls.server_name`".to_owned(),
        }
    }

    /// Whether both have a value in common; all countries look alike.
    pub(super) fn overlap(&self, other: &Choices) -> bool {
        match (self, other) {
            (Choices::Enumeration(one), Choices::Enumeration(other)) => {
                // Most often they are the same.
                let values: HashSet<&str> = other.values.iter().map(String::as_str).collect();
                one.name == other.name
                    || one.values.iter().any(|value| values.contains(value.as_str()))
            }
            (
                Choices::Enumeration(_) | Choices::Method | Choices::Country | Choices::ServerName,
                _,
            ) => true,
        }
    }

    /// Whether a written string is one of the values; an error where it is not.
    pub(super) fn admit(&self, text: &str, span: Span, findings: &mut Vec<Diagnostic>) -> bool {
        let is_one = match self {
            Choices::Enumeration(enumeration) => enumeration.values.iter().any(|it| it == text),
            Choices::Method => Method::ALL.into_iter().any(|method| method.name() == text),
            Choices::Country => return country::of_text(text, span, findings).is_some(),
            Choices::ServerName => return is_lower(text, span, findings),
        };
        if is_one {
            return true;
        }
        let values: Vec<&str> = match self {
            Choices::Enumeration(enumeration) => {
                enumeration.values.iter().map(String::as_str).collect()
            }
            Choices::Method => Method::ALL.map(Method::name).into(),
            Choices::Country | Choices::ServerName => Vec::new(),
        };
        let error = Diagnostic::error(
            codes::NEVER_TRUE,
            format!("{} has no value `{}`", self.what(), text.escape_debug()),
        )
        .label(span, "never equal");
        findings.push(match suggest::similar(text, values.iter().copied()) {
            Some(better) => {
                let quoted = format!("\"{}\"", better.text);
                better.offer_as(error, span, &quoted, Vocabulary::Policy)
            }
            None => error.note(format!("it has {}", suggest::list(values.iter().copied()))),
        });
        false
    }
}

/// Whether a name could be asked for: it is compared in lower case.
fn is_lower(text: &str, span: Span, findings: &mut Vec<Diagnostic>) -> bool {
    if !text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return true;
    }
    let better = format!("\"{}\"", text.to_ascii_lowercase().escape_debug());
    findings.push(
        Diagnostic::error(codes::NEVER_TRUE, "`tls.server_name` is in lower case")
            .label(span, "never equal")
            .suggest(
                format!("write `{better}`"),
                Suggestion::replace(span, better, Applicability::MachineApplicable),
            ),
    );
    false
}
