//! The last look: everything that is written stands in the checked policy.
//!
//! Whatever a step leaves out it reports, so a policy without findings is whole. Should that ever be wrong, a route or a
//! rule would be missing without a word; then nothing compiles.

use std::collections::{HashMap, HashSet};

use gatewright_core::policy::{
    Lifetime, Network, ObjectSchema, Policy, Route, TaggedUnion, Visibility,
};

use super::declarations::Declarations;
use super::route::overrides;
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::{
    self, ApiRuleKind, Ast, LifetimeClause, RouteClause, SchemaContent, SchemaPart, Value,
};

/// The policy, if it holds all that is written.
pub(super) fn check(
    policy: Policy,
    written: &Declarations<'_>,
    ast: &Ast,
) -> Result<Policy, Vec<Diagnostic>> {
    let counts = [
        (policy.targets.len(), written.targets.len()),
        (usize::from(policy.log.is_some()), written.logs.len()),
        (policy.alerts.len(), written.alerts.len()),
        (policy.tls.len(), written.tls.len()),
        (policy.upstreams.len(), written.upstreams.len()),
        (policy.roles.len(), written.roles.len()),
        (policy.schemes.len(), written.schemes.len()),
        (policy.step_ups.len(), written.step_ups.len()),
        (policy.limits.len(), written.limits.len()),
        (policy.cors.len(), written.cors.len()),
        (policy.enumerations.len(), written.enumerations.len()),
        (declared_schemas(&policy, written), written.schemas.len()),
        (policy.apis.len(), written.apis.len()),
        (usize::from(policy.response_headers.is_some()), written.headers.len()),
        (policy.tests.len(), written.tests.len()),
        (exchanges(&policy), written_exchanges(written)),
        (policy.nevers.len(), written.nevers.len()),
        (
            policy.nevers.iter().map(|never| never.claims.len()).sum(),
            written.nevers.iter().map(|never| never.claims.len()).sum(),
        ),
        (network_rules(&policy), written_network_rules(written)),
        (policy.principal.len(), written.principals.iter().map(|block| block.fields.len()).sum()),
    ];
    let whole = counts.iter().all(|(kept, stand)| kept == stand)
        && policy.apis.iter().zip(&written.apis).all(|(api, written)| {
            api.routes.len() == written.routes.len()
                && api.routes.iter().zip(&written.routes).all(|(route, one)| {
                    holds(route, one, written) && inherits(route, &written.lifetime)
                })
        });
    if whole {
        return Ok(policy);
    }
    Err(vec![
        Diagnostic::error(codes::CHECKER_FAULT, "the checker lost a part of this policy")
            .label(ast.header.span, "not compiled")
            .help("this is a fault of the compiler: please report it with the policy"),
    ])
}

/// How many of the written schemas the policy has, with all fields that they write themselves. Schemas that routes make
/// where they use them come on top.
fn declared_schemas(policy: &Policy, written: &Declarations<'_>) -> usize {
    let unions: HashMap<&str, &TaggedUnion> =
        policy.unions.iter().map(|union| (union.name.as_str(), &**union)).collect();
    let schemas: HashMap<&str, &ObjectSchema> =
        policy.schemas.iter().map(|schema| (schema.name.as_str(), &**schema)).collect();
    let is_whole = |written: &&&ast::Schema| {
        if let SchemaContent::OneOf(one_of) = &written.content {
            let union = unions.get(written.name.text.as_str());
            return union.is_some_and(|union| union.variants.len() == one_of.variants.len());
        }
        let schema = schemas.get(written.name.text.as_str());
        let fields: HashSet<&str> = schema
            .into_iter()
            .flat_map(|schema| schema.fields.iter().map(|field| field.name.as_str()))
            .collect();
        let has = |field: &ast::Field| fields.contains(field.name.text.as_str());
        let own: Vec<&ast::Field> = match &written.content {
            SchemaContent::Fields(fields) => fields.iter().collect(),
            SchemaContent::OneOf(_) => Vec::new(),
            SchemaContent::Sum(parts) => parts
                .iter()
                .flat_map(|part| match part {
                    SchemaPart::Reference(_) => [].as_slice(),
                    SchemaPart::Fields { fields, .. } => fields.as_slice(),
                })
                .collect(),
        };
        schema.is_some() && own.into_iter().all(has)
    };
    written.schemas.iter().filter(is_whole).count()
}

fn network_rules(policy: &Policy) -> usize {
    let Network { deny, allow, countries, limit } = &policy.network;
    let lists = usize::from(deny.is_some()) + usize::from(allow.is_some());
    lists + usize::from(countries.is_some()) + usize::from(limit.is_some())
}

fn written_network_rules(written: &Declarations<'_>) -> usize {
    let settings = written.networks.iter().flat_map(|block| &block.settings);
    settings.filter(|setting| setting.key.text != "trusted_proxies").count()
}

