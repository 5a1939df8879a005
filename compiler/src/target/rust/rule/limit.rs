//! Limits: the table of counts, and the checks in a route's stages 6 and 8.

use gatewright_core::policy::{
    Limit, LimitKey, LimitScope, LimitStage, Policy, Presence, Route, WithoutStore,
};
use gatewright_core::primitive::rate::Quota;
use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::principal;
use crate::target::rust::names::{Kind, Names};

/// `Limits`: one count a limit, shared by all routes.
pub(in crate::target::rust) fn table(policy: &Policy, names: &Names) -> TokenStream {
    let idents: Vec<_> =
        policy.limits.iter().map(|limit| names.get(Kind::Limit, &limit.name)).collect();
    let abouts = policy.limits.iter().map(|limit| format!(" `{}`.", limit.name));
    let types = policy.limits.iter().map(|limit| table_type(limit));
    let initial = policy.limits.iter().map(|limit| new_table(policy, limit));
    let is_shared = policy.limits.iter().any(|limit| is_shared(limit));
    let store = is_shared.then(|| quote!(store: &::std::sync::Arc<gw::Store>));
    quote! {
        /// How often who called.
        struct Limits {
            #(
                #[doc = #abouts]
                #idents: #types
            ),*
        }

        impl Limits {
            fn new(#store) -> Limits {
                Limits {
                    #(#idents: #initial),*
                }
            }
        }
    }
}

