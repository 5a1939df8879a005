//! Types, schemas and patterns, each stored once.

use std::collections::BTreeMap;
use std::sync::Arc;

use gatewright_core::policy::{
    Access, Bounds, Format, Nullability, ObjectSchema, Presence, ScalarType, StringContent, Type,
    TypeKind,
};
use gatewright_core::primitive::decimal::Decimal;
use gatewright_core::primitive::pattern::DfaTable;

use crate::target::nginx::plan;
use crate::target::ranked::Ranked;

/// Collects what schemas, parameters and conditions share.
#[derive(Debug, Default)]
pub(in crate::target::nginx) struct Tables {
    pub(in crate::target::nginx) patterns: Vec<plan::Table>,
    pub(in crate::target::nginx) types: Vec<plan::Type>,
    pub(in crate::target::nginx) schemas: Vec<plan::Schema>,
    by_name: BTreeMap<String, usize>,
}

impl Tables {
    /// The index of an automaton.
    pub(in crate::target::nginx) fn pattern(&mut self, table: &DfaTable) -> usize {
        position(
            &mut self.patterns,
            plan::Table {
                width: table.class_count(),
                classes: table.classes.to_vec(),
                transitions: table.rows.concat(),
                accepting: table.accepting.iter().map(|accepts| u8::from(*accepts)).collect(),
            },
        )
    }

    /// The index of a format's automaton.
    pub(in crate::target::nginx) fn format(&mut self, format: Format) -> usize {
        self.pattern(&format.automaton().into())
    }

    /// The index of a scalar type that is not null.
    pub(in crate::target::nginx) fn scalar(&mut self, scalar: &ScalarType) -> usize {
        let kind = self.scalar_kind(scalar);
        position(&mut self.types, plan::Type { kind, nullable: false })
    }

    fn scalar_kind(&mut self, scalar: &ScalarType) -> plan::TypeKind {
        match scalar {
            ScalarType::String { length, pattern, content } => plan::TypeKind::String {
                min: length.min,
                max: length.max,
                raw: match content {
                    StringContent::Text => false,
                    StringContent::Raw => true,
                },
                pattern: pattern.as_ref().map(|pattern| self.pattern(pattern.table())),
            },
            ScalarType::Int(Bounds { min, max }) => plan::TypeKind::Int { min: *min, max: *max },
            ScalarType::Decimal(Bounds { min, max }) => plan::TypeKind::Decimal {
                min: min.as_ref().map(decimal),
                max: max.as_ref().map(decimal),
            },
            ScalarType::Bool => plan::TypeKind::Bool,
            ScalarType::Format(format) => {
                plan::TypeKind::Format { pattern: self.format(*format), max: format.max_length() }
            }
            ScalarType::Constant(text) => {
                plan::TypeKind::Enum { values: [(plan::key(text), 1)].into() }
            }
            ScalarType::Enumeration(enumeration) => plan::TypeKind::Enum {
                values: enumeration.values.iter().map(|value| (plan::key(value), 1)).collect(),
            },
        }
    }

    fn type_index(&mut self, value: &Type) -> usize {
        let kind = match &value.kind {
            TypeKind::Scalar(scalar) => self.scalar_kind(scalar),
            TypeKind::List { item, length } => plan::TypeKind::List {
                item: self.type_index(item),
                min: length.min,
                max: length.max,
            },
            TypeKind::Object(schema) => plan::TypeKind::Object { schema: self.schema(schema) },
            // A policy with one of these is refused; no value is of an enum without values.
            TypeKind::Map { .. } | TypeKind::OneOf(_) => {
                plan::TypeKind::Enum { values: BTreeMap::new() }
            }
        };
        let nullable = match value.nullability {
            Nullability::NotNull => false,
            Nullability::Nullable => true,
        };
        position(&mut self.types, plan::Type { kind, nullable })
    }

    /// The index of a schema; names are distinct in a policy.
    pub(in crate::target::nginx) fn schema(&mut self, schema: &Arc<ObjectSchema>) -> usize {
        if let Some(index) = self.by_name.get(&schema.name) {
            return *index;
        }
        let mut fields = BTreeMap::new();
        for field in &schema.fields {
            let read_only = match field.access {
                Access::ReadWrite => false,
                Access::ReadOnly => true,
            };
            let required = match field.presence {
                Presence::Required => u8::from(!read_only),
                Presence::Optional => 0,
            };
            let kind = self.type_index(&field.value);
            fields.insert(plan::key(&field.name), plan::Field { kind, read_only, required });
        }
        let required = fields.values().filter(|field| field.required == 1).count();
        self.schemas.push(plan::Schema { fields, required });
        let index = self.schemas.len() - 1;
        self.by_name.insert(schema.name.clone(), index);
        index
    }
}

/// Where the entry stands, added if it is new.
fn position<T: PartialEq>(entries: &mut Vec<T>, entry: T) -> usize {
    if let Some(index) = entries.iter().position(|known| *known == entry) {
        return index;
    }
    entries.push(entry);
    entries.len() - 1
}

fn decimal(value: &Decimal) -> plan::Decimal {
    let Ranked { significand, rank } = Ranked::from(value);
    plan::Decimal { significand, rank }
}
