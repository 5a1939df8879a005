//! What a type expression stands for.

use std::sync::Arc;

use gatewright_core::policy::{
    Enumeration, Format, Nullability, ScalarType, Schema, StringContent, Type, TypeKind,
};

use super::super::names::{Kind, Names, Spelling};
use super::super::principal::refuse_suffixes;
use super::super::suggest::{self, Vocabulary};
use super::{Patterns, bounds, mask, union};
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::{
    Literal, LiteralValue, SchemaExpression, SchemaReference, TypeExpression, TypeName, Word,
};

/// Built-in types.
pub(super) const BUILT_IN: [&str; 22] = [
    "string",
    "int",
    "decimal",
    "bool",
    "time",
    "date",
    "duration",
    "uuid",
    "email",
    "uri",
    "hostname",
    "ip",
    "base64",
    "time_of_day",
    "uri_reference",
    "idn_email",
    "iri",
    "iri_reference",
    "json_pointer",
    "relative_json_pointer",
    "uri_template",
    "idn_hostname",
];

/// Types that the language has and this version does not.
const LATER: [&str; 1] = ["any"];

/// A built-in type, where neither enums nor schemas can stand.
pub(in super::super) fn built_in(
    written: &TypeExpression,
    patterns: &Patterns,
    findings: &mut Vec<Diagnostic>,
) -> Option<ScalarType> {
    let kind = Kind { what: "enum", declaration: "enum NAME { … }", spelling: Spelling::Camel };
    mask::refuse(written, "a parameter", findings);
    let basis = Basis { enumerations: &Names::new(kind), patterns };
    match type_of(written, basis, &mut |_, _| None, findings)?.kind {
        TypeKind::Scalar(scalar) => Some(scalar),
        TypeKind::List { .. } | TypeKind::Map { .. } | TypeKind::Object(_) | TypeKind::OneOf(_) => {
            None
        }
    }
}

/// Finds the schema of a reference, or reports why there is none.
pub(super) type FindSchema<'f> =
    dyn FnMut(&SchemaReference, &mut Vec<Diagnostic>) -> Option<Schema> + 'f;

/// What types are made of besides schemas.
#[derive(Clone, Copy)]
pub(super) struct Basis<'a> {
    pub(super) enumerations: &'a Names<Arc<Enumeration>>,
    pub(super) patterns: &'a Patterns,
}

