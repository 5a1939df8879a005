//! What `starts_with`, `ends_with` and `matches` can find in strings of which is known how they look.

use gatewright_core::policy::Span;
use gatewright_core::primitive::pattern::Pattern;

use super::super::super::suggest;
use super::Choices;
use crate::diagnostic::{Applicability, Diagnostic, Suggestion, codes};

/// An end of a string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Affix {
    /// `starts_with`.
    Start,
    /// `ends_with`.
    End,
}

impl Affix {
    /// Both ends.
    pub(super) const WHOLE: &[Affix] = &[Affix::Start, Affix::End];

    fn verb(self) -> &'static str {
        match self {
            Affix::Start => "starts with",
            Affix::End => "ends with",
        }
    }

    /// So many bytes at this end of a value.
    fn of(self, value: &str, length: usize) -> Option<&str> {
        match self {
            Affix::Start => value.get(..length),
            Affix::End => value.get(value.len().checked_sub(length)?..),
        }
    }
}

impl Choices {
    /// Whether some value has a written string at this end; an error where none has.
    pub(in super::super) fn admit_affix(
        &self,
        affix: Affix,
        text: &str,
        span: Span,
        findings: &mut Vec<Diagnostic>,
    ) -> bool {
        let Some(values) = self.values() else {
            let error = self.misspelled(text, &[affix], span, "never true");
            let is_right = error.is_none();
            findings.extend(error);
            return is_right;
        };
        let ends = || values.iter().filter_map(|value| affix.of(value, text.len()));
        if ends().any(|end| end == text) {
            return true;
        }
        let message =
            format!("{} has no value that {} `{}`", self.what(), affix.verb(), text.escape_debug());
        let error = Diagnostic::error(codes::NEVER_TRUE, message).label(span, "never true");
        let mut spelled: Vec<&str> = ends().filter(|end| end.eq_ignore_ascii_case(text)).collect();
        spelled.sort_unstable();
        spelled.dedup();
        findings.push(match spelled.as_slice() {
            [] => self.tell_values(error, &values),
            [better, others @ ..] => {
                let applicability = match others {
                    [] => Applicability::MachineApplicable,
                    [..] => Applicability::MaybeIncorrect,
                };
                let better = format!("\"{}\"", better.escape_debug());
                error.suggest(
                    format!("did you mean `{better}`?"),
                    Suggestion::replace(span, better, applicability),
                )
            }
        });
        false
    }

    /// Whether some value matches a pattern; an error where none does.
    pub(in super::super) fn admit_pattern(
        &self,
        pattern: &Pattern,
        span: Span,
        findings: &mut Vec<Diagnostic>,
    ) -> bool {
        if self.matches_some(pattern) {
            return true;
        }
        let error = Diagnostic::error(
            codes::NEVER_TRUE,
            format!("{} has no value that this pattern matches", self.what()),
        )
        .label(span, "never true");
        let any_case = format!("(?i){}", pattern.source());
        let ignores = Pattern::compile(&any_case).is_ok_and(|pattern| self.matches_some(&pattern));
        findings.push(if ignores {
            let better = format!("r\"{any_case}\"");
            error.suggest(
                format!("write `{better}` to ignore case"),
                Suggestion::replace(span, better, Applicability::MachineApplicable),
            )
        } else {
            match self {
                Choices::Header => error.note(
                    "spaces and tabs around a header's value are no part of it, and it ends with its line",
                ),
                Choices::Cookie => error.note(
                    "spaces and tabs around a cookie's value are no part of it, and it ends at `;`",
                ),
                Choices::Enumeration(_)
                | Choices::Constant(_)
                | Choices::Method
                | Choices::Country
                | Choices::ServerName => {
                    self.tell_values(error, &self.values().unwrap_or_default())
                }
            }
        });
        false
    }

    fn matches_some(&self, pattern: &Pattern) -> bool {
        if let Some(values) = self.values() {
            return values.into_iter().any(|value| pattern.matches(value));
        }
        let is_space = |byte: u8| matches!(byte, b' ' | b'\t');
        let holds = |byte: u8| match self {
            Choices::ServerName => !byte.is_ascii_uppercase(),
            Choices::Cookie => !matches!(byte, b'\r' | b'\n' | b';'),
            Choices::Header => !matches!(byte, b'\r' | b'\n'),
            Choices::Enumeration(_) | Choices::Constant(_) | Choices::Method | Choices::Country => {
                true
            }
        };
        let outer = |byte: u8| match self {
            Choices::Header | Choices::Cookie => !is_space(byte),
            Choices::Enumeration(_)
            | Choices::Constant(_)
            | Choices::Method
            | Choices::Country
            | Choices::ServerName => true,
        };
        pattern.table().matches_some(holds, outer)
    }

    /// Which values there are.
    fn tell_values(&self, error: Diagnostic, values: &[&str]) -> Diagnostic {
        match self {
            Choices::Country => error.note("codes are two upper-case letters, such as `DE`"),
            Choices::ServerName => error.note("it is in lower case"),
            Choices::Enumeration(_)
            | Choices::Constant(_)
            | Choices::Method
            | Choices::Header
            | Choices::Cookie => {
                error.note(format!("it has {}", suggest::list(values.iter().copied())))
            }
        }
    }
}
