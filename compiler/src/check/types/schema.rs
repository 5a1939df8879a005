//! `schema` declarations: fields, without recursion, each schema after the ones it contains.

use std::collections::HashMap;
use std::sync::Arc;

use gatewright_core::policy::{
    Access, Enumeration, Field, ObjectSchema, Presence, Span, Type, TypeKind,
};

use super::super::names::{Kind, Names, Spelling, declared_twice};
use super::{enumeration, type_of, unknown};
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::{self, Word};

/// How deep a JSON body may nest.
const DEEPEST: usize = 30;

/// How many schemas may contain one another before the checker stops to follow: beyond any body.
const FOLLOWED: usize = 64;

type Schemas = Names<Option<Arc<ObjectSchema>>>;

/// Checks all declarations; gives them by name, and each after the ones it contains.
pub(super) fn check(
    declarations: &[&ast::Schema],
    enumerations: &Names<Arc<Enumeration>>,
    findings: &mut Vec<Diagnostic>,
) -> (Schemas, Vec<Arc<ObjectSchema>>) {
    let mut written = Names::new(kind());
    for declaration in declarations {
        enumeration::refuse_built_in(&declaration.name, findings);
        if let Some(earlier) = enumerations.get(&declaration.name.text) {
            findings.push(declared_twice("type", &declaration.name, earlier.word.span));
        }
        written.declare(&declaration.name, *declaration, findings);
    }
    let mut builder = Builder {
        written: &written,
        enumerations,
        states: HashMap::new(),
        stack: Vec::new(),
        ordered: Vec::new(),
    };
    for entry in written.iter() {
        builder.build(&entry.word, findings);
    }
    let Builder { mut states, ordered, .. } = builder;
    let mut names = Names::new(kind());
    for entry in written.iter() {
        let built = match states.remove(&entry.word.text) {
            Some(State::Built { schema, .. }) => Some(schema),
            Some(State::Wrong) | None => None,
        };
        // Its spelling and uniqueness were judged above.
        names.declare(&entry.word, built, &mut Vec::new());
    }
    (names, ordered)
}

fn kind() -> Kind {
    Kind { what: "schema", declaration: "schema NAME { … }", spelling: Spelling::Camel }
}

enum State {
    Built { schema: Arc<ObjectSchema>, depth: usize },
    Wrong,
}

struct Builder<'a> {
    written: &'a Names<&'a ast::Schema>,
    enumerations: &'a Names<Arc<Enumeration>>,
    states: HashMap<String, State>,
    /// The schemas being built, outermost first, each with the place that asked for it.
    stack: Vec<(&'a str, Span)>,
    ordered: Vec<Arc<ObjectSchema>>,
}

impl<'a> Builder<'a> {
    /// The schema of a name, built on first sight.
    fn build(&mut self, word: &Word, findings: &mut Vec<Diagnostic>) -> Option<Arc<ObjectSchema>> {
        match self.states.get(&word.text) {
            Some(State::Built { schema, .. }) => return Some(Arc::clone(schema)),
            Some(State::Wrong) => return None,
            None => {}
        }
        let written = self.written;
        let Some(entry) = written.get(&word.text) else {
            findings.push(unknown(word, self.enumerations, written.texts()));
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
        let built = self.fields(entry.value, findings);
        self.stack.pop();
        let state = match built {
            Some((fields, depth)) => {
                let schema = Arc::new(ObjectSchema {
                    name: entry.value.name.text.clone(),
                    fields,
                    span: entry.value.span,
                });
                if depth > DEEPEST {
                    findings.push(too_deep(entry.value));
                    State::Wrong
                } else {
                    self.ordered.push(Arc::clone(&schema));
                    State::Built { schema, depth }
                }
            }
            None => State::Wrong,
        };
        let schema = match &state {
            State::Built { schema, .. } => Some(Arc::clone(schema)),
            State::Wrong => None,
        };
        self.states.insert(word.text.clone(), state);
        schema
    }

    /// The fields, and how deep a value nests; `None` if one is wrong.
    fn fields(
        &mut self,
        written: &ast::Schema,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<(Vec<Field>, usize)> {
        let mut right = true;
        let mut depth = 0;
        let mut seen: HashMap<&str, Span> = HashMap::new();
        let mut fields = Vec::new();
        for field in &written.fields {
            if let Some(earlier) = seen.insert(&field.name.text, field.name.span) {
                findings.push(declared_twice("field", &field.name, earlier));
                right = false;
            }
            let enumerations = self.enumerations;
            let mut find = |word: &Word, findings: &mut Vec<Diagnostic>| self.build(word, findings);
            let Some(value) = type_of(&field.value, enumerations, &mut find, findings) else {
                right = false;
                continue;
            };
            depth = depth.max(self.depth(&value));
            let optional = field.optional.is_some() || field.readonly.is_some();
            fields.push(Field {
                name: field.name.text.clone(),
                presence: if optional { Presence::Optional } else { Presence::Required },
                access: if field.readonly.is_some() { Access::ReadOnly } else { Access::ReadWrite },
                value,
                span: field.span,
            });
        }
        right.then_some((fields, depth + 1))
    }

    fn depth(&self, value: &Type) -> usize {
        match &value.kind {
            TypeKind::Scalar(_) => 0,
            TypeKind::List { item, .. } => 1 + self.depth(item),
            TypeKind::Object(schema) => match self.states.get(&schema.name) {
                Some(State::Built { depth, .. }) => *depth,
                Some(State::Wrong) | None => 0,
            },
        }
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
