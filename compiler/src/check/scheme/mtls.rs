//! `auth … = mtls`.

use gatewright_core::policy::{
    CertificateMapping, CertificateSource, Forwarding, MtlsScheme, NameTemplate, PrincipalField,
    PrincipalType, SchemeKind, Span,
};

use super::super::principal::Fields;
use super::super::role::Roles;
use super::super::secret;
use super::super::setting::{Place, Settings, phrase, string, words, wrong_value};
use super::super::suggest::{self, Vocabulary};
use super::mapping::{self, Entries};
use super::{Parts, place};
use crate::diagnostic::{Applicability, Diagnostic, Suggestion, codes};
use crate::syntax::ast::{Auth, DottedName, List, Setting, Value, Word};

const PLACE: Place =
    Place { what: "an `mtls` scheme", known: &["ca", "grants", "ids", "principal"] };

/// What a certificate has exactly one of.
const NAMES: [&str; 4] = ["san_uri", "san_dns", "san_email", "subject.cn"];

/// How names are mapped.
const ENTRIES: Entries = Entries {
    block: "principal { id: san_uri }",
    example: |field| match field.kind {
        PrincipalType::Roles => "[ROLE]".to_owned(),
        PrincipalType::Text
        | PrincipalType::Uuid
        | PrincipalType::Int
        | PrincipalType::Bool
        | PrincipalType::Time
        | PrincipalType::TextList => "san_uri".to_owned(),
    },
};

/// Checks the settings.
pub(super) fn check(
    declaration: &Auth,
    fields: &Fields,
    roles: &Roles<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Option<Parts> {
    const AUTHORITIES: &str = "ca: file \"certs/internal-ca.pem\"";
    let settings = Settings::read(&PLACE, declaration.name.span, &declaration.settings, findings);
    let authorities = settings.require("ca", AUTHORITIES, findings);
    let authorities =
        authorities.and_then(|setting| secret::check(setting, &[], AUTHORITIES, findings));
    let gives_roles = super::has_roles(fields) && gives(&settings, "roles");
    let grants = super::grants(declaration, &settings, gives_roles, roles, findings);
    let scheme = mapping::Scheme { declaration, settings: &settings, fields };
    let read = |entry: &Setting, field: &PrincipalField, findings: &mut Vec<Diagnostic>| {
        let granted = Granted { roles, grants: grants.as_deref(), grants_span: span_of(&settings) };
        let source = source(entry, field, &granted, findings)?;
        let span = entry.span;
        Some(CertificateMapping { field: field.name.clone(), kind: field.kind, source, span })
    };
    let mapping = mapping::check(&scheme, &ENTRIES, read, findings);
    let ids = place::ids(&settings, findings);
    let kind = SchemeKind::Mtls(MtlsScheme { authorities: authorities?, mapping: mapping? });
    Some(Parts { kind, grants: grants?, ids: ids?, forwarding: Forwarding::Removed })
}

/// Whether the `principal` block has an entry for the field.
fn gives(settings: &Settings<'_>, field: &str) -> bool {
    let block = settings.get("principal").map(|setting| &setting.value);
    if let Some(Value::Block(block)) = block {
        block.settings.iter().any(|entry| entry.key.text == field)
    } else {
        false
    }
}

fn span_of(settings: &Settings<'_>) -> Option<Span> {
    settings.get("grants").map(|setting| setting.value.span())
}

/// What the scheme may grant.
struct Granted<'a> {
    roles: &'a Roles<'a>,
    /// `None` where the setting is wrong.
    grants: Option<&'a [String]>,
    grants_span: Option<Span>,
}

