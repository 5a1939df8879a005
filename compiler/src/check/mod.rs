//! From the syntax tree to the checked policy: names, types, roles and conflicts.
//!
//! Every error is collected, in these steps, each of which reads what the ones before found. Of a policy with syntax errors
//! the readable part is checked alone, without a word about names that the rest may declare.
//!
//! 1. `expand`: parameters and groups, written out where they are named;
//! 2. the policy's own line, `hosts`, `network`, `headers` and `errors`;
//! 3. `principal`: what rules may ask about the caller;
//! 4. `role`: roles, closed over what they include;
//! 5. `scheme`: how callers prove who they are, and which fields and roles that gives;
//! 6. `limit` and `upstream`, which count by and tell principal fields, and `cors`;
//! 7. `types`: enums and schemas, each after the ones it contains;
//! 8. `condition`: names of conditions; what one means depends on the route that calls it;
//!    and `step_up`: what a caller's authentication is asked for;
//! 9. `api` and `route`: clauses joined with what the api gives, conditions typed and expanded;
//! 10. `conflict` and `limit_order`: routes that match one request, or contradict each other;
//! 11. `target`: what the declared gateways need;
//! 12. `test` and `claim`: what the policy says of single requests, and of all;
//! 13. names that nothing uses;
//! 14. `completeness`: nothing that is written was lost;
//! 15. `reach`: what used files declare and nothing depends on is left out.

mod alert;
mod ambiguity;
mod api;
pub mod caller;
mod claim;
mod completeness;
mod condition;
mod conflict;
mod cors;
mod country;
mod declarations;
mod derived_path;
mod distinct;
mod errors;
mod expand;
mod header;
mod header_list;
mod header_value;
mod host;
mod identity_header;
mod lifetime;
mod limit;
mod limit_order;
mod log;
mod names;
mod network;
mod path;
mod policy_line;
mod principal;
mod reach;
mod remote;
mod response_header;
mod role;
mod route;
mod rule;
mod scheme;
mod secret;
mod setting;
mod step_up;
pub(crate) mod suggest;
mod target;
mod test;
mod tls;
mod transformation;
mod types;
mod upstream;

use std::collections::HashSet;
use std::sync::Arc;

use gatewright_core::policy::{
    Alert, Api, Log, Never, Policy, ResponseHeaders, Span, Target, Test as PolicyTest,
};

use crate::diagnostic::{Diagnostic, codes};
use crate::source::SourceMap;
use crate::syntax::Readable;
use crate::syntax::ast::Ast;
use condition::{Cost, Declared};
use declarations::Declarations;
use errors::Errors;
use expand::Expanded;
use limit::Limits;
use principal::Fields;
use role::Roles;
use scheme::Schemes;
use step_up::StepUps;
use tls::Identities;
use types::{TypeParts, Types};
use upstream::Upstreams;

/// Checks a policy.
///
/// # Errors
///
/// Everything that is wrong with it, in the order of the text; at most 1,000 findings.
pub fn check(ast: &Ast) -> Result<Policy, Vec<Diagnostic>> {
    let mut findings = Vec::new();
    let Some(expanded) = expand::expand(&ast.declarations, &ast.assigned, &mut findings) else {
        return Err(in_order(findings));
    };
    let written = Declarations::sort(ast.header.span, &expanded.declarations, &mut findings);
    policy_line::check(&ast.header, &mut findings);
    let basis = Basis::check(&written, &mut findings);
    let rules = Rules::check(&written, &basis, &expanded, &mut findings);
    lifetime::check_successors(&written.apis, &mut findings);
    if !findings.is_empty() {
        expanded.explain(&mut findings);
        return Err(in_order(findings));
    }
    let TypeParts { enumerations, schemas, unions } = basis.types.into_parts();
    let policy = Policy {
        name: ast.header.name.text.clone(),
        version: ast.header.version.text.clone(),
        digest: ast.digest.clone(),
        targets: basis.targets,
        hosts: basis.hosts.unwrap_or_default(),
        trusted_proxies: basis.network.trusted_proxies,
        network: basis.network.network,
        principal: basis.principal.iter().cloned().collect(),
        roles: basis.roles.into_closed(),
        schemes: rules.schemes.into_values().flatten().collect(),
        tls: basis.identities.into_values().flatten().collect(),
        upstreams: rules.upstreams.into_values().flatten().collect(),
        step_ups: rules.step_ups.into_values().flatten().collect(),
        limits: rules.limits.into_values().flatten().collect(),
        cors: rules.cors.into_values().flatten().collect(),
        enumerations,
        schemas,
        unions,
        apis: rules.apis,
        response_headers: basis.headers,
        detail: basis.errors.detail,
        problem_types: basis.errors.types,
        upstream_errors: basis.errors.upstream,
        log: basis.log,
        alerts: rules.alerts,
        tests: rules.tests,
        nevers: rules.nevers,
    };
    completeness::check(policy, &written, ast).map(reach::reached)
}

