//! What goes out: what that asks of a target.

use gatewright_core::policy::{
    Api, Field, ObjectSchema, Policy, ProblemTypes, ResponseHeaders, Returns, Type, TypeKind,
    UpstreamErrors,
};

use super::{Construct, Use};

/// The uses outside of single routes.
pub(super) fn uses(policy: &Policy) -> Vec<Use> {
    let mut found = Vec::new();
    found.extend(policy.response_headers.as_deref().and_then(|it| headers("headers", it)));
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
    found.extend(policy.apis.iter().filter_map(|api| own_headers(policy, api)));
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
fn own_headers(policy: &Policy, api: &Api) -> Option<Use> {
    let own = &api.routes.first()?.response_headers;
    let rule = format!("{}.headers", api.name);
    if *own == policy.response_headers { None } else { headers(&rule, own.as_deref()?) }
}

/// A block that neither sets nor removes anything asks for nothing.
fn headers(rule: &str, headers: &ResponseHeaders) -> Option<Use> {
    let ResponseHeaders { set, removed, span } = headers;
    let construct = Construct::ResponseHeaders;
    let asks = !set.is_empty() || !removed.is_empty();
    asks.then(|| Use { construct, rule: rule.to_owned(), span: *span })
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
