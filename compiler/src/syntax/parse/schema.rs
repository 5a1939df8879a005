//! Fields and types.

use gatewright_core::policy::Span;

use super::super::ast::{
    Bound, Bounds, Field, Literal, LiteralValue, Masked, SchemaExpression, TypeExpression, TypeName,
};
use super::super::grammar::Rule;
use super::super::node::Node;
use super::{Parser, literal};
use crate::diagnostic::{Applicability, Diagnostic, Suggestion, codes};

/// What may follow a type's name.
#[derive(Default)]
struct Suffixes {
    bounds: Option<Bounds>,
    pattern: Option<Literal>,
    raw: Option<Span>,
    masked: Option<Masked>,
}

impl Parser {
    /// The fields between braces.
    pub(super) fn fields(&mut self, node: &Node<'_>) -> Vec<Field> {
        node.all(Rule::field).filter_map(|field| self.field(&field)).collect()
    }

    fn field(&mut self, node: &Node<'_>) -> Option<Field> {
        let name = self.word(node)?;
        let mut value = self.type_expression(&node.child(Rule::type_expression)?)?;
        let mut suffixes = Suffixes {
            bounds: value.bounds.take(),
            pattern: value.pattern.take(),
            raw: value.raw.take(),
            masked: value.masked.take(),
        };
        self.suffixes(node, &mut suffixes);
        value.bounds = suffixes.bounds;
        value.pattern = suffixes.pattern;
        value.raw = suffixes.raw;
        value.masked = suffixes.masked;
        Some(Field {
            documentation: self.documentation(node),
            span: name.span.to(node.span()),
            name,
            optional: node.child(Rule::question).map(|mark| mark.span()),
            value,
            readonly: node.child(Rule::readonly).map(|mark| mark.span()),
        })
    }

    /// One `Rule::type_expression`.
    pub(super) fn type_expression(&mut self, node: &Node<'_>) -> Option<TypeExpression> {
        let name = self.type_name(node)?;
        let mut suffixes = Suffixes::default();
        self.suffixes(node, &mut suffixes);
        Some(TypeExpression {
            name,
            nullable: node.child(Rule::question).map(|mark| mark.span()),
            bounds: suffixes.bounds,
            pattern: suffixes.pattern,
            raw: suffixes.raw,
            masked: suffixes.masked,
            span: node.span(),
        })
    }

    fn type_name(&mut self, node: &Node<'_>) -> Option<TypeName> {
        let inner = |parser: &mut Self, node: &Node<'_>| {
            parser.type_expression(&node.child(Rule::type_expression)?).map(Box::new)
        };
        if let Some(list) = node.child(Rule::list_type) {
            return inner(self, &list).map(TypeName::List);
        }
        if let Some(map) = node.child(Rule::map_type) {
            return inner(self, &map).map(TypeName::Map);
        }
        if let Some(constant) = node.child(Rule::constant) {
            return self.literal(&constant).map(TypeName::Constant);
        }
        if let Some(one_of) = node.child(Rule::one_of) {
            return self.one_of(&one_of).map(SchemaExpression::OneOf).map(TypeName::Derived);
        }
        let schema = self.schema_reference(&node.child(Rule::schema_reference)?)?;
        Some(if schema.derives() {
            TypeName::Derived(SchemaExpression::Reference(schema))
        } else {
            TypeName::Named(schema.name)
        })
    }

    fn suffixes(&mut self, node: &Node<'_>, suffixes: &mut Suffixes) {
        for bounds in node.all(Rule::bounds) {
            if let Some(first) = &suffixes.bounds
                && first.span.end == bounds.span().start
                && let Some(second) = bounds.text().strip_prefix('-')
            {
                let better = format!("..{second}");
                self.diagnostics.push(
                    Diagnostic::error(codes::SYNTAX, "two dots stand between bounds")
                        .label(bounds.span(), "a negative number")
                        .suggest(
                            format!("write `{better}`"),
                            Suggestion::replace(
                                bounds.span(),
                                better.as_str(),
                                Applicability::MachineApplicable,
                            ),
                        ),
                );
                continue;
            }
            self.once("the bounds are", suffixes.bounds.is_some(), bounds.span());
            suffixes.bounds = Some(bounds_of(&bounds));
        }
        for pattern in node.all(Rule::pattern) {
            self.once("`matches` is", suffixes.pattern.is_some(), pattern.span());
            suffixes.pattern = pattern.child(Rule::regex).map(|regex| Literal {
                value: LiteralValue::Regex(literal::regex_source(&regex)),
                span: regex.span(),
            });
        }
        for raw in node.all(Rule::raw) {
            self.once("`raw` is", suffixes.raw.is_some(), raw.span());
            suffixes.raw = Some(raw.span());
        }
        for masked in node.all(Rule::masked) {
            self.once("`masked` is", suffixes.masked.is_some(), masked.span());
            let keep = masked.child(Rule::count);
            suffixes.masked = Some(Masked {
                keep: keep.map(|count| Bound { digits: digits(&count), span: count.span() }),
                span: masked.span(),
            });
        }
    }

    fn once(&mut self, what: &str, already: bool, span: Span) {
        if already {
            self.report(
                codes::REPEATED_PART,
                format!("{what} written twice"),
                span,
                "once more here",
            );
        }
    }
}

pub(super) fn bounds_of(node: &Node<'_>) -> Bounds {
    let (mut min, mut max, mut ranged) = (None, None, false);
    for child in node.children() {
        if child.rule() == Rule::range {
            ranged = true;
            continue;
        }
        let bound = Bound { digits: digits(&child), span: child.span() };
        if ranged { max = Some(bound) } else { min = Some(bound) }
    }
    if !ranged {
        max.clone_from(&min);
    }
    Bounds { min, max, span: node.span() }
}

/// A number as written, without `_`.
fn digits(node: &Node<'_>) -> String {
    node.text().chars().filter(|digit| *digit != '_').collect()
}
