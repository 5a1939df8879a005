//! `schema` declarations: fields, without recursion, each schema after the ones it contains.

use std::collections::HashMap;
use std::sync::Arc;

use gatewright_core::policy::{
    Access, Field, ObjectSchema, OtherFields, Presence, Schema, Span, TaggedUnion, Type, TypeKind,
};

use super::super::names::{Kind, Names, Spelling, declared_twice};
use super::derivation::{self, Part, Unnamed};
use super::{Basis, enumeration, type_of, union, unknown};
use crate::diagnostic::{Applicability, Diagnostic, Suggestion, codes};
use crate::syntax::ast::{self, SchemaContent, SchemaPart, SchemaReference, Word};

/// How deep a JSON body may nest.
const DEEPEST: usize = 30;

/// How many schemas may contain one another before the checker stops to follow: beyond any body.
const FOLLOWED: usize = 64;

/// What the declarations and the routes give.
pub(super) struct Schemas {
    /// The declared ones; nothing where one is wrong.
    pub names: Names<Option<Schema>>,
    /// Those that are made where they are used, by their names.
    pub unnamed: Unnamed,
    /// All, each after the ones it contains.
    pub ordered: Vec<Arc<ObjectSchema>>,
}

/// Checks all declarations, and what the routes' clauses refer to.
pub(super) fn check<'a>(
    declarations: &[&'a ast::Schema],
    references: impl Iterator<Item = &'a SchemaReference>,
    basis: Basis<'a>,
    findings: &mut Vec<Diagnostic>,
) -> Schemas {
    let mut written = Names::new(kind());
    for declaration in declarations {
        enumeration::refuse_built_in(&declaration.name, findings);
        if let Some(earlier) = basis.enumerations.get(&declaration.name.text) {
            findings.push(declared_twice("type", &declaration.name, earlier.word.span));
        }
        written.declare(&declaration.name, declaration.span, *declaration, findings);
    }
    let mut builder = Builder {
        written: &written,
        basis,
        states: HashMap::new(),
        stack: Vec::new(),
        ordered: Vec::new(),
        unnamed: Unnamed::default(),
        derived: 0,
    };
    for entry in written.iter() {
        builder.build(&entry.word, findings);
    }
    for reference in references.filter(|reference| reference.derives()) {
        builder.find(reference, findings);
    }
    let Builder { mut states, ordered, unnamed, .. } = builder;
    let mut names = Names::new(kind());
    for entry in written.iter() {
        let built = match states.remove(&entry.word.text) {
            Some(State::Built { schema, .. }) => Some(schema),
            Some(State::Wrong) | None => None,
        };
        // Its spelling and uniqueness were judged above.
        names.declare(&entry.word, entry.value.span, built, &mut Vec::new());
    }
    Schemas { names, unnamed, ordered }
}

fn kind() -> Kind {
    Kind { what: "schema", declaration: "schema NAME { … }", spelling: Spelling::Camel }
}

enum State {
    Built { schema: Schema, depth: usize },
    Wrong,
}

/// What a declaration says.
enum Built {
    Object(ObjectSchema),
    OneOf(Arc<TaggedUnion>),
}

/// Builds schemas on first sight.
pub(super) struct Builder<'a> {
    pub(super) written: &'a Names<&'a ast::Schema>,
    pub(super) basis: Basis<'a>,
    states: HashMap<String, State>,
    /// The schemas being built, outermost first, each with the place that asked for it.
    stack: Vec<(&'a str, Span)>,
    ordered: Vec<Arc<ObjectSchema>>,
    pub(super) unnamed: Unnamed,
    /// How many fields were taken over from other schemas.
    pub(super) derived: usize,
}

