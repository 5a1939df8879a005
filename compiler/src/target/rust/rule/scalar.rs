//! One value out of text: a path segment, a query parameter, or the contents of a JSON string.

use gatewright_core::policy::{Bounds, Format, ScalarType, StringContent};
use gatewright_core::primitive::decimal::Decimal;
use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::target::rust::names::{Kind, Names};

/// The type that holds such a value.
pub(super) fn rust_type(scalar: &ScalarType, names: &Names) -> TokenStream {
    match scalar {
        ScalarType::Format(Format::Uuid) => quote!(gw::Uuid),
        ScalarType::String { .. } | ScalarType::Format(_) | ScalarType::Constant(_) => {
            quote!(gw::Text)
        }
        ScalarType::Int(_) => quote!(i64),
        ScalarType::Decimal(_) => quote!(gw::Decimal),
        ScalarType::Bool => quote!(bool),
        ScalarType::Enumeration(enumeration) => {
            let name = names.get(Kind::Type, &enumeration.name);
            quote!(schema::#name)
        }
    }
}

/// An expression of type `Option<rust_type>` for `text`, an expression of type `&str`.
pub(super) fn from_text(scalar: &ScalarType, text: &TokenStream, names: &Names) -> TokenStream {
    match scalar {
        ScalarType::Int(bounds) => {
            let test = int_test(*bounds);
            quote!(gw::int_of_text(#text) #test)
        }
        ScalarType::Decimal(bounds) => {
            let test = decimal_test(bounds);
            quote!(gw::decimal_of_text(#text) #test)
        }
        ScalarType::Bool => quote!(gw::bool_of_text(#text)),
        ScalarType::String { .. }
        | ScalarType::Format(_)
        | ScalarType::Enumeration(_)
        | ScalarType::Constant(_) => from_string(scalar, text, names),
    }
}

/// The same for a value that stands alone, without quotes: in a query, a header or a cookie.
pub(super) fn plain(scalar: &ScalarType, text: &TokenStream, names: &Names) -> TokenStream {
    let value = from_text(scalar, text, names);
    match scalar {
        // Strings say themselves which characters they hold, numbers and booleans hold none.
        ScalarType::String { .. }
        | ScalarType::Int(_)
        | ScalarType::Decimal(_)
        | ScalarType::Bool => value,
        ScalarType::Format(_) | ScalarType::Enumeration(_) | ScalarType::Constant(_) => {
            quote!(#value.filter(|_| !gw::has_control(#text)))
        }
    }
}

/// The same for the types whose JSON form is a string.
pub(super) fn from_string(scalar: &ScalarType, text: &TokenStream, names: &Names) -> TokenStream {
    match (scalar, test(scalar, text, names)) {
        (ScalarType::Enumeration(enumeration), _) => {
            let name = names.get(Kind::Type, &enumeration.name);
            quote!(schema::#name::parse(#text))
        }
        // Compared in lower case, so kept in it.
        (ScalarType::Format(Format::Uuid), _) => quote!(gw::Uuid::parse(#text)),
        (_, Test::All(tests)) => match tests.as_slice() {
            [] => quote!(Some(gw::Text::new(#text))),
            [test] => quote!(#test.then(|| gw::Text::new(#text))),
            tests => quote!((#(#tests)&&*).then(|| gw::Text::new(#text))),
        },
        (_, Test::Parse) => quote!(None),
    }
}

/// How it is known whether a text is of a type.
pub(super) enum Test {
    /// If these expressions of type `bool` hold; the text itself is the value.
    All(Vec<TokenStream>),
    /// By making a value of another form out of it.
    Parse,
}

/// Whether `text`, an expression of type `&str`, is a value of the type.
pub(super) fn test(scalar: &ScalarType, text: &TokenStream, names: &Names) -> Test {
    match scalar {
        ScalarType::String { length, pattern, content } => {
            let mut tests = vec![];
            match content {
                StringContent::Text => tests.push(quote!(gw::is_plain_text(#text))),
                StringContent::Raw => {}
            }
            if *length != Bounds::default() {
                let range = range(length.min, length.max, Literal::u64_unsuffixed);
                tests.push(quote!((#range).contains(&gw::length(#text))));
            }
            if let Some(pattern) = pattern {
                let pattern = names.pattern(pattern);
                tests.push(quote!(pattern::#pattern.matches(#text)));
            }
            Test::All(tests)
        }
        ScalarType::Format(format) if *format != Format::Uuid => {
            let format = format_variant(*format);
            Test::All(vec![quote!(gw::Format::#format.matches(#text))])
        }
        ScalarType::Constant(constant) => Test::All(vec![quote!((#text == #constant))]),
        ScalarType::Format(_)
        | ScalarType::Enumeration(_)
        | ScalarType::Int(_)
        | ScalarType::Decimal(_)
        | ScalarType::Bool => Test::Parse,
    }
}

/// `.filter(…)` on an `Option<i64>`; nothing where the bounds are open.
fn int_test(bounds: Bounds<i64>) -> TokenStream {
    if bounds == Bounds::default() {
        return TokenStream::new();
    }
    let range = range(bounds.min, bounds.max, Literal::i64_unsuffixed);
    quote!(.filter(|number| (#range).contains(number)))
}

/// `.filter(…)` on an `Option<Decimal>`.
fn decimal_test(bounds: &Bounds<Decimal>) -> TokenStream {
    if bounds.min.is_none() && bounds.max.is_none() {
        return TokenStream::new();
    }
    let (min, max) = decimal_bounds(bounds);
    quote!(.filter(|number| gw::is_within(number, #min, #max)))
}

/// Both bounds as `gw::is_within` takes them.
fn decimal_bounds(bounds: &Bounds<Decimal>) -> (TokenStream, TokenStream) {
    let bound = |bound: &Option<Decimal>| match bound {
        None => quote!(None),
        Some(bound) => {
            let parts = decimal_parts(*bound);
            quote!(Some(gw::Decimal::new #parts))
        }
    };
    (bound(&bounds.min), bound(&bounds.max))
}

/// How many units of its last digit, and the power of ten of that digit, in parentheses.
pub(super) fn decimal_parts(number: Decimal) -> TokenStream {
    let units = Literal::i64_unsuffixed(number.units());
    let exponent = Literal::i64_unsuffixed(number.exponent());
    quote!((#units, #exponent))
}

/// A range with the bounds that are there.
pub(super) fn range<T: Copy>(
    min: Option<T>,
    max: Option<T>,
    literal: impl Fn(T) -> Literal,
) -> TokenStream {
    let (min, max) = (min.map(&literal), max.map(&literal));
    match (min, max) {
        (Some(min), Some(max)) => quote!(#min..=#max),
        (Some(min), None) => quote!(#min..),
        (None, Some(max)) => quote!(..=#max),
        (None, None) => quote!(..),
    }
}

pub(super) fn format_variant(format: Format) -> TokenStream {
    match format {
        Format::Time => quote!(Time),
        Format::Date => quote!(Date),
        Format::Duration => quote!(Duration),
        Format::Uuid => quote!(Uuid),
        Format::Email => quote!(Email),
        Format::Uri => quote!(Uri),
        Format::Hostname => quote!(Hostname),
        Format::Ip => quote!(Ip),
        Format::Base64 => quote!(Base64),
        Format::TimeOfDay => quote!(TimeOfDay),
        Format::UriReference => quote!(UriReference),
        Format::IdnEmail => quote!(IdnEmail),
        Format::Iri => quote!(Iri),
        Format::IriReference => quote!(IriReference),
        Format::JsonPointer => quote!(JsonPointer),
        Format::RelativeJsonPointer => quote!(RelativeJsonPointer),
        Format::UriTemplate => quote!(UriTemplate),
        Format::IdnHostname => quote!(IdnHostname),
    }
}
