//! Names and documentation.

use gatewright_core::policy::Span;

/// One identifier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// As written.
    pub text: String,
    /// Where.
    pub span: Span,
}

/// Identifiers joined by dots: `issuer`, `principal.id`, `claim.realm_access.roles`. Never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DottedName {
    /// The identifiers, at least one.
    pub words: Vec<Word>,
    /// The whole name.
    pub span: Span,
}

impl DottedName {
    /// The name as written, without white space.
    #[must_use]
    pub fn text(&self) -> String {
        let words: Vec<&str> = self.words.iter().map(|word| word.text.as_str()).collect();
        words.join(".")
    }

    /// The identifier, where the name is a single one.
    #[must_use]
    pub fn as_word(&self) -> Option<&Word> {
        match self.words.as_slice() {
            [word] => Some(word),
            _ => None,
        }
    }
}

/// What stands before the `:` of a setting, or before its block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The identifier, or what the string says.
    pub text: String,
    /// How it is written.
    pub form: KeyForm,
    /// Where.
    pub span: Span,
}

/// How a key is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyForm {
    /// An identifier.
    Word,
    /// A string, such as the header names of an `identity` block.
    Text,
}

/// `///` or `//!` lines that stand together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Documentation {
    /// The lines joined by line feeds, without their slashes and one following space.
    pub text: String,
    /// All of them.
    pub span: Span,
}
