//! Parameters where the grammar has room for one kind of literal only.

use super::super::setting::describe_literal;
use super::Expander;
use crate::diagnostic::{Applicability, Diagnostic, Suggestion, codes};
use crate::syntax::ast::{Amount, AmountUnit, Given, Literal, LiteralValue, Text, Word};

/// Durations as people say them.
const SPELLED: [(&str, &str); 4] =
    [("second", "1s"), ("minute", "1m"), ("hour", "1h"), ("day", "1d")];

impl Expander<'_> {
    /// A number of things.
    pub(super) fn count(&mut self, given: &mut Given<Amount>) {
        self.give(given, "a number", |literal| {
            if let LiteralValue::Integer(number) = &literal.value {
                let value = u64::try_from(*number).ok()?;
                Some(Amount { value, unit: AmountUnit::Count, span: literal.span })
            } else {
                None
            }
        });
    }

    /// A time span.
    pub(super) fn duration(&mut self, given: &mut Given<Amount>) {
        if let Given::Parameter(word) = given
            && self.parameters.get(&word.text).is_none()
            && let Some((_, one)) = SPELLED.iter().find(|(spelled, _)| *spelled == word.text)
        {
            self.findings.push(
                Diagnostic::error(codes::WRONG_VALUE, "a duration is needed here")
                    .label(word.span, "a number with a unit")
                    .suggest(
                        format!("write `{one}`"),
                        Suggestion::replace(word.span, *one, Applicability::MachineApplicable),
                    ),
            );
            return;
        }
        self.give(given, "a duration", |literal| {
            if let LiteralValue::Duration(value) = &literal.value {
                let unit = AmountUnit::Milliseconds;
                Some(Amount { value: *value, unit, span: literal.span })
            } else {
                None
            }
        });
    }

    /// A size.
    pub(super) fn size(&mut self, given: &mut Given<Amount>) {
        self.give(given, "a size", |literal| {
            if let LiteralValue::Size(value) = &literal.value {
                Some(Amount { value: *value, unit: AmountUnit::Bytes, span: literal.span })
            } else {
                None
            }
        });
    }

    /// A string.
    pub(super) fn text(&mut self, given: &mut Given<Text>) {
        self.give(given, "a string", |literal| {
            if let LiteralValue::Text(text) = &literal.value {
                Some(Text { text: text.clone(), span: literal.span })
            } else {
                None
            }
        });
    }

    /// A time or date.
    pub(super) fn moment(&mut self, given: &mut Given<Literal>) {
        self.give(given, "a date", |literal| {
            let is_moment = matches!(literal.value, LiteralValue::Date(_) | LiteralValue::Time(_));
            is_moment.then(|| literal.clone())
        });
    }

    fn give<T>(
        &mut self,
        given: &mut Given<T>,
        needed: &str,
        read: impl Fn(&Literal) -> Option<T>,
    ) {
        let Given::Parameter(word) = given else { return };
        let Some(literal) = self.known(word) else { return };
        match read(&literal) {
            Some(read) => *given = Given::Literal(read),
            None => self.findings.push(
                Diagnostic::error(codes::WRONG_VALUE, format!("{needed} is needed here"))
                    .label(word.span, format!("`{}` is {}", word.text, describe_literal(&literal))),
            ),
        }
    }

    /// The parameter of a name that can be nothing else.
    fn known(&mut self, word: &Word) -> Option<Literal> {
        if self.parameters.get(&word.text).is_none() {
            self.findings.push(self.parameters.unknown(word));
            return None;
        }
        self.parameter(word)
    }
}
