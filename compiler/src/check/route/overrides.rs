//! `override [auth, limit]`: what a route does not take over from its api. One that changes nothing is an error.

use super::super::api::Inherited;
use super::super::setting::listed_twice;
use super::super::suggest::{self, Vocabulary};
use crate::diagnostic::{Applicability, Diagnostic, Suggestion, codes};
use crate::syntax::ast::{OverrideClause, Word};

/// What can be overridden.
const KEYS: [&str; 10] =
    ["auth", "cors", "limit", "body", "require", "deny", "step_up", "hide", "send", "drop"];

/// The overrides of a route, and which of them were needed.
pub(super) struct Overrides<'a> {
    written: Vec<Override<'a>>,
}

struct Override<'a> {
    word: &'a Word,
    clause: &'a OverrideClause,
    needed: bool,
}

impl<'a> Overrides<'a> {
    /// Reads the clauses.
    pub(super) fn read(
        clauses: &[&'a OverrideClause],
        findings: &mut Vec<Diagnostic>,
    ) -> Overrides<'a> {
        let mut written: Vec<Override<'a>> = Vec::new();
        let words =
            clauses.iter().flat_map(|clause| clause.keys.iter().map(move |word| (word, *clause)));
        for (word, clause) in words {
            if !KEYS.contains(&word.text.as_str()) {
                findings.push(unknown(word));
            } else if let Some(earlier) =
                written.iter().find(|earlier| earlier.word.text == word.text)
            {
                findings.push(listed_twice(&word.text, word.span, earlier.word.span));
            } else {
                written.push(Override { word, clause, needed: false });
            }
        }
        Overrides { written }
    }

    /// Uses an override, if it is written.
    pub(super) fn take(&mut self, key: &str) -> Option<&'a Word> {
        let found = self.written.iter_mut().find(|found| found.word.text == key)?;
        found.needed = true;
        Some(found.word)
    }

    /// Reports those that nothing needed.
    pub(super) fn report_needless(
        &self,
        api: &Inherited<'_>,
        anyone: bool,
        findings: &mut Vec<Diagnostic>,
    ) {
        for Override { word, clause, .. } in self.written.iter().filter(|found| !found.needed) {
            let key = word.text.as_str();
            let why = match key {
                "auth" if api.auth.is_none() => "its api has no `auth`",
                "auth" if !anyone => {
                    "only `allow anyone` and an `auth` that is no part of its api's need it"
                }
                "cors" => "its api has no `cors`",
                "limit" => "its api has no `limit`",
                "require" => "its api has no `require`",
                "deny" => "its api has no `deny`",
                "step_up" => "its api has no `step_up`",
                "hide" => "its api has no `hide: true`",
                "send" => "its api has no `send`",
                "drop" => "its api has no `drop`",
                _ => "its body is not larger than its api allows",
            };
            findings.push(
                Diagnostic::error(
                    codes::NEEDLESS_OVERRIDE,
                    format!("`override [{key}]` changes nothing here"),
                )
                .label(word.span, why)
                .suggest(
                    format!("delete `{key}`"),
                    if clause.keys.len() == 1 {
                        Suggestion::delete(clause.span, Applicability::MachineApplicable)
                    } else {
                        Suggestion::delete_item(word.span, Applicability::MachineApplicable)
                    },
                ),
            );
        }
    }
}

fn unknown(word: &Word) -> Diagnostic {
    let error =
        Diagnostic::error(codes::UNKNOWN_KEY, format!("`{}` cannot be overridden", word.text))
            .label(word.span, "not something that a route takes over");
    match suggest::similar(&word.text, KEYS) {
        Some(better) => better.offer(error, word.span, Vocabulary::Language),
        None => error.note(format!("a route can override {}", suggest::list(KEYS))),
    }
}
