//! `body form SCHEMA`: scalars and lists of scalars, each a field of a form.

use std::sync::Arc;

use gatewright_core::policy::{Field, ObjectSchema, OtherFields, Span, TypeKind};

use super::super::types::{FlatPlace, Types};
use super::query::nullable;
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::SchemaReference;

/// Fields that mean something to whoever reads a form, whatever a policy says of them.
const TAKEN: [(&str, &str); 2] = [
    ("_charset_", "readers of forms take it for the encoding of the other fields"),
    ("_method", "frameworks take it for another method than the request's"),
];

/// Checks the schema of a form.
pub(super) fn check(
    written: &SchemaReference,
    clause: Span,
    types: &Types,
    findings: &mut Vec<Diagnostic>,
) -> Option<Arc<ObjectSchema>> {
    let schema = types.object(written, "a form", findings)?;
    if let Some(right) = types.is_right(FlatPlace::Form, &schema) {
        return right.then_some(schema);
    }
    let found = findings.len();
    findings.extend(open(&schema, clause));
    for field in &schema.fields {
        if let Some((why, help)) = wrong(field) {
            findings.push(
                Diagnostic::error(
                    codes::FORM_FIELD,
                    format!("a form cannot hold the field `{}`", field.name),
                )
                .label(field.span, why)
                .label(clause, "read from a form here")
                .help(help),
            );
        }
    }
    let right = findings.len() == found;
    types.judge(FlatPlace::Form, &schema, right);
    right.then_some(schema)
}

/// Unknown fields of a form would pass unread, in spellings that others read as something else.
fn open(schema: &ObjectSchema, clause: Span) -> Option<Diagnostic> {
    match schema.others {
        OtherFields::Refused => None,
        OtherFields::Admitted => Some(
            Diagnostic::error(codes::FORM_FIELD, "a form is never of an open schema")
                .label(schema.span, "admits fields that it does not name")
                .label(clause, "read from a form here")
                .note("readers differ in what `a[b]`, `a.b` or a repeated name mean")
                .help("name the fields, and leave `open` away"),
        ),
    }
}

/// What a name means already.
pub(super) fn taken(name: &str) -> Option<&'static str> {
    TAKEN.iter().find(|(taken, _)| *taken == name).map(|(_, why)| *why)
}

fn wrong(field: &Field) -> Option<(&'static str, &'static str)> {
    if let Some(why) = taken(&field.name) {
        return Some((why, "give the field another name"));
    }
    if nullable(&field.value) {
        return Some(("a form has no null", "make the field optional: `NAME?:`"));
    }
    let is_flat = match &field.value.kind {
        TypeKind::Scalar(_) => true,
        TypeKind::List { item, .. } => {
            if nullable(item) {
                return Some(("a form has no null", "delete the `?` of the item"));
            }
            matches!(item.kind, TypeKind::Scalar(_))
        }
        TypeKind::Map { .. } | TypeKind::Object(_) | TypeKind::OneOf(_) => false,
    };
    if is_flat {
        None
    } else {
        Some((
            "neither a scalar nor a list of scalars",
            "write its fields out in the form's schema, or take JSON: `body SCHEMA`",
        ))
    }
}
