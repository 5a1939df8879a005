//! From the syntax tree to the checked policy: names, types, roles and conflicts.
//!
//! Every error is collected, in these steps, each of which reads what the ones before found:
//!
//! 1. `expand`: groups, written out where they are named;
//! 2. the policy's own line, `hosts`, `network` and `errors`;
//! 3. `principal`: what rules may ask about the caller;
//! 4. `role`: roles, closed over what they include;
//! 5. `scheme`: how callers prove who they are, and which fields and roles that gives;
//! 6. `limit` and `upstream`, which count by and tell principal fields;
//! 7. `types`: enums and schemas, each after the ones it contains;
//! 8. `condition`: names of conditions; what one means depends on the route that calls it;
//! 9. `api` and `route`: clauses joined with what the api gives, conditions typed and expanded;
//! 10. `conflict` and `limit_order`: routes that match one request, or contradict each other;
//! 11. `target`: what the declared gateways need;
//! 12. names that nothing uses;
//! 13. `completeness`: nothing that is written was lost;
//! 14. `reach`: what used files declare and nothing depends on is left out.

mod ambiguity;
mod api;
mod completeness;
mod condition;
mod conflict;
mod declarations;
mod distinct;
mod errors;
mod expand;
mod header;
mod host;
mod identity_header;
mod limit;
mod limit_order;
mod names;
mod network;
mod path;
mod policy_line;
mod principal;
mod reach;
mod remote;
mod role;
mod route;
mod scheme;
mod secret;
mod setting;
mod suggest;
mod target;
mod types;
mod upstream;

use std::collections::HashSet;

use gatewright_core::policy::Policy;

use crate::diagnostic::Diagnostic;
use crate::syntax::ast::Ast;
use condition::Declared;
use declarations::Declarations;

/// Checks a policy.
///
/// # Errors
///
/// Everything that is wrong with it, in the order of the text; at most 1,000 findings.
pub fn check(ast: &Ast) -> Result<Policy, Vec<Diagnostic>> {
    let mut findings = Vec::new();
    let expanded = expand::expand(ast, &mut findings);
    let ast = expanded.ast.as_ref();
    let written = Declarations::sort(ast, &mut findings);

    policy_line::check(&ast.header, &mut findings);
    let hosts = written.hosts.map(|setting| host::check(setting, &mut findings));
    let trusted_proxies = network::check(&written.networks, &mut findings);
    let detail = errors::check(&written.errors, &mut findings);
    let principal = principal::check(&written.principals, &mut findings);
    let roles = role::check(&written.roles, &mut findings);
    let schemes = scheme::check(&written.schemes, &principal, &roles, &mut findings);
    let limits = limit::check(&written.limits, &principal, &mut findings);
    let upstreams = upstream::check(&written.upstreams, &principal, &mut findings);
    let types = types::check(&written.enumerations, &written.schemas, &written.apis, &mut findings);
    let conditions = condition::declare(&written.conditions, &types, &mut findings);
    let declared = Declared {
        fields: &principal,
        roles: &roles,
        schemes: &schemes,
        types: &types,
        conditions: &conditions,
        groups: &expanded.groups,
    };
    let apis = api::check(&written.apis, &declared, &limits, &upstreams, &mut findings);
    let routes = apis.iter().flat_map(|api| &api.routes);
    conflict::check(routes.clone(), &mut findings);
    limit_order::check(routes, &mut findings);
    identity_header::check(&upstreams, &schemes, &apis, &mut findings);
    let targets = target::check(&written.targets, &mut findings);
    target::require_upstreams(&written.targets, &written.apis, &mut findings);
    expanded.groups.report_unused(&mut findings);
    roles.report_unused(&mut findings);
    schemes.report_unused(&mut findings);
    limits.report_unused(&mut findings);
    upstreams.report_unused(&mut findings);
    types.report_unused(&mut findings);
    conditions.report_unused(&mut findings);

    if !findings.is_empty() {
        expanded.explain(&mut findings);
        return Err(in_order(findings));
    }
    let (enumerations, schemas) = types.into_parts();
    let policy = Policy {
        name: ast.header.name.text.clone(),
        version: ast.header.version.text.clone(),
        digest: ast.digest.clone(),
        targets,
        hosts: hosts.unwrap_or_default(),
        trusted_proxies,
        principal: principal.iter().cloned().collect(),
        roles: roles.into_closed(),
        schemes: schemes.into_values().flatten().collect(),
        upstreams: upstreams.into_values().flatten().collect(),
        limits: limits.into_values().flatten().collect(),
        enumerations,
        schemas,
        apis,
        detail,
    };
    completeness::check(policy, &written, ast).map(reach::reached)
}

/// The most findings that are told: who has more begins with these.
const MOST: usize = 1_000;

/// Findings in the order of the text. A condition that several routes call is wrong once, not once a route.
fn in_order(findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut seen = HashSet::new();
    let mut findings: Vec<Diagnostic> = findings
        .into_iter()
        .filter(|finding| {
            let place = finding.labels.first().map(|label| label.span);
            seen.insert((finding.code, place, finding.message.clone()))
        })
        .collect();
    findings.sort_by_key(|finding| finding.labels.first().map(|label| label.span));
    findings.truncate(MOST);
    findings
}

#[cfg(test)]
mod tests;
