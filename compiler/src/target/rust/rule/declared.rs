//! Stage 9: declared headers and cookies, read into their types.

use std::collections::BTreeMap;

use gatewright_core::policy::{Carrier, ObjectSchema, Policy, Presence, Route, TypeKind};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::{scalar, schema};
use crate::target::rust::names::{Kind, Names};

/// What stands for a carrier in the module.
struct Words {
    /// The variable of a route, the last part of the reader's name, and the runtime's function without `declared_`.
    variable: &'static str,
    reader: &'static str,
    field: &'static str,
    /// The variant of `gw::Carrier`, and the extractor.
    variant: &'static str,
}

impl Words {
    fn of(carrier: Carrier) -> Words {
        match carrier {
            Carrier::Headers => Words {
                variable: "headers",
                reader: "from_headers",
                field: "declared_header",
                variant: "Headers",
            },
            Carrier::Cookies => Words {
                variable: "cookies",
                reader: "from_cookies",
                field: "declared_cookie",
                variant: "Cookies",
            },
        }
    }
}

/// The checks of a route.
pub(super) fn checks(route: &Route, names: &Names) -> TokenStream {
    let checks = route.declared().map(|(carrier, declared)| {
        let Words { variable, reader, variant, .. } = Words::of(carrier);
        let [variable, reader, variant] =
            [variable, reader, variant].map(|word| format_ident!("{word}"));
        let name = names.get(Kind::Type, &declared.schema.name);
        quote! {
            let #variable = schema::#name::#reader(call)
                .ok_or_else(|| gw::Refusal::declared(route.name, gw::Carrier::#variant))?;
        }
    });
    quote!(#(#checks)*)
}

/// Hands them on to the handler.
pub(super) fn provide(route: &Route) -> TokenStream {
    let provided = route.declared().map(|(carrier, _)| {
        let Words { variable, variant, .. } = Words::of(carrier);
        let [variable, variant] = [variable, variant].map(|word| format_ident!("{word}"));
        quote!(call.provide(gw::#variant(#variable));)
    });
    quote!(#(#provided)*)
}

/// The carriers that routes declare a schema for, by its name.
pub(super) fn carriers(policy: &Policy) -> BTreeMap<&str, Vec<Carrier>> {
    let mut carriers: BTreeMap<&str, Vec<Carrier>> = BTreeMap::new();
    for (carrier, fields) in policy.routes().flat_map(Route::declared) {
        let known = carriers.entry(&fields.schema.name).or_default();
        if !known.contains(&carrier) {
            known.push(carrier);
        }
    }
    carriers
}

/// How a schema is read from each of these carriers.
pub(super) fn readers(carriers: &[Carrier], schema: &ObjectSchema, names: &Names) -> TokenStream {
    // In whatever order they are declared.
    let used = [Carrier::Headers, Carrier::Cookies].into_iter();
    let used = used.filter(|carrier| carriers.contains(carrier));
    let readers = used.map(|carrier| reader(carrier, schema, names));
    quote!(#(#readers)*)
}

fn reader(carrier: Carrier, schema: &ObjectSchema, names: &Names) -> TokenStream {
    let name = names.get(Kind::Type, &schema.name);
    let Words { variable, reader, field: read, .. } = Words::of(carrier);
    let about = format!(" Reads it from the {variable} of a request.");
    let [reader, read]: [Ident; 2] = [reader, read].map(|word| format_ident!("{word}"));
    let values = schema::fields(schema).into_iter().map(|(ident, field)| {
        let carried_by = carrier.name_of(&field.name);
        let value = match &field.value.kind {
            TypeKind::Scalar(kind) => scalar::plain(kind, &quote!(text), names),
            // The checked policy declares scalars only.
            TypeKind::List { .. }
            | TypeKind::Map { .. }
            | TypeKind::Object(_)
            | TypeKind::OneOf(_) => quote!(None),
        };
        let found = quote!(call.#read(#carried_by, |text| #value)?);
        match field.presence {
            Presence::Required => quote!(#ident: #found?),
            Presence::Optional => quote!(#ident: #found),
        }
    });
    quote! {
        impl #name {
            #[doc = #about]
            pub(super) fn #reader(call: &gw::Call) -> ::core::option::Option<#name> {
                Some(#name { #(#values),* })
            }
        }
    }
}
