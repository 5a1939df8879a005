//! `policy!`: a shell over the compiler.
//!
//! Everything that a policy means, and the code that it becomes, is in `gatewright-compiler`. Here is only what a macro
//! adds: where the file is, that rustc watches it, and how errors reach the programmer.

mod file;

use proc_macro::TokenStream;
use proc_macro2::Span;
use quote::{ToTokens as _, quote};
use syn::parse::{Parse, ParseStream};
use syn::{Ident, Lit, LitStr, Token};

/// Declares the module of a policy.
///
/// ```ignore
/// gatewright::policy!("shop.gate"); // declares `pub mod shop`
/// ```
///
/// Parameters of the policy are set behind the path, as strings, whole numbers or bools:
///
/// ```ignore
/// gatewright::policy!("shop.gate", issuer = "https://staging.example.com/", leeway = "5s");
/// ```
///
/// The path is relative to the folder of the calling package's `Cargo.toml`. A policy with errors does not compile: the
/// error shows the file's line. Changing the file, or one that it uses, rebuilds the caller.
#[proc_macro]
pub fn policy(input: TokenStream) -> TokenStream {
    // Whatever begins with a path is a call of the right form, whose errors show where they are.
    let has_path = syn::parse::<Begin>(input.clone()).is_ok();
    match syn::parse::<Call>(input) {
        Ok(call) => file::expand(&call.path, &call.settings),
        Err(wrong) if has_path => wrong.into_compile_error(),
        Err(_) => error(
            Span::call_site(),
            "expected the path of a policy in quotes, such as `policy!(\"shop.gate\")`; a policy written inside the \
             macro is not supported yet",
        ),
    }
    .into()
}

/// A path, and anything.
struct Begin;

impl Parse for Begin {
    fn parse(input: ParseStream<'_>) -> syn::Result<Begin> {
        input.parse::<LitStr>()?;
        input.parse::<proc_macro2::TokenStream>()?;
        Ok(Begin)
    }
}

/// `"shop.gate", issuer = "…"`.
struct Call {
    path: LitStr,
    settings: Vec<(String, String)>,
}

impl Parse for Call {
    fn parse(input: ParseStream<'_>) -> syn::Result<Call> {
        let path = input.parse()?;
        let mut settings = Vec::new();
        while !input.is_empty() {
            input.parse::<Token![,]>()?;
            if input.is_empty() {
                break;
            }
            let name: Ident = input.parse()?;
            input.parse::<Token![=]>()?;
            let value: Lit = input.parse()?;
            settings.push((name.to_string(), text(&value)?));
        }
        Ok(Call { path, settings })
    }
}

/// What a literal sets a parameter to.
fn text(value: &Lit) -> syn::Result<String> {
    if let Lit::Str(text) = value {
        return Ok(text.value());
    }
    if let Lit::Int(_) | Lit::Bool(_) = value {
        return Ok(value.to_token_stream().to_string());
    }
    Err(syn::Error::new(value.span(), "expected a string, a whole number, `true` or `false`"))
}

/// A compile error.
fn error(span: Span, message: &str) -> proc_macro2::TokenStream {
    let error = syn::Error::new(span, message).into_compile_error();
    quote!(#error)
}
