//! A form as a tree, as the evaluator reads it.

use super::{FormError, Malformed, pairs};
use crate::policy::{Access, Field, ObjectSchema, OtherFields, Presence, ScalarType, TypeKind};
use crate::primitive::query::{QueryValue, QueryValues, plain};
use crate::primitive::scalar::{Mismatch, ScalarValue, within};
use crate::primitive::schema::{Reason, Violation};

/// Reads a form of a schema. That it is no form at all wins over what is wrong with its values.
pub fn read(schema: &ObjectSchema, form: &[u8]) -> Result<QueryValues, FormError> {
    of_pairs(schema, pairs(form).collect::<Result<Vec<_>, Malformed>>()?)
}

/// The same for the texts of a multipart body.
pub fn read_parts(schema: &ObjectSchema, texts: &[(&str, &str)]) -> Result<QueryValues, FormError> {
    let owned = |(name, text): &(&str, &str)| ((*name).to_owned(), (*text).to_owned());
    of_pairs(schema, texts.iter().map(owned).collect())
}

fn of_pairs(schema: &ObjectSchema, pairs: Vec<(String, String)>) -> Result<QueryValues, FormError> {
    for (name, field) in schema.fields.iter().map(|field| (field.name.as_str(), field)) {
        let count = pairs.iter().filter(|(written, _)| written == name).count();
        if count > 1 && field.access == Access::ReadWrite && !is_list(field) {
            return Err(Malformed::Repeated.into());
        }
    }
    let mut values = QueryValues::new();
    for (name, text) in pairs {
        add(schema, &mut values, &name, &text).map_err(|violation| violation.inside(&name))?;
    }
    for field in &schema.fields {
        check(field, values.get(&field.name))?;
    }
    Ok(values)
}

fn is_list(field: &Field) -> bool {
    match &field.value.kind {
        TypeKind::List { .. } => true,
        TypeKind::Scalar(_) | TypeKind::Map { .. } | TypeKind::Object(_) | TypeKind::OneOf(_) => {
            false
        }
    }
}

fn add(
    schema: &ObjectSchema,
    values: &mut QueryValues,
    name: &str,
    text: &str,
) -> Result<(), Violation> {
    let Some(field) = schema.fields.iter().find(|field| field.name == name) else {
        return match schema.others {
            OtherFields::Refused => Err(Violation::here(Reason::Unknown)),
            // No checked policy has such a form, but what a policy's tests are measured by.
            OtherFields::Admitted => Ok(()),
        };
    };
    if field.access == Access::ReadOnly {
        return Err(Violation::here(Reason::ReadOnly));
    }
    match &field.value.kind {
        TypeKind::Scalar(kind) => {
            let value = plain(kind, text).map_err(Violation::here)?;
            values.insert(name.to_owned(), QueryValue::One(value));
        }
        TypeKind::List { item, .. } => {
            let empty = || QueryValue::List(Vec::new());
            let list = values.entry(name.to_owned()).or_insert_with(empty);
            let QueryValue::List(items) = list else {
                return Err(Violation::here(Mismatch::Type));
            };
            let place = items.len().to_string();
            let value = item_of(&item.kind, text).map_err(Violation::here);
            items.push(value.map_err(|violation| violation.inside(&place))?);
        }
        // The checked policy has nothing nested in a form.
        TypeKind::Map { .. } | TypeKind::Object(_) | TypeKind::OneOf(_) => {
            return Err(Violation::here(Mismatch::Type));
        }
    }
    Ok(())
}

fn item_of(kind: &TypeKind, text: &str) -> Result<ScalarValue, Mismatch> {
    let kind: &ScalarType = match kind {
        TypeKind::Scalar(kind) => kind,
        TypeKind::List { .. } | TypeKind::Map { .. } | TypeKind::Object(_) | TypeKind::OneOf(_) => {
            return Err(Mismatch::Type);
        }
    };
    plain(kind, text)
}

fn check(field: &Field, value: Option<&QueryValue>) -> Result<(), Violation> {
    if field.access == Access::ReadOnly {
        return Ok(());
    }
    match (value, &field.value.kind) {
        (None, _) if field.presence == Presence::Required => {
            Err(Violation::here(Reason::Missing(field.name.clone())))
        }
        (Some(QueryValue::List(items)), TypeKind::List { length, .. }) => {
            let count = u64::try_from(items.len()).unwrap_or(u64::MAX);
            within(&count, length).map_err(|_| Violation::here(Reason::Items).inside(&field.name))
        }
        (
            _,
            TypeKind::List { .. }
            | TypeKind::Scalar(_)
            | TypeKind::Map { .. }
            | TypeKind::Object(_)
            | TypeKind::OneOf(_),
        ) => Ok(()),
    }
}
