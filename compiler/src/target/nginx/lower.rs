//! The checked policy in the shape of nginx: the plan that the runtime reads, and the tree that the templates print.

use std::collections::BTreeSet;

use gatewright_core::policy::{
    Detail, Format, Policy, PrincipalType, SchemeKind, Span, TargetKind,
};
use gatewright_core::primitive::header::JOINED_THOUGH_SINGLE;
use gatewright_core::refusal::{Check, Refusal};

use super::rule::schema::Tables;
use super::rule::{limit, route, scheme};
use super::{capability, escape, node, plan};
use crate::diagnostic::{Diagnostic, codes};
use crate::target::Material;

/// Both halves of the artefacts.
#[derive(Debug)]
pub(super) struct Lowered {
    pub(super) site: node::Site,
    pub(super) plan: plan::Plan,
}

/// Lowers the policy.
///
/// # Errors
///
/// What nginx cannot hold, with its place.
pub(super) fn lower(policy: &Policy, material: &Material) -> Result<Lowered, Vec<Diagnostic>> {
    let mut problems = Vec::new();
    let zones = zones(policy, &mut problems);
    let schemes = schemes(policy, material, &mut problems);
    let site = site(policy, zones, &mut problems);
    let plan = plan(policy, schemes, &mut problems);
    match site {
        Some(site) if problems.is_empty() => Ok(Lowered { site, plan }),
        Some(_) | None => Err(problems),
    }
}

fn problem(span: Span, message: String) -> Diagnostic {
    Diagnostic::error(codes::NOT_ENFORCED, message).label(span, "")
}

/// One zone a limit. Where the policy accepts in writing that nginx cannot keep a limit, the next lower rate stands.
fn zones(policy: &Policy, problems: &mut Vec<Diagnostic>) -> Vec<node::Zone> {
    let mut zones = Vec::new();
    for (index, one) in policy.limits.iter().enumerate() {
        match limit::rate_below(one) {
            Some(rate) => zones.push(limit::zone(index + 1, one, rate)),
            None => problems.push(problem(
                one.span,
                format!("nginx keeps no rate as low as `limit.{}`", one.name),
            )),
        }
    }
    zones
}

fn schemes(
    policy: &Policy,
    material: &Material,
    problems: &mut Vec<Diagnostic>,
) -> Vec<plan::Scheme> {
    let mut schemes = Vec::new();
    for one in &policy.schemes {
        let lowered = match &one.kind {
            SchemeKind::Jwt(jwt) => material
                .key_sets
                .get(&one.name)
                .map(|keys| plan::Scheme::Jwt(scheme::jwt(policy, one, jwt, keys))),
            SchemeKind::ApiKey(key) => {
                let file = material.api_keys.get(&one.name).zip(key.from.header());
                file.map(|(file, header)| {
                    plan::Scheme::ApiKey(scheme::api_key(policy, one, header, file))
                })
            }
            // Refused before.
            SchemeKind::Mtls(_) | SchemeKind::Introspection(_) | SchemeKind::Basic(_) => None,
        };
        match lowered {
            Some(scheme) => schemes.push(scheme),
            None => problems.push(
                Diagnostic::error(
                    codes::MISSING_KEYS,
                    format!("the keys of `auth {}` were not given", one.name),
                )
                .label(one.span, ""),
            ),
        }
    }
    schemes
}