/// What is wrong with the readable part of a policy that has syntax errors; nothing is said about what the unreadable
/// part may declare or use.
pub(crate) fn check_readable(readable: &Readable, sources: &SourceMap) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    let Some(expanded) = expand::expand(&readable.declarations, &[], &mut findings) else {
        return in_order(findings);
    };
    let written = Declarations::sort(Span::default(), &expanded.declarations, &mut findings);
    if let Some(header) = &readable.header {
        policy_line::check(header, &mut findings);
    }
    let basis = Basis::check(&written, &mut findings);
    if !readable.lost.has_principal() {
        Rules::check(&written, &basis, &expanded, &mut findings);
    }
    expanded.explain(&mut findings);
    findings.retain(|finding| {
        let place = finding.labels.first().map_or("", |label| sources.text(label.span));
        let may_be_lost = finding.code == codes::UNUSED_NAME.id
            || finding.code == codes::COUNTRY_UNKNOWN.id && readable.lost.has_network()
            || finding.code == codes::RECORDED_PRINCIPAL.id && readable.lost.has_schemes();
        !may_be_lost && !readable.lost.declares(place)
    });
    in_order(findings)
}

/// What stands by itself.
struct Basis<'a> {
    hosts: Option<Vec<String>>,
    network: network::Checked,
    headers: Option<Arc<ResponseHeaders>>,
    errors: Errors,
    log: Option<Log>,
    principal: Fields,
    roles: Roles<'a>,
    types: Types,
    identities: Identities,
    targets: Vec<Target>,
}

impl<'a> Basis<'a> {
    fn check(written: &Declarations<'a>, findings: &mut Vec<Diagnostic>) -> Basis<'a> {
        let identities = tls::check(&written.tls, findings);
        Basis {
            hosts: written.hosts.map(|setting| host::check(setting, findings)),
            network: network::check(&written.networks, findings),
            headers: response_header::check(&written.headers, findings),
            errors: errors::check(&written.errors, findings),
            log: log::check(&written.logs, findings),
            principal: principal::check(&written.principals, findings),
            roles: role::check(&written.roles, findings),
            types: types::check(&written.enumerations, &written.schemas, &written.apis, findings),
            targets: target::check(&written.targets, &identities, findings),
            identities,
        }
    }
}

/// What asks about the principal.
struct Rules {
    schemes: Schemes,
    step_ups: StepUps,
    limits: Limits,
    upstreams: Upstreams,
    cors: cors::Declared,
    apis: Vec<Api>,
    alerts: Vec<Alert>,
    tests: Vec<PolicyTest>,
    nevers: Vec<Never>,
}

impl Rules {
    fn check(
        written: &Declarations<'_>,
        basis: &Basis<'_>,
        expanded: &Expanded,
        findings: &mut Vec<Diagnostic>,
    ) -> Rules {
        let Expanded { groups, parameters, .. } = expanded;
        let Basis { principal, roles, types, headers, .. } = basis;
        let schemes = scheme::check(&written.schemes, principal, roles, findings);
        let limits = limit::check(&written.limits, principal, findings);
        let upstreams = upstream::check(&written.upstreams, principal, findings);
        let cors = cors::check(&written.cors, findings);
        let conditions = condition::declare(&written.conditions, types, findings);
        let no_step_up = step_up::none();
        let declared = Declared {
            fields: principal,
            roles,
            schemes: &schemes,
            types,
            conditions: &conditions,
            step_ups: &no_step_up,
            groups,
            parameters,
            cost: Cost::default(),
        };
        let step_ups = step_up::check(&written.step_ups, &declared, findings);
        let declared = Declared { step_ups: &step_ups, ..declared };
        let around = api::Around { limits: &limits, upstreams: &upstreams, cors: &cors, headers };
        let apis = api::check(&written.apis, &declared, &around, findings);
        let routes = || apis.iter().flat_map(|api| &api.routes);
        conflict::check(routes(), findings);
        limit_order::check(routes(), findings);
        identity_header::check(&upstreams, &schemes, &apis, findings);
        target::require_upstreams(&written.targets, &written.apis, findings);
        parameters.report_unused(findings);
        groups.report_unused(findings);
        let written_routes = written.apis.iter().map(|api| api.routes.len()).sum();
        let subject = test::Subject::new(&declared, &limits, &apis, written_routes);
        log::require_ids(&written.logs, principal, &schemes, findings);
        let alerts = alert::check(&written.alerts, principal, &subject, findings);
        let tests = test::check(&written.tests, &subject, findings);
        claim::mark_used(&written.nevers, &declared);
        let nevers = claim::check(&written.nevers, &declared, &apis, written_routes, findings);
        let readers = network::Readers {
            apis: &apis,
            written: written_routes,
            alerts: &alerts,
            nevers: &nevers,
        };
        network::check_countries_use(&basis.network, &readers, findings);
        roles.report_unused(findings);
        schemes.report_unused(findings);
        step_ups.report_unused(findings);
        limits.report_unused(findings);
        upstreams.report_unused(findings);
        basis.identities.report_unused(findings);
        cors.report_unused(findings);
        types.report_unused(findings);
        conditions.report_unused(findings);
        Rules { schemes, step_ups, limits, upstreams, cors, apis, alerts, tests, nevers }
    }
}

/// The most findings that are told: who has more begins with these.
pub(crate) const MOST: usize = 1_000;

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
