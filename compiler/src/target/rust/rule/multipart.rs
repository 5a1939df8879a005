//! Stage 11: multipart bodies, their texts read into the schema's type and their files into one of the route.

use gatewright_core::policy::{BodyContent, Bounds, FileField, Multipart, Policy, Presence, Route};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use crate::target::rust::name::Scope;
use crate::target::rust::names::{Kind, Names};

/// The check of a route.
pub(super) fn check(route: &Route, multipart: &Multipart, max: u64, names: &Names) -> TokenStream {
    let max = Literal::u64_unsuffixed(max);
    let rules = multipart.files.iter().map(rule);
    let texts = match &multipart.schema {
        Some(schema) => {
            let name = names.get(Kind::Type, &schema.name);
            quote!(let body: schema::#name = gw::read_texts(route.name, &parts.texts)?;)
        }
        None => quote!(gw::require_no_text(route.name, &parts.texts)?;),
    };
    let files = (!multipart.files.is_empty()).then(|| {
        let name = names.get(Kind::Files, &route.name);
        let fields = fields(multipart).into_iter().map(|(ident, file)| {
            let read = match &file.list {
                None => quote!(gw::one_file(&bytes, taken.next())),
                Some(_) => quote!(gw::all_files(&bytes, taken.next())),
            };
            match (file.presence, &file.list) {
                // It was counted.
                (Presence::Required, _) => quote!(#ident: #read.ok_or_else(gw::Refusal::internal)?),
                (Presence::Optional, _) => quote!(#ident: #read),
            }
        });
        quote! {
            let mut taken = parts.files.into_iter();
            let files = files::#name { #(#fields),* };
        }
    });
    quote! {
        static FILES: &[gw::FileRule<'static>] = &[#(#rules),*];
        let (bytes, boundary) = call.read_multipart(route.name, #max).await?;
        let parts = gw::read_parts(route.name, &bytes, &boundary, FILES)?;
        #texts
        #files
    }
}

/// Hands texts and files on to the handler.
pub(super) fn provide(multipart: &Multipart) -> TokenStream {
    let body = multipart.schema.as_ref().map(|_| quote!(call.provide(gw::Body(body));));
    let files = (!multipart.files.is_empty()).then(|| quote!(call.provide(gw::Files(files));));
    quote!(#body #files)
}

/// `pub mod files`, where a route takes some.
pub(in crate::target::rust) fn module(policy: &Policy, names: &Names) -> TokenStream {
    let mut types = policy.routes().filter_map(|route| struct_type(route, names)).peekable();
    if types.peek().is_none() {
        return TokenStream::new();
    }
    quote! {
        /// The files that routes take.
        pub mod files {
            use super::gw;

            #(#types)*
        }
    }
}

/// Whether a route takes files.
pub(in crate::target::rust) fn has_files(route: &Route) -> bool {
    multipart(route).is_some_and(|multipart| !multipart.files.is_empty())
}

fn multipart(route: &Route) -> Option<&Multipart> {
    match &route.body.as_ref()?.content {
        BodyContent::Multipart(multipart) => Some(multipart),
        BodyContent::Any | BodyContent::Json(_) | BodyContent::Form(_) => None,
    }
}

fn struct_type(route: &Route, names: &Names) -> Option<TokenStream> {
    let multipart = multipart(route).filter(|multipart| !multipart.files.is_empty())?;
    let name = names.get(Kind::Files, &route.name);
    let about = format!(" The files of `{} {}`.", route.method.name(), route.template());
    let fields = fields(multipart).into_iter().map(|(ident, file)| {
        let about = format!(" `{}`.", file.name);
        let one = match &file.list {
            None => quote!(gw::File),
            Some(_) => quote!(::std::vec::Vec<gw::File>),
        };
        let kind = match file.presence {
            Presence::Required => one,
            Presence::Optional => quote!(::core::option::Option<#one>),
        };
        quote! {
            #[doc = #about]
            pub #ident: #kind
        }
    });
    Some(quote! {
        #[doc = #about]
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct #name {
            #(#fields),*
        }
    })
}

fn fields(multipart: &Multipart) -> Vec<(Ident, &FileField)> {
    let mut scope = Scope::default();
    multipart.files.iter().map(|file| (scope.snake(&file.name), file)).collect()
}

fn rule(file: &FileField) -> TokenStream {
    let FileField { name, presence, list, max, media_types, span: _ } = file;
    let presence = match presence {
        Presence::Required => quote!(Required),
        Presence::Optional => quote!(Optional),
    };
    let list = match list {
        None => quote!(None),
        Some(Bounds { min, max }) => {
            let [min, max] = [min, max].map(|bound| match bound {
                Some(bound) => {
                    let bound = Literal::u64_unsuffixed(*bound);
                    quote!(Some(#bound))
                }
                None => quote!(None),
            });
            quote!(Some(gw::Bounds { min: #min, max: #max }))
        }
    };
    let max = Literal::u64_unsuffixed(*max);
    quote! {
        gw::FileRule {
            name: #name,
            presence: gw::Presence::#presence,
            list: #list,
            max: #max,
            media_types: &[#(#media_types),*],
        }
    }
}
