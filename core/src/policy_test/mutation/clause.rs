//! Changes of a route's clauses.

use super::condition::variants;
use super::{Mutant, Place};
use crate::policy::{
    AllowClause, Body, Carrier, DeclaredFields, PathParameter, Policy, Presence, Route, ScalarType,
    Segment, StringContent, Who,
};

/// Takes the route apart without `..`, so that whoever adds a clause has to say here how it can be lost.
pub(super) fn mutants(policy: &Policy, place: Place, route: &Route) -> Vec<Mutant> {
    let Route {
        name: _,
        method: _,
        segments: _,
        // Lost with what leaves.
        lifetime: _,
        // Lost for all routes at once.
        cors: _,
        upstream: _,
        auth: _,
        credential,
        // A limit or a step-up is lost for all routes at once.
        limits: _,
        step_up: _,
        // Lost with what leaves.
        visibility: _,
        allow: _,
        // Changed by `restriction`.
        deny: _,
        require: _,
        // Schemas are changed once for all routes.
        query: _,
        headers: _,
        cookies: _,
        body,
        // Lost with what leaves.
        transformation: _,
        returns: _,
        response_headers: _,
        span: _,
    } = route;
    let mut mutants = path(place, route);
    mutants.extend(schemes(place, route));
    mutants.extend(credential_needed(place, route, *credential));
    for (number, clause) in route.allow.iter().enumerate() {
        mutants.extend(allows(policy, place, route, number, clause));
    }
    mutants.extend(
        route.declared().map(|(carrier, fields)| undeclared(place, route, carrier, fields)),
    );
    mutants.extend(body.iter().map(|body| larger_body(place, route, body)));
    mutants
}

fn path(place: Place, route: &Route) -> Vec<Mutant> {
    let any_text = ScalarType::String {
        length: Default::default(),
        pattern: None,
        content: StringContent::Raw,
    };
    let parameters = route.segments.iter().filter_map(|segment| match segment {
        Segment::Literal(_) => None,
        Segment::Parameter(parameter) => Some(parameter),
    });
    let parameters = parameters.filter(|parameter| parameter.kind != any_text);
    let of = |PathParameter { name, span, .. }: &PathParameter| {
        let (wanted, any_text) = (name.clone(), any_text.clone());
        let change = format!("the parameter `{name}` takes any text");
        // Routes of one shape share their types.
        Mutant::new("route", change, *span, move |policy| {
            let Some(shape) = place.route(policy).map(|route| shape(route)) else { return };
            let routes = policy.apis.iter_mut().flat_map(|api| &mut api.routes);
            for route in routes.filter(|route| self::shape(route) == shape) {
                for segment in &mut route.segments {
                    if let Segment::Parameter(parameter) = segment
                        && parameter.name == wanted
                    {
                        parameter.kind = any_text.clone();
                    }
                }
            }
        })
    };
    parameters.map(of).collect()
}

fn shape(route: &Route) -> Vec<Option<String>> {
    let literal = |segment: &Segment| match segment {
        Segment::Literal(text) => Some(text.clone()),
        Segment::Parameter(_) => None,
    };
    route.segments.iter().map(literal).collect()
}

/// Where a credential may be left away, the change is that it may not.
fn credential_needed(place: Place, route: &Route, credential: Presence) -> Option<Mutant> {
    let rule = format!("{}/auth", route.name);
    let edit = move |policy: &mut Policy| {
        if let Some(route) = place.route(policy) {
            route.credential = Presence::Required;
            // Else no credential would be read.
            for clause in route.allow.iter_mut().filter(|clause| clause.who == Who::Anyone) {
                clause.who = Who::Authenticated;
            }
        }
    };
    match credential {
        Presence::Required => None,
        Presence::Optional => Some(Mutant::new(rule, "needs a credential", route.span, edit)),
    }
}

fn schemes(place: Place, route: &Route) -> Vec<Mutant> {
    if route.auth.len() < 2 {
        return Vec::new();
    }
    let of = |scheme: &str| {
        let wanted = scheme.to_owned();
        let change = format!("without the scheme `{scheme}`");
        Mutant::new(format!("{}/auth", route.name), change, route.span, move |policy| {
            if let Some(route) = place.route(policy) {
                route.auth.retain(|scheme| scheme.name != wanted);
            }
        })
    };
    behind(route, route.auth.iter().map(|scheme| of(&scheme.name)))
}

fn allows(
    policy: &Policy,
    place: Place,
    route: &Route,
    number: usize,
    clause: &AllowClause,
) -> Vec<Mutant> {
    let rule = format!("{}/allow", route.name);
    let change = |what: String, edit: Box<dyn Fn(&mut AllowClause)>| {
        Mutant::new(&rule, what, clause.span, move |policy| {
            let route = place.route(policy);
            if let Some(clause) = route.and_then(|route| route.allow.get_mut(number)) {
                edit(clause);
            }
        })
    };
    let mut mutants = vec![Mutant::new(&rule, "deleted", clause.span, move |policy| {
        if let Some(route) = place.route(policy) {
            route.allow.remove(number);
        }
    })];
    if let Some(when) = &clause.when {
        mutants.push(change("without its condition".into(), Box::new(|clause| clause.when = None)));
        for (what, when) in variants(when) {
            let edit = move |clause: &mut AllowClause| clause.when = Some(when.clone());
            mutants.push(change(what, Box::new(edit)));
        }
    }
    for (what, who) in wider(policy, &clause.who) {
        mutants.push(change(what, Box::new(move |clause| clause.who = who.clone())));
    }
    behind(route, mutants)
}

/// Everybody whom the clause could admit more.
fn wider(policy: &Policy, who: &Who) -> Vec<(String, Who)> {
    let anyone = ("admits anyone".to_owned(), Who::Anyone);
    match who {
        Who::Anyone => Vec::new(),
        Who::Authenticated => vec![anyone],
        Who::Role { name, .. } => {
            let role = policy.roles.iter().find(|role| role.name == *name);
            let implied = role.iter().flat_map(|role| &role.implies);
            let weaker = implied.filter(|implied| *implied != name).map(|weaker| {
                let holders = policy.roles.iter().filter(|role| role.implies.contains(weaker));
                let held_by = holders.map(|role| role.name.clone()).collect();
                (format!("admits `{weaker}`"), Who::Role { name: weaker.clone(), held_by })
            });
            let all = ("admits everybody with a credential".to_owned(), Who::Authenticated);
            weaker.chain([all, anyone]).collect()
        }
    }
}

/// Changes that only requests notice which come as far as the route.
fn behind(route: &Route, mutants: impl IntoIterator<Item = Mutant>) -> Vec<Mutant> {
    mutants.into_iter().map(|mutant| mutant.behind(route)).collect()
}

fn undeclared(place: Place, route: &Route, carrier: Carrier, fields: &DeclaredFields) -> Mutant {
    let rule = format!("{}/{}", route.name, carrier.word());
    Mutant::new(rule, "deleted", fields.span, move |policy| {
        let Some(route) = place.route(policy) else { return };
        match carrier {
            Carrier::Headers => route.headers = None,
            Carrier::Cookies => route.cookies = None,
        }
    })
    .behind(route)
}

fn larger_body(place: Place, route: &Route, body: &Body) -> Mutant {
    let rule = format!("{}/body.size", route.name);
    Mutant::new(rule, "takes one byte more", body.span, move |policy| {
        if let Some(body) = place.route(policy).and_then(|route| route.body.as_mut()) {
            body.max = body.max.saturating_add(1);
        }
    })
    .behind(route)
}
