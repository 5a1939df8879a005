//! One function a route: its checks in the order of the stages.

use gatewright_core::policy::{Condition, Policy, Presence, Route};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::alike::{Alike, Functions};
use super::{
    answer, auth, authorize, body, declared, forward, identity, lifetime, limit, observe, query,
    question, router,
};
use crate::target::rust::names::{Kind, Names, auth_list};

/// The functions, and the one that calls them.
pub(in crate::target::rust) fn functions(
    policy: &Policy,
    alike: &Alike<'_>,
    names: &Names,
) -> TokenStream {
    let arms = alike.groups().iter().map(|group| {
        let route = group.first;
        let function = group.functions(names).guard;
        let parameters = router::read_parameters(route);
        let found = router::found_pattern(route, names);
        let given = parameters
            .iter()
            .map(|one| router::given(one, &names.get(Kind::PathParameter, &one.name)));
        let wait = waits(route).then(|| quote!(.await));
        quote! {
            #found => self.#function(route, call, target, client, #(#given),*) #wait,
        }
    });
    let functions = alike.groups().iter().map(|group| {
        let checks = authorize::checks(policy, group.first, names);
        let functions = group.functions(names);
        function(policy, group.first, &checks, &functions, names).documented(&group.about())
    });
    let (functions, authorizations): (Vec<_>, Vec<_>) = functions.unzip();
    let found_type = router::guarded_type(policy);
    quote! {
        impl Policy {
            async fn guard(
                &self,
                found: #found_type,
                call: &mut gw::Call,
                target: &gw::Target<'_>,
                client: ::std::net::IpAddr,
            ) -> Result<gw::Identity, gw::Refusal> {
                match found {
                    #(#arms)*
                }
            }

            #(#functions)*
        }

        #(#authorizations)*
    }
}

/// The functions of routes that are guarded alike.
pub(super) struct Function {
    guard: TokenStream,
    /// That of stage 10.
    authorization: TokenStream,
}

impl Function {
    fn documented(self, about: &str) -> (TokenStream, TokenStream) {
        let Function { guard, authorization } = self;
        (quote!(#[doc = #about] #guard), authorization)
    }
}

impl ToTokens for Function {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.guard.to_tokens(tokens);
        self.authorization.to_tokens(tokens);
    }
}

/// Whether deciding on a request of the route may have to wait for something.
fn waits(route: &Route) -> bool {
    body::waits(route) || auth::waits(route) || limit::waits(route)
}

/// The function of a route, and that of its stage 10.
pub(super) fn function(
    policy: &Policy,
    route: &Route,
    checks: &authorize::Checks,
    functions: &Functions,
    names: &Names,
) -> Function {
    let Functions { guard: function, authorize } = functions;
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
        quote!(let principal = self.#function(call, route.name)#wait?;)
    });
    let caller = observe::caller(policy, route);
    let limits_behind = limit::by_principal(policy, route, names);
    let query = query::check(route, names);
    let authorize::Checks { before_body, behind_body, of_question, .. } = checks;
    let authorization = question::function(route, of_question, authorize, names);
    // What waits for the body goes on with what is known before it.
    let before_body = if before_body.is_empty() || route.conditions().any(Condition::reads_body) {
        before_body.clone()
    } else {
        question::ask(route, authorize, names)
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
        #asynchronous fn #function(
            &self,
            route: &'static Route,
            call: &mut gw::Call,
            target: &gw::Target<'_>,
            client: ::std::net::IpAddr,
            #(#parameters),*
        ) -> Result<gw::Identity, gw::Refusal> {
            call.route = Some(route.name);
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
    Function { guard, authorization }
}
