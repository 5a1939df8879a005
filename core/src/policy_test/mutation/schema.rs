//! Changes of schemas, wherever they stand.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use super::super::schemas::{reach, reach_schema, replace};
use super::Mutant;
use crate::policy::{
    Access, Bounds, Field, Nullability, ObjectSchema, OtherFields, Policy, Presence, ScalarType,
    Schema, StringContent, Type, TypeKind,
};

/// Every field of every schema that a request is read by, wider by one rule, and what the schema says of others.
pub(super) fn mutants(policy: &Policy) -> Vec<Mutant> {
    let mut in_bodies = BTreeSet::new();
    let mut unions = HashSet::new();
    let mut in_queries = BTreeSet::new();
    // Any header and cookie is let in.
    let mut in_carriers = BTreeSet::new();
    for route in policy.routes() {
        match route.body.as_ref().and_then(|body| body.schema()) {
            // Many routes may take one union of many variants.
            Some(Schema::OneOf(union)) if !unions.insert(union.span) => {}
            Some(schema) => reach_schema(schema, &mut in_bodies),
            None => {}
        }
        let form = route.body.as_ref().and_then(|body| body.form());
        route.query.iter().chain(form).for_each(|flat| reach(flat, &mut in_queries));
        route.declared().for_each(|(_, fields)| reach(&fields.schema, &mut in_carriers));
    }
    let mut mutants = Vec::new();
    for schema in &policy.schemas {
        let name = schema.name.as_str();
        let null = if in_bodies.contains(name) {
            Null::Means
        } else if in_queries.contains(name) || in_carriers.contains(name) {
            Null::MeansNothing
        } else {
            continue;
        };
        if in_bodies.contains(name) || in_queries.contains(name) {
            mutants.push(others(schema));
        }
        for (number, field) in schema.fields.iter().enumerate() {
            for (change, changed) in variants(field, null) {
                // Made when it is applied: a copy for each change would take the square of a schema's size.
                let schema = Arc::clone(schema);
                let rule = format!("{}.{}", schema.name, field.name);
                mutants.push(Mutant::new(rule, change, field.span, move |policy| {
                    let mut wider = ObjectSchema::clone(&schema);
                    if let Some(place) = wider.fields.get_mut(number) {
                        place.clone_from(&changed);
                    }
                    replace(policy, &Arc::new(wider));
                }));
            }
        }
    }
    mutants
}

/// What the schema does not name is let in where it was not, and the other way round.
fn others(schema: &Arc<ObjectSchema>) -> Mutant {
    let (change, others) = match schema.others {
        OtherFields::Refused => ("takes what it does not name", OtherFields::Admitted),
        OtherFields::Admitted => ("takes nothing that it does not name", OtherFields::Refused),
    };
    let kept = Arc::clone(schema);
    Mutant::new(schema.name.clone(), change, schema.span, move |policy| {
        replace(policy, &Arc::new(ObjectSchema { others, ..ObjectSchema::clone(&kept) }));
    })
}

/// Whether null is something that a client could send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Null {
    /// In JSON.
    Means,
    /// Queries, headers and cookies have none.
    MeansNothing,
}

fn variants(field: &Field, null: Null) -> Vec<(String, Field)> {
    let mut variants = Vec::new();
    if field.presence == Presence::Required {
        variants.push((
            "may be absent".to_owned(),
            Field { presence: Presence::Optional, ..field.clone() },
        ));
    }
    if field.access == Access::ReadOnly {
        let writable = Field { access: Access::ReadWrite, ..field.clone() };
        variants.push(("may be sent".to_owned(), writable));
        // A client could not send it: its type decides nothing.
        return variants;
    }
    let of_type = types(&field.value, null).into_iter();
    variants.extend(of_type.map(|(what, value)| (what, Field { value, ..field.clone() })));
    variants
}