/// The type that an expression stands for.
pub(super) fn type_of(
    written: &TypeExpression,
    basis: Basis<'_>,
    find_schema: &mut FindSchema<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Option<Type> {
    let nullability =
        if written.nullable.is_some() { Nullability::Nullable } else { Nullability::NotNull };
    let kind = match &written.name {
        TypeName::List(item) => {
            refuse(written, "a list", Suffixes::Bounds, findings);
            let item = type_of(item, basis, find_schema, findings);
            let length = bounds::length(written.bounds.as_ref(), findings);
            TypeKind::List { item: Box::new(item?), length: length? }
        }
        TypeName::Map(value) => {
            refuse(written, "a map", Suffixes::Bounds, findings);
            let value = type_of(value, basis, find_schema, findings);
            let length = bounds::length(written.bounds.as_ref(), findings);
            TypeKind::Map { value: Box::new(value?), length: length? }
        }
        TypeName::Derived(schema) => {
            refuse(written, "a schema", Suffixes::None, findings);
            match schema {
                SchemaExpression::Reference(reference) => {
                    kind_of(find_schema(reference, findings)?)
                }
                SchemaExpression::OneOf(one_of) => {
                    TypeKind::OneOf(union::check(one_of, None, find_schema, findings)?)
                }
            }
        }
        TypeName::Constant(literal) => {
            refuse(written, "a single text", Suffixes::None, findings);
            TypeKind::Scalar(ScalarType::Constant(constant(literal, findings)?))
        }
        TypeName::Named(word) => named(word, written, basis, find_schema, findings)?,
    };
    let mask = match &written.masked {
        Some(masked) => Some(mask::check(masked, &kind, findings)?),
        None => None,
    };
    Some(Type { kind, nullability, mask })
}

fn named(
    word: &Word,
    written: &TypeExpression,
    basis: Basis<'_>,
    find_schema: &mut FindSchema<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Option<TypeKind> {
    let text = word.text.as_str();
    let owner = format!("`{text}`");
    let bare = |findings: &mut Vec<Diagnostic>| {
        refuse(written, &owner, Suffixes::None, findings);
    };
    let scalar = match text {
        "string" => {
            let length = bounds::length(written.bounds.as_ref(), findings);
            let pattern = match &written.pattern {
                Some(literal) => basis.patterns.compile(literal, findings).map(Some),
                None => Some(None),
            };
            let content =
                if written.raw.is_some() { StringContent::Raw } else { StringContent::Text };
            ScalarType::String { length: length?, pattern: pattern?, content }
        }
        "int" => {
            refuse(written, &owner, Suffixes::Bounds, findings);
            ScalarType::Int(bounds::int(written.bounds.as_ref(), findings)?)
        }
        "decimal" => {
            refuse(written, &owner, Suffixes::Bounds, findings);
            ScalarType::Decimal(bounds::decimal(written.bounds.as_ref(), findings)?)
        }
        "bool" => {
            bare(findings);
            ScalarType::Bool
        }
        _ => {
            bare(findings);
            if let Some(format) = Format::ALL.into_iter().find(|format| format.name() == text) {
                ScalarType::Format(format)
            } else if let Some(entry) = basis.enumerations.get(text) {
                ScalarType::Enumeration(Arc::clone(&entry.value))
            } else {
                let reference = SchemaReference {
                    partial: None,
                    selection: None,
                    name: word.clone(),
                    span: word.span,
                };
                return find_schema(&reference, findings).map(kind_of);
            }
        }
    };
    Some(TypeKind::Scalar(scalar))
}

pub(super) fn kind_of(schema: Schema) -> TypeKind {
    match schema {
        Schema::Object(schema) => TypeKind::Object(schema),
        Schema::OneOf(union) => TypeKind::OneOf(union),
    }
}

/// The only text that a field may hold.
fn constant(literal: &Literal, findings: &mut Vec<Diagnostic>) -> Option<String> {
    let LiteralValue::Text(text) = &literal.value else { return None };
    if text.is_empty() || !StringContent::Text.admits(text) {
        findings.push(
            Diagnostic::error(codes::WRONG_VALUE, "this text cannot be a type")
                .label(literal.span, "empty, or with a control character")
                .help("write the text that the field always holds, such as `\"created\"`"),
        );
        return None;
    }
    Some(text.clone())
}

/// The error of a type that does not exist.
pub(super) fn unknown<'a>(
    word: &Word,
    enumerations: &'a Names<Arc<Enumeration>>,
    schemas: impl Iterator<Item = &'a str>,
) -> Diagnostic {
    let text = word.text.as_str();
    if text == "map" {
        return Diagnostic::error(codes::UNKNOWN_NAME, "a map needs the type of its values")
            .label(word.span, "of what?")
            .help("write it like `map[string ..100] ..20`");
    }
    if LATER.contains(&text) {
        return super::super::setting::not_supported(&format!("the type `{text}`"), word.span);
    }
    let error = Diagnostic::error(codes::UNKNOWN_NAME, format!("there is no type `{text}`"))
        .label(word.span, "not declared");
    let candidates = BUILT_IN.into_iter().chain(enumerations.texts()).chain(schemas);
    match enumerations.similar_among(text, candidates) {
        Some(better) if BUILT_IN.contains(&better.text) => {
            better.offer(error, word.span, Vocabulary::Language)
        }
        Some(better) => better.offer(error, word.span, Vocabulary::Policy),
        None if text == "role" => error.help("roles stand in `principal` only"),
        None => error
            .note(format!("the built-in types are {}", suggest::list(BUILT_IN)))
            .help(format!("declare it with `enum {text} {{ … }}` or `schema {text} {{ … }}`")),
    }
}

/// Which suffixes a type takes. `string` takes all.
#[derive(Clone, Copy)]
enum Suffixes {
    /// Neither bounds nor a pattern.
    None,
    /// Bounds.
    Bounds,
}

/// Reports suffixes that a type does not take. `?` fits every type, and a mask is judged with the type that it hides.
fn refuse(
    written: &TypeExpression,
    owner: &str,
    allowed: Suffixes,
    findings: &mut Vec<Diagnostic>,
) {
    let mut judged = written.clone();
    judged.nullable = None;
    judged.masked = None;
    match allowed {
        Suffixes::None => {}
        Suffixes::Bounds => judged.bounds = None,
    }
    refuse_suffixes(&judged, owner, findings);
}
