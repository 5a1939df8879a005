//! Fields of the body, once it is read.

use gatewright_core::policy::{
    Format, Nullability, ObjectSchema, Presence, ScalarType, Type, TypeKind, ValueType,
};
use proc_macro2::TokenStream;
use quote::quote;

use super::Context;
use super::operand::{missing, scalar};
use crate::target::rust::rule::schema;

/// A field of the body, or what it stands in.
pub(super) enum Place {
    /// It is there: a place that can be borrowed.
    Certain(TokenStream),
    /// An `Option` of a reference: missing where it, or what it stands in, is absent or null.
    Perhaps(TokenStream),
}

impl Place {
    /// An expression of type `bool`.
    pub(super) fn is_set(&self) -> TokenStream {
        match self {
            Place::Certain(_) => quote!(true),
            Place::Perhaps(field) => quote!(#field.is_some()),
        }
    }

    /// A list, as an `Option` of a slice.
    pub(super) fn items(&self) -> TokenStream {
        match self {
            Place::Certain(list) => quote!(Some(#list.as_slice())),
            Place::Perhaps(list) => quote!(#list.map(::std::vec::Vec::as_slice)),
        }
    }

    /// A field of the object that stands here, with its type.
    fn step<'s>(&self, schema: &'s ObjectSchema, name: &str) -> Option<(Place, &'s Type)> {
        let (ident, field) = schema::field(schema, name)?;
        let is_absent = field.presence == Presence::Optional;
        let is_null = field.value.nullability == Nullability::Nullable;
        let place = match (self, is_absent, is_null) {
            (Place::Certain(object), false, false) => Place::Certain(quote!(#object.#ident)),
            (Place::Certain(object), true, true) => {
                Place::Perhaps(quote!(#object.#ident.as_ref().and_then(|value| value.as_ref())))
            }
            (Place::Certain(object), _, _) => Place::Perhaps(quote!(#object.#ident.as_ref())),
            (Place::Perhaps(object), false, false) => {
                Place::Perhaps(quote!(#object.map(|object| &object.#ident)))
            }
            (Place::Perhaps(object), true, true) => {
                Place::Perhaps(quote!(#object.and_then(|object| object.#ident.as_ref()?.as_ref())))
            }
            (Place::Perhaps(object), _, _) => {
                Place::Perhaps(quote!(#object.and_then(|object| object.#ident.as_ref())))
            }
        };
        Some((place, &field.value))
    }
}

impl Context<'_> {
    /// A field with its type; nothing where no client can send it.
    pub(super) fn body_field(&self, path: &[String]) -> Option<(Place, &Type)> {
        let mut schema: &ObjectSchema = self.route.body.as_ref()?.object()?;
        let (last, before) = path.split_last()?;
        let mut place = Place::Certain(quote!(body));
        for name in before {
            let (step, value) = place.step(schema, name)?;
            let TypeKind::Object(inner) = &value.kind else { return None };
            (place, schema) = (step, inner);
        }
        place.step(schema, last)
    }

    /// Its value.
    pub(super) fn body_value(&self, path: &[String], value: ValueType) -> TokenStream {
        let Some((field, Type { kind: TypeKind::Scalar(kind), .. })) = self.body_field(path) else {
            return missing();
        };
        match (kind, field) {
            // Clients may have written it in upper case.
            (ScalarType::Format(Format::Uuid), Place::Certain(field)) => {
                quote!(gw::uuid_of_text(&#field).as_deref())
            }
            (ScalarType::Format(Format::Uuid), Place::Perhaps(field)) => {
                quote!(#field.and_then(|value| gw::uuid_of_text(value)).as_deref())
            }
            (_, Place::Certain(field)) => scalar(kind, value, &field),
            (_, Place::Perhaps(field)) => {
                let read = scalar(kind, value, &quote!(value));
                quote!(#field.and_then(|value| #read))
            }
        }
    }
}
