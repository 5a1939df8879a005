//! One function a route: its checks in the order of the stages.

use gatewright_core::policy::{Condition, Policy, Presence, Route};
use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote};

use super::{
    answer, auth, authorize, body, declared, forward, identity, lifetime, limit, observe, query,
    question, router,
};
use crate::target::rust::names::{Kind, Names, auth_list};

/// The functions, and the one that calls them.
pub(in crate::target::rust) fn functions(policy: &Policy, names: &Names) -> TokenStream {
    let arms = policy.routes().map(|route| {
        let variant = names.get(Kind::Route, &route.name);
        let function = names.get(Kind::RouteGuard, &route.name);
        let parameters = router::read_parameters(route);
        let variables = || parameters.iter().map(|one| names.get(Kind::PathParameter, &one.name));
        let fields: Vec<TokenStream> = variables().map(|one| one.into_token_stream()).collect();
        let found = router::variant_with(&variant, &fields);
        let given = parameters.iter().zip(variables()).map(|(one, name)| router::given(one, &name));
        let wait = waits(route).then(|| quote!(.await));
        quote! {
            #found => self.#function(call, target, client, #(#given),*) #wait,
        }
    });
    let (functions, authorizations): (Vec<_>, Vec<_>) =
        policy.routes().map(|route| function(policy, route, names)).unzip();
    let route_type = router::route_type(policy);
    quote! {
        impl Policy {
            async fn guard(
                &self,
                route: #route_type,
                call: &mut gw::Call,
                target: &gw::Target<'_>,
                client: ::std::net::IpAddr,
            ) -> Result<gw::Identity, gw::Refusal> {
                match route {
                    #(#arms)*
                }
            }

            #(#functions)*
        }

        #(#authorizations)*
    }
}

/// Whether deciding on a request of the route may have to wait for something.
fn waits(route: &Route) -> bool {
    body::waits(route) || auth::waits(route) || limit::waits(route)
}

/// The function of a route, and that of its stage 10.
fn function(policy: &Policy, route: &Route, names: &Names) -> (TokenStream, TokenStream) {
    let function = names.get(Kind::RouteGuard, &route.name);
    let name = &route.name;
    let about = format!(" `{} {}`.", route.method.name(), route.template());
    let asynchronous = waits(route).then(|| quote!(async));
    let parameters = router::read_parameters(route).into_iter().map(|parameter| {
        let variable = names.get(Kind::PathParameter, &parameter.name);
        let kind = router::taken_type(parameter, names);
        quote!(#variable: #kind)
    });
    let limits_before = limit::before_authentication(route, names);
    let authenticate = (!route.auth.is_empty()).then(|| {
        let kind = match route.credential {
            Presence::Required => Kind::Authentication,
            Presence::Optional => Kind::Identification,
        };
        let function = names.get(kind, &auth_list(&route.auth));
        let wait = auth::waits(route).then(|| quote!(.await));
        quote!(let principal = self.#function(call, ROUTE)#wait?;)
    });
    let caller = observe::caller(policy, route);
    let limits_behind = limit::by_principal(policy, route, names);
    let query = query::check(route, names);
    let authorize::Checks { before_body, behind_body, of_question, .. } =
        authorize::checks(policy, route, names);
    let authorization = question::function(route, &of_question, names);
    // What waits for the body goes on with what is known before it.
    let before_body = if before_body.is_empty() || route.conditions().any(Condition::reads_body) {
        before_body
    } else {
        question::ask(route, names)
    };
    let body = body::check(route, names);
    let provide_body = body::provide(route);
    let answers = answer::begin(policy, route, names);
    let sunset = lifetime::check(route);
    let identity = identity::headers(policy, route, names);
    let sent = forward::sent(policy, route, names);
    let changes = forward::changes(route);
    let provide_principal = (!route.auth.is_empty()).then(|| match route.credential {
        Presence::Required => quote!(call.provide(principal);),
        Presence::Optional => quote!(if let Some(principal) = principal {
            call.provide(principal);
        }),
    });
    let provide_query = query::provide(route);
    let declared = declared::checks(route, names);
    let provide_declared = declared::provide(route);
    let guard = quote! {
        #[doc = #about]
        #asynchronous fn #function(
            &self,
            call: &mut gw::Call,
            target: &gw::Target<'_>,
            client: ::std::net::IpAddr,
            #(#parameters),*
        ) -> Result<gw::Identity, gw::Refusal> {
            const ROUTE: &str = #name;
            call.route = Some(ROUTE);
            #answers
            #sunset
            #(#limits_before)*
            #authenticate
            #caller
            #(#limits_behind)*
            #query
            #declared
            #before_body
            #body
            #behind_body
            #provide_body
            let identity = #identity #sent;
            #changes
            #provide_principal
            #provide_query
            #provide_declared
            Ok(identity)
        }
    };
    (guard, authorization)
}
