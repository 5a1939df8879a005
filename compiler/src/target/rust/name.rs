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
    match word {
        // These have no raw form.
        "self" | "Self" | "super" | "crate" | "_" => {
            Ident::new(&format!("{word}_"), Span::call_site())
        }
        _ if KEYWORDS.contains(&word) => Ident::new_raw(word, Span::call_site()),
        _ => Ident::new(word, Span::call_site()),
    }
}

/// The other keywords of all editions, also those that are only reserved. `syn` knows them too, and takes long for each word.
const KEYWORDS: [&str; 47] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "if", "impl", "in", "let", "loop",
    "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "static",
    "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual",
    "where", "while", "yield",
];

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_keywords_are_those_that_no_identifier_is() {
        for keyword in KEYWORDS {
            assert!(syn::parse_str::<Ident>(keyword).is_err(), "{keyword}");
        }
        let others = [
            "gen",
            "union",
            "auto",
            "default",
            "raw",
            "safe",
            "macro_rules",
            "id",
            "types",
            "a",
            "x_1",
        ];
        for word in others {
            assert!(syn::parse_str::<Ident>(word).is_ok(), "{word}");
            assert!(!KEYWORDS.contains(&word), "{word}");
        }
        // What `syn` takes for none, of all words of up to three letters.
        let letters = || 'a'..='z';
        let pairs = letters().flat_map(|one| letters().map(move |other| format!("{one}{other}")));
        for pair in pairs {
            for word in letters().map(|last| format!("{pair}{last}")).chain([pair.clone()]) {
                let is_keyword = syn::parse_str::<Ident>(&word).is_err();
                assert_eq!(is_keyword, KEYWORDS.contains(&word.as_str()), "{word}");
            }
        }
    }
}
