//! `one_of`: an enum with one variant for each schema, told apart by their tag.

use std::collections::BTreeMap;

use gatewright_core::policy::{Policy, Schema, TaggedUnion, Type, TypeKind};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::target::rust::name::Scope;
use crate::target::rust::names::{Kind, Names};

/// What tells a union from all others and from every schema: one that is written twice without a name is one type. The
/// first word is its name.
pub(in crate::target::rust) fn key(union: &TaggedUnion) -> String {
    let TaggedUnion { name, tag, variants, span: _ } = union;
    let variants: Vec<&str> = variants.iter().map(|variant| variant.schema.name.as_str()).collect();
    format!("{name} one_of {} by {tag}", variants.join(", "))
}

/// Every union of the policy by its key.
pub(in crate::target::rust) fn all(policy: &Policy) -> BTreeMap<String, &TaggedUnion> {
    let declared = policy.unions.iter().map(|union| &**union);
    let bodies = policy.routes().filter_map(|route| match route.body.as_ref()?.schema()? {
        Schema::OneOf(union) => Some(&**union),
        Schema::Object(_) => None,
    });
    let fields = policy.schemas.iter().flat_map(|schema| &schema.fields);
    let inside = fields.filter_map(|field| of_type(&field.value));
    declared.chain(bodies).chain(inside).map(|union| (key(union), union)).collect()
}

fn of_type(value: &Type) -> Option<&TaggedUnion> {
    match &value.kind {
        // A schema's own fields are among the policy's.
        TypeKind::Scalar(_) | TypeKind::Object(_) => None,
        TypeKind::List { item: inner, .. } | TypeKind::Map { value: inner, .. } => of_type(inner),
        TypeKind::OneOf(union) => Some(union),
    }
}

/// The variants' identifiers and types, each with the text of its tag.
fn variants(union: &TaggedUnion, names: &Names) -> Vec<(Ident, Ident, String)> {
    let mut scope = Scope::default();
    let variants = union.variants.iter().map(|variant| {
        let schema = &variant.schema.name;
        (scope.camel(schema), names.get(Kind::Type, schema), variant.tag.clone())
    });
    variants.collect()
}

/// The enum.
pub(super) fn enum_type(key: &str, union: &TaggedUnion, names: &Names) -> TokenStream {
    let name = names.get(Kind::Type, key);
    let about = format!(" What `{}` says it is.", union.tag.escape_debug());
    let variants = variants(union, names).into_iter().map(|(variant, schema, tag)| {
        let about = format!(" `{}`.", tag.escape_debug());
        quote! {
            #[doc = #about]
            #variant(schema::#schema)
        }
    });
    quote! {
        #[doc = #about]
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum #name {
            #(#variants),*
        }
    }
}

/// How it is read: the tag first, wherever it stands.
pub(super) fn reader(key: &str, union: &TaggedUnion, names: &Names) -> TokenStream {
    let name = names.get(Kind::Type, key);
    let tag = &union.tag;
    let arms = variants(union, names).into_iter().map(|(variant, schema, text)| {
        quote! {
            #text => <schema::#schema as gw::ReadBody>::read(cursor).map(#name::#variant),
        }
    });
    quote! {
        impl gw::ReadBody for #name {
            fn read(
                cursor: &mut gw::Cursor<'_>,
            ) -> ::core::result::Result<#name, gw::Fault> {
                match &*cursor.tag(#tag)? {
                    #(#arms)*
                    _ => Err(gw::Fault::tag(#tag)),
                }
            }
        }
    }
}
