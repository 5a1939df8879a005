//! Enums, schemas and types as written.

use gatewright_core::policy::Span;

use super::{Documentation, Literal, Word};

/// `enum Currency { EUR, USD }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Enumeration {
    /// Its documentation.
    pub documentation: Option<Documentation>,
    /// Its name.
    pub name: Word,
    /// In the order written.
    pub values: Vec<Word>,
    /// All of it.
    pub span: Span,
}

/// `schema OrderLine { … }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Schema {
    /// Its documentation.
    pub documentation: Option<Documentation>,
    /// Its name.
    pub name: Word,
    /// In the order written.
    pub fields: Vec<Field>,
    /// All of it.
    pub span: Span,
}

/// One field of a schema or of the principal: `coupon?: string 4..12 readonly`.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Its documentation.
    pub documentation: Option<Documentation>,
    /// Its name.
    pub name: Word,
    /// The `?` after the name.
    pub optional: Option<Span>,
    /// Its type.
    pub value: TypeExpression,
    /// The word `readonly`.
    pub readonly: Option<Span>,
    /// All of it.
    pub span: Span,
}

/// `string? 4..12 matches r"[A-Z]+" raw`, `[OrderLine] 1..50`. Which suffix fits which type is not judged.
#[derive(Clone, Debug, PartialEq)]
pub struct TypeExpression {
    /// The type's name, or the list's item.
    pub name: TypeName,
    /// The `?` after the name.
    pub nullable: Option<Span>,
    /// `1..50`.
    pub bounds: Option<Bounds>,
    /// `matches r"…"`: the literal is a regex.
    pub pattern: Option<Literal>,
    /// The word `raw`.
    pub raw: Option<Span>,
    /// All of it.
    pub span: Span,
}

/// What a type is called.
#[derive(Clone, Debug, PartialEq)]
pub enum TypeName {
    /// `string`, `Currency`.
    Named(Word),
    /// `[T]`.
    List(Box<TypeExpression>),
}

/// `1..50`, `..500`, `1..`, or `8` for `8..8`.
#[derive(Clone, Debug, PartialEq)]
pub struct Bounds {
    /// Smallest.
    pub min: Option<Bound>,
    /// Largest; with a single number the same as `min`.
    pub max: Option<Bound>,
    /// All of it.
    pub span: Span,
}

/// One end of [`Bounds`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bound {
    /// The number as written, without `_`: `-5`, `0.00`.
    pub digits: String,
    /// Where.
    pub span: Span,
}
