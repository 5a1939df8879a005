//! Paths that are made out of a request's own.

use gatewright_core::policy::{DerivedPath, DerivedSegment, Route, Segment};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// The pieces of such a path, as few as can be.
pub(super) fn parts(path: &DerivedPath, route: &Route) -> TokenStream {
    let mut parts = Vec::new();
    let mut text = String::new();
    let said = |text: &str| quote!(gw::PathPart::Text(#text));
    for segment in &path.segments {
        text.push('/');
        match segment {
            DerivedSegment::Literal(literal) => text.push_str(literal),
            DerivedSegment::Parameter(name) => {
                parts.push(said(&std::mem::take(&mut text)));
                let place = place(route, name);
                parts.push(quote!(gw::PathPart::Segment(#place)));
            }
        }
    }
    if !text.is_empty() {
        parts.push(said(&text));
    }
    quote!(&[#(#parts),*])
}

/// The place of a parameter among the segments of the route's path.
pub(super) fn place(route: &Route, name: &str) -> Literal {
    let is_it = |segment: &Segment| match segment {
        Segment::Literal(_) => false,
        Segment::Parameter(parameter) => parameter.name == name,
    };
    // The checked policy names only parameters of the path. Were that broken, the path would have no such segment.
    let place = route.segments.iter().position(is_it).unwrap_or(usize::MAX);
    Literal::usize_unsuffixed(place)
}
