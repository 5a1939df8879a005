//! `errors`: how refusals look.

use gatewright_core::policy::{Detail, Span};

use super::names::declared_twice;
use super::setting::{Place, Settings, choice};
use crate::diagnostic::Diagnostic;
use crate::syntax::ast::{Errors, Word};

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
