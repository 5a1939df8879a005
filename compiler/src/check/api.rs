//! `api` blocks: what their routes inherit, and the routes.

use std::sync::Arc;

use gatewright_core::policy::{
    Api, Cors, DroppedHeader, Limit, ResponseHeaders, Scheme, SentHeader, Span, StepUp, Upstream,
};

use super::condition::Declared;
use super::lifetime::Lifetime;
use super::limit::Limits;
use super::names::{Kind, Names, Spelling};
use super::path::{self, Path};
use super::response_header;
use super::route;
use super::rule::{self, ApiRules};
use super::setting::{Place, Settings, boolean, word, words, wrong_value};
use super::transformation;
use super::upstream::Upstreams;
use crate::diagnostic::{Applicability, Diagnostic, Suggestion, codes};
use crate::syntax::ast::{self, Literal, LiteralValue, RouteClause, Setting, Value, Word};

const PLACE: Place = Place {
    what: "an api",
    known: &[
        "upstream", "auth", "step_up", "hide", "cors", "limit", "body", "headers", "send", "drop",
    ],
};

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
    /// All upstreams, of which a route may name another.
    pub upstreams: &'a Upstreams,
    /// The setting `hide`, where it is `true`.
    pub hide: Option<Span>,
    /// The setting `step_up`.
    pub step_ups: Option<Vec<NamedStepUp>>,
    /// The setting `cors`: where it stands, and what it names; `None` where that is wrong.
    pub cors: Option<(Span, Option<Arc<Cors>>)>,
    /// The setting `limit`.
    pub limits: Option<Vec<NamedLimit>>,
    /// The setting `body`: where it stands, and the size.
    pub body: Option<(Span, u64)>,
    /// What `require` and `deny` say.
    pub rules: ApiRules<'a>,
    /// What answers carry.
    pub headers: Option<Arc<ResponseHeaders>>,
    /// The setting `send`: where it stands, and the headers; `None` where one is wrong.
    pub sent: Option<(Span, Option<Vec<SentHeader>>)>,
    /// The setting `drop`, likewise.
    pub dropped: Option<(Span, Option<Vec<DroppedHeader>>)>,
}

/// What apis and routes refer to, beside what conditions do.
pub(super) struct Around<'a> {
    /// The limits.
    pub limits: &'a Limits,
    /// The upstreams.
    pub upstreams: &'a Upstreams,
    /// Which pages in browsers may call.
    pub cors: &'a super::cors::Declared,
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
    /// `optional`: where anyone may call, a credential may be left away.
    pub optional: Option<Span>,
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
            .filter_map(|route| route::check(route, &inherited, declared, around, findings))
            .collect();
        refuse_needless_optional(declaration, &inherited, findings);
        let api = Api { name: declaration.name.text.clone(), routes, span: declaration.span };
        names.declare(&declaration.name, declaration.span, api, findings);
    }
    names.into_values().collect()
}

fn inherited<'a>(
    declaration: &'a ast::Api,
    declared: &Declared<'_>,
    around: &Around<'a>,
    findings: &mut Vec<Diagnostic>,
) -> Inherited<'a> {
    let Around { limits, upstreams, cors, headers } = around;
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
    let hide = settings.get("hide").and_then(|setting| {
        rule::refuse_untaken("hide", setting.key.span, setting.span, declaration, findings);
        boolean(setting, "hide: true", findings)?.then_some(setting.span)
    });
    let cors = settings
        .get("cors")
        .map(|setting| (setting.span, super::cors::of_api(setting, cors, findings)));
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
    let sent = settings.get("send").map(|setting| {
        rule::refuse_untaken("send", setting.key.span, setting.span, declaration, findings);
        (setting.span, transformation::sent(setting, &path, declared.fields, findings))
    });
    let dropped = settings.get("drop").map(|setting| {
        rule::refuse_untaken("drop", setting.key.span, setting.span, declaration, findings);
        (setting.span, transformation::dropped(setting, "drop: [\"x-debug\"]", findings))
    });
    let rules = ApiRules::read(declaration, declared, findings);
    let name = &declaration.name;
    Inherited {
        name,
        path,
        lifetime,
        upstream,
        upstreams,
        auth,
        hide,
        step_ups,
        cors,
        limits: limit,
        body,
        rules,
        headers,
        sent,
        dropped,
    }
}

fn auth(setting: &Setting, declared: &Declared<'_>, findings: &mut Vec<Diagnostic>) -> Auth {
    if let Value::Phrase(phrase) = &setting.value
        && let [word] = phrase.words.as_slice()
        && word.text == "optional"
    {
        let list = Setting { value: phrase.argument.as_ref().clone(), ..setting.clone() };
        return Auth { optional: Some(word.span), ..schemes(&list, declared, findings) };
    }
    schemes(setting, declared, findings)
}

fn schemes(setting: &Setting, declared: &Declared<'_>, findings: &mut Vec<Diagnostic>) -> Auth {
    let none = Auth { span: setting.span, optional: None, schemes: None };
    let Some(names) = words(setting, "auth: [customer]", findings) else {
        declared.schemes.mark_value(&setting.value);
        return none;
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
        return none;
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
    Auth { schemes, ..none }
}

/// Reports `optional` where no route is for anyone who may present a credential.
fn refuse_needless_optional(
    api: &ast::Api,
    inherited: &Inherited<'_>,
    findings: &mut Vec<Diagnostic>,
) {
    let Some(optional) = inherited.auth.as_ref().and_then(|auth| auth.optional) else { return };
    let admits_anyone = |clause: &RouteClause| {
        if let RouteClause::Allow(clause) = clause { clause.who.text == "anyone" } else { false }
    };
    let drops_auth = |clause: &RouteClause| {
        if let RouteClause::Override(clause) = clause {
            clause.keys.iter().any(|key| key.text == "auth")
        } else {
            false
        }
    };
    let needs = |route: &ast::Route| {
        route.clauses.iter().any(admits_anyone) && !route.clauses.iter().any(drops_auth)
    };
    if api.routes.iter().any(needs) {
        return;
    }
    findings.push(
        Diagnostic::error(
            codes::NEEDLESS_OPTIONAL,
            format!("no route of `{}` is for anyone with or without a credential", api.name.text),
        )
        .label(optional, "changes nothing")
        .note("a route needs a credential unless it has `allow anyone`")
        .suggest("delete `optional`", Suggestion::delete(optional, Applicability::MaybeIncorrect)),
    );
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
