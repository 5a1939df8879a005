//! `auth … = jwt`.

use std::collections::HashMap;

use gatewright_core::policy::{
    Algorithm, ClaimMapping, ClaimPath, JwtScheme, Presence, PrincipalField,
};

use super::super::principal::Fields;
use super::super::role::Roles;
use super::super::setting::{
    Place, Settings, block, dotted, file, key_twice, seconds, text, words, wrong_value,
};
use super::super::suggest;
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::{Auth, Setting, Value, Word};

const PLACE: Place = Place {
    what: "a `jwt` scheme",
    known: &[
        "issuer",
        "audience",
        "token_type",
        "algorithms",
        "keys",
        "leeway",
        "max_lifetime",
        "grants",
        "principal",
    ],
};

/// Clock difference allowed where the policy does not say.
const LEEWAY: u64 = 30;

/// The longest `max_lifetime`: a year.
const YEAR: u64 = 366 * 24 * 60 * 60;

/// Checks the settings; gives the scheme and its roles.
pub(super) fn check(
    declaration: &Auth,
    fields: &Fields,
    roles: &Roles<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Option<(JwtScheme, Vec<String>)> {
    let settings = Settings::read(&PLACE, declaration.name.span, &declaration.settings, findings);
    let issuer =
        required_text(&settings, "issuer", "issuer: \"https://id.example.com/\"", findings);
    let audience = required_text(&settings, "audience", "audience: \"shop-api\"", findings);
    let token_type = token_type(&settings, findings);
    let algorithms = algorithms(&settings, findings);
    let keys_file = keys_file(&settings, findings);
    let leeway = match settings.get("leeway") {
        Some(setting) => seconds(setting, 2..=60, "leeway: 30s", findings),
        None => Some(LEEWAY),
    };
    let max_lifetime = match settings.get("max_lifetime") {
        Some(setting) => seconds(setting, 1..=YEAR, "max_lifetime: 15m", findings).map(Some),
        None => Some(None),
    };
    let mapping = mapping(declaration, &settings, fields, findings);
    let gives_roles = super::has_roles(fields)
        && mapping.as_ref().is_none_or(|all| all.iter().any(|one| one.field == "roles"));
    let grants = super::grants(declaration, &settings, gives_roles, roles, findings);
    let scheme = JwtScheme {
        issuer: issuer?,
        audience: audience?,
        token_type: token_type?,
        algorithms: algorithms?,
        keys_file: keys_file?,
        leeway: leeway?,
        max_lifetime: max_lifetime?,
        mapping: mapping?,
    };
    Some((scheme, grants?))
}

fn required_text(
    settings: &Settings<'_>,
    key: &str,
    example: &str,
    findings: &mut Vec<Diagnostic>,
) -> Option<String> {
    text(settings.require(key, example, findings)?, example, findings).map(str::to_owned)
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
        Some(better) => error
            .note(format!("the algorithms are {}", suggest::list(names)))
            .help(format!("did you mean `{better}`?")),
        None => error.help(format!("choose from {}", suggest::list(names))),
    }
}

fn keys_file(settings: &Settings<'_>, findings: &mut Vec<Diagnostic>) -> Option<String> {
    const EXAMPLE: &str = "keys: jwks file \"keys/jwks.json\"";
    let setting = settings.require("keys", EXAMPLE, findings)?;
    file(setting, &["jwks", "file"], EXAMPLE, findings).map(str::to_owned)
}

/// Where each principal field comes from, in the order of the `principal` block.
fn mapping(
    declaration: &Auth,
    settings: &Settings<'_>,
    fields: &Fields,
    findings: &mut Vec<Diagnostic>,
) -> Option<Vec<ClaimMapping>> {
    let entries = match settings.get("principal") {
        Some(setting) => {
            block(setting, "principal { id: claim.sub }", findings)?.settings.as_slice()
        }
        None => &[],
    };
    let mut right = true;
    let mut found: HashMap<&str, (&Setting, Option<ClaimMapping>)> = HashMap::new();
    for entry in entries {
        if let Some((earlier, _)) = found.get(entry.key.text.as_str()) {
            findings.push(key_twice(entry, earlier));
            right = false;
            continue;
        }
        let word = Word { text: entry.key.text.clone(), span: entry.key.span };
        let field = fields.resolve(&word, findings);
        let claim = claim(entry, findings);
        right &= field.is_some() && claim.is_some();
        let mapping = field.zip(claim).map(|(field, claim)| ClaimMapping {
            field: field.name.clone(),
            kind: field.kind,
            presence: field.presence,
            claim,
            span: entry.span,
        });
        found.insert(&entry.key.text, (entry, mapping));
    }
    let mut ordered = Vec::new();
    let mut missing = Vec::new();
    for field in fields.iter() {
        match found.get(field.name.as_str()) {
            Some((_, mapping)) => ordered.extend(mapping.clone()),
            None if field.presence == Presence::Required => missing.push(field),
            None => {}
        }
    }
    if !missing.is_empty() {
        findings.push(unmapped(declaration, settings, &missing));
        right = false;
    }
    right.then_some(ordered)
}

fn claim(entry: &Setting, findings: &mut Vec<Diagnostic>) -> Option<ClaimPath> {
    let example = format!("{}: claim.NAME", entry.key.text);
    let path = dotted(&entry.value).and_then(|name| match name.words.as_slice() {
        [first, rest @ ..] if first.text == "claim" && !rest.is_empty() => {
            Some(rest.iter().map(|word| word.text.clone()).collect())
        }
        _ => None,
    });
    if path.is_none() {
        let key = &entry.key.text;
        findings.push(match &entry.value {
            Value::Name(name) => Diagnostic::error(
                codes::WRONG_VALUE,
                format!("`{key}` must be a claim of the token"),
            )
            .label(name.span, "does not begin with `claim.`")
            .help(format!("write it like `{key}: claim.{}`", name.text())),
            value @ (Value::Literal(_) | Value::List(_) | Value::Phrase(_) | Value::Block(_)) => {
                wrong_value(key, "a claim of the token", value, &example)
            }
        });
    }
    path.map(ClaimPath)
}

fn unmapped(
    declaration: &Auth,
    settings: &Settings<'_>,
    missing: &[&PrincipalField],
) -> Diagnostic {
    let entries: Vec<String> = missing
        .iter()
        .map(|field| {
            let claim = if field.name == "id" { "sub" } else { field.name.as_str() };
            format!("{}: claim.{claim}", field.name)
        })
        .collect();
    let entries = entries.join("  ");
    let (place, what, help) = match settings.get("principal") {
        Some(setting) => (setting.key.span, "does not map all of them", format!("add `{entries}`")),
        None => {
            let help = format!("add `principal {{ {entries} }}`");
            (declaration.name.span, "maps none", help)
        }
    };
    super::not_given(&declaration.name.text, place, what, missing).help(help)
}
