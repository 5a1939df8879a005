//! A policy in a file.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use gatewright_compiler::assignment::Assignments;
use gatewright_compiler::check::check;
use gatewright_compiler::diagnostic::Diagnostic;
use gatewright_compiler::diagnostic::render::{Colour, render};
use gatewright_compiler::source::Source;
use gatewright_compiler::syntax::{self, LARGEST};
use gatewright_compiler::target::rust;
use proc_macro2::TokenStream;
use quote::quote;
use syn::LitStr;

use crate::error;

/// The module of the policy at `path` with its parameters set so, or what is wrong with it.
pub(crate) fn expand(path: &LitStr, settings: &[(String, String)]) -> TokenStream {
    let written = path.value();
    let failed = |message: &str| error(path.span(), message);
    let Ok(package) = std::env::var("CARGO_MANIFEST_DIR") else {
        return failed("`policy!` needs CARGO_MANIFEST_DIR, which Cargo sets");
    };
    let place = PathBuf::from(package).join(&written);
    let bytes = match read(&place) {
        Ok(bytes) => bytes,
        Err(error) => return failed(&format!("cannot read {}: {error}", place.display())),
    };
    // Mentioned whether right or wrong, so that rustc looks again when the file changes.
    let watch = watch(&written);
    let mut assignments = Assignments::new("policy!");
    for (name, value) in settings {
        assignments.add(name, value);
    }
    let expanded = match compile(&written, &bytes, &assignments) {
        Ok(module) => module,
        Err(rendered) => failed(&format!("the policy has errors\n\n{rendered}")),
    };
    quote!(#watch #expanded)
}

/// The whole file, and of one that is too large only as much as shows that.
fn read(place: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let most = u64::try_from(LARGEST).unwrap_or(u64::MAX).saturating_add(1);
    File::open(place)?.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// From the text to the module; errors as people read them.
fn compile(name: &str, bytes: &[u8], assignments: &Assignments) -> Result<TokenStream, String> {
    let no_source = Source::new(name, "");
    let source = syntax::decode(name, bytes).map_err(|error| shown(&[error], vec![no_source]))?;
    let module = syntax::parse(&source)
        .and_then(|mut tree| {
            assignments.give(&mut tree, 1);
            check(&tree)
        })
        .and_then(|policy| rust::expand(&policy));
    module.map_err(|errors| {
        shown(&errors, std::iter::once(source).chain(assignments.source()).collect())
    })
}

fn shown(errors: &[Diagnostic], sources: Vec<Source>) -> String {
    render(errors, &sources, Colour::Plain)
}

/// An unnamed constant of the file's bytes: rustc rebuilds what includes a file when the file changes.
fn watch(written: &str) -> TokenStream {
    if Path::new(written).is_absolute() {
        return quote!(
            const _: &[u8] = ::core::include_bytes!(#written);
        );
    }
    let inside = format!("/{written}");
    quote! {
        const _: &[u8] = ::core::include_bytes!(::core::concat!(
            ::core::env!("CARGO_MANIFEST_DIR"),
            #inside
        ));
    }
}
