//! `headers { … }`: what answers carry, and what they do not.

mod preset;
mod rate_limit;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use gatewright_core::policy::{Carried, ResponseHeader, ResponseHeaders, Span};
use gatewright_core::primitive::rate::{QUOTAS_HEADER, STANDINGS_HEADER};

use super::header::{self, Use};
use super::header_list::names;
use super::header_value;
use super::names::declared_twice;
use super::setting::{Place, Settings, choice, key_twice};
use crate::diagnostic::{Applicability, Diagnostic, Suggestion, codes};
use crate::syntax::ast::{Headers, KeyForm, Setting, Word};

const PLACE: Place =
    Place { what: "`headers`", known: &["preset", "remove", "keep", "rate_limit"] };

/// Checks the blocks of the policy; only one may stand.
pub(super) fn check(
    blocks: &[&Headers],
    findings: &mut Vec<Diagnostic>,
) -> Option<Arc<ResponseHeaders>> {
    let mut first: Option<Span> = None;
    let mut headers = None;
    for block in blocks {
        if let Some(earlier) = first {
            let word = Word { text: "headers".to_owned(), span: block.span };
            findings.push(declared_twice("block", &word, earlier));
            continue;
        }
        first = Some(block.span);
        headers = Some(read(&block.settings, block.span, None, findings));
    }
    headers
}

/// The headers of an api: those of the policy, and on top of them what its own block says.
pub(super) fn of_api(
    setting: Option<&Setting>,
    inherited: Option<&Arc<ResponseHeaders>>,
    findings: &mut Vec<Diagnostic>,
) -> Option<Arc<ResponseHeaders>> {
    let Some(setting) = setting else { return inherited.cloned() };
    let block = super::setting::block(setting, "headers { preset: secure }", findings)?;
    Some(read(&block.settings, setting.span, inherited.map(Arc::as_ref), findings))
}

/// What a block says, on top of what it inherits. What is wrong with it is reported and left out.
fn read(
    written: &[Setting],
    span: Span,
    inherited: Option<&ResponseHeaders>,
    findings: &mut Vec<Diagnostic>,
) -> Arc<ResponseHeaders> {
    let (named, worded): (Vec<&Setting>, Vec<&Setting>) =
        written.iter().partition(|setting| setting.key.form == KeyForm::Text);
    let settings = Settings::read(&PLACE, span, worded, findings);
    let mut table = Table::of(inherited);
    // Of a preset that does not exist, nobody knows what it would set.
    let mut is_known = true;
    if let Some(setting) = settings.get("preset") {
        is_known = choice(setting, &["secure"], findings).is_some();
        if is_known {
            table.preset(setting.span);
        }
    }
    let set = set(&named, findings);
    let removed =
        names(settings.get("remove"), Use::Remove, "remove: [\"x-powered-by\"]", findings);
    let kept = names(settings.get("keep"), Use::Keep, "keep: [\"x-powered-by\"]", findings);
    refuse_contradictions(&set, &removed, &kept, findings);
    let said = |name: &str| {
        let mut listed = removed.iter().chain(&kept);
        let listed = listed.find(|(listed, _)| listed == name).map(|(_, span)| *span);
        set.get(name).map(|header| header.span).or(listed)
    };
    let inherited = inherited.and_then(|headers| headers.rate_limit);
    let rate_limit = rate_limit::check(settings.get("rate_limit"), inherited, said, findings);
    let is_removed: HashSet<String> = removed.iter().map(|(name, _)| name.clone()).collect();
    if rate_limit.is_some() {
        // Said around the block, it would stand beside what answers tell by themselves.
        table.forget(QUOTAS_HEADER);
        table.forget(STANDINGS_HEADER);
    }
    for (name, span) in kept {
        let is_said = set.contains_key(&name) || is_removed.contains(&name);
        if !table.forget(&name) && is_known && !is_said {
            findings.push(
                Diagnostic::error(
                    codes::NEEDLESS_HEADER,
                    format!("`{name}` stays what the upstream says anyway"),
                )
                .label(span, "nothing sets or removes it")
                .suggest(
                    "delete it",
                    Suggestion::delete_item(span, Applicability::MachineApplicable),
                ),
            );
        }
    }
    for (name, _) in removed {
        table.forget(&name);
        table.removed.insert(name);
    }
    for (name, header) in set {
        table.forget(&name);
        table.set.insert(name, header);
    }
    Arc::new(table.headers(rate_limit, span))
}

