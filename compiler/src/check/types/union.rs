//! `one_of A, B by kind`.

use std::collections::HashMap;
use std::sync::Arc;

use gatewright_core::policy::{
    Access, Field, Nullability, ObjectSchema, Presence, ScalarType, Schema, Span, TaggedUnion,
    TypeKind, Variant,
};

use super::FindSchema;
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::{OneOf, SchemaReference, Word};

/// The union that is written; without a declared name it is called by its variants.
pub(super) fn check(
    written: &OneOf,
    name: Option<&Word>,
    find_schema: &mut FindSchema<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Option<Arc<TaggedUnion>> {
    let before = findings.len();
    let mut variants: Vec<Variant> = Vec::new();
    let mut seen: HashMap<String, Span> = HashMap::new();
    for reference in &written.variants {
        let Some(schema) = find_schema(reference, findings) else { continue };
        let Some(variant) = variant(&schema, reference, &written.tag, findings) else { continue };
        if let Some(earlier) = seen.insert(variant.tag.clone(), reference.span) {
            findings.push(
                Diagnostic::error(
                    codes::UNION,
                    format!("two variants have the tag `{}`", variant.tag),
                )
                .label(reference.span, "the same again")
                .label(earlier, "which of the two is meant?")
                .help(format!("give each variant another text for `{}`", written.tag.text)),
            );
        }
        variants.push(variant);
    }
    if written.variants.len() < 2 {
        findings.push(
            Diagnostic::error(codes::UNION, "a choice needs at least two variants")
                .label(written.span, "nothing to choose from")
                .help("write the schema itself"),
        );
    }
    // A variant that is wrong where it is declared was told of there.
    if findings.len() > before || variants.len() < written.variants.len() {
        return None;
    }
    let name = name.map_or_else(
        || {
            let names: Vec<&str> =
                variants.iter().map(|variant| variant.schema.name.as_str()).collect();
            names.join("Or")
        },
        |name| name.text.clone(),
    );
    let tag = written.tag.text.clone();
    Some(Arc::new(TaggedUnion { name, tag, variants, span: written.span }))
}

/// One variant; nothing if its tag does not tell it from others.
fn variant(
    schema: &Schema,
    reference: &SchemaReference,
    tag: &Word,
    findings: &mut Vec<Diagnostic>,
) -> Option<Variant> {
    let object = match schema {
        Schema::Object(object) => object,
        Schema::OneOf(union) => {
            findings.push(no_fields(union, reference.span, "a variant"));
            return None;
        }
    };
    let name = &tag.text;
    let Some(field) = object.fields.iter().find(|field| field.name == *name) else {
        findings.push(
            Diagnostic::error(
                codes::UNION,
                format!("the variant `{}` has no field `{name}`", object.name),
            )
            .label(reference.span, "cannot be told from the others")
            .label(tag.span, "the field that tells them apart")
            .label(object.span, "declared here")
            .help(format!(
                "give it one that is always the same: `{name}: \"{}\"`",
                example(object)
            )),
        );
        return None;
    };
    match text_of(field) {
        Ok(text) => Some(Variant { tag: text.to_owned(), schema: Arc::clone(object) }),
        Err(why) => {
            findings.push(
                Diagnostic::error(
                    codes::UNION,
                    format!(
                        "the field `{name}` does not tell `{}` from other variants",
                        object.name
                    ),
                )
                .label(field.span, why)
                .label(reference.span, "a variant here")
                .help(format!("write `{name}: \"{}\"`", example(object))),
            );
            None
        }
    }
}

/// The only text that a field can hold in a body.
fn text_of(field: &Field) -> Result<&str, &'static str> {
    if field.access == Access::ReadOnly {
        return Err("a client must not send it");
    }
    if field.presence == Presence::Optional {
        return Err("it may be absent");
    }
    if field.value.nullability == Nullability::Nullable {
        return Err("it may be null");
    }
    let several = "it can hold more than one text";
    match &field.value.kind {
        TypeKind::Scalar(ScalarType::Constant(text)) => Ok(text),
        TypeKind::Scalar(ScalarType::Enumeration(enumeration)) => {
            match enumeration.values.as_slice() {
                [only] => Ok(only),
                [] | [_, ..] => Err(several),
            }
        }
        TypeKind::Scalar(
            ScalarType::String { .. }
            | ScalarType::Int(_)
            | ScalarType::Decimal(_)
            | ScalarType::Bool
            | ScalarType::Format(_),
        )
        | TypeKind::List { .. }
        | TypeKind::Map { .. }
        | TypeKind::Object(_)
        | TypeKind::OneOf(_) => Err(several),
    }
}

/// A text that a schema's tag could be.
fn example(schema: &ObjectSchema) -> String {
    let mut text = String::new();
    for character in schema.name.chars() {
        if character.is_ascii_uppercase() && !text.is_empty() {
            text.push('_');
        }
        text.push(character.to_ascii_lowercase());
    }
    text
}

/// The error of a union where a schema's fields are needed; `place` needs them, with its article.
pub(super) fn no_fields(union: &TaggedUnion, span: Span, place: &str) -> Diagnostic {
    Diagnostic::error(
        codes::UNION_FIELDS,
        format!("{place} needs fields, and `{}` is one of several schemas", union.name),
    )
    .label(span, "which of them?")
    .label(union.span, "a choice")
    .help("name one of its variants")
}
