//! What goes out: what that asks of a target.

use gatewright_core::policy::{
    Api, Field, ObjectSchema, Policy, ProblemTypes, ResponseHeaders, Returns, Span, Type, TypeKind,
    UpstreamErrors,
};

use super::{Construct, Use};

/// The uses outside of single routes.
pub(super) fn uses(policy: &Policy) -> Vec<Use> {
    let mut found = Vec::new();
    if let Some(block) = policy.response_headers.as_deref() {
        found.extend(headers("headers", block));
        found.extend(rate_limit("headers", block, None));
    }
    if let Some(ProblemTypes { base: _, span }) = &policy.problem_types {
        let rule = "errors.type_base".to_owned();
        found.push(Use { construct: Construct::ProblemTypes, rule, span: *span });
    }
    match policy.upstream_errors {
        UpstreamErrors::Forwarded => {}
        UpstreamErrors::Cleaned(span) => {
            let rule = "errors.upstream".to_owned();
            found.push(Use { construct: Construct::CleanedErrors, rule, span });
        }
    }
    found.extend(policy.apis.iter().flat_map(|api| own_headers(policy, api)));
    found
}

/// The uses of a route's `returns`.
pub(super) fn returns(route: &str, returns: &Returns) -> Vec<Use> {
    let Returns { schema, shape: _, max: _, span } = returns;
    let rule = format!("{route}/returns");
    let mut found = Vec::new();
    masks(schema, &rule, &mut found);
    found.push(Use { construct: Construct::ResponseProjection, rule, span: *span });
    found
}

/// What an api says of its own; all its routes say the same.
fn own_headers(policy: &Policy, api: &Api) -> Vec<Use> {
    let own = api.routes.first().and_then(|route| route.response_headers.as_ref());
    let around = policy.response_headers.as_ref();
    let Some(own) = own.filter(|own| Some(*own) != around) else { return Vec::new() };
    let rule = format!("{}.headers", api.name);
    let told = rate_limit(&rule, own, around.and_then(|around| around.rate_limit));
    headers(&rule, own).into_iter().chain(told).collect()
}

/// A block that neither sets nor removes anything asks for nothing.
fn headers(rule: &str, headers: &ResponseHeaders) -> Option<Use> {
    let ResponseHeaders { set, removed, rate_limit: _, span } = headers;
    let construct = Construct::ResponseHeaders;
    let asks = !set.is_empty() || !removed.is_empty();
    asks.then(|| Use { construct, rule: rule.to_owned(), span: *span })
}

/// Answers that tell of limits, where the block itself says so.
fn rate_limit(rule: &str, headers: &ResponseHeaders, around: Option<Span>) -> Option<Use> {
    let span = headers.rate_limit.filter(|told| Some(*told) != around)?;
    Some(Use { construct: Construct::LimitHeaders, rule: format!("{rule}.rate_limit"), span })
}

/// The masked fields of a schema and of those inside. What comes in passes a mask as it is.
fn masks(schema: &ObjectSchema, rule: &str, found: &mut Vec<Use>) {
    fn inside(value: &Type, field: &Field, rule: &str, found: &mut Vec<Use>) {
        let Type { kind, nullability: _, mask } = value;
        if mask.is_some() {
            let rule = rule.to_owned();
            found.push(Use { construct: Construct::MaskedField, rule, span: field.span });
        }
        match kind {
            TypeKind::Scalar(_) => {}
            TypeKind::List { item: inner, .. } | TypeKind::Map { value: inner, .. } => {
                inside(inner, field, rule, found);
            }
            TypeKind::Object(schema) => masks(schema, rule, found),
            TypeKind::OneOf(union) => {
                union.variants.iter().for_each(|variant| masks(&variant.schema, rule, found));
            }
        }
    }
    for field in &schema.fields {
        inside(&field.value, field, &format!("{rule}.{}", field.name), found);
    }
}
