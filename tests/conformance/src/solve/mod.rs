//! Callers and values that make a route's conditions true, false and unknown.
//!
//! Each operand of a condition gets a few candidates around what it is compared with, a missing one among them; their
//! combinations are tried on the reference evaluator, which tells what each leads to.

mod candidates;
mod sums;

use std::collections::BTreeMap;

use gatewright_core::policy::{
    Carrier, Policy, Presence, Route, SchemeKind, Segment, Type, TypeKind,
};
use serde_json::{Value, json};

use candidates::{Pools, Variable, pools};

use crate::answer::Answer;
use crate::case::body::base_body;
use crate::json_text::Json;
use crate::keys::Keys;
use crate::random::Random;
use crate::request::Request;
use crate::sample::{swap_case, text_samples};
use crate::scene::{Caller, Scene, absent, caller, spell, trusts_loopback};
use crate::supply::Supply;

/// Combinations tried for one route.
const MOST_TRIED: usize = 400;

/// Combinations sent for one route, besides those of roles.
const MOST_SENT: usize = 60;

/// What was found out about one route.
pub struct Solved<'p> {
    /// Calls that the policy admits: one for each scheme, and one where nobody needs any.
    pub admitted: Vec<Scene<'p>>,
    /// Calls worth sending: each way in which conditions, schemes and roles can turn out.
    pub scenes: Vec<(String, Scene<'p>)>,
}

/// Asks what a request leads to.
pub type Oracle<'o> = dyn FnMut(&Request) -> Answer + 'o;

/// Looks for calls of a route.
pub fn solve<'p>(
    policy: &'p Policy,
    route: &'p Route,
    keys: &Keys,
    supply: &mut Supply,
    random: &mut Random,
    oracle: &mut Oracle<'_>,
) -> Solved<'p> {
    let mut base = Scene::of(policy, route);
    base.query = required_query(route);
    declare(&mut base);
    let object = route.body.as_ref().and_then(|body| body.object());
    base.body = object.map(|schema| base_body(schema, false));
    let callers = callers(policy, route, keys);
    let pools = pools(route, trusts_loopback(policy));
    let sizes: Vec<usize> = std::iter::once(callers.len())
        .chain(pools.values().map(|values| values.len() + 1))
        .collect();
    let total = sizes.iter().try_fold(1_usize, |total, size| total.checked_mul(*size));
    let mut solved = Solved { admitted: Vec::new(), scenes: Vec::new() };
    let mut sent: BTreeMap<String, usize> = BTreeMap::new();
    let everything = total.filter(|total| *total <= MOST_TRIED);
    for attempt in 0..everything.unwrap_or(MOST_TRIED) {
        let choice = match everything {
            Some(_) => digits(attempt, &sizes),
            None => sizes.iter().map(|size| random.below(*size)).collect(),
        };
        let scene = assign(&base, &callers, &pools, &choice);
        let request = scene.request("attempt", supply, keys);
        let answer = oracle(&request);
        let same_scheme = |other: &Scene<'_>| other.caller.scheme() == scene.caller.scheme();
        if answer.is_admitted() && !solved.admitted.iter().any(same_scheme) {
            solved.admitted.push(scene.clone());
        }
        // Without conditions these are the roles, each of which counts; else a share of every outcome.
        let outcome = answer.rule.unwrap_or_else(|| answer.status.to_string());
        let count = sent.entry(outcome.clone()).or_default();
        *count += 1;
        if pools.is_empty() || *count <= MOST_SENT / 3 {
            solved.scenes.push((label(&scene, &outcome), scene));
        }
    }
    solved
}

fn label(scene: &Scene<'_>, outcome: &str) -> String {
    let caller = match &scene.caller {
        Caller::Nobody => "nobody".to_owned(),
        Caller::Token(recipe) => format!("{} {}", recipe.scheme, json!(recipe.fields)),
        Caller::ApiKey { scheme, roles } => format!("{scheme} {roles:?}"),
    };
    format!("{caller} calls {} {} ({outcome})", scene.method, scene.target())
}

fn digits(mut number: usize, sizes: &[usize]) -> Vec<usize> {
    let digit = |size: &usize| {
        let digit = number % size.max(&1);
        number /= size.max(&1);
        digit
    };
    sizes.iter().map(digit).collect()
}

/// Each scheme of the route with no role, each role, and all that it grants.
fn callers(policy: &Policy, route: &Route, keys: &Keys) -> Vec<Caller> {
    let mut callers = Vec::new();
    for scheme in &route.auth {
        let mut sets: Vec<Vec<String>> =
            scheme.grants.iter().map(|role| vec![role.clone()]).collect();
        sets.push(Vec::new());
        if scheme.grants.len() > 1 {
            sets.push(scheme.grants.clone());
        }
        let is_jwt = matches!(scheme.kind, SchemeKind::Jwt(_));
        let others = policy.roles.iter().filter(|role| !scheme.grants.contains(&role.name));
        sets.extend(others.map(|role| vec![role.name.clone()]));
        if is_jwt {
            sets.push(vec!["root".into()]);
            sets.extend(scheme.grants.first().map(|role| vec![swap_case(role)]));
        }
        if let Some(pool) = keys.api_keys.get(&scheme.name) {
            sets.retain(|roles| pool.iter().any(|key| key.roles == *roles));
        }
        callers.extend(sets.iter().map(|roles| caller(policy, &scheme.name, roles)));
    }
    callers.push(Caller::Nobody);
    if route.auth.is_empty() {
        callers.reverse();
    }
    callers
}