/// What answers carry so far, by names in lower case.
#[derive(Default)]
struct Table {
    set: BTreeMap<String, ResponseHeader>,
    removed: BTreeSet<String>,
}

impl Table {
    fn of(inherited: Option<&ResponseHeaders>) -> Table {
        let Some(ResponseHeaders { set, removed, rate_limit: _, span: _ }) = inherited else {
            return Table::default();
        };
        Table {
            set: set.iter().map(|header| (header.name.clone(), header.clone())).collect(),
            removed: removed.iter().cloned().collect(),
        }
    }

    fn preset(&mut self, span: Span) {
        for (name, value) in preset::SECURE {
            self.forget(name);
            self.set.insert(name.to_owned(), header_of(name.to_owned(), value.to_owned(), span));
        }
        for name in preset::LEAKING {
            self.forget(name);
            self.removed.insert(name.to_owned());
        }
    }

    /// Whether anything was said of this header.
    fn forget(&mut self, name: &str) -> bool {
        let was_set = self.set.remove(name).is_some();
        self.removed.remove(name) || was_set
    }

    fn headers(self, rate_limit: Option<Span>, span: Span) -> ResponseHeaders {
        ResponseHeaders {
            set: self.set.into_values().collect(),
            removed: self.removed.into_iter().collect(),
            rate_limit,
            span,
        }
    }
}

/// RFC 6797 §7.2: never over plain HTTP.
fn header_of(name: String, value: String, span: Span) -> ResponseHeader {
    let carried =
        if name == "strict-transport-security" { Carried::OverTls } else { Carried::Always };
    ResponseHeader { name, value, carried, span }
}

/// `"name": "value"`, each name once.
fn set(written: &[&Setting], findings: &mut Vec<Diagnostic>) -> BTreeMap<String, ResponseHeader> {
    let mut headers = BTreeMap::new();
    let mut places: BTreeMap<String, &Setting> = BTreeMap::new();
    for setting in written {
        let name = header::name(&setting.key.text, setting.key.span, Use::Answer, findings);
        let value = header_value::check(setting, findings);
        let Some(name) = name else { continue };
        if let Some(earlier) = places.insert(name.clone(), setting) {
            findings.push(key_twice(setting, earlier));
        } else if let Some(value) = value {
            headers.insert(name.clone(), header_of(name, value.to_owned(), setting.span));
        }
    }
    headers
}

/// Of one header a block says one thing.
fn refuse_contradictions(
    set: &BTreeMap<String, ResponseHeader>,
    removed: &[(String, Span)],
    kept: &[(String, Span)],
    findings: &mut Vec<Diagnostic>,
) {
    let mut refuse = |name: &str, first: (Span, &str), second: (Span, &str)| {
        findings.push(
            Diagnostic::error(
                codes::HEADER_CONFLICT,
                format!("two things are said of the header `{name}`"),
            )
            .label(second.0, second.1.to_owned())
            .label(first.0, first.1.to_owned())
            .help("delete one of the two"),
        );
    };
    for (name, span) in removed {
        if let Some(header) = set.get(name) {
            refuse(name, (header.span, "it is set"), (*span, "it is removed"));
        }
    }
    let removed: HashMap<&str, Span> =
        removed.iter().map(|(name, span)| (name.as_str(), *span)).collect();
    for (name, span) in kept {
        if let Some(header) = set.get(name) {
            refuse(name, (header.span, "it is set"), (*span, "it is left to the upstream"));
        }
        if let Some(removed) = removed.get(name.as_str()) {
            refuse(name, (*removed, "it is removed"), (*span, "it is left to the upstream"));
        }
    }
}
