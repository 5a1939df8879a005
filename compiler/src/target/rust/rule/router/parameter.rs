//! Path parameters: texts are borrowed from the request, the others have values of their own.

use gatewright_core::policy::{Format, PathParameter, Route, ScalarType, StringContent};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::read_parameters;
use crate::target::rust::names::Names;
use crate::target::rust::rule::scalar::{self, Test};

/// A statement that refuses a segment which is not of the type, and else binds its value where conditions read it.
pub(super) fn read(
    segment: &Ident,
    kind: &ScalarType,
    use_of_it: Use,
    names: &Names,
) -> TokenStream {
    let text = quote!(text);
    let read = match (kind, scalar::test(kind, &text, names), use_of_it) {
        (
            ScalarType::String { length, pattern: None, content: StringContent::Text },
            _,
            use_of_it,
        ) => {
            let length = scalar::range(length.min, length.max, Literal::u64_unsuffixed);
            match use_of_it {
                Use::Read => quote!(gw::string_parameter(target, #segment, #length)?),
                Use::Checked => quote!(gw::check_string(target, #segment, #length)?),
            }
        }
        (_, Test::All(tests), _) if tests.is_empty() => {
            quote!(gw::text_parameter(#segment, |_| true)?)
        }
        (_, Test::All(tests), _) => quote!(gw::text_parameter(#segment, |text| #(#tests)&&*)?),
        (_, Test::Parse, _) => {
            let value = scalar::from_text(kind, &text, names);
            quote!(gw::parameter(#segment, |text| #value)?)
        }
    };
    match use_of_it {
        Use::Read => quote!(let #segment = #read;),
        Use::Checked => quote!(#read;),
    }
}

/// What becomes of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// Conditions read it.
    Read,
    /// It has to be of its type.
    Checked,
}

/// The type of a parameter that was found.
pub(super) fn found_type(parameter: &PathParameter, names: &Names) -> TokenStream {
    if is_text(&parameter.kind) {
        quote!(::std::borrow::Cow<'t, str>)
    } else {
        scalar::rust_type(&parameter.kind, names)
    }
}

/// The type of a parameter that a route's function takes.
pub(in crate::target::rust::rule) fn taken_type(
    parameter: &PathParameter,
    names: &Names,
) -> TokenStream {
    if is_text(&parameter.kind) { quote!(&str) } else { scalar::rust_type(&parameter.kind, names) }
}

/// A parameter that was found, as a route's function takes it.
pub(in crate::target::rust::rule) fn given(
    parameter: &PathParameter,
    variable: &Ident,
) -> TokenStream {
    if is_text(&parameter.kind) { quote!(&#variable) } else { quote!(#variable) }
}

/// Whether what is found of a route borrows from the request.
pub(super) fn borrows(route: &Route) -> bool {
    read_parameters(route).into_iter().any(|parameter| is_text(&parameter.kind))
}

fn is_text(kind: &ScalarType) -> bool {
    match kind {
        ScalarType::Format(Format::Uuid) => false,
        ScalarType::String { .. } | ScalarType::Format(_) | ScalarType::Constant(_) => true,
        ScalarType::Int(_)
        | ScalarType::Decimal(_)
        | ScalarType::Bool
        | ScalarType::Enumeration(_) => false,
    }
}
