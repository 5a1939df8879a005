//! What a policy does to what leaves: to answers, and to what upstreams get. No request is admitted or refused by it, so a
//! test sees it only where it looks at headers, bodies or what is forwarded.

mod removed;
mod seen;

use std::collections::{BTreeMap, BTreeSet};

pub(super) use removed::without;
pub(super) use seen::looked_at;

use super::schemas::returned;
use crate::policy::{
    Carried, Detail, Lifetime, Moment, Policy, ProblemTypes, ResponseHeaders, Route, Span,
    Transformation, Type, TypeKind, UpstreamErrors, Visibility,
};

/// One thing that a policy does to what leaves; what an api gives several routes is one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Effect {
    /// Of a body, only some fields leave: the clause.
    Returns(Span),
    /// A field of a schema leaves in part: the names of both.
    Mask(String, String),
    /// A setting of headers that answers carry.
    Header(Span),
    /// What answers tell of limits: the setting.
    RateLimit(Span),
    /// The headers that a block takes away.
    Removed(Span),
    /// What a `cors` tells pages of browsers: the declaration.
    Cors(Span),
    /// That a route is deprecated.
    Deprecated(Span),
    /// When a route ends.
    Sunset(Span),
    /// What takes the place of a route.
    Successor(Span),
    /// A header that tells an upstream who calls.
    Identity(Span),
    /// The path that an upstream gets.
    Path(Span),
    /// A header that an upstream gets.
    Sent(Span),
    /// A header of the client that an upstream does not get.
    Dropped(Span),
    /// That a route's 403 is told as 404.
    Hidden(Span),
    /// How much refusals tell.
    Detail,
    /// What types of problems begin with.
    ProblemTypes(Span),
    /// What leaves of an upstream's errors.
    UpstreamErrors(Span),
}

/// An effect, and what it is called.
#[derive(Clone, Debug)]
pub(super) struct Named {
    pub(super) effect: Effect,
    /// The rule: of the route, or of the api that gives it to several.
    pub(super) rule: String,
    pub(super) span: Span,
    /// The only route that has it, if there is one.
    pub(super) route: Option<String>,
}

/// Every effect, each once, in the order of the policy.
pub(super) fn effects(policy: &Policy) -> Vec<Named> {
    let mut effects = of_policy(policy);
    let mut routes: BTreeMap<Effect, usize> = BTreeMap::new();
    for route in policy.routes() {
        for (effect, ..) in of_route(route) {
            *routes.entry(effect).or_default() += 1;
        }
    }
    let mut met = BTreeSet::new();
    let mut blocks = BTreeSet::new();
    for api in &policy.apis {
        for route in &api.routes {
            let headers = route.response_headers.as_deref();
            effects.extend(of_headers(headers.filter(|headers| blocks.insert(headers.span))));
            for (effect, own, span) in of_route(route) {
                let is_own = routes.get(&effect).is_none_or(|routes| *routes < 2);
                let holder = if is_own { &route.name } else { &api.name };
                let rule = format!("{holder}/{own}");
                let route = is_own.then(|| route.name.clone());
                effects.push(Named { effect, rule, span, route });
            }
        }
    }
    effects.retain(|named| met.insert(named.effect.clone()));
    effects
}

/// What stands outside of the routes.
fn of_policy(policy: &Policy) -> Vec<Named> {
    let everywhere =
        |effect: Effect, rule: String, span: Span| Named { effect, rule, span, route: None };
    let mut effects = Vec::new();
    for upstream in &policy.upstreams {
        effects.extend(upstream.identity.iter().map(|header| {
            let rule = format!("upstream.{}.{}", upstream.name, header.name);
            everywhere(Effect::Identity(header.span), rule, header.span)
        }));
    }
    for cors in &policy.cors {
        let rule = format!("cors.{}", cors.name);
        effects.push(everywhere(Effect::Cors(cors.span), rule, cors.span));
    }
    effects.extend(masks(policy));
    effects.extend(of_headers(policy.response_headers.as_deref()));
    match policy.detail {
        Detail::Minimal => {}
        Detail::Full => {
            let rule = "errors.detail".to_owned();
            effects.push(everywhere(Effect::Detail, rule, Span::default()));
        }
    }
    if let Some(ProblemTypes { span, .. }) = policy.problem_types {
        let rule = "errors.type_base".to_owned();
        effects.push(everywhere(Effect::ProblemTypes(span), rule, span));
    }
    match policy.upstream_errors {
        UpstreamErrors::Forwarded => {}
        UpstreamErrors::Cleaned(span) => {
            let rule = "errors.upstream".to_owned();
            effects.push(everywhere(Effect::UpstreamErrors(span), rule, span));
        }
    }
    effects
}

