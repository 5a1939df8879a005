//! Schemas made out of others.

use super::super::ast::{Choice, OneOf, SchemaPart, SchemaReference, Selection};
use super::super::grammar::Rule;
use super::super::node::Node;
use super::Parser;

impl Parser {
    /// One `Rule::sum_of_schemas`.
    pub(super) fn sum_of_schemas(&mut self, node: &Node<'_>) -> Option<Vec<SchemaPart>> {
        let mut parts = Vec::new();
        for part in node.children().filter(|child| child.rule() != Rule::plus) {
            parts.push(if part.rule() == Rule::fields {
                SchemaPart::Fields { fields: self.fields(&part), span: part.span() }
            } else {
                SchemaPart::Reference(self.schema_reference(&part)?)
            });
        }
        Some(parts)
    }

    /// One `Rule::one_of`.
    pub(super) fn one_of(&mut self, node: &Node<'_>) -> Option<OneOf> {
        let variants = node.all(Rule::schema_reference);
        Some(OneOf {
            variants: variants.filter_map(|variant| self.schema_reference(&variant)).collect(),
            tag: self.word(node)?,
            span: node.span(),
        })
    }

    /// One `Rule::schema_reference`.
    pub(super) fn schema_reference(&mut self, node: &Node<'_>) -> Option<SchemaReference> {
        let selection = match (node.child(Rule::selection), node.child(Rule::names)) {
            (Some(word), Some(names)) => Some(Selection {
                choice: if word.text() == Choice::Pick.text() {
                    Choice::Pick
                } else {
                    Choice::Omit
                },
                fields: self.words(&names),
                span: word.span().to(names.span()),
            }),
            (Some(_) | None, _) => None,
        };
        Some(SchemaReference {
            partial: node.child(Rule::partial).map(|word| word.span()),
            selection,
            name: self.word(node)?,
            span: node.span(),
        })
    }
}
