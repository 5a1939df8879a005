//! `log`: what is told of decisions.

use gatewright_core::policy::{Log, PrincipalField, RecordedDecisions, Scheme, Span};

use super::distinct::Distinct;
use super::header::{self, Use};
use super::names::declared_twice;
use super::principal::Fields;
use super::scheme::Schemes;
use super::secret;
use super::setting::{Place, Settings, choice, dotted, list, string, wrong_value};
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::{self, DottedName, Setting, Word};

const PLACE: Place =
    Place { what: "`log`", known: &["format", "decisions", "redact", "principal"] };

/// Checks the blocks; only one may stand.
pub(super) fn check(blocks: &[&ast::Log], findings: &mut Vec<Diagnostic>) -> Option<Log> {
    let mut first: Option<Span> = None;
    let mut log = None;
    for block in blocks {
        if let Some(earlier) = first {
            let word = Word { text: "log".to_owned(), span: block.span };
            findings.push(declared_twice("block", &word, earlier));
            continue;
        }
        first = Some(block.span);
        log = Some(check_block(block, findings));
    }
    log
}

fn check_block(block: &ast::Log, findings: &mut Vec<Diagnostic>) -> Log {
    let settings = Settings::read(&PLACE, block.span, &block.settings, findings);
    if let Some(setting) = settings.get("format") {
        choice(setting, &["json"], findings);
    }
    let decisions = settings.get("decisions");
    let decisions =
        decisions.and_then(|setting| choice(setting, &["denied", "all", "none"], findings));
    Log {
        decisions: match decisions {
            Some("all") => RecordedDecisions::All,
            Some("none") => RecordedDecisions::None,
            Some(_) | None => RecordedDecisions::Denied,
        },
        redact: settings.get("redact").map_or(Vec::new(), |setting| redact(setting, findings)),
        principal: settings.get("principal").and_then(|setting| {
            secret::check(setting, &[], "principal: file \"keys/records.key\"", findings)
        }),
        span: block.span,
    }
}

const BY_ID: &str = "callers are told apart by `principal.id`";

/// Whether callers of a scheme may have an id; a scheme that is wrong itself is not asked.
fn may_give(scheme: Option<&Scheme>, id: &PrincipalField) -> bool {
    scheme.is_none_or(|scheme| scheme.gives(id).is_some())
}

/// Reports blocks that ask for the principal of a policy whose callers have no id.
pub(super) fn require_ids(
    blocks: &[&ast::Log],
    fields: &Fields,
    schemes: &Schemes,
    findings: &mut Vec<Diagnostic>,
) {
    let settings = blocks.iter().flat_map(|block| &block.settings);
    let Some(asked) = settings.into_iter().find(|setting| setting.key.text == "principal") else {
        return;
    };
    let (note, help) = match (fields.get("id"), fields.block()) {
        (Some(id), _) if schemes.iter().any(|scheme| may_give(scheme.value.as_deref(), id)) => {
            return;
        }
        (Some(_), _) => ("no scheme gives an `id`", "delete it, or map the `id` in an `auth`"),
        (None, Some(_)) => (BY_ID, "add `id: string` to the `principal`"),
        (None, None) => (BY_ID, "add `principal { id: string }`"),
    };
    findings.push(
        Diagnostic::error(codes::RECORDED_PRINCIPAL, "no record can tell who calls")
            .label(asked.key.span, "nobody has an id")
            .note(note)
            .help(help),
    );
}

/// Names of headers, bare where they are words.
fn redact(setting: &Setting, findings: &mut Vec<Diagnostic>) -> Vec<String> {
    const EXAMPLE: &str = "redact: [authorization, \"x-api-key\"]";
    let Some(list) = list(setting, EXAMPLE, findings) else { return Vec::new() };
    let mut distinct = Distinct::new();
    let mut names = Vec::new();
    for item in &list.items {
        let bare = dotted(item).and_then(DottedName::as_word).map(|word| word.text.as_str());
        let Some(written) = bare.or(string(item)) else {
            findings.push(wrong_value("redact", "a list of headers", item, EXAMPLE));
            continue;
        };
        if let Some(name) = header::name(written, item.span(), Use::Redaction, findings)
            && distinct.admit(name.clone(), &name, item.span(), findings)
        {
            names.push(name);
        }
    }
    names
}
