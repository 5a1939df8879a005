//! The router: one `match` over the path's segments, then one over the method.

use std::collections::BTreeSet;

use gatewright_core::policy::{Method, PathParameter, Policy, Route, Segment, Source};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::{condition, scalar};
use crate::target::rust::names::{Kind, Names};

/// The enum of routes and the function that finds one.
pub(in crate::target::rust) fn router(policy: &Policy, names: &Names) -> TokenStream {
    let variants = policy.routes().map(|route| {
        let variant = names.get(Kind::Route, &route.name);
        let about =
            format!(" `{} {}`, named `{}`.", route.method.name(), route.template(), route.name);
        let fields = read_parameters(route).into_iter().map(|parameter| {
            let field = names.get(Kind::PathParameter, &parameter.name);
            let kind = scalar::rust_type(&parameter.kind, names);
            quote!(#field: #kind)
        });
        let fields: Vec<TokenStream> = fields.collect();
        let fields = (!fields.is_empty()).then(|| quote!({ #(#fields),* }));
        quote! {
            #[doc = #about]
            #variant #fields
        }
    });
    let arms = templates(policy).into_iter().map(|routes| arm(&routes, names));
    quote! {
        /// The policy's routes, with the path parameters that their conditions read.
        enum Route {
            #(#variants),*
        }

        /// The route of a request: of the templates that match the path, the one with a literal where they first differ.
        fn find(
            method: gw::Method,
            target: &gw::Target<'_>,
        ) -> Result<Route, gw::Refusal> {
            match gw::segments(target).as_slice() {
                #(#arms)*
                _ => Err(gw::Refusal::route()),
            }
        }
    }
}

/// The path parameters that the route's conditions read.
pub(super) fn read_parameters(route: &Route) -> Vec<&PathParameter> {
    let mut read = BTreeSet::new();
    for source in condition::operands_of(route) {
        if let Source::Path(name) = source {
            read.insert(name.as_str());
        }
    }
    parameters(route).filter(|parameter| read.contains(parameter.name.as_str())).collect()
}

fn parameters(route: &Route) -> impl Iterator<Item = &PathParameter> {
    route.segments.iter().filter_map(|segment| match segment {
        Segment::Literal(_) => None,
        Segment::Parameter(parameter) => Some(parameter),
    })
}

/// What tells two templates apart.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Shape<'a> {
    /// Sorts before [`Shape::Parameter`], so that of two arms that match the one with the literal comes first.
    Literal(&'a str),
    Parameter,
}

/// The routes by template, in an order in which the first template that matches is the one that wins.
fn templates(policy: &Policy) -> Vec<Vec<&Route>> {
    let mut routes: Vec<&Route> = policy.routes().collect();
    routes.sort_by(|one, other| {
        let by_count = one.segments.len().cmp(&other.segments.len());
        by_count.then_with(|| shape(one).cmp(&shape(other)))
    });
    let groups = routes.chunk_by(|one, other| shape(one) == shape(other));
    groups.map(<[&Route]>::to_vec).collect()
}

fn shape(route: &Route) -> Vec<Shape<'_>> {
    route.segments.iter().map(shape_of).collect()
}

fn shape_of(segment: &Segment) -> Shape<'_> {
    match segment {
        Segment::Literal(literal) => Shape::Literal(literal),
        Segment::Parameter(_) => Shape::Parameter,
    }
}

/// The arm of one template: its pattern, the parameters' types, then its methods.
fn arm(routes: &[&Route], names: &Names) -> TokenStream {
    let Some(first) = routes.first() else { return TokenStream::new() };
    let mut parameters: Vec<(Ident, &PathParameter)> = Vec::new();
    let pattern: Vec<TokenStream> = first
        .segments
        .iter()
        .map(|segment| match segment {
            Segment::Literal(literal) => quote!(#literal),
            Segment::Parameter(parameter) => {
                let bound = format_ident!("segment_{}", parameters.len() + 1);
                parameters.push((bound.clone(), parameter));
                quote!(#bound)
            }
        })
        .collect();
    let bound: Vec<&Ident> = parameters.iter().map(|(bound, _)| bound).collect();
    let guard = (!bound.is_empty()).then(|| quote!(if #(!#bound.is_empty())&&*));
    let read: Vec<BTreeSet<&str>> = routes
        .iter()
        .map(|route| read_parameters(route).into_iter().map(|one| one.name.as_str()).collect())
        .collect();
    let checks = parameters.iter().enumerate().map(|(position, (bound, parameter))| {
        let check = scalar::from_text(&parameter.kind, &quote!(text), names);
        let is_read = routes.iter().zip(&read).any(|(route, read)| {
            let named = self::parameters(route).nth(position);
            named.is_some_and(|named| read.contains(named.name.as_str()))
        });
        let checked = quote!(gw::parameter(#bound, |text| #check)?);
        if is_read { quote!(let #bound = #checked;) } else { quote!(#checked;) }
    });
    let methods = routes.iter().map(|route| {
        let method = method_patterns(route.method, routes);
        let variant = names.get(Kind::Route, &route.name);
        let read = read_parameters(route);
        let fields = self::parameters(route).zip(&bound).filter_map(|(parameter, bound)| {
            let is_read = read.iter().any(|one| one.name == parameter.name);
            let field = names.get(Kind::PathParameter, &parameter.name);
            is_read.then(|| quote!(#field: #bound))
        });
        let fields: Vec<TokenStream> = fields.collect();
        let found = variant_with(&variant, &fields);
        quote!(#method => Ok(#found),)
    });
    let known = routes.iter().map(|route| method_variant(route.method));
    quote! {
        [#(#pattern),*] #guard => {
            #(#checks)*
            match method {
                #(#methods)*
                _ => Err(gw::Refusal::method(&[#(#known),*])),
            }
        }
    }
}

/// A variant of `Route`, as a value or as a pattern.
pub(super) fn variant_with(variant: &Ident, fields: &[TokenStream]) -> TokenStream {
    if fields.is_empty() {
        return quote!(Route::#variant);
    }
    quote!(Route::#variant { #(#fields),* })
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

fn method_variant(method: Method) -> TokenStream {
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
