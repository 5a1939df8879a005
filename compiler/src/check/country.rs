//! Codes of countries.

use gatewright_core::policy::Span;
use gatewright_core::primitive::country::Country;

use crate::diagnostic::{Applicability, Diagnostic, Suggestion, codes};
use crate::syntax::ast::Word;

/// What is taken for codes of countries: domains, languages, and the code that the European Union uses.
const MISTAKEN: [(&str, &str); 3] = [("UK", "GB"), ("EN", "GB"), ("EL", "GR")];

/// The country of a code as written.
pub(super) fn of_word(word: &Word, findings: &mut Vec<Diagnostic>) -> Option<Country> {
    check(&word.text, word.span, str::to_owned, findings)
}

/// The country of a code that a string says.
pub(super) fn of_text(code: &str, span: Span, findings: &mut Vec<Diagnostic>) -> Option<Country> {
    check(code, span, |better| format!("\"{better}\""), findings)
}

fn check(
    code: &str,
    span: Span,
    spelled: impl Fn(&str) -> String,
    findings: &mut Vec<Diagnostic>,
) -> Option<Country> {
    if let Some(country) = assigned(code) {
        return Some(country);
    }
    let written = code.escape_debug();
    let error =
        Diagnostic::error(codes::UNKNOWN_COUNTRY, format!("there is no country `{written}`"))
            .label(span, "no code of ISO 3166-1");
    let respelled = code.to_ascii_uppercase();
    let mistaken = MISTAKEN.iter().find(|(wrong, _)| *wrong == respelled).map(|(_, right)| *right);
    let better = assigned(&respelled)
        .map(|country| (country.to_string(), Applicability::MachineApplicable))
        .or(mistaken.map(|right| (right.to_owned(), Applicability::MaybeIncorrect)));
    findings.push(match better {
        Some((better, applicability)) => error.suggest(
            format!("did you mean `{better}`?"),
            Suggestion::replace(span, spelled(&better), applicability),
        ),
        None => error.help("write two upper-case letters, such as `DE` or `US`"),
    });
    None
}

fn assigned(code: &str) -> Option<Country> {
    Country::of_code(code).filter(|country| country.is_assigned())
}