/// The settings of a block, and what it takes away. What stands over TLS only is seen by no test.
fn of_headers(headers: Option<&ResponseHeaders>) -> Vec<Named> {
    let Some(ResponseHeaders { set, removed, rate_limit, span: block }) = headers else {
        return Vec::new();
    };
    let mut settings: BTreeMap<Span, Vec<&str>> = BTreeMap::new();
    for header in set {
        match header.carried {
            Carried::Always => settings.entry(header.span).or_default().push(&header.name),
            Carried::OverTls => {}
        }
    }
    let named = |(span, names): (Span, Vec<&str>)| {
        let rule = match names.as_slice() {
            [name] => format!("headers.{name}"),
            _ => "headers.preset".to_owned(),
        };
        Named { effect: Effect::Header(span), rule, span, route: None }
    };
    let removed = (!removed.is_empty()).then(|| Named {
        effect: Effect::Removed(*block),
        rule: "headers.remove".to_owned(),
        span: *block,
        route: None,
    });
    let rate_limit = rate_limit.map(|span| Named {
        effect: Effect::RateLimit(span),
        rule: "headers.rate_limit".to_owned(),
        span,
        route: None,
    });
    settings.into_iter().map(named).chain(rate_limit).chain(removed).collect()
}

/// What a route does, with what it is called behind the route's name.
fn of_route(route: &Route) -> Vec<(Effect, String, Span)> {
    let mut effects = Vec::new();
    let mut push = |effect: fn(Span) -> Effect, own: &str, span: Span| {
        effects.push((effect(span), own.to_owned(), span));
    };
    let Lifetime { deprecated, sunset, successor } = &route.lifetime;
    if let Some(Moment { span, .. }) = deprecated {
        push(Effect::Deprecated, "deprecated", *span);
    }
    if let Some(Moment { span, .. }) = sunset {
        push(Effect::Sunset, "sunset", *span);
    }
    if let Some(successor) = successor {
        push(Effect::Successor, "successor", successor.span);
    }
    match route.visibility {
        Visibility::Shown => {}
        Visibility::Hidden { span } => push(Effect::Hidden, "hide", span),
    }
    let Transformation { path, sent, dropped } = &route.transformation;
    if let Some(path) = path {
        push(Effect::Path, "to", path.span);
    }
    for header in sent {
        push(Effect::Sent, &format!("send.{}", header.name), header.span);
    }
    for header in dropped {
        push(Effect::Dropped, &format!("drop.{}", header.name), header.span);
    }
    if let Some(returns) = &route.returns {
        push(Effect::Returns, "returns", returns.span);
    }
    effects
}

/// The masked fields of the schemas that routes return.
fn masks(policy: &Policy) -> Vec<Named> {
    let returned = returned(policy);
    let mut effects = Vec::new();
    for schema in policy.schemas.iter().filter(|schema| returned.contains(schema.name.as_str())) {
        for field in schema.fields.iter().filter(|field| is_masked(&field.value)) {
            effects.push(Named {
                effect: Effect::Mask(schema.name.clone(), field.name.clone()),
                rule: format!("{}.{}", schema.name, field.name),
                span: field.span,
                route: None,
            });
        }
    }
    effects
}

/// Whether a value of this type leaves in part, or its items do.
fn is_masked(value: &Type) -> bool {
    let inside = match &value.kind {
        TypeKind::Scalar(_) | TypeKind::Object(_) | TypeKind::OneOf(_) => false,
        TypeKind::List { item: inner, .. } | TypeKind::Map { value: inner, .. } => is_masked(inner),
    };
    value.mask.is_some() || inside
}
