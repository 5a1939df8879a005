//! `cors` declarations: which pages in browsers may call.

use std::sync::Arc;

use gatewright_core::policy::{Cors, Credentials, ListedOrigin, Origins, Span};
use gatewright_core::primitive::origin::{Origin, OriginError};

use super::distinct::Distinct;
use super::header::{self, Use};
use super::names::{Kind, Names, Spelling};
use super::setting::{Place, Settings, boolean, list, seconds, string, wrong_literal};
use crate::diagnostic::{Applicability, Diagnostic, Suggestion, codes};
use crate::syntax::ast::{self, Setting, Value};

const PLACE: Place =
    Place { what: "a cors", known: &["origins", "credentials", "max_age", "headers", "expose"] };

const ORIGINS: &str = "origins: [\"https://shop.example.com\"]";

/// No browser keeps an answer longer than a day.
const LONGEST_AGE: u64 = 86_400;

/// All declarations; `None` where one is wrong.
pub(super) type Declared = Names<Option<Arc<Cors>>>;

/// Checks all declarations.
pub(super) fn check(declarations: &[&ast::Cors], findings: &mut Vec<Diagnostic>) -> Declared {
    let kind = Kind {
        what: "cors",
        declaration: "cors NAME { origins: [\"https://…\"] }",
        spelling: Spelling::Snake,
    };
    let mut names = Names::new(kind);
    for declaration in declarations {
        let cors = declare(declaration, findings).map(Arc::new);
        names.declare(&declaration.name, declaration.span, cors, findings);
    }
    names
}

fn declare(declaration: &ast::Cors, findings: &mut Vec<Diagnostic>) -> Option<Cors> {
    let before = findings.len();
    let settings = Settings::read(&PLACE, declaration.name.span, &declaration.settings, findings);
    let written = settings.require("origins", ORIGINS, findings);
    let origins = written.and_then(|setting| origins(setting, findings));
    let credentials = settings.get("credentials");
    let included = credentials
        .and_then(|setting| boolean(setting, "credentials: true", findings))
        .unwrap_or_default();
    if included && let (Some(credentials), Some(origins)) = (credentials, &origins) {
        refuse_credentials(credentials.span, origins, findings);
    }
    let max_age = settings
        .get("max_age")
        .and_then(|setting| seconds(setting, 0..=LONGEST_AGE, "max_age: 10m", findings));
    let mut names = |key: &str, purpose: Use| {
        settings.get(key).map_or(Vec::new(), |setting| names(setting, purpose, findings))
    };
    let headers = names("headers", Use::Page);
    let expose = names("expose", Use::Exposed);
    let origins = origins?.into_origins();
    (findings.len() == before).then(|| Cors {
        name: declaration.name.text.clone(),
        origins,
        credentials: if included { Credentials::Included } else { Credentials::Omitted },
        max_age,
        headers,
        expose,
        span: declaration.span,
    })
}

/// What stands in `origins`, with its places.
struct Written {
    any: Option<Span>,
    listed: Vec<(ListedOrigin, Span)>,
}

impl Written {
    fn into_origins(self) -> Origins {
        match self.any {
            Some(_) => Origins::Any,
            None => Origins::Listed(self.listed.into_iter().map(|(origin, _)| origin).collect()),
        }
    }
}

fn origins(setting: &Setting, findings: &mut Vec<Diagnostic>) -> Option<Written> {
    let items = &list(setting, ORIGINS, findings)?.items;
    if items.is_empty() {
        findings.push(
            Diagnostic::error(codes::WRONG_VALUE, "`origins` must name at least one")
                .label(setting.value.span(), "no page could ever call")
                .help(format!("write it like `{ORIGINS}`, or delete the declaration")),
        );
        return None;
    }
    let mut written = Written { any: None, listed: Vec::new() };
    let mut distinct = Distinct::new();
    let before = findings.len();
    for item in items {
        let span = item.span();
        let Some(text) = string(item) else {
            findings.push(wrong_literal("origins", "a list of strings", item, ORIGINS));
            continue;
        };
        if !distinct.admit(text, text, span, findings) {
            continue;
        }
        match text {
            "*" => written.any = Some(span),
            "null" => written.listed.push((ListedOrigin::Null, span)),
            _ => match Origin::parse(text) {
                Ok(origin) => written.listed.push((ListedOrigin::Tuple(origin), span)),
                Err(why) => findings.push(wrong_origin(text, why, span)),
            },
        }
    }
    if let Some(any) = written.any
        && let Some((_, other)) = written.listed.first()
    {
        findings.push(
            Diagnostic::error(codes::CORS_WILDCARD, "`*` stands for every origin")
                .label(any, "every page may call")
                .label(*other, "so this one needs no mention")
                .help("list the origins alone, or `*` alone"),
        );
    }
    (findings.len() == before).then_some(written)
}

