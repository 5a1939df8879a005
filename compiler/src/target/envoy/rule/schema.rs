//! Types, schemas and the automata behind them. Automata and schemas are shared within a plan.

use gatewright_core::policy::{
    Access, Bounds, Field, Format, Nullability, ObjectSchema, Presence, ScalarType, StringContent,
    Type, TypeKind,
};
use gatewright_core::primitive::decimal::Decimal;
use gatewright_core::primitive::pattern::DfaTable;

use crate::target::envoy::lua::Lua;
use crate::target::ranked::Ranked;

/// The automata and schemas of one plan, in the order in which they are first used.
#[derive(Debug, Default)]
pub(in crate::target::envoy) struct Shared {
    tables: Vec<DfaTable>,
    schema_names: Vec<String>,
    schemas: Vec<Lua>,
}

impl Shared {
    /// The automata as Lua values.
    pub(in crate::target::envoy) fn automata(&self) -> Vec<Lua> {
        self.tables.iter().map(automaton).collect()
    }

    /// The schemas as Lua values.
    pub(in crate::target::envoy) fn schemas(&self) -> &[Lua] {
        &self.schemas
    }

    /// A reference to an automaton.
    pub(in crate::target::envoy) fn automaton(&mut self, table: &DfaTable) -> Lua {
        let place = self.tables.iter().position(|known| known == table).unwrap_or_else(|| {
            self.tables.push(table.clone());
            self.tables.len() - 1
        });
        Lua::Shared("automata", place + 1)
    }

    /// A reference to a schema.
    pub(in crate::target::envoy) fn schema(&mut self, schema: &ObjectSchema) -> Lua {
        let place =
            self.schema_names.iter().position(|known| *known == schema.name).unwrap_or_else(|| {
                let lowered = self.object(schema);
                self.schema_names.push(schema.name.clone());
                self.schemas.push(lowered);
                self.schemas.len() - 1
            });
        Lua::Shared("schemas", place + 1)
    }

    fn object(&mut self, schema: &ObjectSchema) -> Lua {
        let required = schema.fields.iter().filter(|field| is_required(field)).count();
        let required = i64::try_from(required).ok().map(Lua::Int);
        let fields =
            schema.fields.iter().map(|field| (field.name.clone(), self.field(field))).collect();
        Lua::table([("fields", Some(Lua::Table(fields))), ("required", required)])
    }

    fn field(&mut self, field: &Field) -> Lua {
        let readonly = match field.access {
            Access::ReadOnly => Some(Lua::Bool(true)),
            Access::ReadWrite => None,
        };
        Lua::table([
            ("value", Some(self.value(&field.value))),
            ("required", is_required(field).then_some(Lua::Bool(true))),
            ("readonly", readonly),
        ])
    }

    fn value(&mut self, value: &Type) -> Lua {
        let nullable = match value.nullability {
            Nullability::Nullable => Some(Lua::Bool(true)),
            Nullability::NotNull => None,
        };
        match &value.kind {
            TypeKind::Scalar(scalar) => {
                let mut entries = self.scalar_entries(scalar);
                entries.extend(nullable.map(|nullable| ("nullable".to_owned(), nullable)));
                Lua::Table(entries)
            }
            TypeKind::List { item, length } => Lua::table([
                ("type", Some(Lua::text("list"))),
                ("item", Some(self.value(item))),
                ("min", length.min.map(count)),
                ("max", length.max.map(count)),
                ("nullable", nullable),
            ]),
            TypeKind::Object(schema) => Lua::table([
                ("type", Some(Lua::text("object"))),
                ("schema", Some(self.schema(schema))),
                ("nullable", nullable),
            ]),
            // A policy with one of these is refused; no value is of an enum without values.
            TypeKind::Map { .. } | TypeKind::OneOf(_) => Lua::table([
                ("type", Some(Lua::text("enum"))),
                ("values", Some(Lua::set(&[] as &[String]))),
            ]),
        }
    }

