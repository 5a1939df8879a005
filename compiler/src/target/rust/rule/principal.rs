//! Who calls: the policy's roles as bits, and the typed principal.

use gatewright_core::policy::{Policy, Presence, PrincipalField, PrincipalType, Route, Scheme};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::limit;
use crate::target::rust::names::{Kind, Names};

/// `Role`, `Roles`, `Scheme` and `Principal`.
pub(in crate::target::rust) fn types(policy: &Policy, names: &Names) -> TokenStream {
    let roles = roles(policy, names);
    let scheme = scheme(policy, names);
    let fields = policy.principal.iter().map(|field| {
        let name = names.get(Kind::PrincipalField, &field.name);
        let about = format!(" `{}`.", field.name);
        let kind = field_type(field);
        quote! {
            #[doc = #about]
            pub #name: #kind
        }
    });
    let scheme_field = quote! {
        /// The scheme whose credential was presented.
        pub scheme: Scheme
    };
    let fields = std::iter::once(scheme_field).chain(fields);
    let may_be_nobody = policy.routes().any(|route| route.credential == Presence::Optional);
    let optional = may_be_nobody.then(|| quote!(gw::optional_principal_extractor!(Principal);));
    quote! {
        #roles
        #scheme

        /// Who calls, as the credential says. With the feature `axum` it is an extractor.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct Principal {
            #(#fields),*
        }

        impl Principal {
            /// Whom the policy found to call: what the extensions of an admitted request hold. Nobody where there was no
            /// credential to be verified.
            #[must_use]
            pub fn of(extensions: &gw::Extensions) -> Option<&Principal> {
                extensions.get::<::std::sync::Arc<Principal>>().map(|principal| &**principal)
            }
        }

        gw::principal_extractor!(Principal);
        #optional
    }
}

