//! The router: from the path's segments to a template, then by method to a route.

mod flat;
mod leaf;
mod parameter;
mod table;
mod template;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use gatewright_core::policy::{PathParameter, Policy, Route, Source};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::alike::Alike;
use super::{condition, cors};
use crate::target::rust::names::{Kind, Names};
pub(super) use leaf::method_variant;
pub(super) use parameter::{given, taken_type};
use template::Template;

/// From so many templates on a table is faster than a match, and takes rustc less time.
const MANY: usize = 200;

/// The types of routes and the function that finds one.
pub(in crate::target::rust) fn router(
    policy: &Policy,
    alike: &Alike<'_>,
    names: &Names,
) -> TokenStream {
    let variants = alike.groups().iter().map(|group| {
        let (route, about) = (group.first, group.about());
        let variant = names.get(Kind::Route, &route.name);
        let fields = read_parameters(route).into_iter().map(|parameter| {
            let field = names.get(Kind::PathParameter, &parameter.name);
            let kind = parameter::found_type(parameter, names);
            quote!(#field: #kind)
        });
        quote! {
            #[doc = #about]
            #variant { route: &'static Route, #(#fields),* }
        }
    });
    let templates = Template::all(policy);
    let finds = if cors::is_used(policy) { Finds::Pages } else { Finds::Routes };
    let printing = Printing { policy, alike, finds, names };
    let table = (templates.len() >= MANY).then(|| table::table(&templates)).flatten();
    let (table, search) = match table {
        Some(table) => {
            let (kinds, search) = table::search(&templates, &printing);
            (Some(quote!(#table #kinds)), search)
        }
        None => (None, flat::search(&templates, &printing)),
    };
    let route_type = alike.route_type();
    let most = templates.iter().map(|template| template.shapes().len()).max().unwrap_or(0);
    let most = Literal::usize_unsuffixed(most);
    let lifetime = lifetime(policy);
    let (found, found_type, call) = match finds {
        Finds::Routes => (quote!(Guarded #lifetime), None, None),
        Finds::Pages => {
            (quote!(Found #lifetime), Some(found_type(&lifetime)), Some(quote!(call: &gw::Call)))
        }
    };
    let borrowed = lifetime.as_ref().map(|_| quote!('t)).unwrap_or(quote!('_));
    quote! {
        #route_type

        /// The policy's routes by how they are guarded, with the path parameters that their conditions read.
        enum Guarded #lifetime {
            #(#variants),*
        }

        #found_type

        #table

        /// The route of a request: of the templates that match the path, the one with a literal where they first differ.
        fn find #lifetime (
            method: gw::Method,
            target: &gw::Target<#borrowed>,
            #call
        ) -> Result<#found, gw::Refusal> {
            let segments = gw::Segments::<#most>::of(target);
            #search
        }
    }
}

/// What the search is printed from.
pub(super) struct Printing<'p> {
    policy: &'p Policy,
    alike: &'p Alike<'p>,
    finds: Finds,
    names: &'p Names,
}

/// What is found by a path and a method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Finds {
    /// A route.
    Routes,
    /// A route, or one that a browser asks about on behalf of a page.
    Pages,
}

fn found_type(lifetime: &Option<TokenStream>) -> TokenStream {
    quote! {
        /// What a request is about.
        enum Found #lifetime {
            /// A route that it calls.
            Route(Guarded #lifetime),
            /// A route that a browser asks about on behalf of a page.
            Preflight(&'static gw::Page),
        }
    }
}

/// `<'t>` where a route that was found borrows from the request's target.
fn lifetime(policy: &Policy) -> Option<TokenStream> {
    policy.routes().any(parameter::borrows).then(|| quote!(<'t>))
}

/// The type of a route that was found, elsewhere.
pub(super) fn guarded_type(policy: &Policy) -> TokenStream {
    match lifetime(policy) {
        Some(_) => quote!(Guarded<'_>),
        None => quote!(Guarded),
    }
}

/// The names of the routes of paths that pages in browsers may call.
pub(in crate::target::rust) fn asked_by_pages(policy: &Policy) -> BTreeSet<&str> {
    let templates = Template::all(policy).into_iter();
    let asked = templates.filter(|one| one.routes.iter().any(|route| route.cors.is_some()));
    asked.flat_map(|one| one.routes).map(|route| route.name.as_str()).collect()
}

/// The path parameters that the route's conditions read.
pub(super) fn read_parameters(route: &Route) -> Vec<&PathParameter> {
    let mut read = BTreeSet::new();
    for source in condition::operands_of(route) {
        if let Source::Path(name) = source {
            read.insert(name.as_str());
        }
    }
    let parameters = template::parameters(route).map(|(_, parameter)| parameter);
    parameters.filter(|parameter| read.contains(parameter.name.as_str())).collect()
}

/// The pattern of what is found of routes that are guarded as this one, the first of them, is.
pub(super) fn found_pattern(first: &Route, names: &Names) -> TokenStream {
    let variant = names.get(Kind::Route, &first.name);
    let fields = read_parameters(first).into_iter().map(|parameter| {
        let field = names.get(Kind::PathParameter, &parameter.name);
        quote!(#field)
    });
    variant_with(&variant, &quote!(route), &fields.collect::<Vec<_>>())
}

/// A variant of `Guarded`, as a value or as a pattern; `route` is a field of it too.
fn variant_with(variant: &Ident, route: &TokenStream, fields: &[TokenStream]) -> TokenStream {
    quote!(Guarded::#variant { #route, #(#fields),* })
}
