//! A policy in a file.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use gatewright_compiler::assignment::Assignments;
use gatewright_compiler::diagnostic::Diagnostic;
use gatewright_compiler::diagnostic::render::{Colour, render};
use gatewright_compiler::source::{LoadError, Loader, Source, SourceMap};
use gatewright_compiler::syntax::{self, LARGEST};
use gatewright_compiler::target::rust;
use gatewright_compiler::{Compiled, check_language_with};
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
    let mut assignments = Assignments::new("policy!");
    for (name, value) in settings {
        assignments.add(name, value);
    }
    let folder = Folder(place.parent().unwrap_or(Path::new("")).to_path_buf());
    let (files, expanded) = compile(&written, &bytes, &folder, &assignments);
    // Mentioned whether right or wrong, so that rustc looks again when one of the files changes.
    let watched = files.iter().map(|name| watch(name));
    let expanded =
        expanded.unwrap_or_else(|rendered| failed(&format!("the policy has errors\n\n{rendered}")));
    quote!(#(#watched)* #expanded)
}

/// The files that the policy may use.
struct Folder(PathBuf);

impl Loader for Folder {
    fn load(&self, path: &str) -> Result<Vec<u8>, LoadError> {
        read(&self.0.join(path)).map_err(|error| {
            if error.kind() == io::ErrorKind::NotFound {
                LoadError::Missing
            } else {
                LoadError::Unreadable(error.to_string())
            }
        })
    }

    fn identity(&self, path: &str) -> String {
        let found = std::fs::canonicalize(self.0.join(path));
        // Debug output tells apart what is not UTF-8.
        found.map_or_else(|_| path.to_owned(), |found| format!("{found:?}"))
    }
}

/// The whole file, and of one that is too large only as much as shows that.
fn read(place: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let most = u64::try_from(LARGEST).unwrap_or(u64::MAX).saturating_add(1);
    File::open(place)?.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// From the text to the module; errors as people read them. Whatever the result, with the names of the files that it
/// depends on.
fn compile(
    name: &str,
    bytes: &[u8],
    loader: &Folder,
    assignments: &Assignments,
) -> (Vec<String>, Result<TokenStream, String>) {
    let main = match syntax::decode(name, bytes) {
        Ok(main) => main,
        Err(error) => {
            let sources = SourceMap::from(Source::new(name, ""));
            return (vec![name.to_owned()], Err(shown(&[error], &sources)));
        }
    };
    let Compiled { sources, outcome } = check_language_with(main, loader, assignments);
    let module = outcome.and_then(|policy| rust::expand(&policy));
    let expanded = module.map_err(|errors| shown(&errors, &sources));
    let files = sources.iter().map(|file| file.name().to_owned()).collect();
    (files, expanded)
}

fn shown(errors: &[Diagnostic], sources: &SourceMap) -> String {
    render(errors, sources, Colour::Plain)
}

/// An unnamed constant of a file's bytes: rustc rebuilds what includes a file when the file changes.
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
