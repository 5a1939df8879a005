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

/// `schema OrderLine { … }`, `schema Order = NewOrder + { … }`, `schema Extra open { … }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Schema {
    /// Its documentation.
    pub documentation: Option<Documentation>,
    /// Its name.
    pub name: Word,
    /// The word `open`.
    pub open: Option<Span>,
    /// What it is made of.
    pub content: SchemaContent,
    /// All of it.
    pub span: Span,
}

/// What a schema is made of.
#[derive(Clone, Debug, PartialEq)]
pub enum SchemaContent {
    /// `{ … }`: in the order written.
    Fields(Vec<Field>),
    /// `= A + { … }`: at least one part, the first a reference.
    Sum(Vec<SchemaPart>),
    /// `= one_of A, B by kind`.
    OneOf(OneOf),
}

/// `one_of Created, Cancelled by kind`.
#[derive(Clone, Debug, PartialEq)]
pub struct OneOf {
    /// At least one, in the order written.
    pub variants: Vec<SchemaReference>,
    /// The field that tells them apart.
    pub tag: Word,
    /// All of it.
    pub span: Span,
}

/// A schema where it is used.
#[derive(Clone, Debug, PartialEq)]
pub enum SchemaExpression {
    /// A name, or what is made out of it.
    Reference(SchemaReference),
    /// `one_of A, B by kind`.
    OneOf(OneOf),
}

impl SchemaExpression {
    /// The schemas that it names.
    #[must_use]
    pub fn references(&self) -> &[SchemaReference] {
        match self {
            SchemaExpression::Reference(reference) => std::slice::from_ref(reference),
            SchemaExpression::OneOf(one_of) => &one_of.variants,
        }
    }
}

/// One part of a [`SchemaContent::Sum`].
#[derive(Clone, Debug, PartialEq)]
pub enum SchemaPart {
    /// Another schema.
    Reference(SchemaReference),
    /// `{ … }`.
    Fields {
        /// In the order written.
        fields: Vec<Field>,
        /// With the braces.
        span: Span,
    },
}

/// `NewOrder`, `partial NewOrder`, `omit Order [card]`, `partial pick Order [note, coupon]`.
#[derive(Clone, Debug, PartialEq)]
pub struct SchemaReference {
    /// The word `partial`: all fields become optional.
    pub partial: Option<Span>,
    /// Only some of the fields.
    pub selection: Option<Selection>,
    /// The schema.
    pub name: Word,
    /// All of it.
    pub span: Span,
}

impl SchemaReference {
    /// Whether it is more than a name.
    #[must_use]
    pub fn derives(&self) -> bool {
        self.partial.is_some() || self.selection.is_some()
    }
}

/// `pick … [x, y]`, `omit … [x]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Selection {
    /// Which of the two.
    pub choice: Choice,
    /// In the order written.
    pub fields: Vec<Word>,
    /// The word and the list, with what stands between.
    pub span: Span,
}

/// What becomes of the fields that a [`Selection`] names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// `pick`: they stay, and no other.
    Pick,
    /// `omit`: they go.
    Omit,
}

impl Choice {
    /// As written.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Choice::Pick => "pick",
            Choice::Omit => "omit",
        }
    }
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

/// `string? 4..12 matches r"[A-Z]+" raw masked`, `[OrderLine] 1..50`. Which suffix fits which type is not judged.
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
    /// `masked keep 4`.
    pub masked: Option<Masked>,
    /// All of it.
    pub span: Span,
}

/// `masked`, `masked keep 4`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Masked {
    /// The number after `keep`, as written, without `_`.
    pub keep: Option<Bound>,
    /// All of it.
    pub span: Span,
}

/// What a type is called.
#[derive(Clone, Debug, PartialEq)]
pub enum TypeName {
    /// `string`, `Currency`.
    Named(Word),
    /// `partial NewOrder`, `one_of A, B by kind`.
    Derived(SchemaExpression),
    /// `"created"`: the literal is a string.
    Constant(Literal),
    /// `[T]`.
    List(Box<TypeExpression>),
    /// `map[T]`.
    Map(Box<TypeExpression>),
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

/// One end of [`Bounds`], or the number of a [`Masked`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bound {
    /// The number as written, without `_`: `-5`, `0.00`.
    pub digits: String,
    /// Where.
    pub span: Span,
}
