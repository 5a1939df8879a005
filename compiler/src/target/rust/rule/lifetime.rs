//! How long a route is to be used.

use gatewright_core::policy::{DerivedPath, DerivedSegment, Lifetime, Route};
use gatewright_core::primitive::lifetime;
use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// The headers of its answers that are the same for all requests.
pub(super) fn headers(lifetime: &Lifetime) -> Vec<(&'static str, String)> {
    lifetime::headers(lifetime, |_| None)
}

/// The path of its successor, where that has parameters of the request's own.
pub(super) fn successor(route: &Route) -> Option<&DerivedPath> {
    let is_parameter = |segment: &DerivedSegment| match segment {
        DerivedSegment::Literal(_) => false,
        DerivedSegment::Parameter(_) => true,
    };
    let path = route.lifetime.successor.as_ref();
    path.filter(|path| path.segments.iter().any(is_parameter))
}

/// Refuses requests from its sunset on.
pub(super) fn check(route: &Route) -> Option<TokenStream> {
    let sunset = Literal::i64_unsuffixed(route.lifetime.sunset?.seconds);
    Some(quote! {
        if gw::is_past(#sunset, call.now) {
            return Err(gw::Refusal::sunset(route.name));
        }
    })
}

/// The moment as an `Option<i64>`.
pub(super) fn sunset(route: &Route) -> TokenStream {
    match route.lifetime.sunset {
        Some(moment) => {
            let seconds = Literal::i64_unsuffixed(moment.seconds);
            quote!(Some(#seconds))
        }
        None => quote!(None),
    }
}