fn types(value: &Type, null: Null) -> Vec<(String, Type)> {
    let mut variants = Vec::new();
    if value.nullability == Nullability::NotNull && null == Null::Means {
        let nullable = Type { nullability: Nullability::Nullable, ..value.clone() };
        variants.push(("may be null".to_owned(), nullable));
    }
    match &value.kind {
        TypeKind::Scalar(scalar) => {
            for (what, scalar) in scalars(scalar) {
                variants.push((what, Type { kind: TypeKind::Scalar(scalar), ..value.clone() }));
            }
        }
        TypeKind::List { item, length } => {
            for (what, length) in counts(*length) {
                let kind = TypeKind::List { item: item.clone(), length };
                variants.push((format!("its list {what}"), Type { kind, ..value.clone() }));
            }
            for (what, item) in types(item, null) {
                let kind = TypeKind::List { item: Box::new(item), length: *length };
                variants.push((format!("an item {what}"), Type { kind, ..value.clone() }));
            }
        }
        TypeKind::Map { value: entry, length } => {
            for (what, length) in counts(*length) {
                let kind = TypeKind::Map { value: entry.clone(), length };
                variants.push((format!("its map {what}"), Type { kind, ..value.clone() }));
            }
            for (what, entry) in types(entry, null) {
                let kind = TypeKind::Map { value: Box::new(entry), length: *length };
                variants.push((format!("an entry {what}"), Type { kind, ..value.clone() }));
            }
        }
        // Their fields are changed where they are declared.
        TypeKind::Object(_) | TypeKind::OneOf(_) => {}
    }
    variants
}

fn scalars(scalar: &ScalarType) -> Vec<(String, ScalarType)> {
    let any_text = || ScalarType::String {
        length: Bounds::default(),
        pattern: None,
        content: StringContent::Raw,
    };
    match scalar {
        ScalarType::String { length, pattern, content } => {
            let (pattern, content) = (pattern.clone(), *content);
            let mut variants: Vec<(String, ScalarType)> = counts(*length)
                .into_iter()
                .map(|(what, length)| {
                    (what, ScalarType::String { length, pattern: pattern.clone(), content })
                })
                .collect();
            if pattern.is_some() {
                let free = ScalarType::String { length: *length, pattern: None, content };
                variants.push(("without its pattern".to_owned(), free));
            }
            variants
        }
        ScalarType::Int(bounds) => {
            let mut variants = Vec::new();
            if let Some(min) = bounds.min {
                let wider = Bounds { min: Some(min.saturating_sub(1)), ..*bounds };
                variants.push(("may be one smaller".to_owned(), ScalarType::Int(wider)));
            }
            if let Some(max) = bounds.max {
                let wider = Bounds { max: Some(max.saturating_add(1)), ..*bounds };
                variants.push(("may be one larger".to_owned(), ScalarType::Int(wider)));
            }
            variants
        }
        ScalarType::Decimal(bounds) => {
            let mut variants = Vec::new();
            if bounds.min.is_some() {
                let wider = Bounds { min: None, max: bounds.max };
                variants.push(("without its lower bound".to_owned(), ScalarType::Decimal(wider)));
            }
            if bounds.max.is_some() {
                let wider = Bounds { min: bounds.min, max: None };
                variants.push(("without its upper bound".to_owned(), ScalarType::Decimal(wider)));
            }
            variants
        }
        ScalarType::Bool => Vec::new(),
        ScalarType::Format(_) => vec![("without its format".to_owned(), any_text())],
        ScalarType::Enumeration(_) | ScalarType::Constant(_) => {
            vec![("may be any text".to_owned(), any_text())]
        }
    }
}

/// Lengths that are wider by one.
fn counts(bounds: Bounds<u64>) -> Vec<(String, Bounds<u64>)> {
    let mut variants = Vec::new();
    if let Some(min) = bounds.min
        && min > 0
    {
        let wider = Bounds { min: Some(min - 1), ..bounds };
        variants.push(("may be one shorter".to_owned(), wider));
    }
    if let Some(max) = bounds.max {
        let wider = Bounds { max: Some(max.saturating_add(1)), ..bounds };
        variants.push(("may be one longer".to_owned(), wider));
    }
    variants
}
