//! Types as written: which name, which bounds, which pattern.

mod bounds;
mod derivation;
mod enumeration;
mod expression;
mod mask;
mod pattern;
mod schema;
mod union;

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use gatewright_core::policy::{
    Carrier, Enumeration, ObjectSchema, ScalarType, Schema, TaggedUnion, TypeKind,
};
use gatewright_core::primitive::pattern::Pattern;

use super::names::Names;
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::{
    self, Literal, RouteClause, SchemaContent, SchemaExpression, SchemaPart, SchemaReference,
    TypeExpression, TypeName, Word,
};
pub(super) use bounds::length;
use derivation::Unnamed;
pub(super) use expression::built_in;
use expression::{BUILT_IN, Basis, FindSchema, type_of, unknown};
pub(super) use pattern::Patterns;
use schema::Schemas;

/// Enums and schemas.
#[derive(Debug)]
pub(super) struct Types {
    enumerations: Names<Arc<Enumeration>>,
    schemas: Names<Option<Schema>>,
    unnamed: Unnamed,
    /// Each after the ones it contains.
    ordered: Vec<Arc<ObjectSchema>>,
    /// The types that each schema names.
    contained: HashMap<String, Vec<String>>,
    patterns: Patterns,
    /// Schemas by what reads them and their names, and whether that can hold their fields.
    flat: RefCell<HashMap<(FlatPlace, String), bool>>,
}

/// Where nothing nests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum FlatPlace {
    /// A query.
    Query,
    /// A form.
    Form,
    /// Headers or cookies.
    Declared(Carrier),
}

/// What a policy keeps of [`Types`].
#[derive(Debug)]
pub(super) struct TypeParts {
    /// The enums, in the order written.
    pub enumerations: Vec<Arc<Enumeration>>,
    /// The schemas, each after the ones it contains.
    pub schemas: Vec<Arc<ObjectSchema>>,
    /// The declared tagged unions, in the order written.
    pub unions: Vec<Arc<TaggedUnion>>,
}

