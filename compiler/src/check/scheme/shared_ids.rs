//! `ids: NAME`: schemes that give the same callers the same ids.

use super::super::setting::dotted;
use super::super::suggest::{self, Vocabulary};
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::{Auth, DottedName, Word};

/// Reports names that only one scheme has: it shares its ids with none.
pub(super) fn check(declarations: &[&Auth], findings: &mut Vec<Diagnostic>) {
    let named: Vec<&Word> = declarations.iter().filter_map(|auth| name(auth)).collect();
    for word in &named {
        if named.iter().filter(|other| other.text == word.text).count() > 1 {
            continue;
        }
        let error = Diagnostic::error(
            codes::LONE_IDS,
            format!("no other scheme has the ids `{}`", word.text),
        )
        .label(word.span, "shared with nobody");
        let others = named.iter().map(|other| other.text.as_str());
        let others = others.filter(|other| *other != word.text);
        findings.push(match suggest::similar(&word.text, others) {
            // Two callers become one by a wrong guess.
            Some(better) => better.unsure().offer(error, word.span, Vocabulary::Policy),
            None => error.help("write the same `ids` on another scheme, or delete the setting"),
        });
    }
}

fn name(auth: &Auth) -> Option<&Word> {
    let setting = auth.settings.iter().find(|setting| setting.key.text == "ids")?;
    dotted(&setting.value).and_then(DottedName::as_word)
}
