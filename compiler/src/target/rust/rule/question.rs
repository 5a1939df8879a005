//! Stage 10 of each route as a function of its own, and `Policy::authorize`, which asks it of a caller that is known.

use std::collections::BTreeMap;

use gatewright_core::policy::{Condition, Policy, Presence, Route, Source};
use gatewright_core::refusal::challenges;
use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::alike::{Alike, Functions};
use super::authorize::Checks;
use super::{condition, cors, query, router};
use crate::target::rust::names::{Kind, Names, auth_list};

/// What the conditions of a route read besides the call.
struct Read {
    client: bool,
    query: bool,
}

impl Read {
    fn of(route: &Route) -> Read {
        let operands = condition::operands_of(route);
        let reads = |is: fn(&Source) -> bool| operands.iter().any(|source| is(source));
        Read {
            client: reads(|source| matches!(source, Source::ClientIp))
                || route.conditions().any(reads_networks),
            query: reads(|source| matches!(source, Source::Query(_))),
        }
    }
}

fn reads_networks(condition: &Condition) -> bool {
    let mut reads = false;
    condition.visit_joined(&mut |joined| reads |= matches!(joined, Condition::InNetworks { .. }));
    reads
}

/// The function that asks what `checks` says; nothing where that asks nothing.
pub(super) fn function(
    route: &Route,
    checks: &TokenStream,
    function: &Ident,
    names: &Names,
) -> TokenStream {
    if checks.is_empty() {
        return TokenStream::new();
    }
    let Read { client, query } = Read::of(route);
    let client = client.then(|| quote!(client: ::std::net::IpAddr,));
    let query = route.query.as_ref().filter(|_| query).map(|schema| {
        let kind = names.get(Kind::Type, &schema.name);
        quote!(query: &schema::#kind,)
    });
    let principal = (!route.auth.is_empty()).then(|| match route.credential {
        Presence::Required => quote!(principal: &Principal,),
        Presence::Optional => quote!(principal: Option<&Principal>,),
    });
    let parameters = router::read_parameters(route).into_iter().map(|parameter| {
        let variable = names.get(Kind::PathParameter, &parameter.name);
        let kind = router::taken_type(parameter, names);
        quote!(#variable: #kind)
    });
    quote! {
        fn #function(
            route: &'static Route,
            call: &gw::Call,
            #client
            #query
            #principal
            #(#parameters),*
        ) -> Result<(), gw::Refusal> {
            #checks
            Ok(())
        }
    }
}

/// The call of that function where a request is decided on, and its principal is one of its own.
pub(super) fn ask(route: &Route, function: &Ident, names: &Names) -> TokenStream {
    let principal = (!route.auth.is_empty()).then(|| match route.credential {
        Presence::Required => quote!(&principal,),
        Presence::Optional => quote!(principal.as_deref(),),
    });
    let variables = router::read_parameters(route)
        .into_iter()
        .map(|parameter| names.get(Kind::PathParameter, &parameter.name));
    call(route, principal, variables.map(|variable| quote!(#variable)), function)
}

fn call(
    route: &Route,
    principal: Option<TokenStream>,
    parameters: impl Iterator<Item = TokenStream>,
    function: &Ident,
) -> TokenStream {
    let Read { client, query } = Read::of(route);
    let client = client.then(|| quote!(client,));
    let query = (query && route.query.is_some()).then(|| quote!(&query,));
    quote!(#function(route, call, #client #query #principal #(#parameters),*)?;)
}

/// `Policy::authorize`, and whose callers each `auth` list takes.
pub(in crate::target::rust) fn questions(
    policy: &Policy,
    alike: &Alike<'_>,
    names: &Names,
) -> TokenStream {
    let arms = alike.groups().iter().map(|group| {
        let route = group.first;
        let found = router::found_pattern(route, names);
        let checks = super::authorize::checks(policy, route, names);
        let answer = answer(route, &checks, &group.functions(names), names);
        quote!(#found => { #answer })
    });
    let find = if cors::is_used(policy) {
        quote! {
            let found = match find(method, &target, call)? {
                Found::Route(found) => found,
                // It is asked before anybody is known.
                Found::Preflight(page) => return Ok(page.route),
            };
        }
    } else {
        quote!(let found = find(method, &target)?;)
    };
    let lists = lists(policy, names);
    quote! {
        impl Policy {
            /// Whether a request of this caller would pass `deny`, `require`, `allow` and `step_up`, so far as its body does not
            /// matter, and the route that it is about. Nobody's credential is looked for, no limit is asked, and what else a
            /// request has to be is not looked at; a preflight asks nothing of its caller.
            ///
            /// # Errors
            ///
            /// What such a request would be refused with; what a credential of a scheme that the route does not take would be
            /// refused with too.
            pub fn authorize(
                &self,
                question: &gw::Question,
                caller: Option<&Principal>,
            ) -> Result<&'static str, gw::Refusal> {
                let call = question.call();
                let (method, target) = (call.known_method()?, question.target()?);
                #find
                match found {
                    #(#arms)*
                }
            }
        }

        #lists
    }
}

/// What is answered where a route has been found.
pub(super) fn answer(
    route: &Route,
    checks: &Checks,
    functions: &Functions,
    names: &Names,
) -> TokenStream {
    let principal = (!route.auth.is_empty()).then(|| {
        let known = names.get(Kind::Caller, &auth_list(&route.auth));
        match route.credential {
            Presence::Required => quote!(let principal = #known(caller, route.name)?;),
            Presence::Optional => quote!(let principal = #known(caller, route.name).ok();),
        }
    });
    if checks.of_question.is_empty() {
        return quote!(#principal Ok(route.name));
    }
    let Read { client, query } = Read::of(route);
    let client = client.then(|| quote!(let client = call.client_address(TRUSTED_PROXIES)?;));
    let query = query.then(|| {
        let query = query::check(route, names);
        quote!(let target = &target; #query)
    });
    let parameters = router::read_parameters(route).into_iter();
    let given =
        parameters.map(|one| router::given(one, &names.get(Kind::PathParameter, &one.name)));
    let passed = principal.as_ref().map(|_| quote!(principal,));
    let ask = call(route, passed, given, &functions.authorize);
    quote! {
        #principal
        #client
        #query
        #ask
        Ok(route.name)
    }
}

/// Whose callers the `auth` lists take: one function a list.
fn lists(policy: &Policy, names: &Names) -> TokenStream {
    let asking = policy.routes().filter(|route| !route.auth.is_empty());
    let lists: BTreeMap<String, &Route> =
        asking.map(|route| (auth_list(&route.auth), route)).collect();
    let functions = lists.iter().map(|(name, route)| {
        let (function, list) = (names.get(Kind::Caller, name), &route.auth);
        let schemes = list.iter().map(|scheme| names.get(Kind::Scheme, &scheme.name));
        let challenges = challenges(list.iter().map(AsRef::as_ref), &policy.name);
        quote! {
            fn #function<'c>(
                caller: Option<&'c Principal>,
                route: &'static str,
            ) -> Result<&'c Principal, gw::Refusal> {
                caller
                    .filter(|caller| matches!(caller.scheme, #(Scheme::#schemes)|*))
                    .ok_or_else(|| gw::Refusal::no_credential(route, #challenges))
            }
        }
    });
    quote!(#(#functions)*)
}
