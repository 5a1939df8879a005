//! How long something is to be used, and paths made out of others.

use super::super::ast::{
    DerivedPath, DerivedSegment, Given, LifetimeClause, Literal, LiteralValue, Word,
};
use super::super::grammar::Rule;
use super::super::node::Node;
use super::Parser;

impl Parser {
    /// `Rule::deprecated`, `Rule::sunset` or `Rule::successor`.
    pub(super) fn lifetime(&mut self, node: &Node<'_>) -> Option<LifetimeClause> {
        let span = node.span();
        #[expect(
            clippy::wildcard_enum_match_arm,
            reason = "the grammar admits only these here; anything else is reported as a fault of the parser"
        )]
        match node.rule() {
            Rule::deprecated => Some(LifetimeClause::Deprecated { at: self.moment(node)?, span }),
            Rule::sunset => Some(LifetimeClause::Sunset { at: self.moment(node)?, span }),
            Rule::successor => {
                let path = self.derived_path(&node.child(Rule::derived_path)?)?;
                Some(LifetimeClause::Successor { path, span })
            }
            _ => None,
        }
    }

    fn moment(&mut self, node: &Node<'_>) -> Option<Given<Literal>> {
        self.given(node, Rule::moment, |parser, moment| {
            let value = match (moment.child(Rule::date), moment.child(Rule::time)) {
                (Some(date), _) => LiteralValue::Date(parser.date(&date)),
                (None, Some(time)) => LiteralValue::Time(parser.time(&time)),
                // The grammar admits nothing else.
                (None, None) => LiteralValue::Date(0),
            };
            Literal { value, span: moment.span() }
        })
    }

    /// One `Rule::derived_path`.
    pub(super) fn derived_path(&mut self, node: &Node<'_>) -> Option<DerivedPath> {
        let written: Vec<_> = node.all(Rule::derived_segment).collect();
        let mut segments = Vec::new();
        for (number, segment) in written.iter().enumerate() {
            segments.push(match segment.child(Rule::derived_parameter) {
                Some(parameter) => DerivedSegment::Parameter(Word {
                    span: parameter.span(),
                    ..self.word(&parameter)?
                }),
                None => {
                    let last = number + 1 == written.len();
                    DerivedSegment::Literal(self.path_literal(segment, last))
                }
            });
        }
        Some(DerivedPath { segments, span: node.span() })
    }
}