/// How the counts begin.
pub(in crate::target::rust) fn initial(policy: &Policy) -> TokenStream {
    let is_shared = policy.limits.iter().any(|limit| is_shared(limit));
    let store = is_shared.then(|| quote!(&store));
    quote!(Limits::new(#store))
}

/// What the guard does when it begins to decide beside another policy: the limits that a fleet shares get other names.
pub(in crate::target::rust) fn become_shadow(
    policy: &Policy,
    names: &Names,
) -> Option<TokenStream> {
    let named = policy.limits.iter().filter(|limit| is_shared(limit));
    let named = named.map(|limit| {
        let limit = names.get(Kind::Limit, &limit.name);
        quote!(self.limits.#limit.become_shadow();)
    });
    let of_network = policy.network.limit.as_ref().filter(|limit| is_shared(limit));
    let of_network = of_network.map(|_| quote!(self.network_limit.become_shadow();));
    let all: TokenStream = named.chain(of_network).collect();
    (!all.is_empty()).then(|| {
        quote! {
            fn become_shadow(&self) {
                #all
            }
        }
    })
}

/// Whether the whole fleet counts together.
pub(super) fn is_shared(limit: &Limit) -> bool {
    match limit.scope {
        LimitScope::Instance => false,
        LimitScope::Fleet(_) => true,
    }
}

/// Whether a store gets ids, which mean nothing without their schemes.
pub(super) fn counts_ids_together(limit: &Limit) -> bool {
    let by_id = match &limit.key {
        LimitKey::ClientIp | LimitKey::Country => false,
        LimitKey::Principal { field, .. } => field == "id",
    };
    by_id && is_shared(limit)
}

/// Whether a route asks a store.
pub(super) fn waits(route: &Route) -> bool {
    route.limits.iter().any(|limit| is_shared(limit))
}

/// Whether any limit needs a store.
pub(in crate::target::rust) fn needs_store(policy: &Policy) -> bool {
    policy.limits.iter().chain(&policy.network.limit).any(|limit| is_shared(limit))
}

/// The type of a count.
pub(super) fn table_type(limit: &Limit) -> TokenStream {
    if is_shared(limit) { quote!(gw::SharedLimit) } else { quote!(gw::LimitTable) }
}

/// A count that begins; a shared one in `store`.
pub(super) fn new_table(policy: &Policy, limit: &Limit) -> TokenStream {
    let Limit { name, requests, window_ms, burst, .. } = limit;
    let numbers = [*requests, *window_ms, *burst].map(Literal::u64_unsuffixed);
    let rate = quote!(gw::Rate::new(#(#numbers),*));
    let keys = Literal::u64_unsuffixed(limit.keys);
    let table = quote!(gw::LimitTable::new(#rate, #keys));
    let without_store = match limit.scope {
        LimitScope::Instance => return table,
        LimitScope::Fleet(WithoutStore::Refuse) => quote!(Refuse),
        LimitScope::Fleet(WithoutStore::CountLocally) => quote!(Count(#table)),
    };
    // What was counted by another rate means nothing.
    let name = format!("{}:{name}:{requests}-{window_ms}-{burst}", policy.name);
    quote!(gw::SharedLimit::new(store, #name, #rate, gw::WithoutStore::#without_store))
}

/// What a limit that needs no principal counts by.
pub(super) fn client_key(limit: &Limit) -> TokenStream {
    match &limit.key {
        LimitKey::ClientIp | LimitKey::Principal { .. } => quote!(gw::limit_key(client)),
        LimitKey::Country => quote!(call.country),
    }
}

/// The limits that a route asks before it knows who calls.
pub(super) fn before_authentication(route: &Route, names: &Names) -> Vec<TokenStream> {
    let limits =
        route.limits.iter().filter(|limit| limit.stage() == LimitStage::BeforeAuthentication);
    limits.map(|limit| check(route, limit, &client_key(limit), names)).collect()
}

/// The limits that it asks when it does.
pub(super) fn by_principal(policy: &Policy, route: &Route, names: &Names) -> Vec<TokenStream> {
    let checks = route.limits.iter().filter_map(|limit| match &limit.key {
        LimitKey::ClientIp | LimitKey::Country => None,
        LimitKey::Principal { field, .. } => {
            let field_presence = presence(policy, field);
            let key = field_key(policy, field, names);
            let key = match (field_presence, key_presence(policy, limit, field)) {
                (Presence::Optional, _) => principal::read(route, &key),
                (Presence::Required, Presence::Optional) => {
                    principal::read(route, &quote!(Some(#key)))
                }
                (Presence::Required, Presence::Required) => key,
            };
            Some(check(route, limit, &key, names))
        }
    });
    checks.collect()
}

fn check(route: &Route, limit: &Limit, key: &TokenStream, names: &Names) -> TokenStream {
    let ident = names.get(Kind::Limit, &limit.name);
    let (name, retry_after) = (&limit.name, limit.retry_after().to_string());
    let asked = Asked {
        limit,
        table: quote!(self.limits.#ident),
        key: key.clone(),
        telling: tells(route),
        refused: quote!(gw::Refusal::limit(route.name, #name, #retry_after)),
        uncountable: quote!(gw::Refusal::uncountable_limit(route.name, #name)),
    };
    asked.check()
}

/// A limit, as a request asks it.
pub(super) struct Asked<'p> {
    pub(super) limit: &'p Limit,
    pub(super) table: TokenStream,
    pub(super) key: TokenStream,
    pub(super) telling: Telling,
    /// The refusal where it is used up.
    pub(super) refused: TokenStream,
    /// The refusal where nothing can count.
    pub(super) uncountable: TokenStream,
}

impl Asked<'_> {
    /// The statement that refuses unless it admits.
    pub(super) fn check(&self) -> TokenStream {
        let Asked { limit, table, key, telling, refused, uncountable } = self;
        let counted = if is_shared(limit) {
            quote! {
                #table.count(&#key, call.nanos).await.ok_or_else(|| #uncountable)?
            }
        } else {
            quote!(#table.count(&#key, call.nanos))
        };
        let is_admitted = match telling {
            Telling::Silent if is_shared(limit) => quote!(#counted.is_admitted()),
            Telling::Silent => quote!(#table.admit(&#key, call.nanos)),
            Telling::Told => {
                let name = &limit.name;
                let Quota { requests, seconds } = Quota::of(limit);
                let [requests, seconds] = [requests, seconds].map(Literal::u64_unsuffixed);
                let quota = quote!(gw::Quota { requests: #requests, seconds: #seconds });
                return quote! {
                    let counted = #counted;
                    if !call.tells(#name, #quota, counted) {
                        return Err(#refused);
                    }
                };
            }
        };
        quote! {
            if !#is_admitted {
                return Err(#refused);
            }
        }
    }
}

/// Whether the answers of a request tell what remains of a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Telling {
    Silent,
    Told,
}

/// What a route's answers tell of limits.
pub(super) fn tells(route: &Route) -> Telling {
    let told = route.response_headers.as_ref().and_then(|headers| headers.rate_limit);
    if told.is_some() { Telling::Told } else { Telling::Silent }
}

/// What counts by a field of `principal`, if the field may be missing as an option.
fn field_key(policy: &Policy, field: &str, names: &Names) -> TokenStream {
    let ident = names.get(Kind::PrincipalField, field);
    let space = id_space(policy);
    // A missing id is one key, whatever the scheme.
    match (field, presence(policy, field)) {
        ("id", Presence::Optional) => quote!(principal.#ident.as_ref().map(|id| (#space, id))),
        ("id", Presence::Required) => quote!((#space, &principal.#ident)),
        (_, Presence::Optional) => quote!(principal.#ident.as_ref()),
        (_, Presence::Required) => quote!(&principal.#ident),
    }
}

/// The same, always as an option.
pub(super) fn principal_key(policy: &Policy, field: &str, names: &Names) -> TokenStream {
    let key = field_key(policy, field, names);
    match presence(policy, field) {
        Presence::Optional => key,
        Presence::Required => quote!(Some(#key)),
    }
}

/// Whether a field of `principal` may be missing.
pub(super) fn presence(policy: &Policy, field: &str) -> Presence {
    let declared = policy.principal.iter().find(|declared| declared.name == field);
    declared.map_or(Presence::Required, |declared| declared.presence)
}

/// Whether a limit's key may be missing: the field, or on some route the whole caller. All its keys are of one type, so
/// that equal ones have equal hashes.
fn key_presence(policy: &Policy, limit: &Limit, field: &str) -> Presence {
    let asks = |route: &Route| route.limits.iter().any(|asked| asked.name == limit.name);
    let may_be_nobody =
        policy.routes().any(|route| route.credential == Presence::Optional && asks(route));
    if may_be_nobody { Presence::Optional } else { presence(policy, field) }
}

/// Among whose ids an id is one caller's.
fn id_space(policy: &Policy) -> TokenStream {
    if principal::has_shared_ids(policy) {
        quote!(principal.scheme.ids())
    } else {
        quote!(principal.scheme)
    }
}
