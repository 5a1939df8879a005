//! Whom a scheme's credentials stand for: one function a scheme.

use gatewright_core::policy::{
    CertificateMapping, CertificateSource, ClaimForm, ClaimMapping, IntrospectionScheme, JwtScheme,
    MtlsScheme, NameTemplate, Policy, Presence, PrincipalField, PrincipalType, Scheme, SchemeKind,
};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::target::rust::names::{Kind, Names};
use crate::target::rust::rule::principal;

pub(super) fn of(policy: &Policy, scheme: &Scheme, names: &Names) -> TokenStream {
    match &scheme.kind {
        SchemeKind::Jwt(JwtScheme { mapping, .. })
        | SchemeKind::Introspection(IntrospectionScheme { mapping, .. }) => {
            of_claims(policy, scheme, mapping, names)
        }
        SchemeKind::ApiKey(_) => of_line(policy, scheme, "a key", names),
        SchemeKind::Basic(_) => of_line(policy, scheme, "a password", names),
        SchemeKind::Mtls(mtls) => of_certificate(policy, scheme, mtls, names),
    }
}

/// The principal that a certificate names.
fn of_certificate(
    policy: &Policy,
    scheme: &Scheme,
    mtls: &MtlsScheme,
    names: &Names,
) -> TokenStream {
    let function = names.get(Kind::Credential, &scheme.name);
    let variant = names.get(Kind::Scheme, &scheme.name);
    let about = format!(" Whoever a certificate of `{}` names.", scheme.name);
    let fields = policy.principal.iter().map(|field| {
        let ident = names.get(Kind::PrincipalField, &field.name);
        let entry = mtls.mapping.iter().find(|entry| entry.field == field.name);
        // The checked policy maps every required field.
        let Some(entry) = entry else { return quote!(#ident: None) };
        let value = certificate_value(policy, entry);
        match field.presence {
            Presence::Required => quote!(#ident: #value),
            Presence::Optional => quote!(#ident: Some(#value)),
        }
    });
    quote! {
        #[doc = #about]
        fn #function(names: &gw::CertificateNames) -> Result<Principal, gw::BadCredential> {
            Ok(Principal { scheme: Scheme::#variant, #(#fields),* })
        }
    }
}

/// One principal field: out of the certificate's names, or the same for all.
fn certificate_value(policy: &Policy, entry: &CertificateMapping) -> TokenStream {
    let source = match &entry.source {
        CertificateSource::Uri(None) => quote!(gw::NameSource::Uri),
        CertificateSource::Uri(Some(NameTemplate { before, after })) => {
            quote!(gw::NameSource::UriBetween(#before, #after))
        }
        CertificateSource::DnsName => quote!(gw::NameSource::DnsName),
        CertificateSource::Email => quote!(gw::NameSource::Email),
        CertificateSource::CommonName => quote!(gw::NameSource::CommonName),
        CertificateSource::Text(text) => return quote!(#text.to_owned()),
        CertificateSource::TextList(list) => {
            return quote!(::std::vec![#(#list.to_owned()),*]);
        }
        CertificateSource::Roles(roles) => return principal::set(policy, roles),
    };
    match entry.kind {
        PrincipalType::Uuid => quote!(names.uuid(#source)?),
        // Names are of one of these two types.
        PrincipalType::Text
        | PrincipalType::Int
        | PrincipalType::Bool
        | PrincipalType::Time
        | PrincipalType::TextList
        | PrincipalType::Roles => quote!(names.text(#source)?),
    }
}

/// The principal that the claims of a token make.
fn of_claims(
    policy: &Policy,
    scheme: &Scheme,
    mapping: &[ClaimMapping],
    names: &Names,
) -> TokenStream {
    let function = names.get(Kind::Credential, &scheme.name);
    let variant = names.get(Kind::Scheme, &scheme.name);
    let about = format!(" Whoever a token of `{}` is made out to.", scheme.name);
    let fields = policy.principal.iter().map(|field| {
        let ident = names.get(Kind::PrincipalField, &field.name);
        let mapping = mapping.iter().find(|mapping| mapping.field == field.name);
        let value = match mapping {
            Some(mapping) => claim(field, mapping, scheme, names),
            // The checked policy maps every required field.
            None => quote!(None),
        };
        quote!(#ident: #value)
    });
    quote! {
        #[doc = #about]
        fn #function(claims: &gw::Claims) -> Result<Principal, gw::BadCredential> {
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
    let list = match mapping.form {
        ClaimForm::Plain => quote!(claims.text_list(#path)?),
        ClaimForm::Separated(separator) => {
            let separator = Literal::character(separator);
            quote!(claims.split(#path, #separator)?)
        }
    };
    let found = match field.kind {
        PrincipalType::Text => quote!(claims.text(#path)?),
        PrincipalType::Uuid => quote!(claims.uuid(#path)?),
        PrincipalType::Int => quote!(claims.int(#path)?),
        PrincipalType::Bool => quote!(claims.bool(#path)?),
        PrincipalType::Time => quote!(claims.time(#path)?),
        PrincipalType::TextList => list,
        PrincipalType::Roles => {
            let granted = granted(scheme, names);
            quote!(#list.map(|names| Roles::granted(&names, #granted)))
        }
    };
    match field.presence {
        Presence::Required => quote!(#found.ok_or(gw::BadCredential)?),
        Presence::Optional => found,
    }
}

/// The principal that a line of a file of keys or users names.
fn of_line(policy: &Policy, scheme: &Scheme, credential: &str, names: &Names) -> TokenStream {
    let function = names.get(Kind::Credential, &scheme.name);
    let variant = names.get(Kind::Scheme, &scheme.name);
    let about = format!(" Whoever {credential} of `{}` was given to.", scheme.name);
    let fields = policy.principal.iter().map(|field| {
        let ident = names.get(Kind::PrincipalField, &field.name);
        let value = match (field.name.as_str(), field.kind) {
            ("id", PrincipalType::Text) => quote!(holder.id.to_owned()),
            (_, PrincipalType::Roles) => {
                let granted = granted(scheme, names);
                quote!(Roles::granted(holder.roles, #granted))
            }
            // The checked policy has nothing else that is required where a scheme has lines.
            (_, _) => return quote!(#ident: None),
        };
        match field.presence {
            Presence::Required => quote!(#ident: #value),
            Presence::Optional => quote!(#ident: Some(#value)),
        }
    });
    quote! {
        #[doc = #about]
        fn #function(holder: gw::Holder<'_>) -> Principal {
            Principal { scheme: Scheme::#variant, #(#fields),* }
        }
    }
}

fn granted(scheme: &Scheme, names: &Names) -> TokenStream {
    let roles = scheme.grants.iter().map(|role| names.get(Kind::Role, role));
    quote!(&[#(Role::#roles),*])
}
