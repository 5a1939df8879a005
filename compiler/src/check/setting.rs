//! Blocks of settings: known keys only, each once, and values of the right kind.

use gatewright_core::policy::Span;

use super::distinct::Distinct;
use super::suggest;
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::{Block, DottedName, List, Literal, LiteralValue, Setting, Value, Word};

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
        for setting in settings {
            let key = setting.key.text.as_str();
            if !place.known.contains(&key) {
                findings.push(unknown_key(place, setting));
            } else if let Some(earlier) = found.iter().find(|earlier| earlier.key.text == key) {
                findings.push(key_twice(setting, earlier));
            } else {
                found.push(setting);
            }
        }
        Settings { place, head, found }
    }

    /// The setting with this key, if it is written.
    pub(super) fn get(&self, key: &str) -> Option<&'a Setting> {
        self.found.iter().copied().find(|setting| setting.key.text == key)
    }

    /// The setting with this key; an error where it is not written.
    pub(super) fn require(
        &self,
        key: &str,
        example: &str,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<&'a Setting> {
        let setting = self.get(key);
        if setting.is_none() {
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
        Some(better) => error.help(format!("did you mean `{better}`?")),
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
        .help("delete one of the two")
}

/// The error of a setting whose value is of the wrong kind.
pub(super) fn wrong_value(key: &str, expected: &str, value: &Value, example: &str) -> Diagnostic {
    Diagnostic::error(codes::WRONG_VALUE, format!("`{key}` must be {expected}"))
        .label(value.span(), format!("this is {}", describe(value)))
        .help(format!("write it like `{example}`"))
}

/// What a value is, for people.
fn describe(value: &Value) -> String {
    match value {
        Value::Name(_) => "a name".to_owned(),
        Value::Literal(literal) => describe_literal(literal).to_owned(),
        Value::List(_) => "a list".to_owned(),
        Value::Phrase(phrase) => {
            let words: Vec<&str> = phrase.words.iter().map(|word| word.text.as_str()).collect();
            format!("`{} …`", words.join(" "))
        }
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

/// A setting that is a string and not empty.
pub(super) fn text<'a>(
    setting: &'a Setting,
    example: &str,
    findings: &mut Vec<Diagnostic>,
) -> Option<&'a str> {
    let text = string(&setting.value);
    match text {
        Some(text) if !text.trim().is_empty() => Some(text),
        Some(_) => {
            findings.push(
                Diagnostic::error(
                    codes::WRONG_VALUE,
                    format!("`{}` must not be empty", setting.key.text),
                )
                .label(setting.value.span(), "says nothing")
                .help(format!("write it like `{example}`")),
            );
            None
        }
        None => {
            findings.push(wrong_value(&setting.key.text, "a string", &setting.value, example));
            None
        }
    }
}

/// What a string says.
pub(super) fn string(value: &Value) -> Option<&str> {
    if let Value::Literal(Literal { value: LiteralValue::Text(text), .. }) = value {
        Some(text)
    } else {
        None
    }
}

/// A setting that is a whole number of seconds within bounds.
pub(super) fn seconds(
    setting: &Setting,
    bounds: std::ops::RangeInclusive<u64>,
    example: &str,
    findings: &mut Vec<Diagnostic>,
) -> Option<u64> {
    let Value::Literal(Literal { value: LiteralValue::Duration(milliseconds), span }) =
        &setting.value
    else {
        findings.push(wrong_value(&setting.key.text, "a duration", &setting.value, example));
        return None;
    };
    let seconds = milliseconds / 1000;
    if milliseconds % 1000 == 0 && bounds.contains(&seconds) {
        return Some(seconds);
    }
    findings.push(
        Diagnostic::error(
            codes::OUT_OF_RANGE,
            format!(
                "`{}` must be whole seconds from {}s to {}s",
                setting.key.text,
                bounds.start(),
                bounds.end()
            ),
        )
        .label(*span, "outside")
        .help(format!("write it like `{example}`")),
    );
    None
}

/// A setting that is a list.
pub(super) fn list<'a>(
    setting: &'a Setting,
    example: &str,
    findings: &mut Vec<Diagnostic>,
) -> Option<&'a List> {
    if let Value::List(list) = &setting.value {
        Some(list)
    } else {
        findings.push(wrong_value(&setting.key.text, "a list", &setting.value, example));
        None
    }
}

/// A setting that is a list of distinct identifiers; what else stands in it is reported and left out.
pub(super) fn words<'a>(
    setting: &'a Setting,
    example: &str,
    findings: &mut Vec<Diagnostic>,
) -> Option<Vec<&'a Word>> {
    let mut distinct = Distinct::new();
    let mut words: Vec<&'a Word> = Vec::new();
    for item in &list(setting, example, findings)?.items {
        let Some(word) = dotted(item).and_then(DottedName::as_word) else {
            findings.push(wrong_value(&setting.key.text, "a list of names", item, example));
            continue;
        };
        if distinct.admit(&word.text, &word.text, word.span, findings) {
            words.push(word);
        }
    }
    Some(words)
}

/// The name that a value is.
pub(super) fn dotted(value: &Value) -> Option<&DottedName> {
    if let Value::Name(name) = value { Some(name) } else { None }
}

/// A setting that is one identifier.
pub(super) fn word<'a>(
    setting: &'a Setting,
    example: &str,
    findings: &mut Vec<Diagnostic>,
) -> Option<&'a Word> {
    let word = dotted(&setting.value).and_then(DottedName::as_word);
    if word.is_none() {
        findings.push(wrong_value(&setting.key.text, "a name", &setting.value, example));
    }
    word
}

/// A setting that is a block.
pub(super) fn block<'a>(
    setting: &'a Setting,
    example: &str,
    findings: &mut Vec<Diagnostic>,
) -> Option<&'a Block> {
    if let Value::Block(block) = &setting.value {
        Some(block)
    } else {
        findings.push(wrong_value(&setting.key.text, "a block", &setting.value, example));
        None
    }
}

/// The string behind exactly these words: `file "keys"`, `jwks file "keys"`.
pub(super) fn phrase<'a>(value: &'a Value, words: &[&str]) -> Option<&'a str> {
    let Value::Phrase(phrase) = value else { return None };
    let written = phrase.words.iter().map(|word| word.text.as_str());
    if written.eq(words.iter().copied()) { string(&phrase.argument) } else { None }
}

/// What is wrong with a number.
pub(super) fn out_of(number: u64) -> &'static str {
    if number == 0 { "nothing" } else { "too large" }
}

/// A setting that is a file behind these words: `file "keys"`, `jwks file "keys"`.
pub(super) fn file<'a>(
    setting: &'a Setting,
    words: &[&str],
    example: &str,
    findings: &mut Vec<Diagnostic>,
) -> Option<&'a str> {
    let key = &setting.key.text;
    match phrase(&setting.value, words) {
        Some(path) if !path.trim().is_empty() && !path.contains('\0') => return Some(path),
        Some(_) => findings.push(
            Diagnostic::error(codes::WRONG_VALUE, format!("`{key}` must name a file"))
                .label(setting.value.span(), "no file has this name")
                .help(format!("write it like `{example}`")),
        ),
        None => findings.push(wrong_value(key, "a file", &setting.value, example)),
    }
    None
}
