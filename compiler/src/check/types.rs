//! Types as written: which name, which bounds, which pattern.

mod bounds;
mod derivation;
mod enumeration;
mod mask;
mod pattern;
mod schema;

use std::collections::HashMap;
use std::sync::Arc;

use gatewright_core::policy::{
    Enumeration, Format, Nullability, ObjectSchema, ScalarType, StringContent, Type, TypeKind,
};

use super::names::{Kind, Names, Spelling};
use super::principal::refuse_suffixes;
use super::suggest::{self, Vocabulary};
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::{
    self, RouteClause, SchemaContent, SchemaPart, SchemaReference, TypeExpression, TypeName, Word,
};
use derivation::Unnamed;
pub(super) use pattern::pattern;
use schema::Schemas;

/// Built-in types.
const BUILT_IN: [&str; 13] = [
    "string", "int", "decimal", "bool", "time", "date", "duration", "uuid", "email", "uri",
    "hostname", "ip", "base64",
];

/// Types that the language has and this version does not.
const LATER: [&str; 2] = ["any", "map"];

/// Enums and schemas.
#[derive(Debug)]
pub(super) struct Types {
    enumerations: Names<Arc<Enumeration>>,
    schemas: Names<Option<Arc<ObjectSchema>>>,
    unnamed: Unnamed,
    /// Each after the ones it contains.
    ordered: Vec<Arc<ObjectSchema>>,
    /// The types that each schema names.
    contained: HashMap<String, Vec<String>>,
}

