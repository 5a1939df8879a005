//! What values look like.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Span;
use crate::primitive::decimal::Decimal;
use crate::primitive::pattern::Pattern;

/// One `enum` declaration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Enumeration {
    /// Its name.
    pub name: String,
    /// Its values, in the order written, distinct.
    pub values: Vec<String>,
    /// The declaration.
    pub span: Span,
}

/// What the name of a schema stands for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Schema {
    /// An object of fields.
    Object(Arc<ObjectSchema>),
    /// One of several objects.
    OneOf(Arc<TaggedUnion>),
}

impl Schema {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Schema::Object(schema) => &schema.name,
            Schema::OneOf(union) => &union.name,
        }
    }

    /// Where it is declared.
    #[must_use]
    pub fn span(&self) -> Span {
        match self {
            Schema::Object(schema) => schema.span,
            Schema::OneOf(union) => union.span,
        }
    }

    /// The object, if it is one.
    #[must_use]
    pub fn object(&self) -> Option<&Arc<ObjectSchema>> {
        match self {
            Schema::Object(schema) => Some(schema),
            Schema::OneOf(_) => None,
        }
    }
}

/// One `schema` declaration: an object. Schemas never contain themselves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ObjectSchema {
    /// Its name.
    pub name: String,
    /// Its fields, in the order written, distinct.
    pub fields: Vec<Field>,
    /// What becomes of other fields.
    pub others: OtherFields,
    /// The declaration.
    pub span: Span,
}

/// What becomes of fields that a schema does not name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OtherFields {
    /// They are refused.
    Refused,
    /// `open`: they pass as they are, whatever their values.
    Admitted,
}

/// `one_of Created, Cancelled by kind`: an object of the variant that its tag names.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TaggedUnion {
    /// Its name; where it stands without a declaration, those of its variants with `Or` between.
    pub name: String,
    /// The field that every variant has, required and of one text.
    pub tag: String,
    /// At least two, in the order written, their texts distinct.
    pub variants: Vec<Variant>,
    /// The declaration.
    pub span: Span,
}

impl TaggedUnion {
    /// The variant whose tag is this text.
    #[must_use]
    pub fn variant(&self, tag: &str) -> Option<&Variant> {
        self.variants.iter().find(|variant| variant.tag == tag)
    }
}

/// One variant of a [`TaggedUnion`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Variant {
    /// The tag's text.
    pub tag: String,
    /// What it looks like, with its tag.
    pub schema: Arc<ObjectSchema>,
}

/// One field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Field {
    /// Its name, as it stands in JSON or in the query.
    pub name: String,
    /// Whether it may be absent. A read-only field is never required.
    pub presence: Presence,
    /// Whether a client may send it.
    pub access: Access,
    /// Its type.
    pub value: Type,
    /// The declaration.
    pub span: Span,
}

/// Whether something may be absent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    /// It must be there.
    Required,
    /// It may be absent (`name?:`).
    Optional,
}

/// Whether a client may send a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Access {
    /// It may.
    ReadWrite,
    /// `readonly`: a client that sends it is refused, whatever the value.
    ReadOnly,
}

/// A type with its nullability (`T?`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Type {
    /// What a value that is not null looks like.
    pub kind: TypeKind,
    /// Whether null stands too.
    pub nullability: Nullability,
    /// How much of it leaves in an answer or a record; `None` for all. Only strings and formats have a mask.
    pub mask: Option<Mask>,
}

/// `masked keep 4`: the characters of a string that leaves are replaced, save the last ones. What comes in passes as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mask {
    /// How many characters at the end stay, at most [`Mask::MOST_KEPT`]. Of a string with fewer than twice as many, none does.
    pub keep: u32,
}

impl Mask {
    /// The most characters that a mask may leave.
    pub const MOST_KEPT: u32 = 16;
}

/// Whether null is a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Nullability {
    /// Null is refused.
    NotNull,
    /// Null stands.
    Nullable,
}

/// What a value looks like.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TypeKind {
    /// One value.
    Scalar(ScalarType),
    /// `[T] 1..50`.
    List {
        /// The type of each item.
        item: Box<Type>,
        /// How many items.
        length: Bounds<u64>,
    },
    /// `map[T] ..50`: an object of any names, which hold no control characters save those that a `string` may.
    Map {
        /// The type of each value.
        value: Box<Type>,
        /// How many entries.
        length: Bounds<u64>,
    },
    /// Another schema.
    Object(Arc<ObjectSchema>),
    /// One of several schemas.
    OneOf(Arc<TaggedUnion>),
}

/// Types of one value: the only ones that a path, a query or a principal can hold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScalarType {
    /// `string`, its length in Unicode code points.
    String {
        /// How long.
        length: Bounds<u64>,
        /// A pattern that the whole string matches.
        pattern: Option<Pattern>,
        /// Which characters may stand in it.
        content: StringContent,
    },
    /// `int`: a number of integral value within ±(2^53 − 1) and the bounds.
    Int(Bounds<i64>),
    /// `decimal`: at most 15 significant digits as written, compared exactly.
    Decimal(Bounds<Decimal>),
    /// `bool`.
    Bool,
    /// A string of a built-in format.
    Format(Format),
    /// A string out of an enum.
    Enumeration(Arc<Enumeration>),
    /// `"created"`: this text, and no other.
    Constant(String),
}

/// Which characters a string may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StringContent {
    /// No control characters (U+0000 to U+001F and U+007F to U+009F) save tab, line feed and carriage return.
    Text,
    /// `raw`: anything.
    Raw,
}

/// Built-in formats; `primitive::format` gives each as one pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// RFC 3339 date and time.
    Time,
    /// RFC 3339 full-date.
    Date,
    /// ISO 8601 duration (RFC 3339 appendix A).
    Duration,
    /// RFC 9562, any case.
    Uuid,
    /// RFC 5321 address, ASCII.
    Email,
    /// RFC 3986 URI with scheme.
    Uri,
    /// RFC 1123 host name.
    Hostname,
    /// IPv4 (dotted, no leading zeros) or IPv6 (RFC 4291, no zone).
    Ip,
    /// RFC 4648 §4 with padding.
    Base64,
    /// RFC 3339 full-time.
    TimeOfDay,
    /// RFC 3986 URI, or what is resolved against one.
    UriReference,
    /// RFC 6531 address: an e-mail address in UTF-8.
    IdnEmail,
    /// RFC 3987 IRI with scheme.
    Iri,
    /// RFC 3987 IRI, or what is resolved against one.
    IriReference,
    /// RFC 6901 pointer.
    JsonPointer,
    /// A pointer that begins at a value: how many levels up, then a pointer or `#`.
    RelativeJsonPointer,
    /// RFC 6570 template of any level.
    UriTemplate,
    /// RFC 5890 host name: U-labels beside those of RFC 1123.
    IdnHostname,
}

/// Inclusive bounds; a missing one is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bounds<T> {
    /// Smallest value.
    pub min: Option<T>,
    /// Largest value.
    pub max: Option<T>,
}
