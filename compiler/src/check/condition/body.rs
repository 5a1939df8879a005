//! `body.FIELD`: what the route's schema says of a field.

use gatewright_core::policy::{
    Access, BodyContent, Field, ObjectSchema, ScalarType, Schema, Source, TypeKind, ValueType,
};

use super::super::suggest::{self, Vocabulary};
use super::operand::Typed;
use super::variant::{self, Union};
use super::{Typing, value};
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::{DottedName, Word};

impl<'a> Typing<'a> {
    /// One value of the body.
    pub(super) fn body(
        &mut self,
        name: &'a DottedName,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<Typed> {
        let found = self.body_field(name, findings)?;
        let why = match &found.value.kind {
            TypeKind::Scalar(scalar) => return Some(read(name, scalar)),
            TypeKind::List { .. } => not_one_value(name, "a list", found)
                .help(format!("ask for an item: `… in {}`", name.text())),
            TypeKind::Map { .. } => not_one_value(name, "a map", found),
            TypeKind::OneOf(union) => {
                let variants = format!("an object of one of {}", variant::names(union));
                not_one_value(name, &variants, found)
                    .help(format!("ask whether it is there: `{} is set`", name.text()))
            }
            TypeKind::Object(schema) => {
                let error = not_one_value(name, "an object", found);
                match schema.fields.first() {
                    Some(first) => {
                        error.help(format!("write which field: `{}.{}`", name.text(), first.name))
                    }
                    None => error,
                }
            }
        };
        findings.push(why);
        None
    }

    /// Anything of the body, of which only is asked whether it is set.
    pub(super) fn body_presence(
        &mut self,
        name: &'a DottedName,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<Typed> {
        let found = self.body_field(name, findings)?;
        Some(match &found.value.kind {
            TypeKind::Scalar(scalar) => read(name, scalar),
            TypeKind::List { .. }
            | TypeKind::Map { .. }
            | TypeKind::Object(_)
            | TypeKind::OneOf(_) => {
                Typed::new(Source::Body(path(name)), ValueType::Text, name.span)
            }
        })
    }

    /// A list of the body, as what its items are.
    pub(super) fn body_list(
        &mut self,
        name: &'a DottedName,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<Typed> {
        let found = self.body_field(name, findings)?;
        let (why, help) = match &found.value.kind {
            TypeKind::List { item, .. } => match &item.kind {
                TypeKind::Scalar(scalar) => return Some(read(name, scalar)),
                TypeKind::List { .. }
                | TypeKind::Map { .. }
                | TypeKind::Object(_)
                | TypeKind::OneOf(_) => ("its items are not single values", None),
            },
            TypeKind::Scalar(_) => {
                ("one value, not a list", Some(format!("compare it: `== {}`", name.text())))
            }
            TypeKind::Map { .. } | TypeKind::Object(_) | TypeKind::OneOf(_) => {
                ("an object, not a list", None)
            }
        };
        let mut error = Diagnostic::error(
            codes::OPERATOR_TYPE,
            format!("`in` does not look into `{}`", name.text()),
        )
        .label(name.span, why)
        .label(found.span, "declared here");
        error.help = help;
        findings.push(error);
        None
    }

