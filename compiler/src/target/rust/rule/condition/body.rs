//! Fields of the body, once it is read.

use gatewright_core::policy::{
    Format, Nullability, ObjectSchema, Presence, ScalarType, Type, TypeKind, ValueType,
};
use proc_macro2::TokenStream;
use quote::quote;

use super::Context;
use super::operand::{missing, scalar};
use crate::target::rust::rule::schema;

impl Context<'_> {
    /// A field as an `Option` of a reference, with its type; missing where it, or what it stands in, is absent or null.
    /// Nothing where no client can send it.
    pub(super) fn body_field(&self, path: &[String]) -> Option<(TokenStream, &Type)> {
        let mut schema: &ObjectSchema = self.route.body.as_ref()?.object()?;
        let (last, before) = path.split_last()?;
        let mut place = quote!(Some(&body));
        for name in before {
            let (step, value) = step(&place, schema, name)?;
            let TypeKind::Object(inner) = &value.kind else { return None };
            (place, schema) = (step, inner);
        }
        step(&place, schema, last)
    }

    /// Its value.
    pub(super) fn body_value(&self, path: &[String], value: ValueType) -> TokenStream {
        let Some((field, Type { kind: TypeKind::Scalar(kind), .. })) = self.body_field(path) else {
            return missing();
        };
        match kind {
            // Clients may have written it in upper case.
            ScalarType::Format(Format::Uuid) => {
                quote!((#field).and_then(|value| gw::uuid_of_text(value)).as_deref())
            }
            ScalarType::String { .. }
            | ScalarType::Int(_)
            | ScalarType::Decimal(_)
            | ScalarType::Bool
            | ScalarType::Format(_)
            | ScalarType::Enumeration(_)
            | ScalarType::Constant(_) => {
                let read = scalar(kind, value, &quote!(value));
                quote!((#field).and_then(|value| #read))
            }
        }
    }
}

/// A field of an object that stands at `place`.
fn step<'s>(
    place: &TokenStream,
    schema: &'s ObjectSchema,
    name: &str,
) -> Option<(TokenStream, &'s Type)> {
    let (ident, field) = schema::field(schema, name)?;
    let value = &field.value;
    let read = match (field.presence, value.nullability) {
        (Presence::Required, Nullability::NotNull) => quote!(Some(&object.#ident)),
        (Presence::Required, Nullability::Nullable)
        | (Presence::Optional, Nullability::NotNull) => quote!(object.#ident.as_ref()),
        (Presence::Optional, Nullability::Nullable) => {
            quote!(object.#ident.as_ref().and_then(|value| value.as_ref()))
        }
    };
    Some((quote!((#place).and_then(|object| #read)), value))
}
