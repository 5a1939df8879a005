//! `auth … = jwt`.

use gatewright_core::policy::{Algorithm, JwtScheme, SchemeKind};

use super::super::principal::Fields;
use super::super::role::Roles;
use super::super::setting::{Place, Settings, seconds, words};
use super::super::suggest::{self, Vocabulary};
use super::token::required_text;
use super::{Parts, claims, keys, mapping, place, token};
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::{Auth, Word};

const PLACE: Place = Place {
    what: "a `jwt` scheme",
    known: &[
        "issuer",
        "audience",
        "token_type",
        "algorithms",
        "keys",
        "from",
        "forward",
        "leeway",
        "max_lifetime",
        "binding",
        "grants",
        "ids",
        "principal",
    ],
};

/// The longest `max_lifetime`: a year.
const YEAR: u64 = 366 * 24 * 60 * 60;

/// Checks the settings.
pub(super) fn check(
    declaration: &Auth,
    fields: &Fields,
    roles: &Roles<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Option<Parts> {
    let settings = Settings::read(&PLACE, declaration.name.span, &declaration.settings, findings);
    let issuer =
        required_text(&settings, "issuer", "issuer: \"https://id.example.com/\"", findings);
    let audience = required_text(&settings, "audience", "audience: \"shop-api\"", findings);
    let token_type = token_type(&settings, findings);
    let algorithms = algorithms(&settings, findings);
    let keys = keys::check(&settings, algorithms.as_deref(), findings);
    let from = place::token(&settings, findings);
    let forwarding = place::forwarding(&settings, findings);
    let leeway = token::leeway(&settings, findings);
    let binding = token::binding(&settings, findings);
    let ids = place::ids(&settings, findings);
    let max_lifetime = match settings.get("max_lifetime") {
        Some(setting) => seconds(setting, 1..=YEAR, "max_lifetime: 15m", findings).map(Some),
        None => Some(None),
    };
    let mapped = mapping::Scheme { declaration, settings: &settings, fields };
    let mapping = claims::check(&mapped, findings);
    let gives_roles = super::has_roles(fields)
        && mapping.as_ref().is_none_or(|all| all.iter().any(|one| one.field == "roles"));
    let grants = super::grants(declaration, &settings, gives_roles, roles, findings);
    let scheme = JwtScheme {
        issuer: issuer?,
        audience: audience?,
        token_type: token_type?,
        algorithms: algorithms?,
        keys: keys?,
        from: from?,
        leeway: leeway?,
        max_lifetime: max_lifetime?,
        binding: binding?,
        mapping: mapping?,
    };
    let kind = SchemeKind::Jwt(scheme);
    Some(Parts { kind, grants: grants?, ids: ids?, forwarding: forwarding? })
}

/// The `typ` of access tokens, so that no token of another kind passes for one.
fn token_type(settings: &Settings<'_>, findings: &mut Vec<Diagnostic>) -> Option<String> {
    let written = required_text(settings, "token_type", "token_type: \"at+jwt\"", findings)?;
    let kind = written.strip_prefix("application/").unwrap_or(&written);
    let valid = !kind.is_empty()
        && kind.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&byte));
    if !valid {
        let span = settings.get("token_type")?.value.span();
        findings.push(
            Diagnostic::error(codes::WRONG_VALUE, "`token_type` must be a media type's name")
                .label(span, "no token has this `typ`")
                .help("write it like `token_type: \"at+jwt\"`"),
        );
        return None;
    }
    Some(kind.to_owned())
}

fn algorithms(settings: &Settings<'_>, findings: &mut Vec<Diagnostic>) -> Option<Vec<Algorithm>> {
    const EXAMPLE: &str = "algorithms: [RS256, ES256]";
    let setting = settings.require("algorithms", EXAMPLE, findings)?;
    let written = words(setting, EXAMPLE, findings)?;
    let mut known: Vec<(Algorithm, &Word)> = Vec::new();
    for word in &written {
        match Algorithm::ALL.into_iter().find(|algorithm| algorithm.name() == word.text) {
            Some(algorithm) => known.push((algorithm, word)),
            None => findings.push(unknown_algorithm(word)),
        }
    }
    if written.is_empty() {
        findings.push(
            Diagnostic::error(codes::WRONG_VALUE, "`algorithms` must name at least one")
                .label(setting.value.span(), "no token could ever verify")
                .help(format!("write it like `{EXAMPLE}`")),
        );
    }
    let shared = known.iter().find(|(algorithm, _)| *algorithm == Algorithm::HS256);
    let public = known.iter().find(|(algorithm, _)| *algorithm != Algorithm::HS256);
    if let (Some((_, shared)), Some((_, public))) = (shared, public) {
        findings.push(
            Diagnostic::error(
                codes::MIXED_ALGORITHMS,
                format!("`HS256` cannot stand beside `{}`", public.text),
            )
            .label(shared.span, "signs with a shared secret")
            .label(public.span, "verifies with a public key")
            .note("who knows a public key could sign with it as if it were the secret")
            .help("make two schemes, each with its own keys"),
        );
        return None;
    }
    (known.len() == written.len() && !known.is_empty())
        .then(|| known.into_iter().map(|(algorithm, _)| algorithm).collect())
}

fn unknown_algorithm(word: &Word) -> Diagnostic {
    let error = Diagnostic::error(
        codes::UNKNOWN_ALGORITHM,
        format!("there is no signature algorithm `{}`", word.text),
    )
    .label(word.span, "unknown");
    let names = Algorithm::ALL.map(Algorithm::name);
    if word.text.eq_ignore_ascii_case("none") {
        return error
            .note("an unsigned token proves nothing")
            .help(format!("choose from {}", suggest::list(names)));
    }
    match suggest::similar(&word.text, names) {
        // They differ by a letter: the nearest may be another one.
        Some(better) => {
            let error = error.note(format!("the algorithms are {}", suggest::list(names)));
            better.unsure().offer(error, word.span, Vocabulary::Language)
        }
        None => error.help(format!("choose from {}", suggest::list(names))),
    }
}