fn source(
    entry: &Setting,
    field: &PrincipalField,
    granted: &Granted<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Option<CertificateSource> {
    let source = match &entry.value {
        Value::Name(name) => named(entry, name, findings)?,
        Value::Phrase(_) => CertificateSource::Uri(Some(template(entry, field, findings)?)),
        Value::List(list) => return constants(entry, list, field, granted, findings),
        Value::Literal(_) => match string(&entry.value) {
            Some(text) if field.kind == PrincipalType::Text && !text.is_empty() => {
                return Some(CertificateSource::Text(text.to_owned()));
            }
            Some(_) | None => {
                findings.push(not_a_source(entry));
                return None;
            }
        },
        Value::Remote(_)
        | Value::Split(_)
        | Value::Block(_)
        | Value::Breaker(_)
        | Value::Rate(_) => {
            findings.push(not_a_source(entry));
            return None;
        }
    };
    match field.kind {
        PrincipalType::Text | PrincipalType::Uuid => Some(source),
        PrincipalType::Int
        | PrincipalType::Bool
        | PrincipalType::Time
        | PrincipalType::TextList
        | PrincipalType::Roles => {
            findings.push(
                Diagnostic::error(
                    codes::CERTIFICATE_NAME,
                    format!("a certificate's name cannot be `{}`", field.name),
                )
                .label(entry.value.span(), "one string")
                .label(field.span, "of another type")
                .help(match field.kind {
                    PrincipalType::Roles => "list roles that all of them have: `roles: [NAME]`",
                    PrincipalType::TextList => "list strings that all of them have",
                    PrincipalType::Text
                    | PrincipalType::Uuid
                    | PrincipalType::Int
                    | PrincipalType::Bool
                    | PrincipalType::Time => "delete the entry: no certificate says so",
                }),
            );
            None
        }
    }
}

fn named(
    entry: &Setting,
    name: &DottedName,
    findings: &mut Vec<Diagnostic>,
) -> Option<CertificateSource> {
    let text = name.text();
    match text.as_str() {
        "san_uri" => return Some(CertificateSource::Uri(None)),
        "san_dns" => return Some(CertificateSource::DnsName),
        "san_email" => return Some(CertificateSource::Email),
        "subject.cn" => return Some(CertificateSource::CommonName),
        _ => {}
    }
    let message = format!("a certificate has no `{text}`");
    let error = Diagnostic::error(codes::CERTIFICATE_NAME, message).label(name.span, "unknown");
    findings.push(match suggest::similar(&text, NAMES) {
        Some(better) => better.unsure().offer(error, name.span, Vocabulary::Language),
        None => error
            .note(format!("it has {}", suggest::list(NAMES)))
            .help(format!("write it like `{}: san_uri`", entry.key.text)),
    });
    None
}

/// `san_uri "spiffe://shop/{id}"`.
fn template(
    entry: &Setting,
    field: &PrincipalField,
    findings: &mut Vec<Diagnostic>,
) -> Option<NameTemplate> {
    let span = entry.value.span();
    let Some(text) = phrase(&entry.value, &["san_uri"]) else {
        let other = NAMES.iter().find(|name| phrase(&entry.value, &[name]).is_some());
        findings.push(match other {
            Some(name) => {
                Diagnostic::error(codes::CERTIFICATE_NAME, format!("`{name}` is taken as a whole"))
                    .label(span, "only a URI has a template")
                    .suggest(
                        "take all of it",
                        Suggestion::replace(span, *name, Applicability::MaybeIncorrect),
                    )
            }
            None => not_a_source(entry),
        });
        return None;
    };
    let place = format!("{{{}}}", field.name);
    let parts: Vec<&str> = text.split(place.as_str()).collect();
    match parts.as_slice() {
        [before, after] if !before.contains(['{', '}']) && !after.contains(['{', '}']) => {
            if is_uri_start(before) && after.bytes().all(|byte| byte.is_ascii_graphic()) {
                return Some(NameTemplate {
                    before: (*before).to_owned(),
                    after: (*after).to_owned(),
                });
            }
            findings.push(
                wrong_template(&entry.key.text, span, "no URI is like this")
                    .note("a URI begins with its scheme, and all of it is visible ASCII"),
            );
        }
        [_] if !text.contains(['{', '}']) => findings.push(
            wrong_template(&entry.key.text, span, format!("has no `{place}`"))
                .note("every certificate would give the same"),
        ),
        _ => findings.push(wrong_template(
            &entry.key.text,
            span,
            format!("does not have `{place}` once, and no other place"),
        )),
    }
    None
}

/// Whether a URI with a scheme can begin so, with something behind the colon that tells whose it is.
fn is_uri_start(before: &str) -> bool {
    let Some((scheme, _)) = before.split_once(':') else { return false };
    scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
        && before.bytes().all(|byte| byte.is_ascii_graphic())
}

fn wrong_template(key: &str, span: Span, why: impl Into<String>) -> Diagnostic {
    Diagnostic::error(codes::CERTIFICATE_NAME, format!("`{key}` cannot be taken out of this URI"))
        .label(span, why)
        .help(format!("write it like `{key}: san_uri \"spiffe://shop/{{{key}}}\"`"))
}

/// A list that is the same for all certificates.
fn constants(
    entry: &Setting,
    list: &List,
    field: &PrincipalField,
    granted: &Granted<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Option<CertificateSource> {
    match field.kind {
        PrincipalType::Roles => roles(entry, granted, findings).map(CertificateSource::Roles),
        PrincipalType::TextList => {
            let texts = list.items.iter().map(|item| string(item).map(str::to_owned));
            let texts = texts.collect::<Option<Vec<String>>>();
            if texts.is_none() {
                let example = format!("{}: [\"internal\"]", entry.key.text);
                findings.push(wrong_value(&entry.key.text, "strings", &entry.value, &example));
            }
            texts.map(CertificateSource::TextList)
        }
        PrincipalType::Text
        | PrincipalType::Uuid
        | PrincipalType::Int
        | PrincipalType::Bool
        | PrincipalType::Time => {
            findings.push(not_a_source(entry));
            None
        }
    }
}

/// Roles that every certificate of the scheme has.
fn roles(
    entry: &Setting,
    granted: &Granted<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Option<Vec<String>> {
    let before = findings.len();
    let mut names = Vec::new();
    for word in words(entry, "roles: [internal]", findings)? {
        let Some(name) = granted.roles.resolve(word, findings) else { continue };
        if granted.grants.is_some_and(|grants| !grants.contains(&name)) {
            findings.push(not_granted(word, granted.grants_span));
        }
        names.push(name);
    }
    (findings.len() == before).then(|| granted.roles.in_order(&names))
}

fn not_granted(role: &Word, grants: Option<Span>) -> Diagnostic {
    let name = &role.text;
    let error = Diagnostic::error(
        codes::ROLE_GIVEN_NOT_GRANTED,
        format!("this scheme gives the role `{name}`, which it does not grant"),
    )
    .label(role.span, "would be dropped");
    let error = match grants {
        Some(span) => error.label(span, "not in here"),
        None => error,
    };
    error.help(format!("add `{name}` to `grants`, or do not give it"))
}

fn not_a_source(entry: &Setting) -> Diagnostic {
    let example = format!("{}: san_uri", entry.key.text);
    wrong_value(&entry.key.text, "a name of the certificate, or a constant", &entry.value, &example)
        .note(format!("its names are {}", suggest::list(NAMES)))
}
