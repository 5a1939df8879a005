//! Changes of what a policy declares outside of its routes.

use std::sync::Arc;

use super::condition::variants;
use super::{Mutant, cors, network};
use crate::policy::{Condition, Limit, Policy, Span, StepUp};

/// Takes the policy apart without `..`, so that whoever adds a declaration has to say here how it can be lost.
pub(super) fn mutants(policy: &Policy) -> Vec<Mutant> {
    let Policy {
        name: _,
        version: _,
        digest: _,
        targets: _,
        hosts,
        trusted_proxies,
        network,
        // Lost with the clauses that read or name them.
        principal: _,
        roles: _,
        schemes: _,
        // No test sees a connection, nor how long somebody is waited for.
        tls: _,
        // Lost with what leaves.
        upstreams: _,
        step_ups,
        limits,
        cors,
        enumerations: _,
        schemas: _,
        unions: _,
        apis: _,
        // Lost with what leaves.
        response_headers: _,
        detail: _,
        problem_types: _,
        upstream_errors: _,
        // What is told of decisions is none.
        log: _,
        alerts: _,
        tests: _,
        nevers: _,
    } = policy;
    let mut mutants = Vec::new();
    if !hosts.is_empty() {
        let edit = |policy: &mut Policy| policy.hosts.clear();
        mutants.push(Mutant::new("host", "answers every host", Span::default(), edit));
    }
    if !trusted_proxies.is_empty() {
        let edit = |policy: &mut Policy| policy.trusted_proxies.clear();
        let what = "trusts no proxy";
        mutants.push(Mutant::new("network.trusted_proxies", what, Span::default(), edit));
    }
    mutants.extend(network::mutants(network));
    for limit in limits {
        mutants.push(without(limit));
        mutants.push(one_more(limit));
    }
    for step_up in step_ups {
        mutants.push(without_step_up(step_up));
        for (change, condition) in variants(&step_up.condition) {
            mutants.push(other_step_up(step_up, change, condition));
        }
    }
    mutants.extend(cors.iter().flat_map(|cors| cors::mutants(cors)));
    mutants
}

fn without_step_up(step_up: &StepUp) -> Mutant {
    let name = step_up.name.clone();
    Mutant::new(format!("step_up.{name}"), "deleted", step_up.span, move |policy| {
        for route in policy.apis.iter_mut().flat_map(|api| &mut api.routes) {
            route.step_up.retain(|step_up| step_up.name != name);
        }
    })
}

fn other_step_up(step_up: &StepUp, change: String, condition: Condition) -> Mutant {
    let name = step_up.name.clone();
    Mutant::new(format!("step_up.{name}"), change, step_up.span, move |policy| {
        for route in policy.apis.iter_mut().flat_map(|api| &mut api.routes) {
            for step_up in route.step_up.iter_mut().filter(|step_up| step_up.name == name) {
                Arc::make_mut(step_up).condition = condition.clone();
            }
        }
    })
}

fn without(limit: &Limit) -> Mutant {
    let name = limit.name.clone();
    Mutant::new(format!("limit.{name}"), "deleted", limit.span, move |policy| {
        for route in policy.apis.iter_mut().flat_map(|api| &mut api.routes) {
            route.limits.retain(|limit| limit.name != name);
        }
    })
}

fn one_more(limit: &Limit) -> Mutant {
    let name = limit.name.clone();
    Mutant::new(
        format!("limit.{name}"),
        "admits one more back to back",
        limit.span,
        move |policy| {
            for route in policy.apis.iter_mut().flat_map(|api| &mut api.routes) {
                for limit in route.limits.iter_mut().filter(|limit| limit.name == name) {
                    Arc::make_mut(limit).burst += 1;
                }
            }
        },
    )
}
