//! Routes, and the tree of their templates.

use std::collections::BTreeMap;

use gatewright_core::policy::{AllowClause, LimitStage, Method, Policy, Route, Segment, Who};
use gatewright_core::refusal;

use super::schema::Tables;
use super::{condition, identity};
use crate::target::nginx::{node, plan};

/// A route, its number being its place among all routes of the policy.
pub(in crate::target::nginx) fn lower(
    policy: &Policy,
    number: usize,
    route: &Route,
    upstream: usize,
    tables: &mut Tables,
) -> plan::Route {
    let anyone = route.allow.iter().any(|clause| clause.who == Who::Anyone);
    let challenges: Vec<String> =
        route.auth.iter().map(|scheme| refusal::challenge(scheme, &policy.name)).collect();
    let limit_numbers = |stage: LimitStage| -> Vec<usize> {
        let limits = route.limits.iter().filter(|limit| limit.stage() == stage);
        limits
            .filter_map(|limit| policy.limits.iter().position(|known| known.name == limit.name))
            .collect()
    };
    let forward = node::upstream_location(upstream);
    plan::Route {
        name: route.name.clone(),
        number,
        parameters: parameters(route, tables),
        anyone,
        schemes: if anyone { Vec::new() } else { schemes(policy, route) },
        challenge: challenges.join(", "),
        limits_before: limit_numbers(LimitStage::BeforeAuthentication),
        limits_after: limit_numbers(LimitStage::AfterAuthentication),
        deny: route.deny.iter().map(|clause| condition::lower(&clause.when, tables)).collect(),
        allow: route.allow.iter().map(|clause| allow(clause, tables)).collect(),
        query: route.query.as_ref().map(|schema| tables.schema(schema)),
        // None is taken where the body is of a kind that the policy was refused for.
        body: route.body.as_ref().and_then(|body| {
            Some(plan::Body { schema: tables.schema(body.schema()?.object()?), max: body.max })
        }),
        identity: route
            .upstream
            .as_ref()
            .map_or_else(Vec::new, |upstream| identity::lower(policy, upstream)),
        next: route
            .body
            .as_ref()
            .map_or_else(|| forward.clone(), |body| node::body_location(body.max)),
        upstream: forward,
    }
}

fn parameters(route: &Route, tables: &mut Tables) -> Vec<plan::Parameter> {
    let mut parameters = Vec::new();
    for (index, segment) in route.segments.iter().enumerate() {
        match segment {
            Segment::Literal(_) => {}
            Segment::Parameter(parameter) => {
                let kind = tables.scalar(&parameter.kind);
                parameters.push(plan::Parameter {
                    name: parameter.name.clone(),
                    segment: index,
                    kind,
                });
            }
        }
    }
    parameters
}

fn schemes(policy: &Policy, route: &Route) -> Vec<usize> {
    let position = |name: &str| policy.schemes.iter().position(|scheme| scheme.name == name);
    route.auth.iter().filter_map(|scheme| position(&scheme.name)).collect()
}

fn allow(clause: &AllowClause, tables: &mut Tables) -> plan::Allow {
    let (who, held_by) = match &clause.who {
        Who::Anyone => ("anyone", Vec::new()),
        Who::Authenticated => ("authenticated", Vec::new()),
        Who::Role { held_by, .. } => ("role", held_by.clone()),
    };
    plan::Allow {
        who,
        held_by,
        when: clause.when.as_ref().map(|when| condition::lower(when, tables)),
    }
}

/// The templates of all routes as one tree, the root first.
pub(in crate::target::nginx) fn tree(policy: &Policy) -> Vec<plan::Node> {
    let mut nodes = vec![leaf()];
    let mut methods: BTreeMap<usize, Vec<(Method, usize)>> = BTreeMap::new();
    for (number, route) in policy.routes().enumerate() {
        let mut place = 0;
        for segment in &route.segments {
            let new = nodes.len();
            let Some(node) = nodes.get_mut(place) else { break };
            place = match segment {
                Segment::Literal(literal) => {
                    *node.literals.entry(plan::key(literal)).or_insert(new)
                }
                Segment::Parameter(_) => {
                    if node.parameter < 0 {
                        node.parameter = i64::try_from(new).unwrap_or(i64::MAX);
                    }
                    usize::try_from(node.parameter).unwrap_or(new)
                }
            };
            if place == new {
                nodes.push(leaf());
            }
        }
        methods.entry(place).or_default().push((route.method, number));
    }
    for (place, routes) in methods {
        if let Some(node) = nodes.get_mut(place) {
            node.methods = by_method(&routes);
        }
    }
    nodes
}

fn leaf() -> plan::Node {
    plan::Node { literals: BTreeMap::new(), parameter: -1, methods: None }
}

/// A GET route answers HEAD too, unless HEAD has a route of its own.
fn by_method(routes: &[(Method, usize)]) -> Option<plan::Methods> {
    let (_, any) = *routes.first()?;
    let names: Vec<Method> = routes.iter().map(|(method, _)| *method).collect();
    let mut by_method: BTreeMap<String, usize> =
        routes.iter().map(|(method, number)| (plan::key(method.name()), *number)).collect();
    if let Some(get) = by_method.get(&plan::key(Method::Get.name())).copied() {
        by_method.entry(plan::key(Method::Head.name())).or_insert(get);
    }
    Some(plan::Methods { any, allow: refusal::allowed_methods(&names), routes: by_method })
}

#[cfg(test)]
mod tests;