    /// A scalar type.
    pub(in crate::target::envoy) fn scalar(&mut self, scalar: &ScalarType) -> Lua {
        Lua::Table(self.scalar_entries(scalar))
    }

    fn scalar_entries(&mut self, scalar: &ScalarType) -> Vec<(String, Lua)> {
        let lowered = match scalar {
            ScalarType::String { length, pattern, content } => Lua::table([
                ("type", Some(Lua::text("string"))),
                ("min", length.min.map(count)),
                ("max", length.max.map(count)),
                ("automaton", pattern.as_ref().map(|pattern| self.automaton(pattern.table()))),
                (
                    "raw",
                    match content {
                        StringContent::Raw => Some(Lua::Bool(true)),
                        StringContent::Text => None,
                    },
                ),
            ]),
            ScalarType::Int(bounds) => Lua::table([
                ("type", Some(Lua::text("int"))),
                ("min", bounds.min.map(Lua::Int)),
                ("max", bounds.max.map(Lua::Int)),
            ]),
            ScalarType::Decimal(bounds) => decimals(bounds),
            ScalarType::Bool => Lua::table([("type", Some(Lua::text("bool")))]),
            ScalarType::Format(format) => self.format(*format),
            ScalarType::Constant(text) => Lua::table([
                ("type", Some(Lua::text("enum"))),
                ("values", Some(Lua::set(std::slice::from_ref(text)))),
            ]),
            ScalarType::Enumeration(enumeration) => Lua::table([
                ("type", Some(Lua::text("enum"))),
                ("values", Some(Lua::set(&enumeration.values))),
            ]),
        };
        match lowered {
            Lua::Table(entries) => entries,
            Lua::Bool(_) | Lua::Int(_) | Lua::Octets(_) | Lua::List(_) | Lua::Shared(..) => {
                Vec::new()
            }
        }
    }

    fn format(&mut self, format: Format) -> Lua {
        Lua::table([
            ("type", Some(Lua::text("format"))),
            ("automaton", Some(self.automaton(&format.automaton().into()))),
            ("max", format.max_length().and_then(|most| i64::try_from(most).ok()).map(Lua::Int)),
        ])
    }
}

fn is_required(field: &Field) -> bool {
    match (field.presence, field.access) {
        (Presence::Required, Access::ReadWrite) => true,
        (Presence::Required | Presence::Optional, Access::ReadOnly)
        | (Presence::Optional, Access::ReadWrite) => false,
    }
}

/// Counts beyond 2^53 are beyond every request.
fn count(number: u64) -> Lua {
    const LARGEST: i64 = (1 << 53) - 1;
    Lua::Int(i64::try_from(number).unwrap_or(LARGEST).min(LARGEST))
}

fn decimals(bounds: &Bounds<Decimal>) -> Lua {
    let decimal = |bound: &Decimal| {
        let Ranked { significand, rank } = Ranked::from(bound);
        Lua::List(vec![Lua::Int(significand), Lua::Int(rank)])
    };
    Lua::table([
        ("type", Some(Lua::text("decimal"))),
        ("min", bounds.min.as_ref().map(decimal)),
        ("max", bounds.max.as_ref().map(decimal)),
    ])
}

/// Strings instead of tables: a row of two octets an entry, an octet a class, a digit a state.
fn automaton(table: &DfaTable) -> Lua {
    let rows = table.rows.iter().flatten().flat_map(|state| state.to_be_bytes()).collect();
    let accepting =
        table.accepting.iter().map(|&accepts| if accepts { b'1' } else { b'0' }).collect();
    Lua::table([
        ("width", i64::try_from(table.class_count()).ok().map(Lua::Int)),
        ("classes", Some(Lua::Octets(table.classes.to_vec()))),
        ("accepting", Some(Lua::Octets(accepting))),
        ("rows", Some(Lua::Octets(rows))),
    ])
}