fn exchanges(policy: &Policy) -> usize {
    let cases = policy.tests.iter().flat_map(|test| &test.cases);
    cases.map(|case| case.exchanges.len()).sum()
}

fn written_exchanges(written: &Declarations<'_>) -> usize {
    let cases = written.tests.iter().flat_map(|test| &test.cases);
    cases.map(|case| case.exchanges.len()).sum()
}

/// How many things a block or list says.
fn entries(setting: &ast::Setting) -> usize {
    match &setting.value {
        Value::Block(block) => block.settings.len(),
        Value::List(list) => list.items.len(),
        Value::Name(_)
        | Value::Literal(_)
        | Value::Phrase(_)
        | Value::Remote(_)
        | Value::Split(_)
        | Value::Breaker(_)
        | Value::Rate(_) => 1,
    }
}

/// Whether a route holds each of its clauses, and what its api joins.
fn holds(route: &Route, written: &ast::Route, api: &ast::Api) -> bool {
    let count =
        |kind: fn(&RouteClause) -> bool| written.clauses.iter().filter(|one| kind(one)).count();
    let allow = count(|clause| matches!(clause, RouteClause::Allow(_)));
    let joined = |kind: ApiRuleKind| {
        let kept =
            |rule: &&ast::ApiRule| rule.kind == kind && !overrides(written, rule.key.text.as_str());
        api.rules.iter().filter(kept).count()
    };
    let deny = count(|clause| matches!(clause, RouteClause::Deny(_))) + joined(ApiRuleKind::Deny);
    let require =
        count(|clause| matches!(clause, RouteClause::Require(_))) + joined(ApiRuleKind::Require);
    let query = count(|clause| matches!(clause, RouteClause::Query(_)));
    let declared = count(|clause| matches!(clause, RouteClause::Declared(_)));
    let body = count(|clause| matches!(clause, RouteClause::Body(_)));
    let returns = count(|clause| matches!(clause, RouteClause::Returns(_)));
    let names = |of: fn(&RouteClause) -> Option<usize>| -> usize {
        written.clauses.iter().filter_map(of).sum()
    };
    let limits = names(|clause| {
        if let RouteClause::Limit(clause) = clause { Some(clause.names.len()) } else { None }
    });
    let step_ups = names(|clause| {
        if let RouteClause::StepUp(clause) = clause { Some(clause.names.len()) } else { None }
    });
    let cors = count(|clause| matches!(clause, RouteClause::Cors(_)));
    let others = written.clauses.iter().all(|clause| match clause {
        RouteClause::Hide(_) => route.visibility != Visibility::Shown,
        RouteClause::Auth(clause) => route
            .auth
            .iter()
            .map(|scheme| &scheme.name)
            .eq(clause.names.iter().map(|word| &word.text)),
        RouteClause::Upstream(clause) => {
            route.upstream.as_ref().is_some_and(|upstream| upstream.name == clause.name.text)
        }
        RouteClause::To(_) => route.transformation.path.is_some(),
        RouteClause::Lifetime(clause) => lives(&route.lifetime, clause),
        RouteClause::Send(setting) => route.transformation.sent.len() >= entries(setting),
        RouteClause::Drop(setting) => route.transformation.dropped.len() >= entries(setting),
        RouteClause::Allow(_)
        | RouteClause::Deny(_)
        | RouteClause::Require(_)
        | RouteClause::StepUp(_)
        | RouteClause::Query(_)
        | RouteClause::Declared(_)
        | RouteClause::Body(_)
        | RouteClause::Limit(_)
        | RouteClause::Returns(_)
        | RouteClause::Override(_)
        | RouteClause::Cors(_) => true,
    });
    allow > 0
        && others
        && route.allow.len() == allow
        && route.deny.len() == deny
        && route.require.len() == require
        && usize::from(route.query.is_some()) == query
        && route.declared().count() == declared
        && usize::from(route.body.is_some()) == body
        && usize::from(route.returns.is_some()) == returns
        && route.limits.len() >= limits
        && route.step_up.len() >= step_ups
        && (cors == 0 || route.cors.is_some())
}

/// Whether a route holds what its api says of its lifetime.
fn inherits(route: &Route, api: &[LifetimeClause]) -> bool {
    api.iter().all(|clause| lives(&route.lifetime, clause))
}

/// Whether a lifetime holds what the clause says of it, be it the api's or the route's own.
fn lives(lifetime: &Lifetime, written: &LifetimeClause) -> bool {
    match written {
        LifetimeClause::Deprecated { .. } => lifetime.deprecated.is_some(),
        LifetimeClause::Sunset { .. } => lifetime.sunset.is_some(),
        LifetimeClause::Successor { .. } => lifetime.successor.is_some(),
    }
}
