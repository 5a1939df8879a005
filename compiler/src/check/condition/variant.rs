//! Fields of tagged unions: which variants have one, and where a condition can read it.

use gatewright_core::policy::{Field, Span, TaggedUnion, Variant};

use super::super::suggest::{self, Vocabulary};
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::Word;

/// Where the union stands.
#[derive(Clone, Copy, Debug)]
pub(super) enum Union<'a> {
    /// It is the route's body.
    Body(Span),
    /// It is the type of a field.
    Field(&'a Field),
}

/// What the variants are called.
pub(super) fn names(union: &TaggedUnion) -> String {
    suggest::list(union.variants.iter().map(|variant| variant.schema.name.as_str()))
}

/// The error of a field of a union: conditions look into one schema.
pub(super) fn unreadable(union: &TaggedUnion, word: &Word, place: Union<'_>) -> Diagnostic {
    let has = |variant: &&Variant| variant.schema.fields.iter().any(|it| it.name == word.text);
    let owners: Vec<&Variant> = union.variants.iter().filter(has).collect();
    if owners.is_empty() {
        return unknown(union, word, place);
    }
    let field = &word.text;
    let is_tag = *field == union.tag;
    let message = format!("a condition does not look into the variants of `{}`", union.name);
    let error = Diagnostic::error(codes::UNION_FIELDS, message)
        .label(word.span, if is_tag { "tells the variants apart" } else { "a field of a variant" });
    let error = place.label(error, union);
    let tags = || union.variants.iter().map(|variant| variant.tag.as_str());
    let error = if is_tag {
        error.note(format!("it tells {} by {}", names(union), suggest::list(tags())))
    } else if owners.len() == union.variants.len() {
        error.note(format!("{} have `{field}` each", names(union)))
    } else {
        let owners = suggest::list(owners.iter().map(|variant| variant.schema.name.as_str()));
        error.note(format!("of {}, `{field}` stands in {owners} only", names(union)))
    };
    match place {
        Union::Body(_) => {
            let clauses = owners.iter().map(|variant| format!("body {}", variant.schema.name));
            let clauses: Vec<String> = clauses.collect();
            let what = if clauses.len() == 1 { "it" } else { "each" };
            let clauses = suggest::list(clauses.iter().map(String::as_str));
            error.help(format!("take {what} on a route of its own: {clauses}"))
        }
        Union::Field(found) => error
            .help(format!("declare what is read beside `{}`, outside of the variants", found.name)),
    }
}

/// The error of a field that no variant has.
fn unknown(union: &TaggedUnion, word: &Word, place: Union<'_>) -> Diagnostic {
    let message = format!("no variant of `{}` has a field `{}`", union.name, word.text);
    let error = Diagnostic::error(codes::UNKNOWN_NAME, message).label(word.span, "not declared");
    let error = place.label(error, union);
    let fields = union.variants.iter().flat_map(|variant| &variant.schema.fields);
    let error = error.note(format!("its variants are {}", names(union)));
    match suggest::similar(&word.text, fields.map(|field| field.name.as_str())) {
        Some(better) => better.unsure().offer(error, word.span, Vocabulary::Policy),
        None => error,
    }
}

impl Union<'_> {
    fn label(self, error: Diagnostic, union: &TaggedUnion) -> Diagnostic {
        match self {
            Union::Body(clause) => error.label(clause, format!("one of {}", names(union))),
            Union::Field(field) => error.label(field.span, format!("one of {}", names(union))),
        }
    }
}
