//! `api` blocks: what their routes inherit, and the routes.

use std::sync::Arc;

use gatewright_core::policy::{Api, Limit, ResponseHeaders, Scheme, Span, StepUp, Upstream};

use super::condition::Declared;
use super::lifetime::Lifetime;
use super::limit::Limits;
use super::names::{Kind, Names, Spelling};
use super::path::{self, Path};
use super::response_header;
use super::route;
use super::rule::{self, ApiRules};
use super::setting::{Place, Settings, not_supported, word, words, wrong_value};
use super::upstream::Upstreams;
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::{self, Literal, LiteralValue, Setting, Value, Word};

const PLACE: Place =
    Place { what: "an api", known: &["upstream", "auth", "step_up", "limit", "body", "headers"] };

/// Body size where the policy does not say: 64 KiB.
const BODY: u64 = 65_536;

/// What every route of an api starts from.
pub(super) struct Inherited<'a> {
    /// The api's name.
    pub name: &'a Word,
    /// The path after `at`.
    pub path: Path,
    /// How long its routes are to be used.
    pub lifetime: Lifetime<'a>,
    /// Where admitted requests go.
    pub upstream: Option<Arc<Upstream>>,
    /// The setting `auth`.
    pub auth: Option<Auth>,
    /// The setting `step_up`.
    pub step_ups: Option<Vec<NamedStepUp>>,
    /// The setting `limit`.
    pub limits: Option<Vec<NamedLimit>>,
    /// The setting `body`: where it stands, and the size.
    pub body: Option<(Span, u64)>,
    /// What `require` and `deny` say.
    pub rules: ApiRules<'a>,
    /// What answers carry.
    pub headers: Option<Arc<ResponseHeaders>>,
}

/// What apis refer to, beside what conditions do.
pub(super) struct Around<'a> {
    /// The limits.
    pub limits: &'a Limits,
    /// The upstreams.
    pub upstreams: &'a Upstreams,
    /// What answers carry where an api does not say.
    pub headers: &'a Option<Arc<ResponseHeaders>>,
}

impl Inherited<'_> {
    /// The largest body unless a route says less.
    pub(super) fn body_max(&self) -> u64 {
        self.body.map_or(BODY, |(_, max)| max)
    }
}

/// A limit with the place that names it; `None` where its declaration is wrong.
pub(super) type NamedLimit = (Word, Option<Arc<Limit>>);

/// The same of a step-up.
pub(super) type NamedStepUp = (Word, Option<Arc<StepUp>>);

/// The schemes of an api.
pub(super) struct Auth {
    /// Where the setting stands.
    pub span: Span,
    /// In order; `None` if one of them is wrong.
    pub schemes: Option<Vec<Arc<Scheme>>>,
}

/// Checks all blocks.
pub(super) fn check(
    declarations: &[&ast::Api],
    declared: &Declared<'_>,
    around: &Around<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Vec<Api> {
    let kind =
        Kind { what: "api", declaration: "api NAME at /PATH { … }", spelling: Spelling::Snake };
    let mut names = Names::new(kind);
    for declaration in declarations {
        let inherited = inherited(declaration, declared, around, findings);
        let routes = declaration
            .routes
            .iter()
            .filter_map(|route| route::check(route, &inherited, declared, around.limits, findings))
            .collect();
        let api = Api { name: declaration.name.text.clone(), routes, span: declaration.span };
        names.declare(&declaration.name, declaration.span, api, findings);
    }
    names.into_values().collect()
}

fn inherited<'a>(
    declaration: &'a ast::Api,
    declared: &Declared<'_>,
    around: &Around<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Inherited<'a> {
    let Around { limits, upstreams, headers } = around;
    let settings = Settings::read(&PLACE, declaration.name.span, &declaration.settings, findings);
    path::mark_used(&declaration.path, declared.types);
    let path = path::check(&declaration.path, declared.types, findings);
    let upstream = settings
        .get("upstream")
        .and_then(|setting| word(setting, "upstream: NAME", findings))
        .and_then(|word| upstreams.resolve(word, findings)?.clone());
    let auth = settings.get("auth").map(|setting| auth(setting, declared, findings));
    let step_ups = settings.get("step_up").map(|setting| {
        declared.step_ups.mark_value(&setting.value);
        let names = words(setting, "step_up: [recent_mfa]", findings).unwrap_or_default();
        refuse_empty(setting, &names, findings);
        rule::refuse_untaken("step_up", setting.key.span, setting.span, declaration, findings);
        let found = names.into_iter().map(|word| {
            let step_up = declared.step_ups.resolve(word, findings).cloned().flatten();
            (word.clone(), step_up)
        });
        found.collect()
    });
    let limit = settings.get("limit").map(|setting| {
        limits.mark_value(&setting.value);
        let names = words(setting, "limit: [per_client]", findings).unwrap_or_default();
        refuse_empty(setting, &names, findings);
        let found = names.into_iter().map(|word| {
            let limit = limits.resolve(word, findings).cloned().flatten();
            (word.clone(), limit)
        });
        let mut found: Vec<NamedLimit> = found.collect();
        // One more than a route may ask, for each route to refuse.
        found.truncate(route::MOST_LIMITS + 1);
        found
    });
    let body = settings.get("body").and_then(|setting| body(setting, findings));
    let lifetime = Lifetime::read("an api", &declaration.lifetime, findings);
    let headers = response_header::of_api(settings.get("headers"), headers.as_ref(), findings);
    let rules = ApiRules::read(declaration, declared, findings);
    let name = &declaration.name;
    Inherited {
        name,
        path,
        lifetime,
        upstream,
        auth,
        step_ups,
        limits: limit,
        body,
        rules,
        headers,
    }
}

