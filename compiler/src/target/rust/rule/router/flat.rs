//! Few routes: one match over the segments, an arm a template.
//!
//! Segments are compared as octets, of which rustc makes a tree of comparisons; strings it would compare one after the
//! other.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::template::{Shape, Template};
use super::{Printing, leaf};

/// An expression of what `find` gives.
pub(super) fn search(templates: &[Template<'_>], printing: &Printing<'_>) -> TokenStream {
    let arms = templates.iter().map(|template| {
        let shapes = template.shapes();
        let pattern = shapes.iter().enumerate().map(|(place, shape)| match shape {
            Shape::Literal(literal) => {
                let octets = Literal::byte_string(literal.as_bytes());
                quote!(#octets)
            }
            Shape::Parameter => {
                let segment = leaf::segment(place);
                quote!(#segment)
            }
        });
        let parameters = template.parameters();
        let parameters: Vec<_> =
            parameters.into_iter().map(|(place, _)| leaf::segment(place)).collect();
        let guard = (!parameters.is_empty()).then(|| quote!(if #(!#parameters.is_empty())&&*));
        let routes = template.routes.iter();
        let routes: Vec<TokenStream> = routes
            .map(|route| {
                let told = printing.alike.route(printing.policy, route, printing.names);
                quote!(route: &#told)
            })
            .collect();
        let found = leaf::found(template, &routes, printing);
        quote!([#(#pattern),*] #guard => { #found })
    });
    quote! {
        match segments.as_slice() {
            #(#arms)*
            _ => Err(gw::Refusal::route()),
        }
    }
}
