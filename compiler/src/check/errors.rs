//! `errors`: how refusals look.

use gatewright_core::policy::{Detail, Span};

use super::names::declared_twice;
use super::setting::{Place, Settings, word};
use super::suggest::{self, Vocabulary};
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::{Errors, Setting, Word};

const PLACE: Place = Place { what: "`errors`", known: &["format", "detail"] };

/// Checks the blocks; only one may stand.
pub(super) fn check(blocks: &[&Errors], findings: &mut Vec<Diagnostic>) -> Detail {
    let mut first: Option<Span> = None;
    let mut detail = Detail::default();
    for block in blocks {
        if let Some(earlier) = first {
            let word = Word { text: "errors".to_owned(), span: block.span };
            findings.push(declared_twice("block", &word, earlier));
            continue;
        }
        first = Some(block.span);
        let settings = Settings::read(&PLACE, block.span, &block.settings, findings);
        if let Some(setting) = settings.get("format") {
            choice(setting, &["problem_json"], findings);
        }
        if let Some(setting) = settings.get("detail")
            && choice(setting, &["minimal", "full"], findings) == Some("full")
        {
            detail = Detail::Full;
        }
    }
    detail
}

/// One of a few words.
fn choice(
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
