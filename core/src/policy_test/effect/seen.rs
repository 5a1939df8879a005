//! Which effects a request of a test looked at.

use std::collections::BTreeSet;

use super::super::run::Observation;
use super::Effect;
use crate::evaluate::Outcome;
use crate::policy::{
    Expected, ExpectedForward, ObjectSchema, Policy, ResponseHeaders, Route, TestAnswer, Type,
    TypeKind, UpstreamErrors, Visibility,
};
use crate::primitive::cors::ANSWER_HEADERS;
use crate::primitive::json::{self, Json};
use crate::primitive::rate::{QUOTAS_HEADER, STANDINGS_HEADER};
use crate::refusal::{Check, Disclosure};

/// The effects that the request's test expects something of, where they had something to do.
pub(in crate::policy_test) fn looked_at(observation: Observation<'_>) -> BTreeSet<Effect> {
    let Observation { policy, decision, answer, exchange } = observation;
    let mut seen = BTreeSet::new();
    let expected = &exchange.expected;
    let route = policy.routes().find(|route| Some(&route.name) == decision.route.as_ref());
    if answer.rule.is_some() && expected.body.is_some() {
        seen.insert(Effect::Detail);
        seen.extend(policy.problem_types.iter().map(|types| Effect::ProblemTypes(types.span)));
    }
    let hidden = match &decision.outcome {
        Outcome::Refuse(refusal) => refusal.disclosure == Disclosure::Hidden,
        Outcome::Admit(_) | Outcome::Preflight(_) => false,
    };
    // A hidden refusal tells nothing of its route.
    let headers = match route.filter(|_| !hidden) {
        Some(route) => &route.response_headers,
        None => &policy.response_headers,
    };
    if let Some(headers) = headers {
        of_headers(headers, observation, &mut seen);
    }
    let Some(route) = route else { return seen };
    if hidden {
        if let Visibility::Hidden { span } = route.visibility {
            seen.insert(Effect::Hidden(span));
        }
        return seen;
    }
    of_answer(route, expected, &mut seen);
    match &decision.outcome {
        Outcome::Admit(_) => {
            of_body(policy, route, observation, &mut seen);
            of_forwarded(route, observation, &mut seen);
        }
        Outcome::Preflight(_) | Outcome::Refuse(_) => {}
    }
    seen
}

fn expects(expected: &Expected, name: &str) -> bool {
    expected.headers.iter().any(|header| header.name == name)
}

fn of_headers(
    headers: &ResponseHeaders,
    Observation { exchange, .. }: Observation<'_>,
    seen: &mut BTreeSet<Effect>,
) {
    let expected = &exchange.expected;
    let set = headers.set.iter().filter(|header| expects(expected, &header.name));
    seen.extend(set.map(|header| Effect::Header(header.span)));
    if let Some(span) = headers.rate_limit
        && [QUOTAS_HEADER, STANDINGS_HEADER].iter().any(|name| expects(expected, name))
    {
        seen.insert(Effect::RateLimit(span));
    }
    let answered = |name: &str| {
        let lines = exchange.upstream.iter().flat_map(|upstream| &upstream.headers);
        lines.into_iter().any(|(own, _)| own.eq_ignore_ascii_case(name))
    };
    let is_removed = |name: &String| expects(expected, name) && answered(name);
    if headers.removed.iter().any(is_removed) {
        seen.insert(Effect::Removed(headers.span));
    }
}

/// What a route adds to each of its answers.
fn of_answer(route: &Route, expected: &Expected, seen: &mut BTreeSet<Effect>) {
    let lifetime = &route.lifetime;
    if let Some(moment) = lifetime.deprecated
        && expects(expected, "deprecation")
    {
        seen.insert(Effect::Deprecated(moment.span));
    }
    if let Some(moment) = lifetime.sunset
        && expects(expected, "sunset")
    {
        seen.insert(Effect::Sunset(moment.span));
    }
    if let Some(successor) = &lifetime.successor
        && expects(expected, "link")
    {
        seen.insert(Effect::Successor(successor.span));
    }
    if let Some(cors) = &route.cors
        && ANSWER_HEADERS.iter().chain(&["vary"]).any(|name| expects(expected, name))
    {
        seen.insert(Effect::Cors(cors.span));
    }
}