impl Types {
    /// The schema that a route refers to.
    pub(super) fn schema(
        &self,
        reference: &SchemaReference,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<Arc<ObjectSchema>> {
        if reference.derives() {
            // What is wrong with it was reported when it was made.
            return self.unnamed.get(reference);
        }
        let word = &reference.name;
        if self.schemas.get(&word.text).is_none() && self.enumerations.get(&word.text).is_some() {
            findings.push(
                Diagnostic::error(
                    codes::UNKNOWN_NAME,
                    format!("`{}` is an enum, not a schema", word.text),
                )
                .label(word.span, "a schema is needed here")
                .help(format!(
                    "make a schema with a field of this type: `{{ NAME: {} }}`",
                    word.text
                )),
            );
            return None;
        }
        self.schemas.resolve(word, findings)?.clone()
    }

    /// Marks a type and all that it contains as used.
    pub(super) fn mark(&self, name: &str) {
        let mut waiting = vec![name];
        while let Some(name) = waiting.pop() {
            self.enumerations.mark_used(name);
            if !self.schemas.is_used(name) {
                self.schemas.mark_used(name);
                waiting.extend(self.contained.get(name).into_iter().flatten().map(String::as_str));
            }
        }
    }

    /// Marks what a written type names as used.
    pub(super) fn mark_type(&self, written: &TypeExpression) {
        self.mark(name_of(written));
    }

    /// Reports enums and schemas that no route reaches.
    pub(super) fn report_unused(&self, findings: &mut Vec<Diagnostic>) {
        self.enumerations.report_unused(findings);
        self.schemas.report_unused(findings);
    }

    /// The enums in the order written, and the schemas each after the ones it contains.
    pub(super) fn into_parts(self) -> (Vec<Arc<Enumeration>>, Vec<Arc<ObjectSchema>>) {
        (self.enumerations.into_values().collect(), self.ordered)
    }
}

/// Checks all declarations, and the schemas that routes make where they use them.
pub(super) fn check(
    enumerations: &[&ast::Enumeration],
    schemas: &[&ast::Schema],
    apis: &[&ast::Api],
    findings: &mut Vec<Diagnostic>,
) -> Types {
    let enumerations = enumeration::check(enumerations, findings);
    let contained = schemas.iter().map(|schema| (schema.name.text.clone(), contained(schema)));
    let contained = contained.collect();
    let routes = apis.iter().flat_map(|api| &api.routes);
    let references = routes.flat_map(|route| &route.clauses).filter_map(schema_of);
    let Schemas { names, unnamed, ordered } =
        schema::check(schemas, references, &enumerations, findings);
    Types { enumerations, schemas: names, unnamed, ordered, contained }
}

/// The schema that a clause refers to.
fn schema_of(clause: &RouteClause) -> Option<&SchemaReference> {
    match clause {
        RouteClause::Query(clause) => Some(&clause.schema),
        RouteClause::Body(clause) => clause.schema.as_ref(),
        RouteClause::Returns(clause) => Some(&clause.schema),
        RouteClause::Allow(_)
        | RouteClause::Deny(_)
        | RouteClause::Require(_)
        | RouteClause::StepUp(_)
        | RouteClause::Limit(_)
        | RouteClause::Override(_)
        | RouteClause::Lifetime(_) => None,
    }
}

/// The names that a declaration refers to.
fn contained(schema: &ast::Schema) -> Vec<String> {
    let of_fields = |fields: &[ast::Field]| -> Vec<String> {
        fields.iter().map(|field| name_of(&field.value).to_owned()).collect()
    };
    match &schema.content {
        SchemaContent::Fields(fields) => of_fields(fields),
        SchemaContent::Sum(parts) => parts
            .iter()
            .flat_map(|part| match part {
                SchemaPart::Reference(reference) => vec![reference.name.text.clone()],
                SchemaPart::Fields { fields, .. } => of_fields(fields),
            })
            .collect(),
    }
}

/// The name of a type, or of a list's innermost item.
fn name_of(written: &TypeExpression) -> &str {
    let mut written = written;
    loop {
        match &written.name {
            TypeName::Named(word) => return &word.text,
            TypeName::Derived(reference) => return &reference.name.text,
            TypeName::List(item) => written = item,
        }
    }
}

impl Types {
    /// A type of one value, such as a path parameter's.
    pub(super) fn scalar(
        &self,
        written: &TypeExpression,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<ScalarType> {
        let mut no_schema = |reference: &SchemaReference, findings: &mut Vec<Diagnostic>| {
            let word = &reference.name;
            if self.schemas.get(&word.text).is_some() {
                findings.push(
                    Diagnostic::error(
                        codes::PATH_PARAMETER,
                        format!("a path parameter cannot have the type `{}`", word.text),
                    )
                    .label(word.span, "a schema is an object, and a segment holds one value")
                    .help("write a scalar type, such as `uuid`"),
                );
                None
            } else {
                findings.push(unknown(word, &self.enumerations, self.schemas.texts()));
                None
            }
        };
        mask::refuse(written, "a path parameter", findings);
        let value = type_of(written, &self.enumerations, &mut no_schema, findings)?;
        match value.kind {
            TypeKind::Scalar(scalar) => Some(scalar),
            TypeKind::List { .. } | TypeKind::Object(_) => None,
        }
    }

    /// An enum by name.
    pub(super) fn enumeration(&self, name: &str) -> Option<&Arc<Enumeration>> {
        self.enumerations.get(name).map(|entry| &entry.value)
    }

    /// Whether there is a schema of this name.
    pub(super) fn is_schema(&self, name: &str) -> bool {
        self.schemas.get(name).is_some()
    }

    /// The error of a type that does not exist.
    pub(super) fn unknown(&self, word: &Word) -> Diagnostic {
        unknown(word, &self.enumerations, self.schemas.texts())
    }
}

/// A built-in type, where neither enums nor schemas can stand.
pub(super) fn built_in(
    written: &TypeExpression,
    findings: &mut Vec<Diagnostic>,
) -> Option<ScalarType> {
    let kind = Kind { what: "enum", declaration: "enum NAME { … }", spelling: Spelling::Camel };
    mask::refuse(written, "a parameter", findings);
    match type_of(written, &Names::new(kind), &mut |_, _| None, findings)?.kind {
        TypeKind::Scalar(scalar) => Some(scalar),
        TypeKind::List { .. } | TypeKind::Object(_) => None,
    }
}

/// Finds the schema of a reference, or reports why there is none.
type FindSchema<'f> =
    dyn FnMut(&SchemaReference, &mut Vec<Diagnostic>) -> Option<Arc<ObjectSchema>> + 'f;

/// The type that an expression stands for.
fn type_of(
    written: &TypeExpression,
    enumerations: &Names<Arc<Enumeration>>,
    find_schema: &mut FindSchema<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Option<Type> {
    let nullability =
        if written.nullable.is_some() { Nullability::Nullable } else { Nullability::NotNull };
    let kind = match &written.name {
        TypeName::List(item) => {
            refuse(written, "a list", Suffixes::Bounds, findings);
            let item = type_of(item, enumerations, find_schema, findings);
            let length = bounds::length(written.bounds.as_ref(), findings);
            TypeKind::List { item: Box::new(item?), length: length? }
        }
        TypeName::Derived(reference) => {
            refuse(written, "a schema", Suffixes::None, findings);
            TypeKind::Object(find_schema(reference, findings)?)
        }
        TypeName::Named(word) => named(word, written, enumerations, find_schema, findings)?,
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
    enumerations: &Names<Arc<Enumeration>>,
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
                Some(literal) => pattern(literal, findings).map(Some),
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
            } else if let Some(entry) = enumerations.get(text) {
                ScalarType::Enumeration(Arc::clone(&entry.value))
            } else {
                let reference = SchemaReference {
                    partial: None,
                    selection: None,
                    name: word.clone(),
                    span: word.span,
                };
                return find_schema(&reference, findings).map(TypeKind::Object);
            }
        }
    };
    Some(TypeKind::Scalar(scalar))
}

/// The error of a type that does not exist.
fn unknown<'a>(
    word: &Word,
    enumerations: &'a Names<Arc<Enumeration>>,
    schemas: impl Iterator<Item = &'a str>,
) -> Diagnostic {
    let text = word.text.as_str();
    if LATER.contains(&text) {
        return super::setting::not_supported(&format!("the type `{text}`"), word.span);
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

#[cfg(test)]
mod tests;
