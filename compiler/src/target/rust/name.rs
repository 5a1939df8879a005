//! Names of the policy as identifiers of Rust.
//!
//! Everything that ends up as an identifier passes through here: keywords are escaped, what no identifier can hold is
//! left out, and names that fall together are told apart by a number.

use std::collections::BTreeSet;

use proc_macro2::{Ident, Span};

/// Identifiers of one scope, all distinct.
#[derive(Debug, Default)]
pub(super) struct Scope {
    taken: BTreeSet<String>,
}

impl Scope {
    /// A scope in which these words are taken.
    pub(super) fn of<'a>(taken: impl IntoIterator<Item = &'a str>) -> Scope {
        Scope { taken: taken.into_iter().map(str::to_owned).collect() }
    }

    /// An identifier in `snake_case` for a name of the policy.
    pub(super) fn snake(&mut self, name: &str) -> Ident {
        self.claim(&snake(name))
    }

    /// An identifier in `CamelCase`.
    pub(super) fn camel(&mut self, name: &str) -> Ident {
        self.claim(&camel(name))
    }

    /// An identifier in `SCREAMING_CASE`.
    pub(super) fn screaming(&mut self, name: &str) -> Ident {
        self.claim(&snake(name).to_ascii_uppercase())
    }

    fn claim(&mut self, wanted: &str) -> Ident {
        let mut text = wanted.to_string();
        let mut number = 1u32;
        while !self.taken.insert(text.clone()) {
            number = number.saturating_add(1);
            text = format!("{wanted}_{number}");
        }
        ident(&text)
    }
}

/// A word that holds only what an identifier may, as one.
pub(super) fn ident(word: &str) -> Ident {
    // `syn` knows the keywords; four of them have no raw form.
    match word {
        "self" | "Self" | "super" | "crate" | "_" => {
            Ident::new(&format!("{word}_"), Span::call_site())
        }
        _ if syn::parse_str::<Ident>(word).is_ok() => Ident::new(word, Span::call_site()),
        _ => Ident::new_raw(word, Span::call_site()),
    }
}

/// The runs of ASCII letters and digits of a name.
fn words(name: &str) -> impl Iterator<Item = &str> {
    name.split(|character: char| !character.is_ascii_alphanumeric()).filter(|word| !word.is_empty())
}

fn snake(name: &str) -> String {
    let is_snake = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    if name.starts_with(|first: char| first.is_ascii_lowercase()) && name.bytes().all(is_snake) {
        return name.to_owned();
    }
    let text = words(name).map(str::to_ascii_lowercase).collect::<Vec<_>>().join("_");
    begin_with_a_letter(text, "n")
}

fn camel(name: &str) -> String {
    let capital = |word: &str| {
        let (first, rest) = word.split_at(1);
        format!("{}{rest}", first.to_ascii_uppercase())
    };
    begin_with_a_letter(words(name).map(capital).collect(), "N")
}

fn begin_with_a_letter(text: String, prefix: &str) -> String {
    match text.chars().next() {
        Some(first) if first.is_ascii_alphabetic() => text,
        Some(_) | None => format!("{prefix}{text}"),
    }
}
