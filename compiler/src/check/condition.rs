//! Conditions: named ones expanded, every operand typed against the route it stands in.

mod argument;
mod body;
mod call;
mod choices;
mod compare;
mod connection;
mod contradiction;
mod cost;
mod declare;
mod has;
mod identity;
mod list;
mod literal;
mod lower;
mod membership;
mod operand;
mod scheme;
mod sum;
#[cfg(test)]
mod tests;
mod text;
mod usage;
mod value;
mod variant;
mod within;

pub(super) use cost::Cost;
pub(super) use declare::{declare, refuse_reserved};
pub(super) use identity::{no_roles, not_given};
pub(super) use usage::mark;

use std::collections::HashMap;
use std::sync::Arc;

use gatewright_core::policy::{
    BodyContent, Condition, ObjectSchema, Presence, Route, Scheme, Source, Span, TlsFact,
    ValueType, Who,
};

use super::expand::{Groups, Parameters};
use super::names::Names;
use super::path::Path;
use super::principal::Fields;
use super::role::Roles;
use super::scheme::Schemes;
use super::step_up::StepUps;
use super::types::Types;
use crate::diagnostic::{Applicability, Diagnostic, Suggestion, codes};
use crate::syntax::ast::{BinaryOperator, ConditionDeclaration, DottedName, Expression, Word};
use declare::RESERVED;
use operand::Typed;

/// Named conditions.
pub(super) type Conditions<'a> = Names<&'a ConditionDeclaration>;

/// How deep calls may stand in one another.
const DEEPEST: usize = 16;

/// How many parts one clause may have when its conditions are expanded.
const LARGEST: usize = 2_000;

/// How many `and`, `or`, `not` and calls may enclose one another when conditions are expanded: whoever walks one recurses.
const MOST_LEVELS: usize = 32;

/// Everything that conditions may refer to.
pub(super) struct Declared<'a> {
    /// The principal's fields.
    pub fields: &'a Fields,
    /// Roles.
    pub roles: &'a Roles<'a>,
    /// Schemes.
    pub schemes: &'a Schemes,
    /// Enums and schemas.
    pub types: &'a Types,
    /// Named conditions.
    pub conditions: &'a Conditions<'a>,
    /// Step-ups.
    pub step_ups: &'a StepUps,
    /// Groups, which are written out already: for names that are almost theirs.
    pub groups: &'a Groups,
    /// Parameters, which are written out already: for names that are almost theirs.
    pub parameters: &'a Parameters,
    /// What the conditions cost that were typed so far.
    pub cost: Cost,
}

/// The route that a condition stands in.
pub(super) struct Surroundings<'a> {
    /// Its path, with the api's.
    pub path: &'a Path,
    /// Its query: the clause, and its schema if that is right.
    pub query: Option<(Span, Option<Arc<ObjectSchema>>)>,
    /// Its body: the clause, and what it may hold if that is right.
    pub body: Option<(Span, Option<BodyContent>)>,
    /// Its schemes, in order; `None` where one of them is wrong.
    pub auth: Option<&'a [Arc<Scheme>]>,
    /// The clause that opens it to anyone.
    pub anyone: Option<Span>,
}

impl<'a> Surroundings<'a> {
    /// What a checked route knows, given its path.
    pub(super) fn of(route: &'a Route, path: &'a Path) -> Surroundings<'a> {
        let anyone = route.allow.iter().find(|clause| clause.who == Who::Anyone);
        Surroundings {
            path,
            query: route.query.as_ref().map(|schema| (route.span, Some(schema.clone()))),
            body: route.body.as_ref().map(|body| (body.span, Some(body.content.clone()))),
            auth: Some(&route.auth),
            anyone: anyone
                .filter(|_| route.credential == Presence::Required)
                .map(|clause| clause.span),
        }
    }
}

/// Types one clause of a route.
pub(super) struct Typing<'a> {
    declared: &'a Declared<'a>,
    route: &'a Surroundings<'a>,
    /// Parameters of the condition being expanded; `None` where the argument is wrong.
    parameters: HashMap<&'a str, Option<Typed>>,
    /// The calls being expanded, outermost first.
    calls: Vec<(&'a str, Span)>,
    /// What encloses the part being typed.
    levels: usize,
    size: usize,
    too_large: bool,
}

/// The condition of one clause.
pub(super) fn check<'a>(
    expression: &'a Expression,
    declared: &'a Declared<'a>,
    route: &'a Surroundings<'a>,
    findings: &mut Vec<Diagnostic>,
) -> Option<Condition> {
    if !declared.cost.admits(expression.span(), findings) {
        return None;
    }
    let mut found = Vec::new();
    let condition = typed(expression, declared, route, &mut found);
    declared.cost.tell(found, findings);
    condition
}

fn typed<'a>(
    expression: &'a Expression,
    declared: &'a Declared<'a>,
    route: &'a Surroundings<'a>,
    findings: &mut Vec<Diagnostic>,
) -> Option<Condition> {
    let mut typing = Typing {
        declared,
        route,
        parameters: HashMap::new(),
        calls: Vec::new(),
        levels: 0,
        size: 0,
        too_large: false,
    };
    let condition = typing.condition(expression, findings)?;
    identity::check(&condition, expression.span(), declared.fields, route, findings)
        .then_some(condition)
}

