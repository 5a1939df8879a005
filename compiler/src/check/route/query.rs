//! `query SCHEMA`: scalars and lists of scalars.

use std::sync::Arc;

use gatewright_core::policy::{Access, Field, Nullability, ObjectSchema, Type, TypeKind};

use super::super::types::{FlatPlace, Types};
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::QueryClause;

/// Checks the clause.
pub(super) fn check(
    clause: &QueryClause,
    types: &Types,
    findings: &mut Vec<Diagnostic>,
) -> Option<Arc<ObjectSchema>> {
    let schema = types.object(&clause.schema, "a query", findings)?;
    if let Some(right) = types.is_right(FlatPlace::Query, &schema) {
        return right.then_some(schema);
    }
    let mut right = true;
    for field in &schema.fields {
        if let Some((why, help)) = wrong(field) {
            findings.push(
                Diagnostic::error(
                    codes::QUERY_FIELD,
                    format!("a query cannot hold the field `{}`", field.name),
                )
                .label(field.span, why)
                .label(clause.span, "read from the query here")
                .help(help),
            );
            right = false;
        }
    }
    types.judge(FlatPlace::Query, &schema, right);
    right.then_some(schema)
}

/// Why a masked field does not stand in a query, and what to do.
const MASKED: (&str, &str) =
    ("it is masked, and URLs stand in logs and histories", "send it in a body");

fn wrong(field: &Field) -> Option<(&'static str, &'static str)> {
    if field.access == Access::ReadOnly {
        return Some(("a client could never send it", "delete the field, or its `readonly`"));
    }
    if nullable(&field.value) {
        return Some(("a query has no null", "make the field optional: `NAME?:`"));
    }
    if field.value.mask.is_some() {
        return Some(MASKED);
    }
    let flat = match &field.value.kind {
        TypeKind::Scalar(_) => true,
        TypeKind::List { item, .. } => {
            if nullable(item) {
                return Some(("a query has no null", "delete the `?` of the item"));
            }
            if item.mask.is_some() {
                return Some(MASKED);
            }
            matches!(item.kind, TypeKind::Scalar(_))
        }
        TypeKind::Map { .. } | TypeKind::Object(_) | TypeKind::OneOf(_) => false,
    };
    if flat {
        None
    } else {
        Some((
            "neither a scalar nor a list of scalars",
            "write its fields out in the query's schema",
        ))
    }
}

pub(super) fn nullable(value: &Type) -> bool {
    value.nullability == Nullability::Nullable
}