fn site(
    policy: &Policy,
    zones: Vec<node::Zone>,
    problems: &mut Vec<Diagnostic>,
) -> Option<node::Site> {
    let target = policy.targets.iter().find(|target| target.kind == TargetKind::Nginx);
    let span = target.map_or_else(Span::default, |target| target.span);
    let listen = target.and_then(|target| target.listen);
    if listen.is_none() {
        problems.push(problem(span, "`target nginx` has no `listen`".to_owned()));
    }
    let mut upstreams = Vec::new();
    for (index, upstream) in policy.upstreams.iter().enumerate() {
        let host = match upstream.host.parse::<std::net::Ipv6Addr>() {
            Ok(address) => format!("[{address}]"),
            Err(_) => upstream.host.clone(),
        };
        match escape::quoted_without_variables(&format!("{host}:{}", upstream.port)) {
            Some(server) => upstreams.push(node::Upstream { number: index + 1, server }),
            None => problems
                .push(problem(upstream.span, format!("nginx cannot write the host `{host}`"))),
        }
    }
    let mut identity = Vec::new();
    for (index, name) in policy.identity_header_names().iter().enumerate() {
        match escape::quoted(name) {
            Some(name) => identity.push(node::IdentityHeader { number: index + 1, name }),
            None => problems.push(problem(span, format!("nginx cannot write the header `{name}`"))),
        }
    }
    let mut credentials = Vec::new();
    for (index, name) in scheme::credential_headers(policy).iter().enumerate() {
        match (escape::quoted(name), escape::header_variable(name)) {
            (Some(name), Some(variable)) => {
                credentials.push(node::Credential { number: index + 1, name, variable })
            }
            (None, _) | (_, None) => {
                problems.push(problem(span, format!("nginx does not read the header `{name}`")));
            }
        }
    }
    for route in policy.routes() {
        match &route.body {
            Some(body) if body.max > capability::LARGEST_BODY => problems.push(problem(
                body.span,
                format!(
                    "`{}` takes a body of {} bytes, and njs checks at most {}",
                    route.name,
                    body.max,
                    capability::LARGEST_BODY
                ),
            )),
            Some(_) | None => {}
        }
        if route.upstream.is_none() {
            problems.push(problem(
                route.span,
                format!("`{}` has no upstream, which a gateway needs", route.name),
            ));
        }
    }
    // The problem document of an internal error is always the same: the last resort.
    let statuses: BTreeSet<u16> = Check::ALL
        .iter()
        .map(|check| check.status().code())
        .filter(|status| *status != Refusal::internal().status().code())
        .collect();
    let last_resort =
        escape::quoted_without_variables(&Refusal::internal().problem_document(policy.detail))?;
    Some(node::Site {
        provenance: node::Provenance {
            policy: escape::comment(&policy.name),
            version: escape::comment(&policy.version),
            digest: escape::comment(&policy.digest),
        },
        listen: listen?.to_string(),
        upstreams,
        zones,
        bodies: bodies(policy),
        identity,
        credentials,
        statuses: statuses.into_iter().collect(),
        last_resort,
    })
}

/// One location for each size. A chunk of one byte takes six on the wire, and a slack holds the rest of the framing.
fn bodies(policy: &Policy) -> Vec<node::Body> {
    let sizes: BTreeSet<u64> =
        policy.routes().filter_map(|route| route.body.as_ref()).map(|body| body.max).collect();
    sizes
        .into_iter()
        .map(|max| node::Body { max, buffer: max.saturating_mul(6).saturating_add(16_384) })
        .collect()
}

fn plan(policy: &Policy, schemes: Vec<plan::Scheme>, problems: &mut Vec<Diagnostic>) -> plan::Plan {
    let mut tables = Tables::default();
    let uuid = tables.format(Format::Uuid);
    let mut routes = Vec::new();
    for (number, one) in policy.routes().enumerate() {
        let upstream = one.upstream.as_ref().and_then(|upstream| {
            policy.upstreams.iter().position(|known| known.name == upstream.name)
        });
        match upstream {
            Some(index) => routes.push(route::lower(policy, number, one, index + 1, &mut tables)),
            None => problems
                .push(problem(one.span, format!("the upstream of `{}` is not declared", one.name))),
        }
    }
    plan::Plan {
        policy: policy.name.clone(),
        version: policy.version.clone(),
        digest: policy.digest.clone(),
        detail: match policy.detail {
            Detail::Minimal => "minimal",
            Detail::Full => "full",
        },
        hosts: policy.hosts.clone(),
        trusted_proxies: policy.trusted_proxies.iter().map(plan::Network::from).collect(),
        single_headers: policy.single_valued_headers(),
        joined_though_single: &JOINED_THOUGH_SINGLE,
        principal: policy.principal.iter().map(|field| field.name.clone()).collect(),
        id_field: policy
            .principal
            .iter()
            .find(|field| field.name == "id" && field.kind == PrincipalType::Text)
            .map(|field| field.name.clone()),
        roles_field: policy
            .principal
            .iter()
            .find(|field| field.kind == PrincipalType::Roles)
            .map(|field| field.name.clone()),
        credentials: scheme::credential_headers(policy),
        tree: route::tree(policy),
        routes,
        schemes,
        limits: policy
            .limits
            .iter()
            .enumerate()
            .map(|(index, one)| limit::lower(index + 1, one))
            .collect(),
        schemas: tables.schemas,
        types: tables.types,
        patterns: tables.patterns,
        uuid,
    }
}