/// The query's required fields, each with a value inside.
#[must_use]
pub fn required_query(route: &Route) -> Vec<(String, String)> {
    let mut query = Vec::new();
    for field in route.query.iter().flat_map(|schema| &schema.fields) {
        if field.presence == Presence::Required {
            let count = match &field.value.kind {
                TypeKind::List { length, .. } => length.min.unwrap_or(1).max(1),
                TypeKind::Scalar(_)
                | TypeKind::Map { .. }
                | TypeKind::Object(_)
                | TypeKind::OneOf(_) => 1,
            };
            let value = query_value(&field.value);
            query.extend((0..count).map(|_| (field.name.clone(), value.clone())));
        }
    }
    query
}

/// Sets the headers and cookies that the route declares as required.
fn declare(scene: &mut Scene<'_>) {
    for (carrier, declared) in scene.route.declared() {
        for (name, field) in declared.carried(carrier) {
            if field.presence == Presence::Required {
                let value = (name, query_value(&field.value).into());
                match carrier {
                    Carrier::Headers => scene.headers.push(value),
                    Carrier::Cookies => scene.cookies.push(value),
                }
            }
        }
    }
}

/// A value inside the type, as text.
#[must_use]
pub fn query_value(value: &Type) -> String {
    match &value.kind {
        TypeKind::Scalar(kind) => {
            text_samples(kind).first().map(|sample| sample.text.clone()).unwrap_or_default()
        }
        TypeKind::List { item, .. } => query_value(item),
        TypeKind::Map { .. } | TypeKind::Object(_) | TypeKind::OneOf(_) => String::new(),
    }
}

fn as_text(value: &Value) -> String {
    if let Some(seconds) = value.get("$now").and_then(Value::as_i64) {
        let far = if seconds < 0 { "2001-01-01T00:00:00Z" } else { "2099-01-01T00:00:00Z" };
        return far.to_owned();
    }
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// A copy in which the objects are there that lead to a field.
fn with_parents(body: &Json, path: &[String], route: &Route) -> Json {
    let mut body = body.clone();
    let object = route.body.as_ref().and_then(|body| body.object());
    let Some(mut whole) = object.map(|schema| base_body(schema, true)) else { return body };
    for length in 1..path.len() {
        let parent = path.get(..length).unwrap_or_default();
        if let (None, Some(missing)) = (body.at_mut(parent), whole.at_mut(parent)) {
            body = body.with(parent, missing.clone());
        }
    }
    body
}

fn as_json(value: &Value) -> Json {
    match value {
        Value::Array(items) => Json::Array(items.iter().map(as_json).collect()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => {
            Json::Raw(value.to_string())
        }
    }
}

fn assign<'p>(base: &Scene<'p>, callers: &[Caller], pools: &Pools, choice: &[usize]) -> Scene<'p> {
    let mut scene = base.clone();
    let mut choice = choice.iter();
    let first = choice.next().and_then(|index| callers.get(*index));
    scene.caller = first.cloned().unwrap_or(Caller::Nobody);
    for ((variable, values), index) in pools.iter().zip(choice) {
        let value = values.get(*index).cloned();
        match variable {
            Variable::Principal(field) => {
                if let Caller::Token(recipe) = &mut scene.caller {
                    recipe.fields.insert(field.clone(), value.unwrap_or_else(absent));
                }
            }
            Variable::Path(name) => {
                let Some(value) = value else { continue };
                for (place, segment) in scene.route.segments.iter().enumerate() {
                    if let Segment::Parameter(parameter) = segment
                        && parameter.name == *name
                        && let Some(spelled) = scene.segments.get_mut(place)
                    {
                        *spelled = spell(&as_text(&value));
                    }
                }
            }
            Variable::Query(name) => {
                scene.query.retain(|(other, _)| other != name);
                let values = match value {
                    Some(Value::Array(items)) => items,
                    other => other.into_iter().collect(),
                };
                scene.query.extend(values.iter().map(|value| (name.clone(), as_text(value))));
            }
            Variable::Body(path) => {
                scene.body = scene.body.as_ref().map(|body| match &value {
                    Some(value) => with_parents(body, path, scene.route).with(path, as_json(value)),
                    None => body.without(path),
                });
            }
            Variable::Cookie(name) => {
                scene.cookies.retain(|(other, _)| other != name);
                scene.cookies.extend(value.map(|value| (name.clone(), as_text(&value).into())));
            }
            Variable::Header(name) => {
                scene.headers.retain(|(other, _)| other != name);
                scene.headers.extend(value.map(|value| (name.clone(), as_text(&value).into())));
            }
            Variable::Client => {
                scene.client = value.and_then(|value| as_text(&value).parse().ok());
            }
        }
    }
    scene
}
