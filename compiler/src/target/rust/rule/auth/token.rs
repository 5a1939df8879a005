//! What a scheme asks of a token, and of whom it asks.

use gatewright_core::policy::{IntrospectionScheme, JwtScheme, RemoteKeys, TokenBinding};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

/// The rules of a signed token, as a value.
pub(super) fn rules(jwt: &JwtScheme) -> TokenStream {
    let JwtScheme {
        issuer,
        audience,
        token_type,
        algorithms,
        leeway,
        max_lifetime,
        binding,
        keys: _,
        from: _,
        mapping: _,
    } = jwt;
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
    let binding = binding_kind(*binding);
    quote! {
        gw::TokenRules {
            issuer: #issuer,
            audience: #audience,
            token_type: #token_type,
            algorithms: &[#(#algorithms),*],
            leeway: #leeway,
            max_lifetime: #max_lifetime,
            binding: #binding,
        }
    }
}

/// Where keys are fetched, as a value.
pub(super) fn server(keys: &RemoteKeys) -> TokenStream {
    let RemoteKeys { url, refresh, stale_max, span: _ } = keys;
    let (refresh, stale_max) =
        (Literal::u64_unsuffixed(*refresh), Literal::u64_unsuffixed(*stale_max));
    quote!(gw::KeyServer { url: #url, refresh: #refresh, stale_max: #stale_max })
}

/// The rules of a token that its issuer is asked about, as a value.
pub(super) fn introspection(scheme: &IntrospectionScheme) -> TokenStream {
    let IntrospectionScheme {
        url,
        client_id,
        client_secret: _,
        issuer,
        audience,
        cache,
        timeout,
        from: _,
        leeway,
        binding,
        mapping: _,
    } = scheme;
    let issuer = match issuer {
        Some(issuer) => quote!(Some(#issuer)),
        None => quote!(None),
    };
    let [cache, timeout, leeway] =
        [cache, timeout, leeway].map(|seconds| Literal::u64_unsuffixed(*seconds));
    let binding = binding_kind(*binding);
    quote! {
        gw::IntrospectionRules {
            url: #url,
            client_id: #client_id,
            issuer: #issuer,
            audience: #audience,
            cache: #cache,
            timeout: #timeout,
            leeway: #leeway,
            binding: #binding,
        }
    }
}

/// What a token must be bound to, as a value.
fn binding_kind(binding: TokenBinding) -> TokenStream {
    match binding {
        TokenBinding::Bearer => quote!(gw::TokenBinding::Bearer),
        TokenBinding::Certificate => quote!(gw::TokenBinding::Certificate),
    }
}

/// What a token has to be bound to, as an `Option` of the certificate that the client presented.
pub(super) fn bound_to(binding: TokenBinding) -> TokenStream {
    match binding {
        TokenBinding::Bearer => quote!(None),
        TokenBinding::Certificate => quote!(call.certificate_thumbprint()),
    }
}
