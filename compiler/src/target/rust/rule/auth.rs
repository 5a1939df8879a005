//! Stage 7: one function a scheme that verifies its credentials, and one for each `auth` list in use.

use std::collections::BTreeSet;
use std::sync::Arc;

use gatewright_core::policy::{
    ClaimMapping, JwtScheme, KeySource, Policy, Presence, PrincipalField, PrincipalType, Scheme,
    SchemeKind, Secret,
};
use gatewright_core::refusal::{challenge, invalid_challenge};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use crate::target::rust::names::{Kind, Names, auth_list};

/// The fields of `Policy` that hold the schemes' keys.
pub(in crate::target::rust) fn fields(policy: &Policy, names: &Names) -> TokenStream {
    let fields = policy.schemes.iter().map(|scheme| {
        let ident = names.get(Kind::Keys, &scheme.name);
        match &scheme.kind {
            SchemeKind::Jwt(_) => quote!(#ident: gw::TokenKeys,),
            SchemeKind::ApiKey(_) => quote!(#ident: gw::ApiKeys,),
            // Refused before.
            SchemeKind::Mtls(_) | SchemeKind::Introspection(_) | SchemeKind::Basic(_) => quote!(),
        }
    });
    quote!(#(#fields)*)
}

/// Their values when the policy is loaded.
pub(in crate::target::rust) fn initial(policy: &Policy, names: &Names) -> TokenStream {
    let fields = policy.schemes.iter().map(|scheme| {
        let ident = names.get(Kind::Keys, &scheme.name);
        match &scheme.kind {
            SchemeKind::Jwt(jwt) => {
                let file = keys_file(&jwt.keys);
                let rules = rules(jwt);
                quote!(#ident: gw::TokenKeys::read(folder, #file, &#rules)?,)
            }
            SchemeKind::ApiKey(key) => {
                let file = file(&key.keys);
                quote!(#ident: gw::ApiKeys::read(folder, #file)?,)
            }
            // Refused before.
            SchemeKind::Mtls(_) | SchemeKind::Introspection(_) | SchemeKind::Basic(_) => quote!(),
        }
    });
    quote!(#(#fields)*)
}

fn keys_file(keys: &KeySource) -> &str {
    match keys {
        KeySource::Local(secret) => file(secret),
        KeySource::Remote(_) => NO_FILE,
    }
}

fn file(secret: &Secret) -> &str {
    match secret {
        Secret::File(path) => path,
        Secret::Environment(_) => NO_FILE,
    }
}

/// What this target does not read it has refused before; no policy starts without a file.
const NO_FILE: &str = "";

/// What the scheme asks of a token.
fn rules(jwt: &JwtScheme) -> TokenStream {
    let JwtScheme { issuer, audience, token_type, algorithms, leeway, max_lifetime, .. } = jwt;
    let algorithms = algorithms.iter().map(|algorithm| {
        let algorithm = Ident::new(algorithm.name(), proc_macro2::Span::call_site());
        quote!(gw::Algorithm::#algorithm)
    });
    let leeway = Literal::u64_unsuffixed(*leeway);
    let max_lifetime = match max_lifetime {
        Some(seconds) => {
            let seconds = Literal::u64_unsuffixed(*seconds);
            quote!(Some(#seconds))
        }
        None => quote!(None),
    };
    quote! {
        gw::TokenRules {
            issuer: #issuer,
            audience: #audience,
            token_type: #token_type,
            algorithms: &[#(#algorithms),*],
            leeway: #leeway,
            max_lifetime: #max_lifetime,
        }
    }
}

/// The functions.
pub(in crate::target::rust) fn functions(policy: &Policy, names: &Names) -> TokenStream {
    let verifiers = policy.schemes.iter().map(|scheme| match &scheme.kind {
        SchemeKind::Jwt(jwt) => verify_token(policy, scheme, jwt, names),
        SchemeKind::ApiKey(_) => verify_key(policy, scheme, names),
        // Refused before.
        SchemeKind::Mtls(_) | SchemeKind::Introspection(_) | SchemeKind::Basic(_) => quote!(),
    });
    let mut lists: Vec<&[Arc<Scheme>]> = Vec::new();
    for route in policy.routes() {
        let known = lists.iter().any(|list| auth_list(list) == auth_list(&route.auth));
        if !route.auth.is_empty() && !known {
            lists.push(&route.auth);
        }
    }
    let lists = lists.into_iter().map(|list| authenticate(policy, list, names));
    quote! {
        impl Policy {
            #(#verifiers)*
            #(#lists)*
        }
    }
}

/// The principal that a token of the scheme proves.
fn verify_token(policy: &Policy, scheme: &Scheme, jwt: &JwtScheme, names: &Names) -> TokenStream {
    let function = names.get(Kind::Authenticator, &scheme.name);
    let keys = names.get(Kind::Keys, &scheme.name);
    let variant = names.get(Kind::Scheme, &scheme.name);
    let about = format!(" Whoever a token of `{}` is made out to.", scheme.name);
    let fields = policy.principal.iter().map(|field| {
        let ident = names.get(Kind::PrincipalField, &field.name);
        let mapping = jwt.mapping.iter().find(|mapping| mapping.field == field.name);
        let value = match mapping {
            Some(mapping) => claim(field, mapping, scheme, names),
            // The checked policy maps every required field.
            None => quote!(None),
        };
        quote!(#ident: #value)
    });
    quote! {
        #[doc = #about]
        fn #function(
            &self,
            token: &[u8],
            now: i64,
        ) -> Result<Principal, gw::BadCredential> {
            let claims = self.#keys.verify(token, now)?;
            Ok(Principal { scheme: Scheme::#variant, #(#fields),* })
        }
    }
}

/// One principal field out of the claims.
fn claim(
    field: &PrincipalField,
    mapping: &ClaimMapping,
    scheme: &Scheme,
    names: &Names,
) -> TokenStream {
    let path = &mapping.claim.0;
    let path = quote!(&[#(#path),*]);
    let found = match field.kind {
        PrincipalType::Text => quote!(claims.text(#path)?),
        PrincipalType::Uuid => quote!(claims.uuid(#path)?),
        PrincipalType::Int => quote!(claims.int(#path)?),
        PrincipalType::Bool => quote!(claims.bool(#path)?),
        PrincipalType::Time => quote!(claims.time(#path)?),
        PrincipalType::TextList => quote!(claims.text_list(#path)?),
        PrincipalType::Roles => {
            let granted = granted(scheme, names);
            quote!(claims.text_list(#path)?.map(|names| Roles::granted(&names, #granted)))
        }
    };
    match field.presence {
        Presence::Required => quote!(#found.ok_or(gw::BadCredential)?),
        Presence::Optional => found,
    }
}

/// The principal that a key of the scheme stands for.
fn verify_key(policy: &Policy, scheme: &Scheme, names: &Names) -> TokenStream {
    let function = names.get(Kind::Authenticator, &scheme.name);
    let keys = names.get(Kind::Keys, &scheme.name);
    let variant = names.get(Kind::Scheme, &scheme.name);
    let about = format!(" Whoever a key of `{}` was given to.", scheme.name);
    let fields = policy.principal.iter().map(|field| {
        let ident = names.get(Kind::PrincipalField, &field.name);
        let value = match (field.name.as_str(), field.kind) {
            ("id", PrincipalType::Text) => quote!(entry.id.clone()),
            (_, PrincipalType::Roles) => {
                let granted = granted(scheme, names);
                quote!(Roles::granted(&entry.roles, #granted))
            }
            // The checked policy has nothing else that is required where a scheme has keys.
            (_, _) => return quote!(#ident: None),
        };
        match field.presence {
            Presence::Required => quote!(#ident: #value),
            Presence::Optional => quote!(#ident: Some(#value)),
        }
    });
    quote! {
        #[doc = #about]
        fn #function(
            &self,
            key: &[u8],
            now: i64,
        ) -> Result<Principal, gw::BadCredential> {
            let entry = self.#keys.find(key, now).ok_or(gw::BadCredential)?;
            Ok(Principal { scheme: Scheme::#variant, #(#fields),* })
        }
    }
}

fn granted(scheme: &Scheme, names: &Names) -> TokenStream {
    let roles = scheme.grants.iter().map(|role| names.get(Kind::Role, role));
    quote!(&[#(Role::#roles),*])
}

/// The function of one `auth` list: every presented credential must verify, the first is the principal's.
fn authenticate(policy: &Policy, list: &[Arc<Scheme>], names: &Names) -> TokenStream {
    let function = names.get(Kind::Authentication, &auth_list(list));
    let listed: Vec<String> = list.iter().map(|scheme| format!("`{}`", scheme.name)).collect();
    let about = format!(" Stage 7 for {}.", listed.join(", "));
    let issuers: Vec<&str> = list.iter().filter_map(|scheme| jwt(scheme)).map(issuer).collect();
    let bearer = (!issuers.is_empty()).then(|| quote!(let bearer = call.bearer();));
    let named = (issuers.len() > 1)
        .then(|| quote!(let issuer = bearer.as_deref().and_then(gw::unverified_issuer);));
    let mut rest = issuers.iter();
    let first = rest.next().copied();
    let others: Vec<&str> = rest.copied().collect();
    let attempts = list.iter().filter_map(|scheme| {
        let verify = names.get(Kind::Authenticator, &scheme.name);
        let (name, refused) = (&scheme.name, invalid_challenge(scheme, &policy.name));
        let credential = match &scheme.kind {
            SchemeKind::Jwt(jwt) if Some(issuer(jwt)) != first => {
                let issuer = issuer(jwt);
                quote!(bearer.as_deref().filter(|_| issuer.as_deref() == Some(#issuer)))
            }
            SchemeKind::Jwt(_) if others.is_empty() => quote!(bearer.as_deref()),
            SchemeKind::Jwt(_) => {
                quote!(
                    bearer.as_deref().filter(|_| !matches!(issuer.as_deref(), Some(#(#others)|*)))
                )
            }
            SchemeKind::ApiKey(key) => {
                let header = key.from.header()?;
                quote!(call.credential(#header))
            }
            // Refused before; whoever presents one is nobody here.
            SchemeKind::Mtls(_) | SchemeKind::Introspection(_) | SchemeKind::Basic(_) => {
                return None;
            }
        };
        Some(quote! {
            if let Some(credential) = #credential {
                let verified = self.#verify(credential, call.now).map_err(|_| {
                    gw::Refusal::bad_credential(route, #name, #refused.to_owned())
                })?;
                principal.get_or_insert(verified);
            }
        })
    });
    let challenges = list.iter().map(|scheme| challenge(scheme, &policy.name));
    let used: BTreeSet<&str> = list
        .iter()
        .filter_map(|scheme| match &scheme.kind {
            SchemeKind::Jwt(_)
            | SchemeKind::Mtls(_)
            | SchemeKind::Introspection(_)
            | SchemeKind::Basic(_) => None,
            SchemeKind::ApiKey(key) => key.from.header(),
        })
        .collect();
    let forget_bearer = bearer.is_some().then(|| {
        quote! {
            if bearer.is_some() {
                call.forget("authorization");
            }
        }
    });
    let forget_keys = used.into_iter().map(|header| quote!(call.forget(#header);));
    quote! {
        #[doc = #about]
        fn #function(
            &self,
            call: &mut gw::Call,
            route: &'static str,
        ) -> Result<Principal, gw::Refusal> {
            let mut principal = None;
            #bearer
            #named
            #(#attempts)*
            let principal = principal.ok_or_else(|| {
                gw::Refusal::no_credential(route, &[#(#challenges.to_owned()),*])
            })?;
            #forget_bearer
            #(#forget_keys)*
            Ok(principal)
        }
    }
}

fn jwt(scheme: &Arc<Scheme>) -> Option<&JwtScheme> {
    match &scheme.kind {
        SchemeKind::Jwt(jwt) => Some(jwt),
        SchemeKind::ApiKey(_)
        | SchemeKind::Mtls(_)
        | SchemeKind::Introspection(_)
        | SchemeKind::Basic(_) => None,
    }
}

fn issuer(scheme: &JwtScheme) -> &str {
    &scheme.issuer
}
