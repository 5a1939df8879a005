//! Limits: the burst exactly, the refusal, what shares a count and what does not.
//!
//! Engines read clocks of their own and time passes while requests are sent, so a limit is judged by bounds: at least the
//! burst is admitted, and at most the burst and what the rate gives back in the time that passed.

use std::collections::BTreeSet;

use gatewright_core::policy::{Limit, LimitKey, Policy, Presence, PrincipalType, Route};
use serde_json::{Value, json};

use super::Context;
use crate::request::{Credential, Request};
use crate::scene::{Caller, Scene, absent, trusts_loopback};

/// Limits with more back to back are not filled: it would take too many requests.
const LARGEST_BURST: u64 = 2_000;

/// How to use a limit up, and what to see then.
pub struct Probe {
    /// What it tries.
    pub name: String,
    /// The limit.
    pub limit: std::sync::Arc<Limit>,
    /// Requests that share one count, as many as it takes.
    pub pump: Vec<Request>,
    /// Requests on other routes that share the count: each must be refused too. The first is on the route of the pump.
    pub refused: Vec<(String, Request)>,
    /// Requests of another count: none may be refused by this limit.
    pub free: Vec<Request>,
}

/// The probes of a policy.
pub fn probes(context: &mut Context<'_>) -> Vec<Probe> {
    let mut probes = Vec::new();
    for limit in context.policy.limits.clone() {
        if limit.burst > LARGEST_BURST {
            continue;
        }
        let found = match &limit.key {
            LimitKey::ClientIp => by_client(context, &limit),
            // No engine but the evaluator counts by country yet.
            LimitKey::Country => Vec::new(),
            LimitKey::Principal { field, .. } => by_principal(context, &limit, field),
        };
        probes.extend(found);
    }
    probes
}

/// Calls of routes that ask this limit, the admitted ones where there are some.
fn scenes<'p>(context: &Context<'p>, limit: &Limit) -> Vec<Scene<'p>> {
    let asks = |route: &Route| route.limits.iter().any(|other| other.name == limit.name);
    let scenes = context.routes.iter().filter(|(route, _)| asks(route));
    scenes.flat_map(|(_, solved)| &solved.admitted).cloned().collect()
}

/// How many requests it takes: the burst, and what comes back meanwhile.
fn count(limit: &Limit) -> usize {
    usize::try_from(limit.burst).unwrap_or_default() + 60
}

fn by_client(context: &mut Context<'_>, limit: &std::sync::Arc<Limit>) -> Vec<Probe> {
    let mut scenes = scenes(context, limit);
    // Without a credential nothing is charged that belongs to a principal.
    for scene in &mut scenes {
        scene.caller = Caller::Nobody;
    }
    let mut seen = BTreeSet::new();
    scenes.retain(|scene| seen.insert(scene.route.name.clone()));
    let Some(first) = scenes.iter().find(|scene| is_tightest(scene.route, limit)).cloned() else {
        return Vec::new();
    };
    let Some(base) = probe(context, limit, &first, "one address", &scenes, None) else {
        return Vec::new();
    };
    let mut probes = vec![base];
    if !trusts_loopback(context.policy) {
        return probes;
    }
    let number = context.supply.number();
    let address = |host: u32| format!("2001:db8:{number:x}:7:{:x}::{host:x}", host % 7);
    let mut one_network = Vec::new();
    for host in 0..count(limit) {
        let request = context.request("IPv6 of one /64", &first);
        let host = u32::try_from(host).unwrap_or_default() + 1;
        one_network.push(request.with_only_header("x-forwarded-for", address(host)));
    }
    let mapped_request = context.request("IPv6 of the next /64", &first);
    let next =
        mapped_request.with_only_header("x-forwarded-for", format!("2001:db8:{number:x}:8::1"));
    probes.push(Probe {
        name: format!("{}: addresses of one IPv6 /64", limit.name),
        limit: limit.clone(),
        refused: one_network
            .last()
            .map(|request| (first.route.name.clone(), request.clone()))
            .into_iter()
            .collect(),
        pump: one_network,
        free: vec![next],
    });
    let client = context.supply.client();
    let mut mapped = Vec::new();
    for index in 0..count(limit) {
        let forms = [
            format!("{client}"),
            format!("::ffff:{client}"),
            format!(" {client} "),
            format!("192.0.2.1, {client}"),
        ];
        let request = context.request("one IPv4 address in several forms", &first);
        let form = forms.get(index % forms.len()).cloned().unwrap_or_default();
        mapped.push(request.with_only_header("x-forwarded-for", form));
    }
    probes.push(Probe {
        name: format!("{}: one address in several forms", limit.name),
        limit: limit.clone(),
        refused: mapped
            .last()
            .map(|request| (first.route.name.clone(), request.clone()))
            .into_iter()
            .collect(),
        pump: mapped,
        free: Vec::new(),
    });
    probes
}

