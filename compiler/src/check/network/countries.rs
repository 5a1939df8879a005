//! `countries`: where clients may be.

use gatewright_core::policy::{Api, Countries, CountryList, CountryRule, Route, Source};
use gatewright_core::primitive::country::Country;

use super::super::country;
use super::super::distinct::Distinct;
use super::super::setting::{Place, Settings, block, dotted, list, phrase, string, wrong_value};
use super::refuse_empty;
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::{DottedName, Setting};

const PLACE: Place = Place { what: "`countries`", known: &["database", "allow", "deny"] };

/// What the block says.
pub(super) fn check(setting: &Setting, findings: &mut Vec<Diagnostic>) -> Option<Countries> {
    const BLOCK: &str = "countries { database: file \"GeoLite2-Country.mmdb\"  allow: [DE] }";
    let written = block(setting, BLOCK, findings)?;
    let settings = Settings::read(&PLACE, setting.key.span, &written.settings, findings);
    let database = database(&settings, findings);
    let listed = match (settings.get("allow"), settings.get("deny")) {
        (Some(allow), None) => Some((CountryList::Allowed, allow)),
        (None, Some(deny)) => Some((CountryList::Denied, deny)),
        (None, None) => None,
        (Some(allow), Some(deny)) => {
            findings.push(
                Diagnostic::error(
                    codes::NETWORK_CONTRADICTION,
                    "`countries` allows some and denies others",
                )
                .label(deny.span, "whoever is not allowed is denied already")
                .label(allow.span, "only these are allowed")
                .help("write one of the two lists"),
            );
            return None;
        }
    };
    let rule = match listed {
        None => None,
        Some((list, listed)) => Some(CountryRule { list, countries: countries(listed, findings)? }),
    };
    Some(Countries { database: database?, rule, span: setting.span })
}

/// Reports a database that neither a list nor a condition needs. `written` is the number of routes in the text: where some
/// are wrong, nobody knows what they read.
pub(in super::super) fn report_unused(
    countries: Option<&Countries>,
    apis: &[Api],
    written: usize,
    findings: &mut Vec<Diagnostic>,
) {
    let Some(Countries { rule: None, span, .. }) = countries else { return };
    let routes = || apis.iter().flat_map(|api| &api.routes);
    let mut is_read = routes().count() < written;
    for condition in routes().flat_map(Route::conditions) {
        condition.visit_operands(&mut |operand| is_read |= operand.source == Source::Country);
    }
    if !is_read {
        findings.push(
            Diagnostic::error(codes::UNUSED_NAME, "the database of `countries` is never used")
                .label(*span, "lists no country, and no condition reads `client.country`")
                .help("add `allow: [DE, FR]`"),
        );
    }
}

fn database(settings: &Settings<'_>, findings: &mut Vec<Diagnostic>) -> Option<String> {
    const EXAMPLE: &str = "database: file \"GeoLite2-Country.mmdb\"";
    let setting = settings.require("database", EXAMPLE, findings)?;
    let path = phrase(&setting.value, &["file"]);
    let path = path.filter(|path| !path.trim().is_empty() && !path.contains('\0'));
    if path.is_none() {
        findings.push(wrong_value("database", "a file", &setting.value, EXAMPLE));
    }
    path.map(str::to_owned)
}

/// Codes, bare or as strings, which a group can hold.
fn countries(setting: &Setting, findings: &mut Vec<Diagnostic>) -> Option<Vec<Country>> {
    let example = format!("{}: [DE, FR]", setting.key.text);
    let written = list(setting, &example, findings)?;
    refuse_empty(setting, written, "country", findings);
    let mut distinct = Distinct::new();
    let mut countries = Vec::new();
    for item in &written.items {
        let bare = dotted(item).and_then(DottedName::as_word);
        let country = match (bare, string(item)) {
            (Some(word), _) => country::of_word(word, findings),
            (None, Some(text)) => country::of_text(text, item.span(), findings),
            (None, None) => {
                let key = &setting.key.text;
                findings.push(wrong_value(key, "a list of countries", item, &example));
                continue;
            }
        };
        if let Some(country) = country
            && distinct.admit(country, country.code(), item.span(), findings)
        {
            countries.push(country);
        }
    }
    Some(countries)
}
