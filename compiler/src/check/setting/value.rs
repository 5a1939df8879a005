//! What settings hold, read as what they must be.

use super::super::distinct::Distinct;
use super::super::suggest::{self, Vocabulary};
use super::{wrong_literal, wrong_value};
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::{Block, DottedName, List, Literal, LiteralValue, Setting, Value, Word};

/// A setting that is a string and not empty.
pub(in super::super) fn text<'a>(
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
            findings.push(wrong_literal(&setting.key.text, "a string", &setting.value, example));
            None
        }
    }
}

/// What a string says.
pub(in super::super) fn string(value: &Value) -> Option<&str> {
    if let Value::Literal(Literal { value: LiteralValue::Text(text), .. }) = value {
        Some(text)
    } else {
        None
    }
}

/// A setting that is a whole number of seconds within bounds.
pub(in super::super) fn seconds(
    setting: &Setting,
    bounds: std::ops::RangeInclusive<u64>,
    example: &str,
    findings: &mut Vec<Diagnostic>,
) -> Option<u64> {
    let Value::Literal(Literal { value: LiteralValue::Duration(milliseconds), span }) =
        &setting.value
    else {
        findings.push(wrong_literal(&setting.key.text, "a duration", &setting.value, example));
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

/// A setting that is a time span within bounds, both in milliseconds.
pub(in super::super) fn milliseconds(
    setting: &Setting,
    bounds: std::ops::RangeInclusive<u64>,
    example: &str,
    findings: &mut Vec<Diagnostic>,
) -> Option<u64> {
    let Value::Literal(Literal { value: LiteralValue::Duration(milliseconds), span }) =
        &setting.value
    else {
        findings.push(wrong_literal(&setting.key.text, "a duration", &setting.value, example));
        return None;
    };
    if bounds.contains(milliseconds) {
        return Some(*milliseconds);
    }
    let (least, most) = (duration_text(*bounds.start()), duration_text(*bounds.end()));
    let message = format!("`{}` must be from {least} to {most}", setting.key.text);
    let error = Diagnostic::error(codes::OUT_OF_RANGE, message).label(*span, "outside");
    findings.push(error.help(format!("write it like `{example}`")));
    None
}

/// A time span as the language writes it, in the largest unit that it is whole in.
pub(in super::super) fn duration_text(milliseconds: u64) -> String {
    const UNITS: [(u64, &str); 4] =
        [(24 * 60 * 60 * 1000, "d"), (60 * 60 * 1000, "h"), (60 * 1000, "m"), (1000, "s")];
    let whole =
        UNITS.iter().find(|(unit, _)| milliseconds > 0 && milliseconds.is_multiple_of(*unit));
    whole.map_or(format!("{milliseconds}ms"), |(unit, name)| {
        format!("{}{name}", milliseconds / unit)
    })
}

/// A setting that is a list.
pub(in super::super) fn list<'a>(
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
pub(in super::super) fn words<'a>(
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
pub(in super::super) fn dotted(value: &Value) -> Option<&DottedName> {
    if let Value::Name(name) = value { Some(name) } else { None }
}

/// A setting that is one identifier.
pub(in super::super) fn word<'a>(
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

/// A setting that is `true` or `false`.
pub(in super::super) fn boolean(
    setting: &Setting,
    example: &str,
    findings: &mut Vec<Diagnostic>,
) -> Option<bool> {
    if let Value::Literal(Literal { value: LiteralValue::Bool(value), .. }) = &setting.value {
        return Some(*value);
    }
    findings.push(wrong_value(&setting.key.text, "`true` or `false`", &setting.value, example));
    None
}

/// A setting that is a block.
pub(in super::super) fn block<'a>(
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
pub(in super::super) fn phrase<'a>(value: &'a Value, words: &[&str]) -> Option<&'a str> {
    let Value::Phrase(phrase) = value else { return None };
    let written = phrase.words.iter().map(|word| word.text.as_str());
    if written.eq(words.iter().copied()) { string(&phrase.argument) } else { None }
}

/// A setting that is one of a few words.
pub(in super::super) fn choice(
    setting: &Setting,
    choices: &[&'static str],
    findings: &mut Vec<Diagnostic>,
) -> Option<&'static str> {
    let key = &setting.key.text;
    let example = format!("{key}: {}", choices.first()?);
    let written = word(setting, &example, findings)?;
    if let Some(choice) = choices.iter().find(|choice| **choice == written.text) {
        return Some(choice);
    }
    let error =
        Diagnostic::error(codes::WRONG_VALUE, format!("`{key}` cannot be `{}`", written.text))
            .label(written.span, "unknown");
    findings.push(match suggest::similar(&written.text, choices.iter().copied()) {
        Some(better) => better.offer(error, written.span, Vocabulary::Language),
        None => error.help(format!("write {}", suggest::list(choices.iter().copied()))),
    });
    None
}
