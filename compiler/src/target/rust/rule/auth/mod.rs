//! Stage 7: what each scheme verifies with, whom its credentials stand for, and one function for each `auth` list in use.

mod list;
mod principal;
mod token;

use std::sync::Arc;

use gatewright_core::policy::{
    ApiKeyScheme, BasicScheme, JwtScheme, KeySource, MtlsScheme, Policy, Presence, Route, Scheme,
    SchemeKind, Secret,
};
use proc_macro2::TokenStream;
use quote::quote;

use crate::target::rust::names::{Kind, Names, auth_list};

/// The fields of `Policy` that hold what the schemes verify with.
pub(in crate::target::rust) fn fields(policy: &Policy, names: &Names) -> TokenStream {
    let fields = policy.schemes.iter().map(|scheme| {
        let ident = names.get(Kind::Keys, &scheme.name);
        match &scheme.kind {
            SchemeKind::Jwt(jwt) => match jwt.keys {
                KeySource::Local(_) => quote!(#ident: gw::TokenKeys<Principal>,),
                KeySource::Remote(_) => quote!(#ident: gw::RemoteTokenKeys<Principal>,),
            },
            SchemeKind::ApiKey(_) => quote!(#ident: gw::ApiKeys<Principal>,),
            SchemeKind::Basic(_) => quote!(#ident: gw::Users<Principal>,),
            SchemeKind::Introspection(_) => quote!(#ident: gw::Introspection<Principal>,),
            SchemeKind::Mtls(_) => quote!(#ident: gw::ClientCertificates<Principal>,),
        }
    });
    quote!(#(#fields)*)
}

/// Their values when the policy is loaded.
pub(in crate::target::rust) fn initial(policy: &Policy, names: &Names) -> TokenStream {
    let fields = policy.schemes.iter().map(|scheme| {
        let ident = names.get(Kind::Keys, &scheme.name);
        let principal = names.get(Kind::Credential, &scheme.name);
        match &scheme.kind {
            SchemeKind::Jwt(jwt) => {
                let rules = token::rules(jwt);
                match &jwt.keys {
                    KeySource::Local(keys) => {
                        let keys = secret(keys);
                        quote!(#ident: gw::TokenKeys::read(&loader, #keys, &#rules, #principal)?,)
                    }
                    KeySource::Remote(keys) => {
                        let server = token::server(keys);
                        quote! {
                            #ident: gw::RemoteTokenKeys::new(
                                &loader, &client, #server, &#rules, #principal,
                            ),
                        }
                    }
                }
            }
            SchemeKind::ApiKey(ApiKeyScheme { from: _, keys }) => {
                let keys = secret(keys);
                quote!(#ident: gw::ApiKeys::read(&loader, #keys, #principal)?,)
            }
            SchemeKind::Basic(BasicScheme { users, realm: _ }) => {
                let users = secret(users);
                quote!(#ident: gw::Users::read(&loader, #users, #principal)?,)
            }
            SchemeKind::Introspection(introspection) => {
                let secret = secret(&introspection.client_secret);
                let rules = token::introspection(introspection);
                quote! {
                    #ident: gw::Introspection::read(
                        &loader, &client, #secret, &#rules, #principal,
                    )?,
                }
            }
            SchemeKind::Mtls(MtlsScheme { authorities, mapping: _ }) => {
                let authorities = secret(authorities);
                quote!(#ident: gw::ClientCertificates::read(&loader, #authorities, #principal)?,)
            }
        }
    });
    quote!(#(#fields)*)
}

/// Where a secret is.
pub(super) fn secret(secret: &Secret) -> TokenStream {
    match secret {
        Secret::File(path) => quote!(gw::SecretPlace::File(#path)),
        Secret::Environment(name) => quote!(gw::SecretPlace::Environment(#name)),
    }
}

/// The functions.
pub(in crate::target::rust) fn functions(policy: &Policy, names: &Names) -> TokenStream {
    let principals = policy.schemes.iter().map(|scheme| principal::of(policy, scheme, names));
    // Each list, and whether on some route a credential of it may be left away.
    let mut lists: Vec<(&[Arc<Scheme>], Presence)> = Vec::new();
    for route in policy.routes() {
        let known = lists.iter_mut().find(|(list, _)| auth_list(list) == auth_list(&route.auth));
        match (known, route.credential) {
            (None, credential) if !route.auth.is_empty() => lists.push((&route.auth, credential)),
            (Some((_, credential)), Presence::Optional) => *credential = Presence::Optional,
            (None, _) | (Some(_), Presence::Required) => {}
        }
    }
    let lists = lists
        .into_iter()
        .map(|(list, credential)| list::authenticate(policy, list, credential, names));
    quote! {
        #(#principals)*

        impl Policy {
            #(#lists)*
        }
    }
}

/// Whether the policy asks other servers, for keys or about tokens.
pub(in crate::target::rust) fn asks(policy: &Policy) -> bool {
    policy.schemes.iter().any(|scheme| match &scheme.kind {
        SchemeKind::Jwt(jwt) => fetches(jwt),
        SchemeKind::Introspection(_) => true,
        SchemeKind::ApiKey(_) | SchemeKind::Mtls(_) | SchemeKind::Basic(_) => false,
    })
}

fn fetches(jwt: &JwtScheme) -> bool {
    match jwt.keys {
        KeySource::Local(_) => false,
        KeySource::Remote(_) => true,
    }
}

/// What happens when the policy is put around a service: keys begin to be fetched.
pub(in crate::target::rust) fn start(policy: &Policy, names: &Names) -> TokenStream {
    let starts = policy.schemes.iter().filter_map(|scheme| match &scheme.kind {
        SchemeKind::Jwt(jwt) if fetches(jwt) => {
            let keys = names.get(Kind::Keys, &scheme.name);
            Some(quote!(self.#keys.start(self.clock.unix_seconds());))
        }
        SchemeKind::Jwt(_)
        | SchemeKind::Introspection(_)
        | SchemeKind::ApiKey(_)
        | SchemeKind::Mtls(_)
        | SchemeKind::Basic(_) => None,
    });
    quote!(#(#starts)*)
}

/// The schemes whose authorities vouch for client certificates.
fn certifying(policy: &Policy) -> Vec<&Scheme> {
    let is_certifying = |scheme: &&Scheme| match &scheme.kind {
        SchemeKind::Mtls(_) => true,
        SchemeKind::Jwt(_)
        | SchemeKind::ApiKey(_)
        | SchemeKind::Introspection(_)
        | SchemeKind::Basic(_) => false,
    };
    policy.schemes.iter().map(AsRef::as_ref).filter(is_certifying).collect()
}

/// What the module needs of the runtime for client certificates.
pub(in crate::target::rust) fn requirement(policy: &Policy) -> Option<TokenStream> {
    (!certifying(policy).is_empty()).then(|| quote!(gw::policy_certificates!();))
}

/// Stage 1: refuses a client's certificate for which the authorities of no scheme vouch; nothing without such schemes.
pub(in crate::target::rust) fn known_certificate(
    policy: &Policy,
    names: &Names,
) -> Option<TokenStream> {
    let schemes = certifying(policy);
    let keys = schemes.iter().map(|scheme| names.get(Kind::Keys, &scheme.name));
    (!schemes.is_empty()).then(|| {
        quote! {
            if let Some(certificate) = call.certificate() {
                let is_known = #(self.#keys.vouch_for(certificate, call.now))||*;
                if !is_known {
                    return Err(gw::Refusal::wire());
                }
            }
        }
    })
}

/// Whether verifying the credentials of a route may have to wait for something.
pub(in crate::target::rust) fn waits(route: &Route) -> bool {
    route.auth.iter().any(|scheme| is_slow(scheme))
}

/// Whether verifying the scheme's credentials may have to wait for something.
fn is_slow(scheme: &Scheme) -> bool {
    match &scheme.kind {
        SchemeKind::Jwt(jwt) => fetches(jwt),
        SchemeKind::ApiKey(_) | SchemeKind::Mtls(_) => false,
        // The network, and a hash that is slow on purpose.
        SchemeKind::Introspection(_) | SchemeKind::Basic(_) => true,
    }
}
