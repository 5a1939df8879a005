//! Limits: the table of counts, and the checks in a route's stages 6 and 8.

use gatewright_core::policy::{Limit, LimitKey, LimitStage, Policy, Presence, Route};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::target::rust::names::{Kind, Names};

/// `Limits`: one count a limit, shared by all routes.
pub(in crate::target::rust) fn table(policy: &Policy, names: &Names) -> TokenStream {
    let idents: Vec<_> =
        policy.limits.iter().map(|limit| names.get(Kind::Limit, &limit.name)).collect();
    let abouts = policy.limits.iter().map(|limit| format!(" `{}`.", limit.name));
    let initial = policy.limits.iter().map(|limit| {
        let [requests, window, burst] = [limit.requests, limit.window_ms, limit.burst];
        let [requests, window, burst] = [requests, window, burst].map(Literal::u64_unsuffixed);
        let keys = Literal::u64_unsuffixed(limit.keys);
        quote!(gw::LimitTable::new(gw::Rate::new(#requests, #window, #burst), #keys))
    });
    quote! {
        /// How often who called.
        struct Limits {
            #(
                #[doc = #abouts]
                #idents: gw::LimitTable
            ),*
        }

        impl Limits {
            fn new() -> Limits {
                Limits {
                    #(#idents: #initial),*
                }
            }
        }
    }
}

/// The limits that a route asks before it knows who calls.
pub(super) fn before_authentication(route: &Route, names: &Names) -> Vec<TokenStream> {
    let limits =
        route.limits.iter().filter(|limit| limit.stage() == LimitStage::BeforeAuthentication);
    limits.map(|limit| check(limit, &quote!(gw::limit_key(client)), names)).collect()
}

/// The limits that it asks when it does.
pub(super) fn by_principal(policy: &Policy, route: &Route, names: &Names) -> Vec<TokenStream> {
    let checks = route.limits.iter().filter_map(|limit| match &limit.key {
        LimitKey::ClientIp | LimitKey::Country => None,
        LimitKey::Principal { field, .. } => {
            let ident = names.get(Kind::PrincipalField, field);
            let declared = policy.principal.iter().find(|declared| declared.name == *field);
            let is_optional = declared.is_some_and(|field| field.presence == Presence::Optional);
            // A missing id is one key, whatever the scheme.
            let key = match (field.as_str(), is_optional) {
                ("id", true) => quote!(principal.#ident.as_ref().map(|id| (principal.scheme, id))),
                ("id", false) => quote!((principal.scheme, &principal.#ident)),
                (_, _) => quote!(principal.#ident),
            };
            Some(check(limit, &key, names))
        }
    });
    checks.collect()
}

fn check(limit: &Limit, key: &TokenStream, names: &Names) -> TokenStream {
    let ident = names.get(Kind::Limit, &limit.name);
    let (name, retry_after) = (&limit.name, Literal::u64_unsuffixed(limit.retry_after()));
    quote! {
        if !self.limits.#ident.admit(&#key, call.nanos) {
            return Err(gw::Refusal::limit(ROUTE, #name, #retry_after));
        }
    }
}