fn wrong_origin(text: &str, why: OriginError, span: Span) -> Diagnostic {
    let shown = text.escape_debug();
    let error = Diagnostic::error(codes::ORIGIN, format!("`{shown}` is no origin of a page"))
        .label(span, why.to_string());
    match respelled(text) {
        Some(better) => {
            let better = format!("\"{better}\"");
            let change = Suggestion::replace(span, &better, Applicability::MachineApplicable);
            error.suggest(format!("write `{better}`"), change)
        }
        None => match why {
            OriginError::Wildcard => error
                .note("whoever gets hold of any name below the domain could call, too")
                .help("list each origin"),
            OriginError::NoScheme
            | OriginError::UpperCase
            | OriginError::Credentials
            | OriginError::Path
            | OriginError::Port
            | OriginError::DefaultPort
            | OriginError::Host => error.help("write it like `\"https://shop.example.com\"`"),
        },
    }
}

/// The origin that can only be meant: of the same scheme, host and port.
fn respelled(text: &str) -> Option<String> {
    let lower = text.trim().to_ascii_lowercase();
    let bare = lower.strip_suffix('/').unwrap_or(&lower);
    let without_port = match bare.split_once("://") {
        Some(("https", _)) => bare.strip_suffix(":443"),
        Some(("http", _)) => bare.strip_suffix(":80"),
        Some(_) | None => None,
    };
    let better = without_port.unwrap_or(bare);
    Origin::parse(better).ok().map(String::from)
}

/// Credentials of the browser's own go with requests of pages that are known, and that nobody can change on their way.
fn refuse_credentials(place: Span, origins: &Written, findings: &mut Vec<Diagnostic>) {
    let refuse = |origin: Span, why: &str, help: &str| {
        Diagnostic::error(codes::CORS_CREDENTIALS, "these pages must not use credentials")
            .label(origin, why.to_owned())
            .label(place, "lets them use the cookies of whoever looks at them")
            .help(help.to_owned())
    };
    if let Some(any) = origins.any {
        let help = "list the origins, or delete `credentials`";
        findings.push(refuse(any, "every page of the web", help));
    }
    for (origin, span) in &origins.listed {
        match origin {
            ListedOrigin::Null => {
                let why = "every sandboxed frame and every file, whoever made it";
                findings.push(refuse(*span, why, "list the origins, or delete `credentials`"));
            }
            ListedOrigin::Tuple(origin) if origin.is_insecure() => {
                let why = "anybody on the way can change a page that comes without TLS";
                let text = origin.as_str().replacen("http://", "https://", 1);
                findings.push(refuse(*span, why, &format!("write `\"{text}\"`")));
            }
            ListedOrigin::Tuple(_) => {}
        }
    }
}

/// Names of headers, each once.
fn names(setting: &Setting, purpose: Use, findings: &mut Vec<Diagnostic>) -> Vec<String> {
    let key = &setting.key.text;
    let example = format!("{key}: [\"x-request-id\"]");
    let Some(written) = list(setting, &example, findings) else { return Vec::new() };
    let mut distinct = Distinct::new();
    let mut names = Vec::new();
    for item in &written.items {
        let span = item.span();
        match string(item) {
            None => findings.push(wrong_literal(key, "a list of strings", item, &example)),
            Some("*") => findings.push(
                Diagnostic::error(codes::CORS_WILDCARD, format!("`{key}` is a list of names"))
                    .label(span, "with credentials, browsers take this for a name")
                    .help("list each header"),
            ),
            Some(text) => {
                if let Some(name) = header::name(text, span, purpose, findings)
                    && distinct.admit(name.clone(), &name, span, findings)
                {
                    names.push(name);
                }
            }
        }
    }
    names
}

/// The name in the setting `cors` of an api.
pub(super) fn of_api(
    setting: &Setting,
    declared: &Declared,
    findings: &mut Vec<Diagnostic>,
) -> Option<Arc<Cors>> {
    if let Value::List(list) = &setting.value {
        findings.push(
            Diagnostic::error(codes::WRONG_VALUE, "an api has one `cors`")
                .label(list.span, "a list")
                .help("put all origins into one declaration, and write it like `cors: browser`"),
        );
        return None;
    }
    let word = super::setting::word(setting, "cors: browser", findings)?;
    declared.resolve(word, findings)?.clone()
}