impl Types {
    /// The schema that a route's clause says.
    pub(super) fn expression(
        &self,
        written: &SchemaExpression,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<Schema> {
        match written {
            SchemaExpression::Reference(reference) => self.schema(reference, findings),
            SchemaExpression::OneOf(one_of) => {
                let mut find = |reference: &SchemaReference, findings: &mut Vec<Diagnostic>| {
                    self.schema(reference, findings)
                };
                union::check(one_of, None, &mut find, findings).map(Schema::OneOf)
            }
        }
    }

    /// The schema that a clause refers to which reads fields; `place` is what reads them, with its article.
    pub(super) fn object(
        &self,
        reference: &SchemaReference,
        place: &str,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<Arc<ObjectSchema>> {
        match self.schema(reference, findings)? {
            Schema::Object(schema) => Some(schema),
            Schema::OneOf(union) => {
                findings.push(union::no_fields(&union, reference.span, place));
                None
            }
        }
    }

    /// The schema that a route refers to.
    pub(super) fn schema(
        &self,
        reference: &SchemaReference,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<Schema> {
        if reference.derives() {
            // What is wrong with it was reported when it was made.
            return self.unnamed.get(reference).map(Schema::Object);
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

    /// Whether a place can hold the schema, if another route asked before: what is wrong with it is told once.
    pub(super) fn is_right(&self, place: FlatPlace, schema: &ObjectSchema) -> Option<bool> {
        self.flat.borrow().get(&(place, schema.name.clone())).copied()
    }

    /// Keeps whether a place can hold the schema.
    pub(super) fn judge(&self, place: FlatPlace, schema: &ObjectSchema, right: bool) {
        self.flat.borrow_mut().insert((place, schema.name.clone()), right);
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
        names_of(written).into_iter().for_each(|name| self.mark(name));
    }

    /// Reports enums and schemas that no route reaches.
    pub(super) fn report_unused(&self, findings: &mut Vec<Diagnostic>) {
        self.enumerations.report_unused(findings);
        self.schemas.report_unused(findings);
    }

    /// What the policy keeps.
    pub(super) fn into_parts(self) -> TypeParts {
        let unions = self.schemas.into_values().filter_map(|schema| match schema? {
            Schema::Object(_) => None,
            Schema::OneOf(union) => Some(union),
        });
        TypeParts {
            unions: unions.collect(),
            enumerations: self.enumerations.into_values().collect(),
            schemas: self.ordered,
        }
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
    let references = routes.flat_map(|route| &route.clauses).flat_map(schemas_of);
    let patterns = Patterns::default();
    let basis = Basis { enumerations: &enumerations, patterns: &patterns };
    let Schemas { names, unnamed, ordered } = schema::check(schemas, references, basis, findings);
    Types {
        enumerations,
        schemas: names,
        unnamed,
        ordered,
        contained,
        patterns,
        flat: RefCell::default(),
    }
}

/// The schemas that a clause refers to.
fn schemas_of(clause: &RouteClause) -> &[SchemaReference] {
    match clause {
        RouteClause::Query(clause) => std::slice::from_ref(&clause.schema),
        RouteClause::Declared(clause) => std::slice::from_ref(&clause.schema),
        RouteClause::Body(clause) => clause.references(),
        RouteClause::Returns(clause) => std::slice::from_ref(&clause.schema),
        RouteClause::Allow(_)
        | RouteClause::Deny(_)
        | RouteClause::Require(_)
        | RouteClause::StepUp(_)
        | RouteClause::Hide(_)
        | RouteClause::Auth(_)
        | RouteClause::Upstream(_)
        | RouteClause::To(_)
        | RouteClause::Send(_)
        | RouteClause::Drop(_)
        | RouteClause::Limit(_)
        | RouteClause::Override(_)
        | RouteClause::Cors(_)
        | RouteClause::Lifetime(_) => &[],
    }
}

/// The names that a declaration refers to.
fn contained(schema: &ast::Schema) -> Vec<String> {
    let of_fields = |fields: &[ast::Field]| -> Vec<String> {
        fields.iter().flat_map(|field| names_of(&field.value)).map(str::to_owned).collect()
    };
    let of_reference = |reference: &SchemaReference| reference.name.text.clone();
    match &schema.content {
        SchemaContent::Fields(fields) => of_fields(fields),
        SchemaContent::OneOf(one_of) => one_of.variants.iter().map(of_reference).collect(),
        SchemaContent::Sum(parts) => parts
            .iter()
            .flat_map(|part| match part {
                SchemaPart::Reference(reference) => vec![of_reference(reference)],
                SchemaPart::Fields { fields, .. } => of_fields(fields),
            })
            .collect(),
    }
}

/// The names that a type says, or the innermost item of a list or a map.
fn names_of(written: &TypeExpression) -> Vec<&str> {
    let mut written = written;
    loop {
        match &written.name {
            TypeName::Named(word) => return vec![&word.text],
            TypeName::Derived(schema) => {
                let references = schema.references().iter();
                return references.map(|reference| reference.name.text.as_str()).collect();
            }
            TypeName::Constant(_) => return Vec::new(),
            TypeName::List(inner) | TypeName::Map(inner) => written = inner,
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
        let basis = Basis { enumerations: &self.enumerations, patterns: &self.patterns };
        let value = type_of(written, basis, &mut no_schema, findings)?;
        match value.kind {
            TypeKind::Scalar(scalar) => Some(scalar),
            TypeKind::List { .. }
            | TypeKind::Map { .. }
            | TypeKind::Object(_)
            | TypeKind::OneOf(_) => None,
        }
    }

    /// An enum by name.
    pub(super) fn enumeration(&self, name: &str) -> Option<&Arc<Enumeration>> {
        self.enumerations.get(name).map(|entry| &entry.value)
    }

    /// Compiles a pattern out of a condition.
    pub(super) fn pattern(
        &self,
        literal: &Literal,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<Pattern> {
        self.patterns.compile(literal, findings)
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

#[cfg(test)]
mod tests;