impl<'a> Builder<'a> {
    /// The schema that a reference stands for.
    pub(super) fn find(
        &mut self,
        reference: &SchemaReference,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<Schema> {
        if reference.derives() {
            self.derive(reference, findings).map(Schema::Object)
        } else {
            self.build(&reference.name, findings)
        }
    }

    /// The schema of a name.
    pub(super) fn build(&mut self, word: &Word, findings: &mut Vec<Diagnostic>) -> Option<Schema> {
        match self.states.get(&word.text) {
            Some(State::Built { schema, .. }) => return Some(schema.clone()),
            Some(State::Wrong) => return None,
            None => {}
        }
        let written = self.written;
        let Some(entry) = written.get(&word.text) else {
            findings.push(unknown(word, self.basis.enumerations, written.texts()));
            return None;
        };
        if let Some(first) = self.stack.iter().position(|(name, _)| *name == word.text) {
            let steps = self.stack.get(first + 1..).unwrap_or_default();
            findings.push(recursive(entry.value, word.span, steps));
            return None;
        }
        if self.stack.len() >= FOLLOWED {
            findings.push(too_deep(entry.value));
            // Not looked at again: paths to it may be many.
            self.states.insert(word.text.clone(), State::Wrong);
            return None;
        }
        self.stack.push((&entry.value.name.text, word.span));
        let built = self.content(entry.value, findings);
        self.stack.pop();
        let Some(schema) = built else {
            self.states.insert(word.text.clone(), State::Wrong);
            return None;
        };
        let schema = match schema {
            Built::Object(schema) => self.keep(schema).map(Schema::Object),
            // It nests no deeper than its variants.
            Built::OneOf(union) => Some(self.keep_union(union)),
        };
        if schema.is_none() {
            findings.push(too_deep(entry.value));
        }
        schema
    }

    fn keep_union(&mut self, union: Arc<TaggedUnion>) -> Schema {
        let depth = self.depth_of_union(&union);
        let name = union.name.clone();
        let schema = Schema::OneOf(union);
        self.states.insert(name, State::Built { schema: schema.clone(), depth });
        schema
    }

    /// Notes a schema that is whole; nothing if it nests too deep.
    pub(super) fn keep(&mut self, schema: ObjectSchema) -> Option<Arc<ObjectSchema>> {
        let depth = 1 + self.depth_of_fields(&schema.fields);
        if depth > DEEPEST {
            self.states.insert(schema.name, State::Wrong);
            return None;
        }
        let schema = Arc::new(schema);
        self.ordered.push(Arc::clone(&schema));
        let state = State::Built { schema: Schema::Object(Arc::clone(&schema)), depth };
        self.states.insert(schema.name.clone(), state);
        Some(schema)
    }

    /// What a declaration says; `None` if something of it is wrong.
    fn content(
        &mut self,
        written: &'a ast::Schema,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<Built> {
        let fields = match &written.content {
            SchemaContent::Fields(fields) => self.fields(fields, findings),
            SchemaContent::Sum(parts) => {
                let right = derivation::may_be_open(written.open, parts, findings);
                self.sum(parts, findings).filter(|_| right)
            }
            SchemaContent::OneOf(one_of) => {
                if let Some(open) = written.open {
                    findings.push(
                        Diagnostic::error(
                            codes::UNION_FIELDS,
                            "a choice of schemas has no fields to be open",
                        )
                        .label(open, "each variant says so of itself")
                        .suggest(
                            "delete `open`",
                            Suggestion::delete(open, Applicability::MaybeIncorrect),
                        ),
                    );
                    return None;
                }
                let mut find = |reference: &SchemaReference, findings: &mut Vec<Diagnostic>| {
                    self.find(reference, findings)
                };
                let union = union::check(one_of, Some(&written.name), &mut find, findings);
                return union.map(Built::OneOf);
            }
        };
        Some(Built::Object(ObjectSchema {
            name: written.name.text.clone(),
            fields: fields?,
            others: match written.open {
                Some(_) => OtherFields::Admitted,
                None => OtherFields::Refused,
            },
            span: written.span,
        }))
    }

    /// The fields of a sum; `None` if one is wrong.
    fn sum(
        &mut self,
        parts: &'a [SchemaPart],
        findings: &mut Vec<Diagnostic>,
    ) -> Option<Vec<Field>> {
        let parts: Vec<Option<(Part<'_>, Vec<Field>)>> = parts
            .iter()
            .map(|part| match part {
                SchemaPart::Reference(reference) => {
                    let part = Part { schema: Some(&reference.name.text), span: reference.span };
                    Some((part, self.derived_fields(reference, findings)?.0))
                }
                SchemaPart::Fields { fields, span } => {
                    let part = Part { schema: None, span: *span };
                    Some((part, self.fields(fields, findings)?))
                }
            })
            .collect();
        derivation::join(parts.into_iter().collect::<Option<Vec<_>>>()?, findings)
    }

    /// Fields between braces; `None` if one is wrong.
    fn fields(
        &mut self,
        written: &'a [ast::Field],
        findings: &mut Vec<Diagnostic>,
    ) -> Option<Vec<Field>> {
        let mut right = true;
        let mut seen: HashMap<&str, Span> = HashMap::new();
        let mut fields = Vec::new();
        for field in written {
            if let Some(earlier) = seen.insert(&field.name.text, field.name.span) {
                findings.push(declared_twice("field", &field.name, earlier));
                right = false;
            }
            let basis = self.basis;
            let mut find = |reference: &SchemaReference, findings: &mut Vec<Diagnostic>| {
                self.find(reference, findings)
            };
            let Some(value) = type_of(&field.value, basis, &mut find, findings) else {
                right = false;
                continue;
            };
            let optional = field.optional.is_some() || field.readonly.is_some();
            fields.push(Field {
                name: field.name.text.clone(),
                presence: if optional { Presence::Optional } else { Presence::Required },
                access: if field.readonly.is_some() { Access::ReadOnly } else { Access::ReadWrite },
                value,
                span: field.span,
            });
        }
        right.then_some(fields)
    }

    fn depth_of_fields(&self, fields: &[Field]) -> usize {
        fields.iter().map(|field| self.depth(&field.value)).max().unwrap_or(0)
    }

    fn depth(&self, value: &Type) -> usize {
        match &value.kind {
            TypeKind::Scalar(_) => 0,
            TypeKind::List { item: inner, .. } | TypeKind::Map { value: inner, .. } => {
                1 + self.depth(inner)
            }
            TypeKind::Object(schema) => self.depth_of_schema(schema),
            TypeKind::OneOf(union) => self.depth_of_union(union),
        }
    }

    fn depth_of_schema(&self, schema: &ObjectSchema) -> usize {
        match self.states.get(&schema.name) {
            Some(State::Built { depth, .. }) => *depth,
            Some(State::Wrong) | None => 0,
        }
    }

    fn depth_of_union(&self, union: &TaggedUnion) -> usize {
        let depths = union.variants.iter().map(|variant| self.depth_of_schema(&variant.schema));
        depths.max().unwrap_or(0)
    }
}

/// The error of a schema that contains itself, by way of the `steps` between.
fn recursive(schema: &ast::Schema, back: Span, steps: &[(&str, Span)]) -> Diagnostic {
    let name = &schema.name.text;
    let error =
        Diagnostic::error(codes::RECURSIVE_SCHEMA, format!("schema `{name}` contains itself"))
            .label(back, format!("contains `{name}` again"))
            .label(schema.name.span, "this schema");
    steps
        .iter()
        .fold(error, |error, (step, span)| error.label(*span, format!("contains `{step}`")))
        .note("targets check bodies with a fixed number of steps, so a schema must end")
        .help("write the levels out, as schemas of their own")
}

fn too_deep(schema: &ast::Schema) -> Diagnostic {
    Diagnostic::error(
        codes::SCHEMA_DEPTH,
        format!("schema `{}` nests deeper than {DEEPEST} levels", schema.name.text),
    )
    .label(schema.name.span, "no body may nest so deep")
    .help("make it flatter")
}
