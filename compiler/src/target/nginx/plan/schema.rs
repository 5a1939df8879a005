//! Schemas, types and automata in the plan.

use std::collections::BTreeMap;

use serde::Serialize;

/// A schema.
#[derive(Debug, Serialize)]
pub(in crate::target::nginx) struct Schema {
    pub(in crate::target::nginx) fields: BTreeMap<String, Field>,
    /// How many fields are required.
    pub(in crate::target::nginx) required: usize,
}

/// A schema's field.
#[derive(Debug, Serialize)]
pub(in crate::target::nginx) struct Field {
    #[serde(rename = "type")]
    pub(in crate::target::nginx) kind: usize,
    #[serde(rename = "readOnly")]
    pub(in crate::target::nginx) read_only: bool,
    /// 1 if it is required.
    pub(in crate::target::nginx) required: u8,
}

/// A type with its nullability.
#[derive(Debug, PartialEq, Serialize)]
pub(in crate::target::nginx) struct Type {
    #[serde(flatten)]
    pub(in crate::target::nginx) kind: TypeKind,
    pub(in crate::target::nginx) nullable: bool,
}

/// What a value looks like.
#[derive(Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(in crate::target::nginx) enum TypeKind {
    String { min: Option<u64>, max: Option<u64>, raw: bool, pattern: Option<usize> },
    Int { min: Option<i64>, max: Option<i64> },
    Decimal { min: Option<Decimal>, max: Option<Decimal> },
    Bool,
    Format { pattern: usize, max: Option<usize> },
    Enum { values: BTreeMap<String, u8> },
    List { item: usize, min: Option<u64>, max: Option<u64> },
    Object { schema: usize },
}

/// A bound of decimals, as in `Ranked`.
#[derive(Debug, PartialEq, Serialize)]
pub(in crate::target::nginx) struct Decimal {
    pub(in crate::target::nginx) significand: i64,
    pub(in crate::target::nginx) rank: i64,
}

/// An automaton.
#[derive(Debug, PartialEq, Serialize)]
pub(in crate::target::nginx) struct Table {
    pub(in crate::target::nginx) width: usize,
    pub(in crate::target::nginx) classes: Vec<u8>,
    /// The rows one after another.
    pub(in crate::target::nginx) transitions: Vec<u16>,
    /// 1 where the string may end.
    pub(in crate::target::nginx) accepting: Vec<u8>,
}
