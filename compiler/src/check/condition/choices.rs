//! Strings of which is known how they look: those of an enum, methods, countries, names and headers.

mod part;

use std::collections::HashSet;
use std::sync::Arc;

use gatewright_core::policy::{Enumeration, Method, Span};
use gatewright_core::primitive::country::Country;

use super::super::country;
use super::super::suggest::{self, Vocabulary};
use crate::diagnostic::{Applicability, Diagnostic, Suggestion, codes};

pub(super) use part::Affix;

/// The only values that a string can have.
#[derive(Clone, Debug)]
pub(super) enum Choices {
    /// The values of an enum.
    Enumeration(Arc<Enumeration>),
    /// One text, and no other.
    Constant(String),
    /// The methods of HTTP.
    Method,
    /// Codes of countries.
    Country,
    /// Names that clients ask for in a TLS handshake: lower case.
    ServerName,
    /// What stands in a header's line: without spaces around it.
    Header,
    /// The same in a cookie, which ends at a semicolon.
    Cookie,
}

impl Choices {
    /// How many values are looked through for one.
    pub(super) fn count(&self) -> usize {
        match self {
            Choices::Enumeration(enumeration) => enumeration.values.len(),
            Choices::Constant(_)
            | Choices::Method
            | Choices::Country
            | Choices::ServerName
            | Choices::Header
            | Choices::Cookie => 1,
        }
    }

    /// All values, where they are few.
    fn values(&self) -> Option<Vec<&str>> {
        match self {
            Choices::Enumeration(enumeration) => {
                Some(enumeration.values.iter().map(String::as_str).collect())
            }
            Choices::Constant(text) => Some(vec![text]),
            Choices::Method => Some(Method::ALL.map(Method::name).into()),
            Choices::Country => Some(Country::assigned().to_vec()),
            Choices::ServerName | Choices::Header | Choices::Cookie => None,
        }
    }

    /// What has these values.
    pub(super) fn what(&self) -> String {
        match self {
            Choices::Enumeration(enumeration) => format!("enum `{}`", enumeration.name),
            Choices::Constant(text) => format!("the type `\"{}\"`", text.escape_debug()),
            Choices::Method => "`method`".to_owned(),
            Choices::Country => "`client.country`".to_owned(),
            Choices::ServerName => "`tls.server_name`".to_owned(),
            Choices::Header => "a header".to_owned(),
            Choices::Cookie => "a cookie".to_owned(),
        }
    }

    /// Whether both have a value in common; all countries look alike.
    pub(super) fn overlap(&self, other: &Choices) -> bool {
        if let (Choices::Enumeration(one), Choices::Enumeration(other)) = (self, other)
            && one.name == other.name
        {
            // Most often they are the same.
            return true;
        }
        if matches!((self, other), (Choices::Country, _) | (_, Choices::Country)) {
            return true;
        }
        let (Some(one), Some(other)) = (self.values(), other.values()) else { return true };
        let other: HashSet<&str> = other.into_iter().collect();
        one.into_iter().any(|value| other.contains(value))
    }

    /// Whether a written string is one of the values; an error where it is not.
    pub(super) fn admit(&self, text: &str, span: Span, findings: &mut Vec<Diagnostic>) -> bool {
        let is_one = match self {
            Choices::Enumeration(enumeration) => enumeration.values.iter().any(|it| it == text),
            Choices::Constant(constant) => constant == text,
            Choices::Method => Method::ALL.into_iter().any(|method| method.name() == text),
            Choices::Country => return country::of_text(text, span, findings).is_some(),
            Choices::ServerName | Choices::Header | Choices::Cookie => {
                let error = self.misspelled(text, Affix::WHOLE, span, "never equal");
                let is_right = error.is_none();
                findings.extend(error);
                return is_right;
            }
        };
        if is_one {
            return true;
        }
        let values = self.values().unwrap_or_default();
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

    /// The error of a text that these values never hold at these ends, however long they are.
    fn misspelled(&self, text: &str, ends: &[Affix], span: Span, why: &str) -> Option<Diagnostic> {
        const SPACE: [char; 2] = [' ', '\t'];
        let (message, better) = match self {
            Choices::Enumeration(_) | Choices::Constant(_) | Choices::Method | Choices::Country => {
                return None;
            }
            Choices::ServerName => {
                ("`tls.server_name` is in lower case".to_owned(), text.to_ascii_lowercase())
            }
            Choices::Header | Choices::Cookie => {
                let trimmed = ends.iter().fold(text, |text, end| match end {
                    Affix::Start => text.trim_start_matches(SPACE),
                    Affix::End => text.trim_end_matches(SPACE),
                });
                let message = format!("{} has no spaces around its value", self.what());
                (message, trimmed.to_owned())
            }
        };
        if better != text {
            let better = format!("\"{}\"", better.escape_debug());
            let error = Diagnostic::error(codes::NEVER_TRUE, message).label(span, why);
            return Some(error.suggest(
                format!("write `{better}`"),
                Suggestion::replace(span, better, Applicability::MachineApplicable),
            ));
        }
        let alien = text.chars().find(|character| match self {
            Choices::Cookie => matches!(character, '\r' | '\n' | ';'),
            Choices::Header => matches!(character, '\r' | '\n'),
            Choices::Enumeration(_)
            | Choices::Constant(_)
            | Choices::Method
            | Choices::Country
            | Choices::ServerName => false,
        })?;
        let message = format!("{} never holds `{}`", self.what(), alien.escape_debug());
        let error = Diagnostic::error(codes::NEVER_TRUE, message).label(span, why);
        Some(error.note(match alien {
            ';' => "a cookie ends at `;`",
            _ => "a header ends with its line",
        }))
    }
}
