//! Blocks of settings: known keys only, each once, and values of the right kind.

mod value;

use gatewright_core::policy::Span;

use super::suggest::{self, Vocabulary};
use crate::diagnostic::{Applicability, Diagnostic, Suggestion, codes};
use crate::syntax::ast::{Literal, LiteralValue, Setting, Value};
pub(super) use value::{
    block, boolean, choice, dotted, duration_text, list, milliseconds, phrase, seconds, string,
    text, word, words,
};

/// A kind of block and what may stand in it.
#[derive(Debug)]
pub(super) struct Place {
    /// `an upstream`, as in "an upstream has no setting `timeot`".
    pub what: &'static str,
    /// The keys it has.
    pub known: &'static [&'static str],
}

/// The settings of one block, each key once.
#[derive(Debug)]
pub(super) struct Settings<'a> {
    place: &'static Place,
    head: Span,
    found: Vec<&'a Setting>,
    /// Keys that are not written, save misspelled.
    misspelled: Vec<&'static str>,
}

impl<'a> Settings<'a> {
    /// Reads a block; `head` is the name that errors about what is missing point to.
    pub(super) fn read(
        place: &'static Place,
        head: Span,
        settings: impl IntoIterator<Item = &'a Setting>,
        findings: &mut Vec<Diagnostic>,
    ) -> Settings<'a> {
        let mut found: Vec<&'a Setting> = Vec::new();
        let mut misspelled = Vec::new();
        for setting in settings {
            let key = setting.key.text.as_str();
            if !place.known.contains(&key) {
                let meant = suggest::similar(key, place.known.iter().copied());
                misspelled.extend(meant.map(|meant| meant.text));
                findings.push(unknown_key(place, setting));
            } else if let Some(earlier) = found.iter().find(|earlier| earlier.key.text == key) {
                findings.push(key_twice(setting, earlier));
            } else {
                found.push(setting);
            }
        }
        Settings { place, head, found, misspelled }
    }

    /// The setting with this key, if it is written.
    pub(super) fn get(&self, key: &str) -> Option<&'a Setting> {
        self.found.iter().copied().find(|setting| setting.key.text == key)
    }

    /// The setting with this key; an error where it is not written, not even misspelled.
    pub(super) fn require(
        &self,
        key: &str,
        example: &str,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<&'a Setting> {
        let setting = self.get(key);
        if setting.is_none() && !self.misspelled.contains(&key) {
            findings.push(
                Diagnostic::error(
                    codes::MISSING_SETTING,
                    format!("{} needs `{key}`", self.place.what),
                )
                .label(self.head, format!("`{key}` is not written"))
                .help(format!("add `{example}`")),
            );
        }
        setting
    }
}

fn unknown_key(place: &Place, setting: &Setting) -> Diagnostic {
    let key = &setting.key.text;
    let error =
        Diagnostic::error(codes::UNKNOWN_KEY, format!("{} has no setting `{key}`", place.what))
            .label(setting.key.span, "unknown");
    match suggest::similar(key, place.known.iter().copied()) {
        Some(better) => better.offer(error, setting.key.span, Vocabulary::Language),
        None if place.known.is_empty() => error.help("delete it"),
        None => error.note(format!("it has {}", suggest::list(place.known.iter().copied()))),
    }
}

/// The error of a key that is written twice.
pub(super) fn key_twice(setting: &Setting, earlier: &Setting) -> Diagnostic {
    Diagnostic::error(codes::DUPLICATE_KEY, format!("`{}` is written twice", setting.key.text))
        .label(setting.key.span, "written again")
        .label(earlier.key.span, "first written here")
        .help("delete one of the two")
}

/// The error of something that the language has and this version does not.
pub(super) fn not_supported(what: &str, span: Span) -> Diagnostic {
    Diagnostic::error(codes::NOT_SUPPORTED_YET, format!("{what} is not supported yet"))
        .label(span, "not built in this version")
        .help("delete it: a rule that is not enforced must not stand in a policy")
}

/// The error of an item that is listed twice.
pub(super) fn listed_twice(text: &str, span: Span, earlier: Span) -> Diagnostic {
    Diagnostic::error(codes::DUPLICATE_ITEM, format!("`{text}` is listed twice"))
        .label(span, "listed again")
        .label(earlier, "first listed here")
        .suggest(
            "delete one of the two",
            Suggestion::delete_item(span, Applicability::MachineApplicable),
        )
}

/// The error of a setting whose value is of the wrong kind.
pub(super) fn wrong_value(key: &str, expected: &str, value: &Value, example: &str) -> Diagnostic {
    Diagnostic::error(codes::WRONG_VALUE, format!("`{key}` must be {expected}"))
        .label(value.span(), format!("this is {}", describe(value)))
        .help(format!("write it like `{example}`"))
}

/// The same where a literal is needed, which a name could stand for.
pub(super) fn wrong_literal(key: &str, expected: &str, value: &Value, example: &str) -> Diagnostic {
    let error = wrong_value(key, expected, value, example);
    match value {
        Value::Name(name) if name.as_word().is_some() => {
            error.note(format!("no parameter or group is called `{}`", name.text()))
        }
        Value::Name(_)
        | Value::Literal(_)
        | Value::List(_)
        | Value::Phrase(_)
        | Value::Remote(_)
        | Value::Split(_)
        | Value::Breaker(_)
        | Value::Rate(_)
        | Value::Block(_) => error,
    }
}

/// What a value is, for people.
pub(super) fn describe(value: &Value) -> String {
    match value {
        Value::Name(_) => "a name".to_owned(),
        Value::Literal(literal) => describe_literal(literal).to_owned(),
        Value::List(_) => "a list".to_owned(),
        Value::Phrase(phrase) => {
            let words: Vec<&str> = phrase.words.iter().map(|word| word.text.as_str()).collect();
            format!("`{} …`", words.join(" "))
        }
        Value::Remote(remote) => format!("`{} \"…\"`", remote.what.text),
        Value::Split(_) => "a `split`".to_owned(),
        Value::Breaker(_) => "a breaker".to_owned(),
        Value::Rate(_) => "a limit".to_owned(),
        Value::Block(_) => "a block".to_owned(),
    }
}

/// What a literal is, for people.
pub(super) fn describe_literal(literal: &Literal) -> &'static str {
    match &literal.value {
        LiteralValue::Text(_) => "a string",
        LiteralValue::Regex(_) => "a regular expression",
        LiteralValue::Address(_) => "an address",
        LiteralValue::Network(_) => "an address block",
        LiteralValue::Socket(_) => "an address with a port",
        LiteralValue::Date(_) => "a date",
        LiteralValue::Time(_) => "a time",
        LiteralValue::Version(_) => "a version",
        LiteralValue::Duration(_) => "a duration",
        LiteralValue::Size(_) => "a size",
        LiteralValue::Decimal(_) => "a decimal",
        LiteralValue::Integer(_) => "an int",
        LiteralValue::Bool(_) => "a bool",
    }
}
