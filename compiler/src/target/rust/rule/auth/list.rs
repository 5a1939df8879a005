//! The function of one `auth` list: every credential that is presented must verify, the first is the caller's.

use std::sync::Arc;

use gatewright_core::policy::{
    CredentialField, CredentialPlace, Forwarding, JwtScheme, KeySource, Policy, Presence, Scheme,
    SchemeKind, TokenPlace,
};
use gatewright_core::refusal::{challenges, invalid_challenge};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::{is_slow, token};
use crate::target::rust::names::{Kind, Names, auth_list};

/// The list's function, and where on some route a credential may be left away, what that function asks first.
pub(super) fn authenticate(
    policy: &Policy,
    list: &[Arc<Scheme>],
    credential: Presence,
    names: &Names,
) -> TokenStream {
    let listed: Vec<String> = list.iter().map(|scheme| format!("`{}`", scheme.name)).collect();
    let about = format!(" Stage 7 for {}.", listed.join(", "));
    let is_slow = list.iter().any(|scheme| is_slow(scheme));
    let (asynchronous, wait) =
        if is_slow { (quote!(async), quote!(.await)) } else { (quote!(), quote!()) };
    let places = Places::of(list);
    let issuers = places.issuers();
    let attempts = list.iter().map(|scheme| attempt(policy, scheme, &places, names));
    let challenges = challenges(list.iter().map(AsRef::as_ref), &policy.name);
    let find = quote! {
        let mut principal = None;
        #issuers
        #(#attempts)*
    };
    let require = quote! {
        principal.ok_or_else(|| gw::Refusal::no_credential(route, #challenges))
    };
    let function = |kind: Kind, found: &TokenStream, body: &TokenStream| {
        let name = names.get(kind, &auth_list(list));
        quote! {
            #[doc = #about]
            #asynchronous fn #name(
                &self,
                call: &mut gw::Call,
                route: &'static str,
            ) -> Result<#found, gw::Refusal> {
                #body
            }
        }
    };
    let principal = quote!(::std::sync::Arc<Principal>);
    match credential {
        Presence::Required => function(Kind::Authentication, &principal, &quote!(#find #require)),
        Presence::Optional => {
            let identify = names.get(Kind::Identification, &auth_list(list));
            let identification = function(
                Kind::Identification,
                &quote!(Option<#principal>),
                &quote!(#find Ok(principal)),
            );
            let body = quote!(let principal = self.#identify(call, route)#wait?; #require);
            let authentication = function(Kind::Authentication, &principal, &body);
            quote!(#identification #authentication)
        }
    }
}

/// Looks for a credential of the scheme and, where there is one, verifies it.
fn attempt(policy: &Policy, scheme: &Scheme, places: &Places<'_>, names: &Names) -> TokenStream {
    let keys = names.get(Kind::Keys, &scheme.name);
    let (name, refused) = (&scheme.name, invalid_challenge(scheme, &policy.name));
    let (presented, verified) = match &scheme.kind {
        SchemeKind::Jwt(jwt) => {
            let bound_to = token::bound_to(jwt.binding);
            let wait = match jwt.keys {
                KeySource::Local(_) => None,
                KeySource::Remote(_) => Some(quote!(.await)),
            };
            let verified = quote!(self.#keys.verify(credential, #bound_to, call.now)#wait);
            (places.presented(jwt), verified)
        }
        SchemeKind::ApiKey(key) => {
            (in_field(&key.from), quote!(self.#keys.verify(credential, call.now)))
        }
        SchemeKind::Basic(_) => {
            (quote!(call.basic()), quote!(self.#keys.verify(credential, call.now).await))
        }
        SchemeKind::Introspection(introspection) => {
            let bound_to = token::bound_to(introspection.binding);
            let verified = quote!(self.#keys.verify(credential, #bound_to, call.now).await);
            (at(&introspection.from), verified)
        }
        SchemeKind::Mtls(_) => {
            let vouched = quote!(|certificate| self.#keys.vouch_for(certificate, call.now));
            let presented = quote!(call.certificate().filter(#vouched));
            (presented, quote!(self.#keys.verify(credential, call.now)))
        }
    };
    let forget = forget(scheme);
    quote! {
        if let Some(credential) = #presented {
            let verified = #verified
                .map_err(|fault| fault.refusal(route, #name, #refused))?;
            principal.get_or_insert(verified);
            #forget
        }
    }
}

/// Notes that a credential does not go on.
fn forget(scheme: &Scheme) -> TokenStream {
    match (scheme.forwarding, scheme.place()) {
        (Forwarding::Kept, _) | (Forwarding::Removed, CredentialPlace::Connection) => quote!(),
        (Forwarding::Removed, CredentialPlace::Authorization) => {
            quote!(call.forget("authorization");)
        }
        (Forwarding::Removed, CredentialPlace::Field(CredentialField::Header(name))) => {
            quote!(call.forget(#name);)
        }
        (Forwarding::Removed, CredentialPlace::Field(CredentialField::Cookie(name))) => {
            quote!(call.forget_cookie(#name);)
        }
    }
}

/// The credential in a field of its own, as an `Option` of its octets.
fn in_field(field: &CredentialField) -> TokenStream {
    match field {
        CredentialField::Header(name) => quote!(call.credential(#name)),
        CredentialField::Cookie(name) => quote!(call.credential_cookie(#name)),
    }
}

fn at(place: &TokenPlace) -> TokenStream {
    match place {
        TokenPlace::Authorization => quote!(call.bearer()),
        TokenPlace::Field(field) => in_field(field),
    }
}

/// Where the list's signed tokens stand. Where several schemes read one place, a token is judged by the one whose issuer it
/// names, or else by the first.
struct Places<'p>(Vec<(&'p TokenPlace, Vec<&'p JwtScheme>)>);

impl<'p> Places<'p> {
    fn of(list: &'p [Arc<Scheme>]) -> Places<'p> {
        let mut places: Vec<(&TokenPlace, Vec<&JwtScheme>)> = Vec::new();
        for jwt in list.iter().filter_map(|scheme| jwt(scheme)) {
            match places.iter_mut().find(|(place, _)| **place == jwt.from) {
                Some((_, schemes)) => schemes.push(jwt),
                None => places.push((&jwt.from, vec![jwt])),
            }
        }
        Places(places)
    }

    /// The variable of the issuer that is named at a place.
    fn issuer(place: usize) -> Ident {
        match place {
            0 => format_ident!("issuer"),
            other => format_ident!("issuer_{other}"),
        }
    }

    /// Reads the issuers, at the places where they matter.
    fn issuers(&self) -> TokenStream {
        let shared = self.0.iter().enumerate().filter(|(_, (_, schemes))| schemes.len() > 1);
        let read = shared.map(|(number, (place, _))| {
            let (variable, token) = (Places::issuer(number), at(place));
            quote!(let #variable = #token.and_then(gw::unverified_issuer);)
        });
        quote!(#(#read)*)
    }

    /// The token that the scheme has to judge, as an `Option` of its octets.
    fn presented(&self, jwt: &JwtScheme) -> TokenStream {
        let token = at(&jwt.from);
        let found = self.0.iter().enumerate().find(|(_, (place, _))| **place == jwt.from);
        let Some((number, (_, schemes))) = found else { return token };
        let issuer = Places::issuer(number);
        let mut issuers = schemes.iter().map(|scheme| scheme.issuer.as_str());
        let first = issuers.next();
        let others: Vec<&str> = issuers.collect();
        if others.is_empty() {
            token
        } else if Some(jwt.issuer.as_str()) == first {
            quote!(#token.filter(|_| !matches!(#issuer.as_deref(), Some(#(#others)|*))))
        } else {
            let own = &jwt.issuer;
            quote!(#token.filter(|_| #issuer.as_deref() == Some(#own)))
        }
    }
}

fn jwt(scheme: &Scheme) -> Option<&JwtScheme> {
    match &scheme.kind {
        SchemeKind::Jwt(jwt) => Some(jwt),
        SchemeKind::ApiKey(_)
        | SchemeKind::Mtls(_)
        | SchemeKind::Introspection(_)
        | SchemeKind::Basic(_) => None,
    }
}
