//! A policy without one of its effects.

use std::sync::Arc;

use super::super::schemas::replace_returned;
use super::Effect;
use crate::policy::{
    Detail, ObjectSchema, Policy, ResponseHeaders, Route, Type, TypeKind, UpstreamErrors,
    Visibility,
};

/// Takes the effect away, wherever the policy has it.
pub(in crate::policy_test) fn without(policy: &mut Policy, effect: &Effect) {
    match effect {
        Effect::Mask(schema, field) => unmask(policy, schema, field),
        Effect::Header(span) => change(blocks(policy), |headers| {
            let is_meant = headers.set.iter().any(|header| header.span == *span);
            is_meant.then(|| {
                let mut headers = headers.clone();
                headers.set.retain(|header| header.span != *span);
                headers
            })
        }),
        Effect::RateLimit(span) => change(blocks(policy), |headers| {
            (headers.rate_limit == Some(*span))
                .then(|| ResponseHeaders { rate_limit: None, ..headers.clone() })
        }),
        Effect::Removed(span) => change(blocks(policy), |headers| {
            (headers.span == *span)
                .then(|| ResponseHeaders { removed: Vec::new(), ..headers.clone() })
        }),
        Effect::Identity(span) => {
            let routes = policy.apis.iter_mut().flat_map(|api| &mut api.routes);
            let upstreams = routes.filter_map(|route| route.upstream.as_mut());
            change(upstreams.chain(&mut policy.upstreams), |upstream| {
                let is_meant = upstream.identity.iter().any(|header| header.span == *span);
                is_meant.then(|| {
                    let mut upstream = upstream.clone();
                    upstream.identity.retain(|header| header.span != *span);
                    upstream
                })
            });
        }
        Effect::Detail => policy.detail = Detail::Minimal,
        Effect::ProblemTypes(_) => policy.problem_types = None,
        Effect::UpstreamErrors(_) => policy.upstream_errors = UpstreamErrors::Forwarded,
        Effect::Returns(_)
        | Effect::Cors(_)
        | Effect::Deprecated(_)
        | Effect::Sunset(_)
        | Effect::Successor(_)
        | Effect::Path(_)
        | Effect::Sent(_)
        | Effect::Dropped(_)
        | Effect::Hidden(_) => {
            let routes = policy.apis.iter_mut().flat_map(|api| &mut api.routes);
            routes.for_each(|route| of_route(route, effect));
        }
    }
}

fn of_route(route: &mut Route, effect: &Effect) {
    let Route { lifetime, transformation, returns, cors, visibility, .. } = route;
    match effect {
        Effect::Returns(span) => drop(returns.take_if(|returns| returns.span == *span)),
        Effect::Cors(span) => drop(cors.take_if(|cors| cors.span == *span)),
        Effect::Deprecated(span) => {
            lifetime.deprecated.take_if(|moment| moment.span == *span);
        }
        Effect::Sunset(span) => {
            lifetime.sunset.take_if(|moment| moment.span == *span);
        }
        Effect::Successor(span) => {
            lifetime.successor.take_if(|successor| successor.span == *span);
        }
        Effect::Path(span) => {
            transformation.path.take_if(|path| path.span == *span);
        }
        Effect::Sent(span) => transformation.sent.retain(|header| header.span != *span),
        Effect::Dropped(span) => transformation.dropped.retain(|header| header.span != *span),
        Effect::Hidden(span) => {
            if *visibility == (Visibility::Hidden { span: *span }) {
                *visibility = Visibility::Shown;
            }
        }
        Effect::Mask(..)
        | Effect::Header(_)
        | Effect::RateLimit(_)
        | Effect::Removed(_)
        | Effect::Identity(_)
        | Effect::Detail
        | Effect::ProblemTypes(_)
        | Effect::UpstreamErrors(_) => {}
    }
}

/// The blocks of headers of the policy and of its routes.
fn blocks(policy: &mut Policy) -> impl Iterator<Item = &mut Arc<ResponseHeaders>> {
    let routes = policy.apis.iter_mut().flat_map(|api| &mut api.routes);
    let of_routes = routes.filter_map(|route| route.response_headers.as_mut());
    of_routes.chain(policy.response_headers.as_mut())
}

/// Changes what many places share, so that they share what it becomes. Nothing where it stays as it is.
fn change<'p, T: 'p>(
    places: impl Iterator<Item = &'p mut Arc<T>>,
    changed: impl Fn(&T) -> Option<T>,
) {
    let mut known: Vec<(Arc<T>, Arc<T>)> = Vec::new();
    for place in places {
        let met = known.iter().rev().find(|(before, _)| Arc::ptr_eq(before, place));
        let after = match met {
            Some((_, after)) => after.clone(),
            None => {
                let after = changed(place).map_or_else(|| place.clone(), Arc::new);
                known.push((place.clone(), after.clone()));
                after
            }
        };
        *place = after;
    }
}

/// Only in what leaves: what comes in passes a mask as it is.
fn unmask(policy: &mut Policy, schema: &str, field: &str) {
    let Some(masked) = policy.schemas.iter().find(|other| other.name == schema) else { return };
    let mut shown = ObjectSchema::clone(masked);
    for field in shown.fields.iter_mut().filter(|other| other.name == field) {
        unmask_type(&mut field.value);
    }
    replace_returned(policy, &Arc::new(shown));
}

fn unmask_type(value: &mut Type) {
    value.mask = None;
    match &mut value.kind {
        TypeKind::Scalar(_) | TypeKind::Object(_) | TypeKind::OneOf(_) => {}
        TypeKind::List { item: inner, .. } | TypeKind::Map { value: inner, .. } => {
            unmask_type(inner);
        }
    }
}
