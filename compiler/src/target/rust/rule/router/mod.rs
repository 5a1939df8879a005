//! The router: from the path's segments to a template, then by method to a route.

mod flat;
mod leaf;
mod table;
mod template;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use gatewright_core::policy::{PathParameter, Policy, Route, Source};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::{condition, scalar};
use crate::target::rust::names::{Kind, Names};
use template::Template;

/// From so many templates on a table is faster than a match, and takes rustc less time.
const MANY: usize = 200;

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
    let templates = Template::all(policy);
    let table = (templates.len() >= MANY).then(|| table::table(&templates)).flatten();
    let search = match &table {
        Some(_) => table::search(&templates, names),
        None => flat::search(&templates, names),
    };
    let most = templates.iter().map(|template| template.shapes().len()).max().unwrap_or(0);
    let most = Literal::usize_unsuffixed(most);
    quote! {
        /// The policy's routes, with the path parameters that their conditions read.
        enum Route {
            #(#variants),*
        }

        #table

        /// The route of a request: of the templates that match the path, the one with a literal where they first differ.
        fn find(
            method: gw::Method,
            target: &gw::Target<'_>,
        ) -> Result<Route, gw::Refusal> {
            let segments = gw::Segments::<#most>::of(target);
            #search
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
    let parameters = template::parameters(route).map(|(_, parameter)| parameter);
    parameters.filter(|parameter| read.contains(parameter.name.as_str())).collect()
}

/// A variant of `Route`, as a value or as a pattern.
pub(super) fn variant_with(variant: &Ident, fields: &[TokenStream]) -> TokenStream {
    if fields.is_empty() {
        return quote!(Route::#variant);
    }
    quote!(Route::#variant { #(#fields),* })
}
