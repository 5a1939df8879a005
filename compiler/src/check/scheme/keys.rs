//! `keys` of a `jwt` scheme: a set that is read or fetched.

use gatewright_core::policy::{Algorithm, KeySource, RemoteKeys};

use super::super::setting::{Place, Settings, seconds, wrong_value};
use super::super::{remote, secret};
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::{Remote, Setting, Value};

const EXAMPLE: &str = "keys: jwks file \"keys/jwks.json\"";

const PLACE: Place = Place { what: "a key set", known: &["refresh", "stale_max"] };

/// Age at which a set is fetched again, where the policy does not say: 10 minutes.
const REFRESH: u64 = 600;

/// Age up to which it is used nevertheless, where the policy does not say: a day.
const STALE_MAX: u64 = 86_400;

/// The longest of both: a week.
const WEEK: u64 = 7 * 86_400;

/// Checks the setting.
pub(super) fn check(
    settings: &Settings<'_>,
    algorithms: Option<&[Algorithm]>,
    findings: &mut Vec<Diagnostic>,
) -> Option<KeySource> {
    let setting = settings.require("keys", EXAMPLE, findings)?;
    match &setting.value {
        Value::Remote(written) if written.what.text == "jwks" => {
            fetched(setting, written, algorithms, findings).map(KeySource::Remote)
        }
        Value::Remote(_) => {
            findings.push(wrong_value("keys", "a file or a variable", &setting.value, EXAMPLE));
            None
        }
        Value::Name(_)
        | Value::Literal(_)
        | Value::List(_)
        | Value::Phrase(_)
        | Value::Split(_)
        | Value::Breaker(_)
        | Value::Rate(_)
        | Value::Block(_) => {
            secret::check(setting, &["jwks"], EXAMPLE, findings).map(KeySource::Local)
        }
    }
}

fn fetched(
    setting: &Setting,
    written: &Remote,
    algorithms: Option<&[Algorithm]>,
    findings: &mut Vec<Diagnostic>,
) -> Option<RemoteKeys> {
    let url = written.url.literal()?;
    let options = Settings::read(&PLACE, url.span, &written.settings, findings);
    let url = remote::url(url, findings);
    let refresh = match options.get("refresh") {
        Some(setting) => seconds(setting, 30..=WEEK, "refresh: 10m", findings),
        None => Some(REFRESH),
    };
    let stale_max = match options.get("stale_max") {
        Some(setting) => seconds(setting, 30..=WEEK, "stale_max: 24h", findings),
        None => Some(STALE_MAX.max(refresh.unwrap_or_default())),
    };
    if algorithms.is_some_and(|algorithms| algorithms.contains(&Algorithm::HS256)) {
        findings.push(
            Diagnostic::error(codes::REMOTE_SECRET, "a shared secret cannot be fetched")
                .label(written.span, "`HS256` verifies with a secret")
                .note("whoever fetches the set could sign tokens")
                .help("write `jwks file \"…\"` or `jwks env \"…\"`, or use another algorithm"),
        );
        return None;
    }
    let (refresh, stale_max) = (refresh?, stale_max?);
    if stale_max < refresh {
        let place = options.get("stale_max").map_or(written.span, |setting| setting.value.span());
        findings.push(
            Diagnostic::error(codes::OUT_OF_RANGE, "`stale_max` is shorter than `refresh`")
                .label(place, "keys would be too old before they are fetched again")
                .help("write it like `refresh: 10m  stale_max: 24h`"),
        );
        return None;
    }
    Some(RemoteKeys { url: url?, refresh, stale_max, span: setting.span })
}
