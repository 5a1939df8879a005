//! From the checked policy to the files.

use std::collections::BTreeMap;

use gatewright_core::policy::{LimitStage, Policy, SchemeKind, Target, TargetKind};

use super::escape::json_string;
use super::node::{Class, Config, RateLimit, Requirement};
use super::rule::{auth, limit, reply, route, upstream};
use super::{capability, print, script};
use crate::analysis::limit_order;
use crate::diagnostic::{Diagnostic, codes};
use crate::target::artifact::{Artifact, Artifacts, Secrecy};
use crate::target::{Fidelity, Material};

/// The files of the target.
pub(super) fn lower(policy: &Policy, material: &Material) -> Result<Artifacts, Vec<Diagnostic>> {
    let Some(target) = policy.targets.iter().find(|target| target.kind == TargetKind::Envoy) else {
        return Err(vec![Diagnostic::error(
            codes::TARGET_FAULT,
            "the policy declares no target `envoy`",
        )]);
    };
    let obstacles = obstacles(policy, material, target);
    if !obstacles.is_empty() {
        return Err(obstacles);
    }
    let config = config(policy, material, target)?;
    let broken = |error: tera::Error| {
        vec![Diagnostic::error(
            codes::TARGET_FAULT,
            format!("the files for envoy cannot be printed: {error}"),
        )]
    };
    let holds_secret = material.key_sets.values().any(auth::is_secret);
    let files = [
        ("envoy.json", print::config(&config).map_err(broken)?, holds_secret),
        ("guard.lua", print::script(&script::guard(policy)).map_err(broken)?, false),
        (
            "authenticate.lua",
            print::script(&script::authenticate(policy, material)).map_err(broken)?,
            !material.api_keys.is_empty(),
        ),
        ("authorize.lua", print::script(&script::authorize(policy)).map_err(broken)?, false),
    ];
    let files = files.into_iter().map(|(path, text, is_secret)| {
        let secrecy = if is_secret { Secrecy::Secret } else { Secrecy::Public };
        (path.to_owned(), Artifact { contents: text.into_bytes(), secrecy })
    });
    Ok(Artifacts { files: files.collect() })
}

/// What keeps the policy from being enforced. Accepting a gap in writing helps where a rule comes close and fails closed;
/// what Envoy cannot do at all has no such form here.
fn obstacles(policy: &Policy, material: &Material, target: &Target) -> Vec<Diagnostic> {
    let mut obstacles = Vec::new();
    for capability in capability::capabilities(policy) {
        let is_accepted = target.accepted_gaps.iter().any(|gap| gap.rule == capability.rule);
        let why = match capability.fidelity {
            Fidelity::Exact | Fidelity::Elsewhere(_) => continue,
            Fidelity::Approximate(_) if is_accepted => continue,
            Fidelity::Approximate(why) | Fidelity::Unsupported(why) | Fidelity::Absent(why) => why,
        };
        let message = format!("envoy cannot enforce `{}`", capability.rule);
        obstacles.push(
            Diagnostic::error(codes::NOT_ENFORCED, message)
                .label(capability.span, "asked for here")
                .note(why),
        );
    }
    for scheme in &policy.schemes {
        let is_there = match &scheme.kind {
            SchemeKind::Jwt(_) => material.key_sets.contains_key(&scheme.name),
            SchemeKind::ApiKey(_) => material.api_keys.contains_key(&scheme.name),
            // Refused before.
            SchemeKind::Mtls(_) | SchemeKind::Introspection(_) | SchemeKind::Basic(_) => false,
        };
        if !is_there {
            let message = format!("the keys of `{}` were not read", scheme.name);
            obstacles.push(Diagnostic::error(codes::MISSING_KEYS, message).label(scheme.span, ""));
        }
    }
    if target.listen.is_none() {
        let message = "the target `envoy` has no `listen`";
        obstacles.push(Diagnostic::error(codes::TARGET_FAULT, message).label(target.span, ""));
    }
    obstacles
}

/// The filters of a stage, in the order in which routes ask them.
fn filters(policy: &Policy, stage: LimitStage) -> Result<Vec<RateLimit>, Vec<Diagnostic>> {
    match limit_order::order(policy.routes(), stage) {
        Ok(ordered) => Ok(ordered.into_iter().map(|limit| limit::filter(limit)).collect()),
        Err(_) => Err(vec![Diagnostic::error(
            codes::TARGET_FAULT,
            "routes ask limits in contradicting orders, which the checker should have told",
        )]),
    }
}

fn config(
    policy: &Policy,
    material: &Material,
    target: &Target,
) -> Result<Config, Vec<Diagnostic>> {
    /// Room for more than any checked body, so that the policy's own limit answers first.
    const SLACK: u64 = 64 * 1024;
    let providers = policy.schemes.iter().filter_map(|scheme| match &scheme.kind {
        SchemeKind::Jwt(jwt) => {
            material.key_sets.get(&scheme.name).map(|keys| auth::provider(scheme, jwt, keys))
        }
        SchemeKind::ApiKey(_)
        | SchemeKind::Mtls(_)
        | SchemeKind::Introspection(_)
        | SchemeKind::Basic(_) => None,
    });
    let largest_body =
        policy.routes().filter_map(|route| route.body.as_ref()).map(|body| body.max).max();
    let (address, port) = target
        .listen
        .map_or_else(Default::default, |listen| (listen.ip().to_string(), listen.port()));
    Ok(Config {
        policy: json_string(&policy.name),
        version: json_string(&policy.version),
        digest: json_string(&policy.digest),
        address: json_string(&address),
        port,
        buffer: largest_body.unwrap_or_default().saturating_add(SLACK),
        classes: classes(policy),
        providers: providers.collect(),
        requirements: requirements(policy),
        client_limits: filters(policy, LimitStage::BeforeAuthentication)?,
        principal_limits: filters(policy, LimitStage::AfterAuthentication)?,
        replies: reply::replies(policy.detail),
        clusters: policy.upstreams.iter().map(|declared| upstream::cluster(declared)).collect(),
    })
}

/// The classes of routes, sorted by name.
fn classes(policy: &Policy) -> Vec<Class> {
    let mut classes = BTreeMap::new();
    for route in policy.routes() {
        let Some(upstream) = &route.upstream else { continue };
        let schemes = auth::jwt_schemes(route);
        let name = route::class(route);
        classes.entry(name.clone()).or_insert_with(|| Class {
            name: json_string(&name),
            cluster: json_string(&upstream.name),
            requirement: (!schemes.is_empty()).then(|| json_string(&schemes.join(","))),
        });
    }
    classes.into_values().collect()
}

/// The sets of jwt schemes that routes ask for, sorted by name.
fn requirements(policy: &Policy) -> Vec<Requirement> {
    let mut requirements = BTreeMap::new();
    for route in policy.routes() {
        let schemes = auth::jwt_schemes(route);
        if !schemes.is_empty() {
            let name = schemes.join(",");
            requirements.entry(name.clone()).or_insert_with(|| Requirement {
                name: json_string(&name),
                providers: schemes.iter().map(|scheme| json_string(scheme)).collect(),
            });
        }
    }
    requirements.into_values().collect()
}