/// A role that a clause names, with those who hold it.
pub(super) fn role(word: &Word, roles: &Roles<'_>, findings: &mut Vec<Diagnostic>) -> Option<Who> {
    let name = roles.resolve(word, findings)?;
    let held_by = roles.held_by(&name);
    Some(Who::Role { name, held_by })
}

impl<'a> Typing<'a> {
    /// What an expression means where a condition is needed.
    fn condition(
        &mut self,
        expression: &'a Expression,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<Condition> {
        self.size += 1;
        self.declared.cost.part();
        if self.size > LARGEST || self.levels > MOST_LEVELS {
            self.report_size(expression.span(), findings);
            return None;
        }
        self.levels += 1;
        let condition = self.form(expression, findings);
        self.levels -= 1;
        condition
    }

    /// What each form of an expression means.
    fn form(
        &mut self,
        expression: &'a Expression,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<Condition> {
        match expression {
            Expression::Or { parts, .. } => self.parts(parts, findings).map(Condition::Or),
            Expression::And { parts, .. } => {
                let parts = self.parts(parts, findings)?;
                contradiction::check(&parts, findings).then_some(Condition::And(parts))
            }
            Expression::Not { inner, .. } => {
                self.condition(inner, findings).map(|inner| Condition::Not(Box::new(inner)))
            }
            Expression::Binary { operator, left, right, .. } => match operator.kind {
                BinaryOperator::Equal
                | BinaryOperator::NotEqual
                | BinaryOperator::Less
                | BinaryOperator::LessOrEqual
                | BinaryOperator::Greater
                | BinaryOperator::GreaterOrEqual => self.compare(*operator, left, right, findings),
                BinaryOperator::In => self.member(*operator, left, right, findings),
                BinaryOperator::Has => self.has(left, right, findings),
                BinaryOperator::Within => self.within(*operator, left, right, findings),
                BinaryOperator::StartsWith | BinaryOperator::EndsWith => {
                    self.affix(*operator, left, right, findings)
                }
                BinaryOperator::Matches => self.matches(*operator, left, right, findings),
                BinaryOperator::Plus | BinaryOperator::Minus => {
                    let sum = self.operand(expression, findings)?;
                    findings.push(
                        not_a_condition(sum.place, &sum.article()).help("compare it: `… < …`"),
                    );
                    None
                }
            },
            Expression::IsSet { inner, .. } => {
                self.presence(inner, findings).map(|typed| Condition::IsSet(typed.operand))
            }
            Expression::Call(call) => self.call(&call.name, &call.arguments, call.span, findings),
            Expression::Name(name) => self.name(name, findings),
            Expression::Literal(literal) => {
                let what = super::setting::describe_literal(literal);
                findings.push(
                    not_a_condition(literal.span, what)
                        .help("compare values; what always holds needs no `when`"),
                );
                None
            }
            Expression::List { span, .. } => {
                findings.push(not_a_condition(*span, "a list"));
                None
            }
        }
    }

    /// What `is set` asks about: a value, or something of the body, or the connection's TLS layer as a whole.
    fn presence(
        &mut self,
        expression: &'a Expression,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<Typed> {
        if let Expression::Name(name) = expression {
            match name.words.as_slice() {
                [tls] if tls.text == "tls" => {
                    // Every connection with the layer has a version of it.
                    let version = Source::Tls(TlsFact::Version);
                    return Some(Typed::new(version, ValueType::Decimal, name.span));
                }
                [body, _, ..] if body.text == "body" => return self.body_presence(name, findings),
                _ => {}
            }
        }
        self.operand(expression, findings)
    }

    /// All parts; each is looked at, even after one is wrong.
    fn parts(
        &mut self,
        parts: &'a [Expression],
        findings: &mut Vec<Diagnostic>,
    ) -> Option<Vec<Condition>> {
        let typed: Vec<Option<Condition>> =
            parts.iter().map(|part| self.condition(part, findings)).collect();
        typed.into_iter().collect()
    }

    /// A name where a condition is needed: a named condition without parameters.
    fn name(&mut self, name: &'a DottedName, findings: &mut Vec<Diagnostic>) -> Option<Condition> {
        if let Some(word) = name.as_word()
            && !self.parameters.contains_key(word.text.as_str())
            && !RESERVED.contains(&word.text.as_str())
        {
            return self.call(word, &[], name.span, findings);
        }
        // Whatever is wrong with the value itself is the better error.
        let typed = self.value(name, findings)?;
        let error = not_a_condition(name.span, &typed.article());
        findings.push(if typed.is_bool() {
            let better = format!("{} == true", name.text());
            error.suggest(
                format!("write `{better}`"),
                Suggestion::replace(name.span, better, Applicability::MachineApplicable),
            )
        } else {
            error.help(format!("compare it with another value: `{} == …`", name.text()))
        });
        None
    }
}

fn not_a_condition(span: Span, what: &str) -> Diagnostic {
    Diagnostic::error(codes::NOT_A_CONDITION, "a condition is needed here")
        .label(span, format!("this is {what}"))
}
