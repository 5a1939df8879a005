//! `override [auth, limit]`: what a route does not take over from its api. One that changes nothing is an error.

use super::super::api::Inherited;
use super::super::setting::listed_twice;
use super::super::suggest;
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::{OverrideClause, Word};

/// What can be overridden.
const KEYS: [&str; 3] = ["auth", "limit", "body"];

/// The overrides of a route, and which of them were needed.
pub(super) struct Overrides<'a> {
    written: Vec<(&'a Word, bool)>,
}

impl<'a> Overrides<'a> {
    /// Reads the clauses.
    pub(super) fn read(
        clauses: &[&'a OverrideClause],
        findings: &mut Vec<Diagnostic>,
    ) -> Overrides<'a> {
        let mut written: Vec<(&'a Word, bool)> = Vec::new();
        for word in clauses.iter().flat_map(|clause| &clause.keys) {
            if !KEYS.contains(&word.text.as_str()) {
                findings.push(unknown(word));
            } else if let Some((earlier, _)) =
                written.iter().find(|(earlier, _)| earlier.text == word.text)
            {
                findings.push(listed_twice(&word.text, word.span, earlier.span));
            } else {
                written.push((word, false));
            }
        }
        Overrides { written }
    }

    /// Uses an override, if it is written.
    pub(super) fn take(&mut self, key: &str) -> Option<&'a Word> {
        let (word, used) = self.written.iter_mut().find(|(word, _)| word.text == key)?;
        *used = true;
        Some(word)
    }

    /// Reports those that nothing needed.
    pub(super) fn report_needless(
        &self,
        api: &Inherited<'_>,
        anyone: bool,
        findings: &mut Vec<Diagnostic>,
    ) {
        for (word, _) in self.written.iter().filter(|(_, used)| !used) {
            let key = word.text.as_str();
            let why = match key {
                "auth" if api.auth.is_none() => "its api has no `auth`",
                "auth" if !anyone => "only `allow anyone` drops its api's `auth`",
                "limit" => "its api has no `limit`",
                _ => "its body is not larger than its api allows",
            };
            findings.push(
                Diagnostic::error(
                    codes::NEEDLESS_OVERRIDE,
                    format!("`override [{key}]` changes nothing here"),
                )
                .label(word.span, why)
                .help(format!("delete `{key}`")),
            );
        }
    }
}

fn unknown(word: &Word) -> Diagnostic {
    let error =
        Diagnostic::error(codes::UNKNOWN_KEY, format!("`{}` cannot be overridden", word.text))
            .label(word.span, "not something that a route takes over");
    match suggest::similar(&word.text, KEYS) {
        Some(better) => error.help(format!("did you mean `{better}`?")),
        None => error.note(format!("a route can override {}", suggest::list(KEYS))),
    }
}
