//! Stage 13: what the handler gets in the place of what the client sent.

use gatewright_core::policy::{Policy, Presence, Route, SentHeader, SentValue, Transformation};
use proc_macro2::TokenStream;
use quote::quote;

use super::{derived_path, identity, router};
use crate::target::rust::names::Names;

/// The path and the headers of the client that change, at the end of a route's function.
pub(super) fn changes(route: &Route) -> TokenStream {
    let Transformation { path, sent: _, dropped } = &route.transformation;
    let path = path.as_ref().map(|path| {
        let parts = derived_path::parts(path, route);
        quote!(call.send_to(#parts, target)?;)
    });
    let names = dropped.iter().map(|header| &header.name);
    let dropped = (!dropped.is_empty()).then(|| quote!(call.drop_headers(&[#(#names),*]);));
    let whole = route.returns.as_ref().map(|_| {
        let method = router::method_variant(route.method);
        quote!(call.ask_for_whole(#method);)
    });
    quote!(#path #dropped #whole)
}

/// What is sent besides identity, as calls on that.
pub(super) fn sent(policy: &Policy, route: &Route, names: &Names) -> TokenStream {
    let sent = route.transformation.sent.iter().map(|header| {
        let SentHeader { name, value, span: _ } = header;
        match value {
            SentValue::Text(text) => quote!(.send_text(#name, #text)),
            SentValue::Principal(field) => {
                let value = principal(policy, route, field, names);
                quote!(.send_value(#name, #value))
            }
            SentValue::Parameter(parameter) => {
                let place = derived_path::place(route, parameter);
                quote!(.send_segment(#name, target, #place))
            }
        }
    });
    quote!(#(#sent)*)
}

/// A field of the principal as an `Option<PrincipalValue>`.
fn principal(policy: &Policy, route: &Route, field: &str, names: &Names) -> TokenStream {
    let declared = policy.principal.iter().find(|declared| declared.name == field);
    let Some(declared) = declared else { return quote!(None) };
    let value = identity::value(policy, field, declared.kind, names);
    match route.credential {
        Presence::Required => value,
        Presence::Optional => quote!(principal.as_ref().and_then(|principal| #value)),
    }
}
