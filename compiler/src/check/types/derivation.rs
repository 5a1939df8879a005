//! Schemas made out of others: `A + B`, `partial A`, `pick A [x]`, `omit A [x]`. All of it is shorthand: what comes out is a
//! schema like one that is written out. It is closed, whatever it is made of, unless it says `open` itself; only `partial A`
//! is as open as `A`, for it has the same fields.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use gatewright_core::policy::{Field, ObjectSchema, OtherFields, Presence, Schema, Span};

use super::super::MOST;
use super::super::distinct::Distinct;
use super::super::names::LONGEST;
use super::super::suggest::{self, Vocabulary};
use super::schema::Builder;
use super::union::no_fields;
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::{Choice, SchemaPart, SchemaReference, Selection};

/// How many fields all derived schemas of a policy may take over from others.
const LARGEST: usize = 50_000;

/// Schemas that are made where they are used, by the names that they are given.
#[derive(Debug, Default)]
pub(super) struct Unnamed(HashMap<String, Made>);

#[derive(Debug)]
struct Made {
    /// Where it was made first.
    reference: SchemaReference,
    /// Nothing where it is wrong.
    schema: Option<Arc<ObjectSchema>>,
}

impl Unnamed {
    /// The schema that a reference stands for, if it was made and is right.
    pub(super) fn get(&self, reference: &SchemaReference) -> Option<Arc<ObjectSchema>> {
        self.0.get(&name(reference))?.schema.clone()
    }
}

