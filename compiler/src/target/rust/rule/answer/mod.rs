//! Stage 14: what the policy says of answers, as statics that the runtime goes by.

mod headers;
mod limits;
mod returns;

use gatewright_core::policy::{Policy, ResponseHeaders, Route, UpstreamErrors};
use proc_macro2::TokenStream;
use quote::quote;

use super::{cors, derived_path, lifetime};
use crate::target::rust::names::{Kind, Names};

pub(in crate::target::rust) use headers::names as header_blocks;
pub(in crate::target::rust) use returns::reached as returned_schemas;

/// The statics.
pub(in crate::target::rust) fn statics(policy: &Policy, names: &Names) -> TokenStream {
    let of_policy = is_of_policy(policy).then(|| {
        let headers = headers::reference(policy, policy.response_headers.as_deref(), names);
        let errors = errors(policy);
        let limits = limits::of_policy(policy);
        quote! {
            /// What every answer is made by, unless its route has more to say.
            static ANSWERS: gw::Answers = gw::Answers {
                headers: #headers,
                limits: #limits,
                lifetime: &[],
                successor: &[],
                pages: None,
                errors: gw::HandlerErrors::#errors,
                returns: None,
            };
        }
    });
    let of_routes = policy.routes().filter(|route| is_of_route(policy, route));
    let of_routes = of_routes.map(|route| of_route(policy, route, names));
    let blocks = headers::statics(policy, names);
    let fields = returns::statics(policy, names);
    quote! {
        #blocks
        #fields
        #of_policy
        #(#of_routes)*
    }
}

/// What the guard says of answers before a route is chosen.
pub(in crate::target::rust) fn of_guard(policy: &Policy) -> Option<TokenStream> {
    is_of_policy(policy).then(|| {
        quote! {
            fn answers(&self) -> ::core::option::Option<&'static gw::Answers> {
                Some(&ANSWERS)
            }
        }
    })
}

/// Says in a route's function what its answers are made by.
pub(super) fn begin(policy: &Policy, route: &Route, names: &Names) -> Option<TokenStream> {
    let answers = own(policy, route, names)?;
    Some(quote!(call.answers(#answers, target);))
}

/// A reference to what a route's answers are made by, where that is not what holds for all.
pub(super) fn own(policy: &Policy, route: &Route, names: &Names) -> Option<TokenStream> {
    let answers = names.get(Kind::Answers, &route.name);
    is_of_route(policy, route).then(|| quote!(&#answers))
}

fn is_of_policy(policy: &Policy) -> bool {
    let cleans = match policy.upstream_errors {
        UpstreamErrors::Cleaned(_) => true,
        UpstreamErrors::Forwarded => false,
    };
    cleans
        || limits::are_told_of_policy(policy)
        || policy.response_headers.as_deref().is_some_and(|headers| !is_empty(headers))
}

/// Whether what a route's answers are made by is not what holds for all.
pub(in crate::target::rust) fn is_of_route(policy: &Policy, route: &Route) -> bool {
    !route.lifetime.is_empty()
        || route.cors.is_some()
        || route.returns.is_some()
        || limits::are_told_of_route(route)
        || route.response_headers != policy.response_headers
}

fn is_empty(headers: &ResponseHeaders) -> bool {
    // What it tells of limits needs limits, and stands elsewhere.
    let ResponseHeaders { set, removed, rate_limit: _, span: _ } = headers;
    set.is_empty() && removed.is_empty()
}

fn of_route(policy: &Policy, route: &Route, names: &Names) -> TokenStream {
    let ident = names.get(Kind::Answers, &route.name);
    let about =
        format!(" What the answers of `{} {}` are made by.", route.method.name(), route.template());
    let headers = headers::reference(policy, route.response_headers.as_deref(), names);
    let limits = limits::of_route(policy, route);
    let lifetime = headers::lines(&lifetime::headers(&route.lifetime));
    let successor = lifetime::successor(route).map(|path| derived_path::parts(path, route));
    let successor = successor.unwrap_or_else(|| quote!(&[]));
    let pages = cors::reference(route, names);
    let errors = if route.returns.is_some() { quote!(Cleaned) } else { errors(policy) };
    let returns = match &route.returns {
        Some(returns) => {
            let returned = returns::returned(route, returns, names);
            quote!(Some(#returned))
        }
        None => quote!(None),
    };
    quote! {
        #[doc = #about]
        static #ident: gw::Answers = gw::Answers {
            headers: #headers,
            limits: #limits,
            lifetime: #lifetime,
            successor: #successor,
            pages: #pages,
            errors: gw::HandlerErrors::#errors,
            returns: #returns,
        };
    }
}

/// What leaves of a handler's errors.
fn errors(policy: &Policy) -> TokenStream {
    match policy.upstream_errors {
        UpstreamErrors::Forwarded => quote!(Forwarded),
        UpstreamErrors::Cleaned(_) => quote!(Cleaned),
    }
}

pub(super) use headers::lines;
