//! Stage 11: forms, read and validated in one pass into their types.

use gatewright_core::policy::{
    Access, Bounds, Field, ObjectSchema, Presence, ScalarType, Type, TypeKind,
};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use super::{scalar, schema};
use crate::target::rust::names::{Kind, Names};

/// The check of a route.
pub(super) fn check(schema: &ObjectSchema, max: u64, names: &Names) -> TokenStream {
    let name = names.get(Kind::Type, &schema.name);
    let max = Literal::u64_unsuffixed(max);
    quote! {
        let bytes = call.read_form(route.name, #max).await?;
        let body: schema::#name = gw::read_form(route.name, &bytes)?;
    }
}

/// How a schema's type is read: each field known, once unless it is a list, and of its type.
pub(super) fn reader(schema: &ObjectSchema, names: &Names) -> TokenStream {
    let name = names.get(Kind::Type, &schema.name);
    let fields = schema::fields(schema);
    let found: Vec<Ident> =
        fields.iter().map(|(ident, _)| format_ident!("found_{}", ident)).collect();
    let own_names = fields.iter().map(|(_, field)| &field.name);
    let lists = fields.iter().filter(|(_, field)| item(&field.value).is_some());
    let lists = lists.map(|(_, field)| &field.name);
    let read_only = schema.fields.iter().filter(|field| field.access == Access::ReadOnly);
    let read_only = read_only.map(|field| &field.name);
    let arms = fields.iter().zip(&found).enumerate().map(|(place, ((_, field), found))| {
        let place = Literal::usize_unsuffixed(place);
        let read = read(&field.value, found, names);
        quote!(#place => #read,)
    });
    let counts = fields.iter().zip(&found).map(|((_, field), found)| {
        let name = &field.name;
        let length = length(field).map(|range| quote!(gw::require_items(&#found, #name, #range)?;));
        let presence = match field.presence {
            Presence::Required => Some(quote!(let #found = gw::required(#found, #name)?;)),
            Presence::Optional => None,
        };
        quote!(#length #presence)
    });
    let idents = fields.iter().map(|(ident, _)| ident);
    quote! {
        impl gw::ReadForm for #name {
            const FIELDS: gw::FormFields = gw::FormFields {
                names: &[#(#own_names),*],
                lists: &[#(#lists),*],
                read_only: &[#(#read_only),*],
            };

            fn read(
                pairs: &mut gw::FormPairs<'_>,
            ) -> ::core::result::Result<#name, gw::FormError> {
                #(let mut #found = None;)*
                pairs.each(&<#name as gw::ReadForm>::FIELDS, |field, text| match field {
                    #(#arms)*
                    _ => Ok(()),
                })?;
                #(#counts)*
                Ok(#name { #(#idents: #found),* })
            }
        }
    }
}

/// An expression of type `Result<(), FormError>` that puts the value of `text` where it belongs.
fn read(value: &Type, found: &Ident, names: &Names) -> TokenStream {
    let text = quote!(text);
    match (&value.kind, item(value)) {
        (TypeKind::Scalar(kind), _) => {
            let value = scalar::plain(kind, &text, names);
            quote!(gw::set(&mut #found, #value))
        }
        (TypeKind::List { .. }, Some(kind)) => {
            let value = scalar::plain(kind, &text, names);
            quote!(gw::add(&mut #found, #value))
        }
        // The checked policy has nothing nested in a form.
        (
            TypeKind::List { .. } | TypeKind::Map { .. } | TypeKind::Object(_) | TypeKind::OneOf(_),
            _,
        ) => quote!(gw::set(&mut #found, None)),
    }
}

/// The items of a list of scalars.
fn item(value: &Type) -> Option<&ScalarType> {
    let TypeKind::List { item, .. } = &value.kind else { return None };
    match &item.kind {
        TypeKind::Scalar(kind) => Some(kind),
        TypeKind::List { .. } | TypeKind::Map { .. } | TypeKind::Object(_) | TypeKind::OneOf(_) => {
            None
        }
    }
}

/// How many items a list has, where that is bounded.
fn length(field: &Field) -> Option<TokenStream> {
    match &field.value.kind {
        TypeKind::List { length, .. } if *length != Bounds::default() => {
            Some(scalar::range(length.min, length.max, Literal::u64_unsuffixed))
        }
        TypeKind::List { .. }
        | TypeKind::Scalar(_)
        | TypeKind::Map { .. }
        | TypeKind::Object(_)
        | TypeKind::OneOf(_) => None,
    }
}
