//! Routes that are guarded alike: one function guards them all, and is told what each has to itself.
//!
//! What a route has to itself is its name, whom it allows by role alone, and the type of a body that no condition reads. Most
//! routes of a large policy differ in nothing else, and a function for each would be most of what rustc has to read.

use std::collections::BTreeMap;
use std::sync::Arc;

use gatewright_core::policy::{
    Limit, Policy, Presence, ResponseHeaders, Route, Scheme, Transformation, Upstream, Visibility,
};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::{answer, authorize, body, principal, question, route};
use crate::target::rust::names::{Kind, Names};

/// How many routes a comment names.
const NAMED: usize = 4;

/// The routes of a policy, those together that are guarded alike.
pub(in crate::target::rust) struct Alike<'p> {
    groups: Vec<Group<'p>>,
    /// The place of each route's group, by the route's name.
    places: BTreeMap<&'p str, usize>,
    told: Told,
}

/// Routes that are guarded alike.
pub(super) struct Group<'p> {
    /// The one that is written first, after which what they share is named.
    pub(super) first: &'p Route,
    routes: Vec<&'p Route>,
}

/// All that the functions of a plain route depend on, so that they need not be printed to be compared. What is referred to
/// is told by where it stands in memory.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Facts {
    auth: Vec<*const Scheme>,
    limits: Vec<*const Limit>,
    upstream: Option<*const Upstream>,
    response_headers: Option<*const ResponseHeaders>,
    has_body: bool,
}

impl Facts {
    /// Nothing of a route that is not plain: it says more than whose credentials it takes, which roles it allows, and what
    /// body it reads.
    fn of(route: &Route) -> Option<Facts> {
        // Named one by one: what is added to routes has to be thought of here.
        let Route {
            name: _,
            method: _,
            segments: _,
            lifetime,
            cors: None,
            upstream,
            transformation: Transformation { path: None, sent, dropped },
            auth,
            credential: Presence::Required,
            limits,
            allow,
            deny,
            require,
            step_up,
            visibility: Visibility::Shown,
            query: None,
            headers: None,
            cookies: None,
            body,
            returns: None,
            response_headers,
            span: _,
        } = route
        else {
            return None;
        };
        let is_plain = lifetime.is_empty()
            && sent.is_empty()
            && dropped.is_empty()
            && allow.iter().all(|clause| clause.when.is_none() && authorize::is_role(&clause.who))
            && deny.is_empty()
            && require.is_empty()
            && step_up.is_empty()
            && body.is_some() == body::told(route).is_some();
        is_plain.then(|| Facts {
            auth: auth.iter().map(Arc::as_ptr).collect(),
            limits: limits.iter().map(Arc::as_ptr).collect(),
            upstream: upstream.as_ref().map(Arc::as_ptr),
            response_headers: response_headers.as_ref().map(Arc::as_ptr),
            has_body: body.is_some(),
        })
    }
}

/// What any guard of the policy has to be told.
#[derive(Clone, Copy, Debug, Default)]
struct Told {
    allow: bool,
    body: bool,
}

/// The identifiers of the functions of routes that are guarded alike.
pub(super) struct Functions {
    pub(super) guard: Ident,
    pub(super) authorize: Ident,
}

impl<'p> Alike<'p> {
    pub(in crate::target::rust) fn of(policy: &'p Policy, names: &Names) -> Alike<'p> {
        // The same for all, so that only what they do is compared.
        let functions =
            Functions { guard: format_ident!("guard"), authorize: format_ident!("authorize") };
        let (mut groups, mut places): (Vec<Group<'p>>, _) = (Vec::new(), BTreeMap::new());
        let (mut by_code, mut by_facts) = (BTreeMap::new(), BTreeMap::new());
        let mut told = Told::default();
        for route in policy.routes() {
            told.allow |= authorize::allowed(route).is_some();
            told.body |= body::told(route).is_some();
            let facts = Facts::of(route).filter(|_| !answer::is_of_route(policy, route));
            let known = facts.as_ref().and_then(|facts| by_facts.get(facts).copied());
            let place = known.unwrap_or_else(|| {
                let checks = authorize::checks(policy, route, names);
                let function = route::function(policy, route, &checks, &functions, names);
                let answer = question::answer(route, &checks, &functions, names);
                let code = quote!(#function #answer).to_string();
                *by_code.entry(code).or_insert_with(|| {
                    groups.push(Group { first: route, routes: Vec::new() });
                    groups.len() - 1
                })
            });
            if let Some(facts) = facts {
                by_facts.insert(facts, place);
            }
            places.insert(route.name.as_str(), place);
            if let Some(group) = groups.get_mut(place) {
                group.routes.push(route);
            }
        }
        Alike { groups, places, told }
    }

    /// The names after which what they share is named.
    pub(in crate::target::rust) fn first_names(&self) -> impl Iterator<Item = &'p str> + Clone {
        self.groups.iter().map(|group| group.first.name.as_str())
    }

    pub(super) fn groups(&self) -> &[Group<'p>] {
        &self.groups
    }

    /// The route after which the group of this one is named.
    pub(super) fn first(&self, route: &'p Route) -> &'p Route {
        let group = self.places.get(route.name.as_str()).and_then(|place| self.groups.get(*place));
        group.map_or(route, |group| group.first)
    }

    /// The type of what a guard is told.
    pub(super) fn route_type(&self) -> TokenStream {
        let allow = self.told.allow.then(|| {
            quote! {
                /// Whom it allows by role alone.
                allow: Roles,
            }
        });
        let body = self.told.body.then(|| {
            quote! {
                /// The body that no condition reads.
                body: gw::JsonBody,
            }
        });
        quote! {
            /// What a route has to itself among those that are guarded alike.
            struct Route {
                /// Its name.
                name: &'static str,
                #allow
                #body
            }
        }
    }

    /// What its guard is told of a route.
    pub(super) fn route(&self, policy: &Policy, route: &Route, names: &Names) -> TokenStream {
        let name = &route.name;
        let allow = self.told.allow.then(|| {
            let allowed = authorize::allowed(route).unwrap_or_default();
            let roles = policy.roles.iter().map(|role| &role.name);
            let roles: Vec<String> =
                roles.filter(|role| allowed.contains(role.as_str())).cloned().collect();
            let roles = principal::holders_of(policy, &roles, names);
            quote!(allow: #roles,)
        });
        let body = self.told.body.then(|| {
            let body = body::told(route).map(|body| body.printed(names));
            let body = body.unwrap_or_else(|| quote!(gw::JsonBody::NONE));
            quote!(body: #body,)
        });
        quote!(Route { name: #name, #allow #body })
    }
}

impl Group<'_> {
    pub(super) fn functions(&self, names: &Names) -> Functions {
        let name = &self.first.name;
        Functions {
            guard: names.get(Kind::RouteGuard, name),
            authorize: names.get(Kind::Authorization, name),
        }
    }

    /// Which routes they are, as a comment.
    pub(super) fn about(&self) -> String {
        let named = self.routes.iter().take(NAMED);
        let named: Vec<String> =
            named.map(|route| format!("`{} {}`", route.method.name(), route.template())).collect();
        let named = named.join(", ");
        match self.routes.len().saturating_sub(NAMED) {
            0 => format!(" {named}."),
            more => format!(" {named} and {more} more."),
        }
    }
}
