//! Conditions as written.

use gatewright_core::policy::Span;

use super::{DottedName, Literal, Word};

/// An expression. Parentheses leave no node, only a wider span.
#[derive(Clone, Debug, PartialEq)]
pub enum Expression {
    /// `a or b or c`; at least two.
    Or {
        /// The parts.
        parts: Vec<Expression>,
        /// All of it.
        span: Span,
    },
    /// `a and b and c`; at least two.
    And {
        /// The parts.
        parts: Vec<Expression>,
        /// All of it.
        span: Span,
    },
    /// `not a`.
    Not {
        /// What is negated.
        inner: Box<Expression>,
        /// All of it.
        span: Span,
    },
    /// `a == b`, `a in b`, `a + b`, …
    Binary {
        /// The operator.
        operator: Operator,
        /// Left side.
        left: Box<Expression>,
        /// Right side.
        right: Box<Expression>,
        /// All of it.
        span: Span,
    },
    /// `a is set`.
    IsSet {
        /// What is asked about.
        inner: Box<Expression>,
        /// All of it.
        span: Span,
    },
    /// `owner(path.customer)`, `header("x-region")`.
    Call(Call),
    /// `principal.id`, `client.ip`, `in_office`, `customer`.
    Name(DottedName),
    /// A literal.
    Literal(Literal),
    /// `[a, b]`.
    List {
        /// The items.
        items: Vec<Expression>,
        /// With the brackets.
        span: Span,
    },
}

impl Expression {
    /// Where it stands.
    #[must_use]
    pub fn span(&self) -> Span {
        match self {
            Expression::Or { span, .. }
            | Expression::And { span, .. }
            | Expression::Not { span, .. }
            | Expression::Binary { span, .. }
            | Expression::IsSet { span, .. }
            | Expression::List { span, .. } => *span,
            Expression::Call(call) => call.span,
            Expression::Name(name) => name.span,
            Expression::Literal(literal) => literal.span,
        }
    }
}

/// `name(argument, …)`.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// What is called.
    pub name: Word,
    /// In the order written.
    pub arguments: Vec<Expression>,
    /// All of it.
    pub span: Span,
}

/// An operator between two expressions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operator {
    /// Which.
    pub kind: BinaryOperator,
    /// Where.
    pub span: Span,
}

/// Operators between two expressions. Only `+` and `-` chain: `a == b == c` is a syntax error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BinaryOperator {
    /// `==`.
    Equal,
    /// `!=`.
    NotEqual,
    /// `<`.
    Less,
    /// `<=`.
    LessOrEqual,
    /// `>`.
    Greater,
    /// `>=`.
    GreaterOrEqual,
    /// `in`.
    In,
    /// `has`.
    Has,
    /// `within`.
    Within,
    /// `starts_with`.
    StartsWith,
    /// `ends_with`.
    EndsWith,
    /// `matches`.
    Matches,
    /// `+`.
    Plus,
    /// `-`.
    Minus,
}

impl BinaryOperator {
    /// As written.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            BinaryOperator::Equal => "==",
            BinaryOperator::NotEqual => "!=",
            BinaryOperator::Less => "<",
            BinaryOperator::LessOrEqual => "<=",
            BinaryOperator::Greater => ">",
            BinaryOperator::GreaterOrEqual => ">=",
            BinaryOperator::In => "in",
            BinaryOperator::Has => "has",
            BinaryOperator::Within => "within",
            BinaryOperator::StartsWith => "starts_with",
            BinaryOperator::EndsWith => "ends_with",
            BinaryOperator::Matches => "matches",
            BinaryOperator::Plus => "+",
            BinaryOperator::Minus => "-",
        }
    }
}
