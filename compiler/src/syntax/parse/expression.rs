//! Conditions.

use super::super::ast::{BinaryOperator, Call, Expression, Literal, LiteralValue, Operator};
use super::super::grammar::Rule;
use super::super::node::Node;
use super::Parser;
use crate::diagnostic::codes;

/// More than that many `not` in a row are refused: each is a level of the tree.
const MOST_NOTS: usize = 16;

/// More than that many `not`, `+` and `-` that enclose one another are refused, since whoever walks the tree recurses.
const MOST_LEVELS: usize = 64;

impl Parser {
    /// One `Rule::expression`.
    pub(super) fn expression(&mut self, node: &Node<'_>) -> Option<Expression> {
        let mut parts = Vec::new();
        for part in node.all(Rule::conjunction) {
            parts.push(self.conjunction(&part)?);
        }
        if parts.len() == 1 {
            return parts.pop();
        }
        Some(Expression::Or { parts, span: node.span() })
    }

    fn conjunction(&mut self, node: &Node<'_>) -> Option<Expression> {
        let mut parts = Vec::new();
        for part in node.all(Rule::negation) {
            parts.push(self.negation(&part)?);
        }
        if parts.len() == 1 {
            return parts.pop();
        }
        Some(Expression::And { parts, span: node.span() })
    }

    fn negation(&mut self, node: &Node<'_>) -> Option<Expression> {
        let nots: Vec<_> = node.all(Rule::kw_not).collect();
        let relation = node.child(Rule::relation)?;
        let mut expression =
            self.deeper(nots.len().min(MOST_NOTS), node, |parser| parser.relation(&relation))?;
        if nots.len() > MOST_NOTS {
            self.report(
                codes::TOO_DEEP,
                format!("{} `not` in a row", nots.len()),
                node.span(),
                &format!("at most {MOST_NOTS} can stand here"),
            );
            return None;
        }
        for not in nots.iter().rev() {
            let span = not.span().to(expression.span());
            expression = Expression::Not { inner: Box::new(expression), span };
        }
        Some(expression)
    }

    fn relation(&mut self, node: &Node<'_>) -> Option<Expression> {
        let left = self.sum(node, node.children())?;
        if node.child(Rule::presence).is_some() {
            return Some(Expression::IsSet { inner: Box::new(left), span: node.span() });
        }
        let Some(operator) = node.child(Rule::operator) else {
            return Some(left);
        };
        let operator = Operator { kind: operator_of(operator.text())?, span: operator.span() };
        let behind = node.children().skip_while(|child| child.rule() != Rule::operator).skip(1);
        let right = self.sum(node, behind)?;
        let span = node.span();
        Some(Expression::Binary { operator, left: Box::new(left), right: Box::new(right), span })
    }

    /// The first operand of `nodes` with the sums that follow it, from left to right.
    fn sum<'n>(
        &mut self,
        whole: &Node<'_>,
        nodes: impl Iterator<Item = Node<'n>>,
    ) -> Option<Expression> {
        let mut nodes = nodes;
        let first = nodes.next()?;
        let sums: Vec<Node<'n>> = nodes.take_while(|node| node.rule() == Rule::sum).collect();
        self.deeper(sums.len(), whole, |parser| parser.left_to_right(&first, &sums))
    }

    /// What `read` reads within so many levels more.
    fn deeper(
        &mut self,
        levels: usize,
        node: &Node<'_>,
        read: impl FnOnce(&mut Parser) -> Option<Expression>,
    ) -> Option<Expression> {
        if self.levels.saturating_add(levels) > MOST_LEVELS {
            self.report(
                codes::TOO_DEEP,
                "too many operators enclose one another".to_owned(),
                node.span(),
                &format!("at most {MOST_LEVELS} `not`, `+` and `-` can enclose one another"),
            );
            return None;
        }
        self.levels += levels;
        let expression = read(self);
        self.levels -= levels;
        expression
    }

    fn left_to_right(&mut self, first: &Node<'_>, sums: &[Node<'_>]) -> Option<Expression> {
        let mut expression = self.operand(first)?;
        for node in sums {
            let sign = node.child(Rule::arithmetic)?;
            let kind =
                if sign.text() == "+" { BinaryOperator::Plus } else { BinaryOperator::Minus };
            let operator = Operator { kind, span: sign.span() };
            let operand = node.children().find(|child| child.rule() != Rule::arithmetic)?;
            let right = self.operand(&operand)?;
            let span = expression.span().to(node.span());
            let (left, right) = (Box::new(expression), Box::new(right));
            expression = Expression::Binary { operator, left, right, span };
        }
        Some(expression)
    }

    fn operand(&mut self, node: &Node<'_>) -> Option<Expression> {
        #[expect(
            clippy::wildcard_enum_match_arm,
            reason = "the grammar admits only these here; anything else is reported as a fault of the parser"
        )]
        match node.rule() {
            Rule::parenthesised => self.expression(&node.child(Rule::expression)?),
            Rule::literal => Some(Expression::Literal(self.literal(node)?)),
            Rule::operand_list => {
                Some(Expression::List { items: self.expressions(node)?, span: node.span() })
            }
            Rule::reference => self.reference(node),
            _ => None,
        }
    }

    fn expressions(&mut self, node: &Node<'_>) -> Option<Vec<Expression>> {
        let mut items = Vec::new();
        for item in node.all(Rule::expression) {
            items.push(self.expression(&item)?);
        }
        Some(items)
    }

    fn reference(&mut self, node: &Node<'_>) -> Option<Expression> {
        let name = self.dotted_name(&node.child(Rule::name)?);
        if let Some(arguments) = node.child(Rule::arguments) {
            let Some(word) = name.as_word() else {
                self.report(
                    codes::SYNTAX,
                    format!("`{}` cannot be called", name.text()),
                    name.span,
                    "only a condition, `header` or `cookie` can",
                );
                return None;
            };
            let arguments = self.expressions(&arguments)?;
            return Some(Expression::Call(Call {
                name: word.clone(),
                arguments,
                span: node.span(),
            }));
        }
        let value = match name.text().as_str() {
            "true" => LiteralValue::Bool(true),
            "false" => LiteralValue::Bool(false),
            _ => return Some(Expression::Name(name)),
        };
        Some(Expression::Literal(Literal { value, span: name.span }))
    }
}

fn operator_of(text: &str) -> Option<BinaryOperator> {
    Some(match text {
        "==" => BinaryOperator::Equal,
        "!=" => BinaryOperator::NotEqual,
        "<" => BinaryOperator::Less,
        "<=" => BinaryOperator::LessOrEqual,
        ">" => BinaryOperator::Greater,
        ">=" => BinaryOperator::GreaterOrEqual,
        "in" => BinaryOperator::In,
        "has" => BinaryOperator::Has,
        "within" => BinaryOperator::Within,
        "starts_with" => BinaryOperator::StartsWith,
        "ends_with" => BinaryOperator::EndsWith,
        "matches" => BinaryOperator::Matches,
        _ => return None,
    })
}