fn by_principal(
    context: &mut Context<'_>,
    limit: &std::sync::Arc<Limit>,
    field: &str,
) -> Vec<Probe> {
    let scenes = scenes(context, limit);
    let mut probes = Vec::new();
    let mut schemes = BTreeSet::new();
    for scene in &scenes {
        let Some(scheme) = scene.caller.scheme().map(str::to_owned) else { continue };
        if !is_tightest(scene.route, limit) || !schemes.insert(scheme.clone()) {
            continue;
        }
        let others: Vec<Scene<'_>> =
            scenes.iter().filter(|other| other.caller.scheme() == Some(&scheme)).cloned().collect();
        let name = format!("one principal of {scheme}");
        probes.extend(probe(context, limit, scene, &name, &others, Some(field)));
        if is_optional(context.policy, field) && matches!(scene.caller, Caller::Token(_)) {
            probes.extend(without_field(context, limit, scene, field));
        }
    }
    probes
}

fn is_optional(policy: &Policy, field: &str) -> bool {
    policy.principal.iter().any(|other| other.name == field && other.presence == Presence::Optional)
}

/// Whether no other limit of the same kind of key refuses before this one.
fn is_tightest(route: &Route, limit: &Limit) -> bool {
    let others = route.limits.iter().filter(|other| other.name != limit.name);
    route.limits.iter().any(|other| other.name == limit.name)
        && others
            .filter(|other| other.stage() == limit.stage())
            .all(|other| other.burst > limit.burst)
}

/// Every caller lacks the field: they share one count.
fn without_field(
    context: &mut Context<'_>,
    limit: &std::sync::Arc<Limit>,
    scene: &Scene<'_>,
    field: &str,
) -> Option<Probe> {
    let mut scene = scene.clone();
    let Caller::Token(recipe) = &mut scene.caller else { return None };
    recipe.fields.insert(field.to_owned(), absent());
    let pump: Vec<Request> = (0..count(limit))
        .map(|_| context.request("a principal without the field", &scene))
        .collect();
    Some(Probe {
        name: format!("{}: principals without {field}", limit.name),
        limit: limit.clone(),
        refused: pump
            .last()
            .map(|request| (scene.route.name.clone(), request.clone()))
            .into_iter()
            .collect(),
        pump,
        free: Vec::new(),
    })
}

fn probe(
    context: &mut Context<'_>,
    limit: &std::sync::Arc<Limit>,
    scene: &Scene<'_>,
    name: &str,
    others: &[Scene<'_>],
    field: Option<&str>,
) -> Option<Probe> {
    let client = context.supply.client();
    let peer = context.supply.peer();
    let number = context.supply.number();
    let trusts = trusts_loopback(context.policy);
    let reserved = reserved_key(context, scene);
    let policy = context.policy;
    let fixed = |context: &mut Context<'_>, scene: &Scene<'_>, number: u32, same: bool| {
        let mut scene = scene.clone();
        if field.is_none() && same {
            scene.client = Some(if trusts { client } else { peer });
        }
        if let (Some(field), Caller::Token(recipe)) = (field, &mut scene.caller) {
            let declared = policy.principal.iter().find(|other| other.name == field);
            let value = declared.and_then(|declared| value_of(declared.kind, number));
            recipe.fields.extend(value.map(|value| (field.to_owned(), value)));
        }
        let mut request = context.request(&format!("{}: {name}", limit.name), &scene);
        if let (Some(index), Some(Credential::ApiKey { index: place, .. })) =
            (reserved.filter(|_| same), request.credentials.first_mut())
        {
            *place = index;
        }
        request
    };
    let mut pump = Vec::new();
    for _ in 0..count(limit) {
        pump.push(fixed(context, scene, number, true));
    }
    let mut refused = vec![(scene.route.name.clone(), fixed(context, scene, number, true))];
    for other in others.iter().filter(|other| other.route.name != scene.route.name) {
        refused.push((other.route.name.clone(), fixed(context, other, number, true)));
    }
    let another = context.supply.number();
    // Of a key that others use too, nobody knows how much is left.
    let shared = matches!(scene.caller, Caller::ApiKey { .. }) && reserved.is_none();
    let free = if shared { Vec::new() } else { vec![fixed(context, scene, another, false)] };
    Some(Probe {
        name: format!("{}: {name}", limit.name),
        limit: limit.clone(),
        pump,
        refused,
        free,
    })
}

/// A key that no other case uses.
fn reserved_key(context: &mut Context<'_>, scene: &Scene<'_>) -> Option<usize> {
    let Caller::ApiKey { scheme, roles } = &scene.caller else { return None };
    let pool = context.keys.api_keys.get(scheme)?;
    context.supply.reserved_key(scheme, roles, pool)
}

/// A value of a principal field that belongs to this number alone.
fn value_of(kind: PrincipalType, number: u32) -> Option<Value> {
    match kind {
        PrincipalType::Text => Some(json!(format!("p-{number}"))),
        PrincipalType::Uuid => Some(json!(format!("0195a3c0-7d10-7000-a000-{number:012x}"))),
        PrincipalType::Int => Some(json!(1_000_000 + i64::from(number))),
        PrincipalType::Time => Some(json!(1_000_000_000 + i64::from(number))),
        PrincipalType::Bool | PrincipalType::TextList | PrincipalType::Roles => None,
    }
}
