//! Routes: the tree that finds them, and what each stage has to know about one.

use std::collections::BTreeMap;
use std::sync::Arc;

use gatewright_core::policy::{
    AllowClause, Limit, LimitStage, Method, Policy, Route, Segment, Who,
};
use gatewright_core::refusal::allowed_methods;

use super::condition::condition;
use super::schema::Shared;
use super::{auth, limit, upstream};
use crate::target::envoy::lua::Lua;

/// A node of the tree of segments.
#[derive(Debug, Default)]
struct Node<'a> {
    literals: BTreeMap<&'a str, Node<'a>>,
    parameter: Option<Box<Node<'a>>>,
    routes: Vec<(usize, &'a Route)>,
}

/// The tree of all routes; a route's number is its place in the policy, from 1.
pub(in crate::target::envoy) fn tree(policy: &Policy, shared: &mut Shared) -> Lua {
    let mut root = Node::default();
    for (place, route) in policy.routes().enumerate() {
        let mut node = &mut root;
        for segment in &route.segments {
            node = match segment {
                Segment::Literal(text) => node.literals.entry(text).or_default(),
                Segment::Parameter(_) => node.parameter.get_or_insert_default(),
            };
        }
        node.routes.push((place + 1, route));
    }
    lower_node(&root, shared)
}

fn lower_node(node: &Node<'_>, shared: &mut Shared) -> Lua {
    let literals: Vec<(String, Lua)> = node
        .literals
        .iter()
        .map(|(text, child)| ((*text).to_owned(), lower_node(child, shared)))
        .collect();
    let parameter = node.parameter.as_ref().map(|child| lower_node(child, shared));
    Lua::table([
        ("literals", (!literals.is_empty()).then_some(Lua::Table(literals))),
        ("parameter", parameter),
        ("leaf", leaf(&node.routes, shared)),
    ])
}

/// The methods of a path, and its parameters' types, which all its routes share.
fn leaf(routes: &[(usize, &Route)], shared: &mut Shared) -> Option<Lua> {
    let (_, first) = routes.first()?;
    let by_method: BTreeMap<Method, usize> =
        routes.iter().map(|(number, route)| (route.method, *number)).collect();
    let number = |method: Method| {
        by_method
            .get(&method)
            .or_else(|| by_method.get(&Method::Get).filter(|_| method == Method::Head))
    };
    let answered: Vec<(Method, usize)> = Method::ALL
        .iter()
        .filter_map(|&method| number(method).map(|&number| (method, number)))
        .collect();
    let allow = allowed_methods(&routes.iter().map(|(_, route)| route.method).collect::<Vec<_>>());
    let methods =
        answered.iter().map(|(method, number)| (method.name().to_owned(), place(*number)));
    let parameters =
        first.segments.iter().enumerate().filter_map(|(index, segment)| match segment {
            Segment::Literal(_) => None,
            Segment::Parameter(parameter) => Some(Lua::table([
                ("position", Some(place(index + 1))),
                ("value", Some(shared.scalar(&parameter.kind))),
            ])),
        });
    let parameters = Lua::List(parameters.collect());
    Some(Lua::table([
        ("methods", Some(Lua::Table(methods.collect()))),
        ("allow", Some(Lua::text(allow))),
        ("parameters", Some(parameters)),
    ]))
}

fn place(number: usize) -> Lua {
    Lua::Int(i64::try_from(number).unwrap_or(i64::MAX))
}

/// The name of a route's class: its upstream and the jwt schemes that it reads.
pub(in crate::target::envoy) fn class(route: &Route) -> String {
    let upstream = route.upstream.as_ref().map_or("", |upstream| upstream.name.as_str());
    format!("{upstream}/{}", auth::jwt_schemes(route).join(","))
}

/// What the guard knows about a route.
pub(in crate::target::envoy) fn guarded(route: &Route) -> Lua {
    let before = |limit: &&Arc<Limit>| limit.stage() == LimitStage::BeforeAuthentication;
    let limits = route.limits.iter().filter(before).map(|limit| &limit.name);
    Lua::table([
        ("name", Some(Lua::text(&route.name))),
        ("class", Some(Lua::text(class(route)))),
        ("limits", Some(Lua::texts(limits))),
    ])
}

/// What the authentication stage knows about a route; `scheme` gives a scheme's number.
pub(in crate::target::envoy) fn authenticated(
    policy: &Policy,
    route: &Route,
    scheme: impl Fn(&str) -> Option<usize>,
) -> Lua {
    let limits = route.limits.iter().filter_map(|limit| limit::by_principal(limit)).collect();
    let schemes = route.auth.iter().filter_map(|used| scheme(&used.name));
    Lua::table([
        ("name", Some(Lua::text(&route.name))),
        ("open", auth::is_open(route).then_some(Lua::Bool(true))),
        ("auth", Some(Lua::List(schemes.map(|number| Lua::Shared("schemes", number)).collect()))),
        ("challenge", Some(Lua::text(auth::challenges(policy, route)))),
        ("limits", Some(Lua::List(limits))),
    ])
}

/// What the authorization stage knows about a route.
pub(in crate::target::envoy) fn authorized(route: &Route, shared: &mut Shared) -> Lua {
    let parameters =
        route.segments.iter().enumerate().filter_map(|(index, segment)| match segment {
            Segment::Literal(_) => None,
            Segment::Parameter(parameter) => Some(Lua::table([
                ("name", Some(Lua::text(&parameter.name))),
                ("position", Some(place(index + 1))),
            ])),
        });
    let parameters = Lua::List(parameters.collect());
    let deny = route.deny.iter().map(|clause| condition(&clause.when, shared)).collect();
    let allow = route.allow.iter().map(|clause| allow_clause(clause, shared)).collect();
    let query = route.query.as_ref().map(|schema| shared.schema(schema));
    // None is taken where the body is of a kind that the policy was refused for.
    let body = route.body.as_ref().and_then(|body| {
        Some(Lua::table([
            ("schema", Some(shared.schema(body.schema()?.object()?))),
            ("max", Some(Lua::Int(i64::try_from(body.max).unwrap_or(i64::MAX)))),
        ]))
    });
    let identity = if auth::is_open(route) { None } else { route.upstream.as_ref() };
    let identity =
        identity.map_or(Lua::List(Vec::new()), |upstream| upstream::identity(&upstream.identity));
    Lua::table([
        ("name", Some(Lua::text(&route.name))),
        ("open", auth::is_open(route).then_some(Lua::Bool(true))),
        ("parameters", Some(parameters)),
        ("query", query),
        ("deny", Some(Lua::List(deny))),
        ("allow", Some(Lua::List(allow))),
        ("body", body),
        ("identity", Some(identity)),
    ])
}

fn allow_clause(clause: &AllowClause, shared: &mut Shared) -> Lua {
    let (who, held_by) = match &clause.who {
        Who::Anyone => ("anyone", None),
        Who::Authenticated => ("authenticated", None),
        Who::Role { held_by, .. } => ("role", Some(Lua::texts(held_by))),
    };
    Lua::table([
        ("who", Some(Lua::text(who))),
        ("held_by", held_by),
        ("when", clause.when.as_ref().map(|when| condition(when, shared))),
    ])
}