    /// The field that a name leads to.
    fn body_field(
        &self,
        name: &'a DottedName,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<&'a Field> {
        let unknown = |why: &str| {
            let text = format!("there is no value `{}`", name.text());
            Diagnostic::error(codes::UNKNOWN_NAME, text).label(name.span, why)
        };
        let Some((clause, content)) = &self.route.body else {
            findings
                .push(unknown("this route takes no body").help("add `body SCHEMA` to the route"));
            return None;
        };
        let (first, rest) = name.words.get(1..)?.split_first()?;
        let schema = match content.as_ref()? {
            BodyContent::Any => {
                findings.push(
                    unknown("nobody looks into the body")
                        .label(*clause, "of any octets")
                        .help("write `body SCHEMA` with the schema that has this field"),
                );
                return None;
            }
            BodyContent::Json(Schema::OneOf(union)) => {
                findings.push(variant::unreadable(union, first, Union::Body(*clause)));
                return None;
            }
            BodyContent::Json(Schema::Object(schema)) | BodyContent::Form(schema) => schema,
            BodyContent::Multipart(multipart) => {
                if let Some(file) = multipart.files.iter().find(|file| file.name == first.text) {
                    findings.push(
                        unknown("conditions do not look into files").label(file.span, "a file"),
                    );
                    return None;
                }
                let Some(schema) = &multipart.schema else {
                    findings.push(unknown("the body has files only").label(*clause, "no text"));
                    return None;
                };
                schema
            }
        };
        self.declared.cost.search(schema.fields.len());
        let mut found = field(schema, first, findings)?;
        for word in rest {
            let inner = match &found.value.kind {
                TypeKind::Object(inner) => inner,
                TypeKind::OneOf(union) => {
                    findings.push(variant::unreadable(union, word, Union::Field(found)));
                    return None;
                }
                TypeKind::List { .. } | TypeKind::Map { .. } | TypeKind::Scalar(_) => {
                    findings.push(no_fields(found, word));
                    return None;
                }
            };
            self.declared.cost.search(inner.fields.len());
            found = field(inner, word, findings)?;
        }
        Some(found)
    }
}

/// A field of a schema that a client may send.
fn field<'s>(
    schema: &'s ObjectSchema,
    word: &Word,
    findings: &mut Vec<Diagnostic>,
) -> Option<&'s Field> {
    let Some(found) = schema.fields.iter().find(|known| known.name == word.text) else {
        let error = Diagnostic::error(
            codes::UNKNOWN_NAME,
            format!("schema `{}` has no field `{}`", schema.name, word.text),
        )
        .label(word.span, "not declared")
        .label(schema.span, "the schema");
        let known = schema.fields.iter().map(|known| known.name.as_str());
        findings.push(match suggest::similar(&word.text, known) {
            Some(better) => better.offer(error, word.span, Vocabulary::Policy),
            None => error,
        });
        return None;
    };
    match found.access {
        Access::ReadWrite => Some(found),
        Access::ReadOnly => {
            findings.push(
                Diagnostic::error(
                    codes::ALWAYS_MISSING,
                    format!("no request has the field `{}`", found.name),
                )
                .label(word.span, "always missing")
                .label(found.span, "read-only: a client that sends it is refused")
                .note("a missing value is unknown, which never grants and always denies")
                .help("read another field"),
            );
            None
        }
    }
}

fn read(name: &DottedName, scalar: &ScalarType) -> Typed {
    let (value, choices) = value::of_scalar(scalar);
    let mut typed = Typed::new(Source::Body(path(name)), value, name.span);
    typed.choices = choices;
    typed
}

/// The names behind `body`.
fn path(name: &DottedName) -> Vec<String> {
    name.words.iter().skip(1).map(|word| word.text.clone()).collect()
}

fn not_one_value(name: &DottedName, what: &str, found: &Field) -> Diagnostic {
    Diagnostic::error(codes::OPERATOR_TYPE, format!("`{}` is {what}, not one value", name.text()))
        .label(name.span, "read as one value")
        .label(found.span, "declared here")
}

/// The error of a name behind something that is no object.
fn no_fields(found: &Field, word: &Word) -> Diagnostic {
    let error = Diagnostic::error(codes::OPERATOR_TYPE, format!("`{}` has no fields", found.name))
        .label(word.span, "nothing to read")
        .label(found.span, "declared here");
    match &found.value.kind {
        TypeKind::List { .. } => error.note("conditions do not look into the items of a list"),
        TypeKind::Map { .. } => error.note("conditions do not look into the entries of a map"),
        TypeKind::Scalar(_) | TypeKind::Object(_) | TypeKind::OneOf(_) => error,
    }
}