fn auth(setting: &Setting, declared: &Declared<'_>, findings: &mut Vec<Diagnostic>) -> Auth {
    if let Value::Phrase(phrase) = &setting.value
        && let [word] = phrase.words.as_slice()
        && word.text == "optional"
    {
        findings.push(not_supported("`auth: optional`", word.span));
        return Auth { span: setting.span, schemes: None };
    }
    let Some(names) = words(setting, "auth: [customer]", findings) else {
        declared.schemes.mark_value(&setting.value);
        return Auth { span: setting.span, schemes: None };
    };
    refuse_empty(setting, &names, findings);
    if let Some(word) = names.get(MOST_SCHEMES) {
        findings.push(
            Diagnostic::error(
                codes::OUT_OF_RANGE,
                format!("an api accepts at most {MOST_SCHEMES} schemes"),
            )
            .label(word.span, "one too many")
            .help("split the api"),
        );
        return Auth { span: setting.span, schemes: None };
    }
    let schemes: Vec<Option<Arc<Scheme>>> = names
        .iter()
        .map(|word| declared.schemes.resolve(word, findings).cloned().flatten())
        .collect();
    let schemes: Option<Vec<Arc<Scheme>>> =
        if names.is_empty() { None } else { schemes.into_iter().collect() };
    if let Some(schemes) = &schemes {
        super::ambiguity::check(schemes, &names, findings);
    }
    Auth { span: setting.span, schemes }
}

/// How many schemes a request may be looked at by.
const MOST_SCHEMES: usize = 16;

fn refuse_empty(setting: &Setting, names: &[&Word], findings: &mut Vec<Diagnostic>) {
    if names.is_empty()
        && let Value::List(list) = &setting.value
        && list.items.is_empty()
    {
        findings.push(
            Diagnostic::error(
                codes::WRONG_VALUE,
                format!("`{}` must name at least one", setting.key.text),
            )
            .label(setting.value.span(), "an empty list")
            .help("delete the setting, or name what is meant"),
        );
    }
}

/// `body: max 16KiB`.
fn body(setting: &Setting, findings: &mut Vec<Diagnostic>) -> Option<(Span, u64)> {
    const EXAMPLE: &str = "body: max 64KiB";
    if let Value::Phrase(phrase) = &setting.value
        && let [word] = phrase.words.as_slice()
        && word.text == "max"
        && let Value::Literal(Literal { value: LiteralValue::Size(bytes), span }) =
            phrase.argument.as_ref()
    {
        return body_size(*bytes, *span, findings).map(|bytes| (setting.span, bytes));
    }
    findings.push(wrong_value("body", "`max` and a size", &setting.value, EXAMPLE));
    None
}

/// The largest body that a policy may allow: 1 GiB, beyond which no target checks a schema.
const LARGEST_BODY: u64 = 1 << 30;

/// A size of at least one byte.
pub(super) fn body_size(bytes: u64, span: Span, findings: &mut Vec<Diagnostic>) -> Option<u64> {
    if (1..=LARGEST_BODY).contains(&bytes) {
        return Some(bytes);
    }
    findings.push(
        Diagnostic::error(codes::OUT_OF_RANGE, "a body's size is at least 1B and at most 1GiB")
            .label(span, if bytes == 0 { "nothing" } else { "too large" })
            .help("write it like `max 64KiB`"),
    );
    None
}
