//! `countries`: where clients may be.

use gatewright_core::policy::{
    Alert, Api, Countries, CountryList, CountryRule, LimitKey, Need, Network, Never, Route, Source,
    Span,
};
use gatewright_core::primitive::country::Country;

use super::super::country;
use super::super::distinct::Distinct;
use super::super::setting::{Place, Settings, block, dotted, list, phrase, string, wrong_value};
use super::{Checked, refuse_empty};
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::{DottedName, Setting};

const PLACE: Place = Place { what: "`countries`", known: &["database", "allow", "deny"] };

/// The least that looks countries up.
const BLOCK: &str = "countries { database: file \"GeoLite2-Country.mmdb\" }";

/// What the block says.
pub(super) fn check(setting: &Setting, findings: &mut Vec<Diagnostic>) -> Option<Countries> {
    const EXAMPLE: &str = "countries { database: file \"GeoLite2-Country.mmdb\"  allow: [DE] }";
    let written = block(setting, EXAMPLE, findings)?;
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

/// Who reads where clients are.
pub(in super::super) struct Readers<'a> {
    /// Routes, by their conditions and limits.
    pub apis: &'a [Api],
    /// How many of them stand in the text: where some are wrong, nobody knows what they read.
    pub written: usize,
    /// Alerts.
    pub alerts: &'a [Alert],
    /// Claims, by their conditions.
    pub nevers: &'a [Never],
}

impl Readers<'_> {
    fn routes(&self) -> impl Iterator<Item = &Route> {
        self.apis.iter().flat_map(|api| &api.routes)
    }

    /// The places that read it.
    fn places(&self, network: &Network) -> Vec<Span> {
        let mut places = Vec::new();
        let claims = self.nevers.iter().flat_map(|never| &never.claims);
        let claimed = claims.flat_map(|claim| match &claim.need {
            Need::Condition { by_route } => by_route.as_slice(),
            Need::Admission | Need::Authentication | Need::Role { .. } | Need::StepUp { .. } => &[],
        });
        let claimed = claimed.map(|(_, condition)| condition);
        for condition in self.routes().flat_map(Route::conditions).chain(claimed) {
            condition.visit_operands(&mut |operand| {
                if operand.source == Source::Country {
                    places.push(operand.span);
                }
            });
        }
        let limits = self.routes().flat_map(|route| &route.limits).chain(&network.limit);
        let keys = limits.map(|limit| (&limit.key, limit.span));
        let keys = keys.chain(self.alerts.iter().map(|alert| (&alert.key, alert.span)));
        places.extend(keys.filter(|(key, _)| **key == LimitKey::Country).map(|(_, span)| span));
        places.sort_unstable();
        places
    }
}

/// Reports a database that nothing needs, and what reads countries where there is none.
pub(in super::super) fn check_use(
    checked: &Checked,
    readers: &Readers<'_>,
    findings: &mut Vec<Diagnostic>,
) {
    let places = readers.places(&checked.network);
    match (&checked.network.countries, places.first()) {
        (None, Some(place)) if !checked.names_countries => {
            let error =
                Diagnostic::error(codes::COUNTRY_UNKNOWN, "nobody can tell where clients are")
                    .label(*place, "looked up in no database")
                    .note("a missing country is unknown, which never grants and always denies");
            findings.push(match checked.place {
                Some(block) => error
                    .label(block, "names no database")
                    .help(format!("add `{BLOCK}` to `network`")),
                None => error.help(format!("add `network {{ {BLOCK} }}` to the policy")),
            });
        }
        (Some(Countries { rule: None, span, .. }), None)
            if readers.routes().count() >= readers.written =>
        {
            findings.push(
                Diagnostic::error(codes::UNUSED_NAME, "the database of `countries` is never used")
                    .label(*span, "lists no country, and nothing reads `client.country`")
                    .help("add `allow: [DE, FR]`"),
            );
        }
        (Some(_) | None, Some(_) | None) => {}
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
