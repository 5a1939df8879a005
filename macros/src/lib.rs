//! `policy!`: a shell over the compiler.
//!
//! Everything that a policy means, and the code that it becomes, is in `gatewright-compiler`. Here is only what a macro
//! adds: where the file is, that rustc watches it, and how errors reach the programmer.

mod file;

use proc_macro::TokenStream;
use proc_macro2::Span;
use quote::quote;
use syn::LitStr;

/// Declares the module of a policy.
///
/// ```ignore
/// gatewright::policy!("shop.gate"); // declares `pub mod shop`
/// ```
///
/// The path is relative to the folder of the calling package's `Cargo.toml`. A policy with errors does not compile: the
/// error shows the file's line. Changing the file, or one that it uses, rebuilds the caller.
#[proc_macro]
pub fn policy(input: TokenStream) -> TokenStream {
    match syn::parse::<LitStr>(input) {
        Ok(path) => file::expand(&path),
        Err(_) => error(
            Span::call_site(),
            "expected the path of a policy in quotes, such as `policy!(\"shop.gate\")`; a policy written inside the \
             macro is not supported yet",
        ),
    }
    .into()
}

/// A compile error.
fn error(span: Span, message: &str) -> proc_macro2::TokenStream {
    let error = syn::Error::new(span, message).into_compile_error();
    quote!(#error)
}
