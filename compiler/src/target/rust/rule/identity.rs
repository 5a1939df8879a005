//! What the handler behind, or an upstream behind that, learns about the caller in headers.

use gatewright_core::policy::{Policy, Presence, PrincipalType, Route};
use proc_macro2::TokenStream;
use quote::quote;

use crate::target::rust::names::{Kind, Names};

/// An expression of type `gw::Identity`: the headers of a route's upstream.
pub(super) fn headers(policy: &Policy, route: &Route, names: &Names) -> TokenStream {
    if route.auth.is_empty() {
        return quote!(gw::Identity::none());
    }
    let upstream = route.upstream.iter();
    let headers = upstream.flat_map(|upstream| &upstream.identity).map(|header| {
        let name = &header.name;
        let value = value(policy, &header.field, header.kind, names);
        quote!((#name, #value))
    });
    let identity = quote!(gw::Identity::of([#(#headers),*]));
    match route.credential {
        Presence::Required => identity,
        Presence::Optional => {
            quote!(principal.as_ref().map_or_else(gw::Identity::none, |principal| #identity))
        }
    }
}

/// The value as an `Option<PrincipalValue>`; a missing field leaves its header out.
pub(super) fn value(
    policy: &Policy,
    field: &str,
    kind: PrincipalType,
    names: &Names,
) -> TokenStream {
    let declared = policy.principal.iter().find(|declared| declared.name == field);
    let ident = names.get(Kind::PrincipalField, field);
    let field = quote!(principal.#ident);
    let presence = declared.map_or(Presence::Optional, |declared| declared.presence);
    let (variant, owned) = match kind {
        PrincipalType::Text => (quote!(Text), quote!(value.clone())),
        PrincipalType::Uuid => (quote!(Uuid), quote!(value.clone())),
        PrincipalType::Int => (quote!(Int), quote!(*value)),
        PrincipalType::Bool => (quote!(Bool), quote!(*value)),
        PrincipalType::Time => (quote!(Time), quote!(*value)),
        PrincipalType::TextList => (quote!(TextList), quote!(value.clone())),
        PrincipalType::Roles => (quote!(Roles), quote!(value.names())),
    };
    match (presence, kind) {
        (Presence::Optional, _) => {
            quote!(#field.as_ref().map(|value| gw::PrincipalValue::#variant(#owned)))
        }
        (Presence::Required, PrincipalType::Roles) => {
            quote!(Some(gw::PrincipalValue::#variant(#field.names())))
        }
        (Presence::Required, _) => quote!(Some(gw::PrincipalValue::#variant(#field.clone()))),
    }
}