/// What is made of the upstream's answer.
fn of_body(
    policy: &Policy,
    route: &Route,
    Observation { exchange, answer, .. }: Observation<'_>,
    seen: &mut BTreeSet<Effect>,
) {
    let Some(TestAnswer { status, body, .. }) = &exchange.upstream else { return };
    let expected = &exchange.expected;
    let is_refused_by = |check: Check| {
        let rule = answer.rule.as_deref().unwrap_or_default();
        rule.rsplit('/').next() == Some(check.rule())
    };
    if let UpstreamErrors::Cleaned(span) = policy.upstream_errors
        && is_refused_by(Check::Upstream)
        && (expected.rule.is_some() || expected.body.is_some() || expected.status != *status)
    {
        seen.insert(Effect::UpstreamErrors(span));
    }
    let (Some(returns), Some(_)) = (&route.returns, body) else { return };
    if is_refused_by(Check::Returns) {
        seen.insert(Effect::Returns(returns.span));
    } else if expected.body.is_some() && (200..=299).contains(status) {
        seen.insert(Effect::Returns(returns.span));
        match json::parse(&answer.response.body) {
            Ok(Json::Array(items)) => {
                items.iter().for_each(|item| masks_of_object(&returns.schema, item, seen));
            }
            Ok(value) => masks_of_object(&returns.schema, &value, seen),
            Err(_) => {}
        }
    }
}

/// The masked fields that a body holds.
fn masks_of_object(schema: &ObjectSchema, value: &Json, seen: &mut BTreeSet<Effect>) {
    for field in &schema.fields {
        if let Some(value) = value.get(&field.name) {
            let effect = || Effect::Mask(schema.name.clone(), field.name.clone());
            masks_of(&field.value, value, &effect, seen);
        }
    }
}

fn masks_of(kind: &Type, value: &Json, effect: &dyn Fn() -> Effect, seen: &mut BTreeSet<Effect>) {
    if kind.mask.is_some() && value.as_str().is_some() {
        seen.insert(effect());
    }
    match &kind.kind {
        TypeKind::Scalar(_) => {}
        TypeKind::List { item, .. } => {
            let items = value.as_array().unwrap_or_default();
            items.iter().for_each(|value| masks_of(item, value, effect, seen));
        }
        TypeKind::Map { value: entry, .. } => {
            let entries = value.as_object().unwrap_or_default();
            entries.iter().for_each(|(_, value)| masks_of(entry, value, effect, seen));
        }
        TypeKind::Object(schema) => masks_of_object(schema, value, seen),
        TypeKind::OneOf(union) => {
            let tag = value.get(&union.tag).and_then(Json::as_str);
            if let Some(variant) = tag.and_then(|tag| union.variant(tag)) {
                masks_of_object(&variant.schema, value, seen);
            }
        }
    }
}

/// What the upstream gets.
fn of_forwarded(
    route: &Route,
    Observation { exchange, .. }: Observation<'_>,
    seen: &mut BTreeSet<Effect>,
) {
    let Some(ExpectedForward { target, headers, .. }) = &exchange.expected.forwarded else {
        return;
    };
    let transformation = &route.transformation;
    if let (Some(path), Some(_)) = (&transformation.path, target) {
        seen.insert(Effect::Path(path.span));
    }
    for expected in headers {
        let name = &expected.name;
        let identity = route.upstream.iter().flat_map(|upstream| &upstream.identity);
        let identity = identity.filter(|header| header.name == *name);
        seen.extend(identity.map(|header| Effect::Identity(header.span)));
        let sent = transformation.sent.iter().filter(|header| header.name == *name);
        seen.extend(sent.map(|header| Effect::Sent(header.span)));
        let was_there = exchange.headers.iter().any(|(own, _)| own.eq_ignore_ascii_case(name));
        let dropped = transformation.dropped.iter().filter(|header| header.name == *name);
        seen.extend(dropped.filter(|_| was_there).map(|header| Effect::Dropped(header.span)));
    }
}