/// The type of a principal field.
pub(super) fn field_type(field: &PrincipalField) -> TokenStream {
    let kind = match field.kind {
        PrincipalType::Text | PrincipalType::Uuid => quote!(String),
        PrincipalType::Int | PrincipalType::Time => quote!(i64),
        PrincipalType::Bool => quote!(bool),
        PrincipalType::TextList => quote!(Vec<String>),
        PrincipalType::Roles => quote!(Roles),
    };
    match field.presence {
        Presence::Required => kind,
        Presence::Optional => quote!(Option<#kind>),
    }
}

/// An expression of type `bool`: the principal holds one of the roles.
pub(super) fn holds(policy: &Policy, held_by: &[String], names: &Names) -> TokenStream {
    holds_set(policy, &holders_of(policy, held_by, names), names)
}

/// The same of a set that an expression says.
pub(super) fn holds_set(policy: &Policy, set: &TokenStream, names: &Names) -> TokenStream {
    let field = policy.principal.iter().find(|field| field.kind == PrincipalType::Roles);
    let Some(field) = field else { return quote!(false) };
    let ident = names.get(Kind::PrincipalField, &field.name);
    let roles = match field.presence {
        Presence::Required => quote!(principal.#ident),
        Presence::Optional => quote!(principal.#ident.unwrap_or_default()),
    };
    quote!(#roles.meets(#set))
}

/// These roles as a set: the constant of those who hold a role, where they are the ones.
pub(super) fn holders_of(policy: &Policy, held_by: &[String], names: &Names) -> TokenStream {
    let named = policy.roles.iter().find(|role| holders(policy, &role.name) == *held_by);
    match named {
        Some(role) => {
            let holders = names.get(Kind::Holders, &role.name);
            quote!(#holders)
        }
        None => set(policy, held_by),
    }
}

/// An `Option` that is read of the `principal`, missing where a route lets nobody in particular in.
pub(super) fn read(route: &Route, value: &TokenStream) -> TokenStream {
    match route.credential {
        Presence::Required => value.clone(),
        Presence::Optional => quote!(principal.as_ref().and_then(|principal| #value)),
    }
}

/// An expression of type `bool`: the caller's credential is of one of these schemes.
pub(super) fn is_of(route: &Route, schemes: &[Ident]) -> TokenStream {
    match route.credential {
        Presence::Required => quote!(matches!(principal.scheme, #(Scheme::#schemes)|*)),
        Presence::Optional => quote! {
            principal.as_ref().is_some_and(|principal| matches!(principal.scheme, #(Scheme::#schemes)|*))
        },
    }
}

/// The clock difference that the caller's scheme allows, in seconds.
pub(super) fn leeway(route: &Route) -> TokenStream {
    if route.auth.is_empty() {
        return quote!(0);
    }
    match route.credential {
        Presence::Required => quote!(principal.scheme.leeway()),
        Presence::Optional => {
            quote!(principal.as_ref().map_or(0, |principal| principal.scheme.leeway()))
        }
    }
}

/// Whether schemes share their ids.
pub(super) fn has_shared_ids(policy: &Policy) -> bool {
    policy.schemes.iter().any(|scheme| scheme.ids.is_some())
}

/// Whoever holds a role: itself and the roles that include it.
fn holders(policy: &Policy, role: &str) -> Vec<String> {
    let implies =
        |holder: &&gatewright_core::policy::Role| holder.implies.iter().any(|one| one == role);
    policy.roles.iter().filter(implies).map(|holder| holder.name.clone()).collect()
}

/// A set of roles as its bits.
pub(super) fn set(policy: &Policy, roles: &[String]) -> TokenStream {
    let mut words = vec![0u64; word_count(policy)];
    for (index, role) in policy.roles.iter().enumerate() {
        if roles.contains(&role.name)
            && let Some(word) = words.get_mut(index / 64)
        {
            *word |= 1 << (index % 64);
        }
    }
    let words = words.into_iter().map(Literal::u64_unsuffixed);
    quote!(Roles(gw::RoleSet([#(#words),*])))
}

fn word_count(policy: &Policy) -> usize {
    policy.roles.len().div_ceil(64).max(1)
}

fn roles(policy: &Policy, names: &Names) -> TokenStream {
    let words = Literal::usize_unsuffixed(word_count(policy));
    let count = Literal::usize_unsuffixed(policy.roles.len());
    let role_names: Vec<&str> = policy.roles.iter().map(|role| role.name.as_str()).collect();
    let idents: Vec<_> = role_names.iter().map(|role| names.get(Kind::Role, role)).collect();
    let abouts = role_names.iter().map(|role| format!(" `{role}`."));
    let indices = (0..policy.roles.len()).map(Literal::usize_unsuffixed);
    let constants = policy.roles.iter().map(|role| {
        let constant = names.get(Kind::Holders, &role.name);
        let held_by = holders(policy, &role.name);
        let listed: Vec<String> = held_by.iter().map(|role| format!("`{role}`")).collect();
        let about = format!(" Whoever holds `{}`: {}.", role.name, listed.join(", "));
        let set = set(policy, &held_by);
        quote! {
            #[doc = #about]
            const #constant: Roles = #set;
        }
    });
    let holder_arms = policy.roles.iter().map(|role| {
        let (variant, constant) =
            (names.get(Kind::Role, &role.name), names.get(Kind::Holders, &role.name));
        quote!(Role::#variant => self.meets(#constant),)
    });
    quote! {
        /// The policy's roles.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Role {
            #(
                #[doc = #abouts]
                #idents
            ),*
        }

        impl Role {
            /// Every role, in the policy's order.
            pub const ALL: [Role; #count] = [#(Role::#idents),*];

            /// The name in the policy.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    #(Role::#idents => #role_names,)*
                }
            }

            const fn index(self) -> usize {
                match self {
                    #(Role::#idents => #indices,)*
                }
            }
        }

        /// A set of roles.
        #[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct Roles(gw::RoleSet<#words>);

        impl Roles {
            /// Whether the role is held, directly or by one that includes it.
            #[must_use]
            pub fn has(self, role: Role) -> bool {
                match role {
                    #(#holder_arms)*
                }
            }

            /// The roles held directly, in the policy's order.
            pub fn iter(self) -> impl ::core::iter::Iterator<Item = Role> {
                Role::ALL.into_iter().filter(move |role| self.0.contains(role.index()))
            }

            /// Whether the two sets share a role.
            fn meets(self, other: Roles) -> bool {
                self.0.meets(other.0)
            }

            /// The set of those names that are roles of `granted`; others are dropped.
            fn granted(names: &[String], granted: &[Role]) -> Roles {
                let held = granted.iter().filter(|role| names.iter().any(|name| name == role.name()));
                Roles(gw::RoleSet::of(held.map(|role| role.index())))
            }

            /// The names of the roles held directly, in the policy's order.
            fn names(self) -> Vec<String> {
                self.iter().map(|role| role.name().to_owned()).collect()
            }
        }

        impl ::core::iter::FromIterator<Role> for Roles {
            fn from_iter<I: ::core::iter::IntoIterator<Item = Role>>(roles: I) -> Roles {
                Roles(gw::RoleSet::of(roles.into_iter().map(Role::index)))
            }
        }

        impl ::core::fmt::Debug for Roles {
            fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                formatter.debug_set().entries(self.iter().map(Role::name)).finish()
            }
        }

        #(#constants)*
    }
}

fn scheme(policy: &Policy, names: &Names) -> TokenStream {
    let idents: Vec<_> =
        policy.schemes.iter().map(|scheme| names.get(Kind::Scheme, &scheme.name)).collect();
    let scheme_names: Vec<&str> =
        policy.schemes.iter().map(|scheme| scheme.name.as_str()).collect();
    let abouts = scheme_names.iter().map(|scheme| format!(" `{scheme}`."));
    let ids = has_shared_ids(policy).then(|| {
        let owners = policy.schemes.iter().map(|scheme| {
            let owner = id_owner(policy, scheme);
            names.get(Kind::Scheme, &owner.name)
        });
        quote! {
            /// The first scheme that gives the same callers the same ids: itself, unless it shares them.
            const fn ids(self) -> Scheme {
                match self {
                    #(Scheme::#idents => Scheme::#owners,)*
                }
            }
        }
    });
    let is_counted = policy.limits.iter().any(|limit| limit::counts_ids_together(limit));
    let counted = is_counted.then(|| {
        quote! {
            impl gw::CountedBy for Scheme {
                fn push(&self, octets: &mut Vec<u8>) {
                    self.name().push(octets);
                }
            }
        }
    });
    let leeways = policy.schemes.iter().map(|scheme| Literal::u64_unsuffixed(scheme.leeway()));
    quote! {
        /// The policy's authentication schemes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Scheme {
            #(
                #[doc = #abouts]
                #idents
            ),*
        }

        impl Scheme {
            /// The name in the policy.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    #(Scheme::#idents => #scheme_names,)*
                }
            }

            /// The clock difference that it allows, in seconds.
            const fn leeway(self) -> u64 {
                match self {
                    #(Scheme::#idents => #leeways,)*
                }
            }

            #ids
        }

        #counted
    }
}

/// The scheme that stands for all that share their ids with this one.
fn id_owner<'p>(policy: &'p Policy, scheme: &'p Scheme) -> &'p Scheme {
    let same = |other: &&Scheme| scheme.ids.is_some() && other.ids == scheme.ids;
    policy.schemes.iter().map(AsRef::as_ref).find(same).unwrap_or(scheme)
}
