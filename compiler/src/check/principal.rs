//! The `principal` block: what every rule may ask about the caller.

use gatewright_core::policy::{Presence, PrincipalField, PrincipalType, Span};

use super::names::{Kind, Names, Spelling, declared_twice};
use super::suggest::{self, Vocabulary};
use crate::diagnostic::{Applicability, Diagnostic, Suggestion, codes};
use crate::syntax::ast::{Field, Principal, TypeExpression, TypeName, Word};

/// The fields that rules may ask about.
#[derive(Debug)]
pub(super) struct Fields {
    /// By name, in the order written.
    pub names: Names<PrincipalField>,
    /// Where the block stands.
    block: Option<Span>,
}

impl Fields {
    /// The field that rules refer to by this name.
    pub(super) fn resolve(
        &self,
        word: &Word,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<&PrincipalField> {
        if self.block.is_none() {
            findings.push(
                Diagnostic::error(
                    codes::UNKNOWN_NAME,
                    format!("there is no principal field `{}`", word.text),
                )
                .label(word.span, "not declared")
                .note("this policy has no `principal` block")
                .help(format!("add `principal {{ {}: string }}`", word.text)),
            );
            return None;
        }
        self.names.resolve(word, findings)
    }

    /// The field of this name.
    pub(super) fn get(&self, name: &str) -> Option<&PrincipalField> {
        self.names.get(name).map(|entry| &entry.value)
    }

    /// Where the block stands.
    pub(super) fn block(&self) -> Option<Span> {
        self.block
    }

    /// All fields, in the order written.
    pub(super) fn iter(&self) -> impl Iterator<Item = &PrincipalField> {
        self.names.iter().map(|entry| &entry.value)
    }
}

/// Checks the blocks; only one may stand.
pub(super) fn check(blocks: &[&Principal], findings: &mut Vec<Diagnostic>) -> Fields {
    let kind = Kind {
        what: "principal field",
        declaration: "principal { NAME: TYPE }",
        spelling: Spelling::Snake,
    };
    let mut fields = Fields { names: Names::new(kind), block: None };
    for block in blocks {
        if let Some(earlier) = fields.block {
            let word = Word { text: "principal".to_owned(), span: block.span };
            findings.push(declared_twice("block", &word, earlier));
            continue;
        }
        fields.block = Some(block.span);
        for field in &block.fields {
            // A field of a wrong type stays known, as a string, so that its uses are not errors too.
            let written = field_type(field, findings);
            let right = written.is_some_and(|kind| check_name(field, kind, findings));
            let kind = written.unwrap_or(PrincipalType::Text);
            // Nothing is asked of schemes for a field that is wrong itself.
            let presence = if field.optional.is_some() || !right {
                Presence::Optional
            } else {
                Presence::Required
            };
            let value =
                PrincipalField { name: field.name.text.clone(), kind, presence, span: field.span };
            fields.names.declare(&field.name, field.span, value, findings);
        }
    }
    fields
}

fn check_name(field: &Field, kind: PrincipalType, findings: &mut Vec<Diagnostic>) -> bool {
    let name = field.name.text.as_str();
    let wrong = match (name, kind) {
        ("scheme", _) => Some("`principal.scheme` always is the scheme that the caller used"),
        ("roles", PrincipalType::Roles) => None,
        ("roles", _) => Some("`roles` always has the type `[role]`"),
        (_, PrincipalType::Roles) => Some("the roles of a caller stand in the field `roles`"),
        ("id", PrincipalType::Text | PrincipalType::Uuid) => None,
        ("id", _) => Some("`id` has the type `string` or `uuid`"),
        _ => None,
    };
    if let Some(why) = wrong {
        findings.push(
            Diagnostic::error(
                codes::PRINCIPAL_FIELD,
                format!("the principal cannot have the field `{name}` like this"),
            )
            .label(field.name.span.to(field.value.span), why)
            .help(match name {
                "scheme" => "rename the field",
                "roles" => "write `roles: [role]`",
                "id" => "write `id: string`",
                _ => "rename the field to `roles`, or give it another type",
            }),
        );
    }
    wrong.is_none()
}

const TYPES: [&str; 7] = ["string", "uuid", "int", "bool", "time", "[string]", "[role]"];

fn field_type(field: &Field, findings: &mut Vec<Diagnostic>) -> Option<PrincipalType> {
    let before = findings.len();
    refuse_suffixes(&field.value, "a principal field", findings);
    if let Some(span) = field.readonly {
        findings.push(
            Diagnostic::error(codes::TYPE_SUFFIX, "a principal field cannot be `readonly`")
                .label(span, "only a schema's fields can")
                .suggest(
                    "delete `readonly`",
                    Suggestion::delete(span, Applicability::MaybeIncorrect),
                ),
        );
    }
    let kind = match &field.value.name {
        TypeName::Named(word) => match word.text.as_str() {
            "string" => Some(PrincipalType::Text),
            "uuid" => Some(PrincipalType::Uuid),
            "int" => Some(PrincipalType::Int),
            "bool" => Some(PrincipalType::Bool),
            "time" => Some(PrincipalType::Time),
            _ => None,
        },
        TypeName::Derived(_) | TypeName::Constant(_) | TypeName::Map(_) => None,
        TypeName::List(item) => {
            refuse_suffixes(item, "an item of a principal field", findings);
            match &item.name {
                TypeName::Named(word) if word.text == "string" => Some(PrincipalType::TextList),
                TypeName::Named(word) if word.text == "role" => Some(PrincipalType::Roles),
                TypeName::Named(_)
                | TypeName::Derived(_)
                | TypeName::Constant(_)
                | TypeName::List(_)
                | TypeName::Map(_) => None,
            }
        }
    };
    if kind.is_none() && findings.len() == before {
        let error = Diagnostic::error(
            codes::PRINCIPAL_FIELD,
            format!("the principal field `{}` has a type that it cannot have", field.name.text),
        )
        .label(field.value.span, "not a type of principal fields")
        .note(format!("they are {}", suggest::list(TYPES)));
        let similar = match &field.value.name {
            TypeName::Named(word) => suggest::similar(&word.text, TYPES).map(|it| (it, word.span)),
            TypeName::Derived(_) | TypeName::Constant(_) | TypeName::List(_) | TypeName::Map(_) => {
                None
            }
        };
        findings.push(match similar {
            Some((better, place)) => better.offer(error, place, Vocabulary::Language),
            None => error,
        });
    }
    kind
}

/// Reports bounds, patterns, `raw`, `masked` and `?` where a type stands bare.
pub(super) fn refuse_suffixes(value: &TypeExpression, owner: &str, findings: &mut Vec<Diagnostic>) {
    let pattern = value.pattern.as_ref().map(|pattern| pattern.span);
    let suffixes = [
        (value.nullable, "be null: `?` stands after its name"),
        (value.bounds.as_ref().map(|bounds| bounds.span), "have bounds"),
        (pattern, "have a pattern"),
        (value.raw, "be `raw`"),
        (value.masked.as_ref().map(|masked| masked.span), "be `masked`"),
    ];
    for (span, what) in suffixes {
        if let Some(span) = span {
            findings.push(cannot_have(owner, span, what));
        }
    }
}

/// The error of a suffix that a type does not take.
pub(super) fn cannot_have(owner: &str, span: Span, what: &str) -> Diagnostic {
    Diagnostic::error(codes::TYPE_SUFFIX, format!("{owner} cannot {what}"))
        .label(span, "not allowed here")
        .suggest("delete it", Suggestion::delete(span, Applicability::MaybeIncorrect))
}