impl Builder<'_> {
    /// The schema of a reference that is more than a name.
    pub(super) fn derive(
        &mut self,
        reference: &SchemaReference,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<Arc<ObjectSchema>> {
        let name = name(reference);
        if let Some(made) = self.unnamed.0.get(&name) {
            if !is_same(&made.reference, reference) {
                let why = format!("would be called `{name}`");
                findings.push(
                    needs_name(reference, &why).label(made.reference.span, "and so would this"),
                );
                return None;
            }
            return made.schema.clone();
        }
        let schema = self.make(&name, reference, findings);
        let made = Made { reference: reference.clone(), schema: schema.clone() };
        self.unnamed.0.insert(name, made);
        schema
    }

    fn make(
        &mut self,
        name: &str,
        reference: &SchemaReference,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<Arc<ObjectSchema>> {
        let (fields, others) = self.derived_fields(reference, findings)?;
        let declared = self.written.get(name).map(|entry| entry.word.span);
        let declared =
            declared.or_else(|| self.basis.enumerations.get(name).map(|entry| entry.word.span));
        if let Some(declared) = declared {
            let why = format!("would be called `{name}`");
            findings.push(needs_name(reference, &why).label(declared, "this is called so already"));
            return None;
        }
        if name.len() > LONGEST {
            let why = format!("its name would have {} characters", name.len());
            findings.push(needs_name(reference, &why));
            return None;
        }
        // It nests no deeper than what it is made of.
        self.keep(ObjectSchema { name: name.to_owned(), fields, others, span: reference.span })
    }

    /// The fields that a reference stands for, and whether there may be others.
    pub(super) fn derived_fields(
        &mut self,
        reference: &SchemaReference,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<(Vec<Field>, OtherFields)> {
        let base = match self.build(&reference.name, findings)? {
            Schema::Object(base) => base,
            Schema::OneOf(union) => {
                findings.push(no_fields(&union, reference.span, "a derived schema"));
                return None;
            }
        };
        self.derived += base.fields.len();
        if self.derived > LARGEST {
            findings.push(
                Diagnostic::error(codes::SCHEMA_SIZE, "derived schemas grow too large")
                    .label(reference.span, format!("the policy copies more than {LARGEST} fields"))
                    .help("let schemas contain each other as fields"),
            );
            return None;
        }
        let (mut fields, others) = match &reference.selection {
            // What was left out would come in unchecked.
            Some(selection) => (select(&base, selection, findings)?, OtherFields::Refused),
            None => (base.fields.clone(), base.others),
        };
        if reference.partial.is_some() {
            for field in &mut fields {
                field.presence = Presence::Optional;
            }
        }
        Some((fields, others))
    }
}

/// Whether a sum may be open: not if it leaves out fields, which would then come in unchecked.
pub(super) fn may_be_open(
    open: Option<Span>,
    parts: &[SchemaPart],
    findings: &mut Vec<Diagnostic>,
) -> bool {
    let Some(open) = open else { return true };
    let selections = parts.iter().filter_map(|part| match part {
        SchemaPart::Reference(reference) => reference.selection.as_ref(),
        SchemaPart::Fields { .. } => None,
    });
    let before = findings.len();
    for selection in selections {
        findings.push(
            Diagnostic::error(
                codes::OPEN_SELECTION,
                "an open schema cannot leave out fields of another",
            )
            .label(selection.span, "what is left out here")
            .label(open, "would come in unchecked")
            .help("delete `open`, or write the fields out that it has"),
        );
    }
    findings.len() == before
}

/// The fields that `pick` leaves, or `omit`; in the order of the schema.
fn select(
    base: &ObjectSchema,
    selection: &Selection,
    findings: &mut Vec<Diagnostic>,
) -> Option<Vec<Field>> {
    let word = selection.choice.text();
    if selection.fields.is_empty() {
        findings.push(
            Diagnostic::error(codes::WRONG_VALUE, format!("`{word}` must name at least one field"))
                .label(selection.span, "an empty list")
                .help(format!("write `{word} {} [NAME]`", base.name)),
        );
        return None;
    }
    let mut distinct = Distinct::new();
    let mut right = true;
    let known: HashSet<&str> = base.fields.iter().map(|field| field.name.as_str()).collect();
    for field in &selection.fields {
        // What nobody is told of needs no search for names that are alike.
        if findings.len() > MOST {
            return None;
        }
        right &= distinct.admit(field.text.as_str(), &field.text, field.span, findings);
        if !known.contains(field.text.as_str()) {
            let error = Diagnostic::error(
                codes::UNKNOWN_NAME,
                format!("schema `{}` has no field `{}`", base.name, field.text),
            )
            .label(field.span, "not declared")
            .label(base.span, "this schema");
            let known = || base.fields.iter().map(|known| known.name.as_str());
            findings.push(match suggest::similar(&field.text, known()) {
                Some(better) => better.offer(error, field.span, Vocabulary::Policy),
                None if base.fields.is_empty() => error,
                None => error.note(format!("it has {}", suggest::list(known()))),
            });
            right = false;
        }
    }
    let chosen: HashSet<&str> = selection.fields.iter().map(|word| word.text.as_str()).collect();
    let named = |field: &Field| chosen.contains(field.name.as_str());
    let stays = |field: &&Field| match selection.choice {
        Choice::Pick => named(field),
        Choice::Omit => !named(field),
    };
    right.then(|| base.fields.iter().filter(stays).cloned().collect())
}

/// One part of a sum.
#[derive(Clone, Copy)]
pub(super) struct Part<'a> {
    /// The schema that it comes from; nothing for fields between braces.
    pub schema: Option<&'a str>,
    /// Where it stands.
    pub span: Span,
}

/// The fields of all parts of a sum. What several parts say alike stands once.
pub(super) fn join(
    parts: Vec<(Part<'_>, Vec<Field>)>,
    findings: &mut Vec<Diagnostic>,
) -> Option<Vec<Field>> {
    let mut right = true;
    let mut joined: Vec<Field> = Vec::new();
    let mut places: HashMap<String, (usize, Part<'_>)> = HashMap::new();
    for (part, fields) in parts {
        for field in fields {
            let earlier = places.get(&field.name);
            match earlier.and_then(|(place, other)| Some((joined.get(*place)?, *other))) {
                None => {
                    places.insert(field.name.clone(), (joined.len(), part));
                    joined.push(field);
                }
                Some((earlier, _)) if says_the_same(earlier, &field) => {}
                Some((earlier, other)) => {
                    findings.push(conflict(earlier, other, &field, part));
                    right = false;
                }
            }
        }
    }
    right.then_some(joined)
}

fn says_the_same(left: &Field, right: &Field) -> bool {
    let Field { name, presence, access, value, span: _ } = left;
    *name == right.name
        && *presence == right.presence
        && *access == right.access
        && *value == right.value
}

fn conflict(earlier: &Field, first: Part<'_>, later: &Field, second: Part<'_>) -> Diagnostic {
    let name = &later.name;
    let mut error = Diagnostic::error(
        codes::FIELD_CONFLICT,
        format!("two parts of this sum have different fields `{name}`"),
    )
    .label(second.span, format!("has `{name}`"))
    .label(first.span, format!("has another `{name}`"));
    for (field, part) in [(earlier, first), (later, second)] {
        if part.schema.is_some() {
            error = error.label(field.span, "declared here");
        }
    }
    let schema = first.schema.or(second.schema).unwrap_or("SCHEMA");
    error
        .note("nothing overrides: a value of the sum is one of each part")
        .help(format!("leave one of the two out: `omit {schema} [{name}]`"))
}

/// What a schema is called that is made where it is used: `PartialOrder`, `OrderOfIdNote`, `OrderWithoutCard`.
fn name(reference: &SchemaReference) -> String {
    let mut name = String::new();
    if reference.partial.is_some() {
        name.push_str("Partial");
    }
    name.push_str(&reference.name.text);
    if let Some(selection) = &reference.selection {
        name.push_str(match selection.choice {
            Choice::Pick => "Of",
            Choice::Omit => "Without",
        });
        for field in &selection.fields {
            push_camel(&mut name, &field.text);
        }
    }
    name
}

fn push_camel(name: &mut String, field: &str) {
    let parts = field.split(|character: char| !character.is_ascii_alphanumeric());
    for part in parts {
        let mut characters = part.chars();
        name.extend(characters.next().map(|first| first.to_ascii_uppercase()));
        name.push_str(characters.as_str());
    }
}

/// Whether two references say the same, wherever they stand.
fn is_same(left: &SchemaReference, right: &SchemaReference) -> bool {
    let selection = |reference: &SchemaReference| {
        let selection = reference.selection.as_ref()?;
        let fields: Vec<String> = selection.fields.iter().map(|field| field.text.clone()).collect();
        Some((selection.choice, fields))
    };
    left.name.text == right.name.text
        && left.partial.is_some() == right.partial.is_some()
        && selection(left) == selection(right)
}

fn needs_name(reference: &SchemaReference, why: &str) -> Diagnostic {
    let mut text = String::new();
    if reference.partial.is_some() {
        text.push_str("partial ");
    }
    match &reference.selection {
        Some(Selection { choice, fields, span: _ }) => {
            let fields: Vec<&str> = fields.iter().map(|field| field.text.as_str()).collect();
            let choice = choice.text();
            text.push_str(&format!("{choice} {} [{}]", reference.name.text, fields.join(", ")));
        }
        None => text.push_str(&reference.name.text),
    }
    Diagnostic::error(codes::UNNAMED_SCHEMA, "this schema needs a name of its own")
        .label(reference.span, why)
        .help(format!("declare it under another name, and write that here: `schema NAME = {text}`"))
}
