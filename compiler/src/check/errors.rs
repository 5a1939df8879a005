//! `errors`: how refusals look, and what leaves of an upstream's own errors.

use gatewright_core::policy::{Detail, Format, ProblemTypes, Span, UpstreamErrors};

use super::names::declared_twice;
use super::setting::{Place, Settings, choice, text};
use crate::diagnostic::{Applicability, Diagnostic, Suggestion, codes};
use crate::syntax::ast::{self, Setting, Word};

const PLACE: Place =
    Place { what: "`errors`", known: &["format", "detail", "type_base", "upstream"] };

/// What the block says.
#[derive(Debug, Default)]
pub(super) struct Errors {
    /// How much a refusal tells.
    pub detail: Detail,
    /// What types of problems begin with.
    pub types: Option<ProblemTypes>,
    /// What leaves of an upstream's errors.
    pub upstream: UpstreamErrors,
}

/// Checks the blocks; only one may stand.
pub(super) fn check(blocks: &[&ast::Errors], findings: &mut Vec<Diagnostic>) -> Errors {
    let mut first: Option<Span> = None;
    let mut errors = Errors::default();
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
            errors.detail = Detail::Full;
        }
        errors.types = settings.get("type_base").and_then(|setting| type_base(setting, findings));
        if let Some(setting) = settings.get("upstream")
            && choice(setting, &["forward", "clean"], findings) == Some("clean")
        {
            errors.upstream = UpstreamErrors::Cleaned(setting.span);
        }
    }
    errors
}

/// A URI to whose end a word can be added.
fn type_base(setting: &Setting, findings: &mut Vec<Diagnostic>) -> Option<ProblemTypes> {
    const EXAMPLE: &str = "type_base: \"https://errors.example.com/\"";
    let base = text(setting, EXAMPLE, findings)?;
    let span = setting.value.span();
    let is_uri = Format::Uri.matches(base);
    if is_uri && base.ends_with(['/', '#']) {
        return Some(ProblemTypes { base: base.to_owned(), span: setting.span });
    }
    let error = Diagnostic::error(codes::PROBLEM_TYPE, "this cannot begin the type of a problem")
        .label(span, if is_uri { "ends with neither `/` nor `#`" } else { "not an absolute URI" });
    findings.push(if is_uri {
        let better = format!("\"{base}/\"");
        let change = Suggestion::replace(span, &better, Applicability::MaybeIncorrect);
        error.suggest(format!("write `{better}`"), change)
    } else {
        error.help(format!("write it like `{EXAMPLE}`"))
    });
    None
}
