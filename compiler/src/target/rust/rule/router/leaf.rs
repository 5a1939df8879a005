//! Where a template has matched: the types of its parameters, then its methods.

use std::collections::BTreeSet;

use gatewright_core::policy::{Method, Route};
use gatewright_core::refusal::allowed_methods;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::parameter::Use;
use super::template::{Template, parameters};
use super::{Finds, Printing, parameter, read_parameters, variant_with};
use crate::target::rust::names::Kind;
use crate::target::rust::rule::cors;

/// The variable of a path's segment.
pub(super) fn segment(place: usize) -> Ident {
    format_ident!("segment_{}", place + 1)
}

/// What `find` gives then; `told` has the field of what each route's guard is told.
pub(super) fn found(
    template: &Template<'_>,
    told: &[TokenStream],
    printing: &Printing<'_>,
) -> TokenStream {
    let Printing { finds, names, alike, .. } = *printing;
    let routes = &template.routes;
    let preflight = match finds {
        Finds::Routes => None,
        Finds::Pages => cors::ask(routes, names),
    };
    let read = read_places(routes);
    let checks = template.parameters().into_iter().map(|(place, parameter)| {
        let segment = segment(place);
        let use_of_it = if read.contains(&place) { Use::Read } else { Use::Checked };
        parameter::read(&segment, &parameter.kind, use_of_it, names)
    });
    let methods = routes.iter().zip(told).map(|(route, told)| {
        let method = method_patterns(route.method, routes);
        let variant = names.get(Kind::Route, &alike.first(route).name);
        let is_read: BTreeSet<&str> =
            read_parameters(route).into_iter().map(|one| one.name.as_str()).collect();
        let fields = parameters(route).filter(|(_, one)| is_read.contains(one.name.as_str()));
        let fields: Vec<TokenStream> = fields
            .map(|(place, parameter)| {
                let field = names.get(Kind::PathParameter, &parameter.name);
                let segment = segment(place);
                quote!(#field: #segment)
            })
            .collect();
        let found = variant_with(&variant, told, &fields);
        let found = match finds {
            Finds::Routes => found,
            Finds::Pages => quote!(Found::Route(#found)),
        };
        quote!(#method => Ok(#found),)
    });
    let allowed: Vec<Method> = routes.iter().map(|route| route.method).collect();
    let allowed = allowed_methods(&allowed);
    quote! {
        #(#checks)*
        #preflight
        match method {
            #(#methods)*
            _ => Err(gw::Refusal::method(#allowed)),
        }
    }
}

/// The places of the parameters that some route's conditions read.
fn read_places(routes: &[&Route]) -> BTreeSet<usize> {
    let mut places = BTreeSet::new();
    for route in routes {
        let read = read_parameters(route);
        let is_read = |name: &str| read.iter().any(|one| one.name == name);
        places.extend(
            parameters(route).filter(|(_, one)| is_read(&one.name)).map(|(place, _)| place),
        );
    }
    places
}

/// The methods that a route answers: a `GET` route answers HEAD too, unless another route of the template does.
fn method_patterns(method: Method, routes: &[&Route]) -> TokenStream {
    let pattern = method_variant(method);
    let head_elsewhere = routes.iter().any(|route| route.method == Method::Head);
    if method == Method::Get && !head_elsewhere {
        let head = method_variant(Method::Head);
        quote!(#pattern | #head)
    } else {
        pattern
    }
}

pub(in crate::target::rust::rule) fn method_variant(method: Method) -> TokenStream {
    match method {
        Method::Get => quote!(gw::Method::Get),
        Method::Head => quote!(gw::Method::Head),
        Method::Post => quote!(gw::Method::Post),
        Method::Put => quote!(gw::Method::Put),
        Method::Patch => quote!(gw::Method::Patch),
        Method::Delete => quote!(gw::Method::Delete),
        Method::Options => quote!(gw::Method::Options),
    }
}
