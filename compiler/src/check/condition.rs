//! Conditions: named ones expanded, every operand typed against the route it stands in.

mod compare;
mod identity;
mod membership;
mod operand;
mod usage;
mod value;

pub(super) use identity::{gives, no_roles, not_given};
pub(super) use usage::mark;

use std::collections::HashMap;
use std::sync::Arc;

use gatewright_core::policy::{Condition, ObjectSchema, Scheme, Span, Who};

use super::names::{Kind, Names, Spelling};
use super::path::Path;
use super::principal::Fields;
use super::role::Roles;
use super::scheme::Schemes;
use super::suggest;
use super::types::Types;
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::{
    BinaryOperator, Call, ConditionDeclaration, DottedName, Expression, Word,
};
use operand::Typed;

/// Named conditions.
pub(super) type Conditions<'a> = Names<&'a ConditionDeclaration>;

/// How deep calls may stand in one another.
const DEEPEST: usize = 16;

/// How many parts one clause may have when its conditions are expanded.
const LARGEST: usize = 2_000;

/// Words that an expression reads otherwise.
const RESERVED: [&str; 23] = [
    "and",
    "body",
    "client",
    "cookie",
    "ends_with",
    "false",
    "has",
    "header",
    "in",
    "is",
    "matches",
    "method",
    "not",
    "or",
    "path",
    "principal",
    "query",
    "set",
    "starts_with",
    "time",
    "tls",
    "true",
    "within",
];

/// Names of all conditions. What one means is judged where a route calls it.
pub(super) fn declare<'a>(
    declarations: &[&'a ConditionDeclaration],
    types: &Types,
    findings: &mut Vec<Diagnostic>,
) -> Conditions<'a> {
    let kind =
        Kind { what: "condition", declaration: "condition NAME = …", spelling: Spelling::Snake };
    let mut names = Names::new(kind);
    for declaration in declarations {
        refuse_reserved("condition", &declaration.name, findings);
        let parameter = Kind {
            what: "parameter",
            declaration: "condition NAME(PARAMETER: TYPE) = …",
            spelling: Spelling::Snake,
        };
        let mut parameters = Names::new(parameter);
        for parameter in &declaration.parameters {
            refuse_reserved("parameter", &parameter.name, findings);
            parameters.declare(&parameter.name, (), findings);
            value::parameter_type(parameter, types, findings);
        }
        usage::words(&declaration.body, &mut |word| parameters.mark_used(&word.text));
        parameters.report_unused(findings);
        names.declare(&declaration.name, *declaration, findings);
    }
    names
}

fn refuse_reserved(what: &str, name: &Word, findings: &mut Vec<Diagnostic>) {
    if RESERVED.contains(&name.text.as_str()) {
        findings.push(
            Diagnostic::error(
                codes::RESERVED_NAME,
                format!("a {what} cannot be called `{}`", name.text),
            )
            .label(name.span, "an expression reads this word otherwise")
            .help(format!("rename it, such as `is_{}`", name.text)),
        );
    }
}

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
}

/// The route that a condition stands in.
pub(super) struct Surroundings<'a> {
    /// Its path, with the api's.
    pub path: &'a Path,
    /// Its query: the clause, and its schema if that is right.
    pub query: Option<(Span, Option<Arc<ObjectSchema>>)>,
    /// Its schemes, in order; `None` where one of them is wrong.
    pub auth: Option<&'a [Arc<Scheme>]>,
    /// The clause that opens it to anyone.
    pub anyone: Option<Span>,
}

/// Types one clause of a route.
pub(super) struct Typing<'a> {
    declared: &'a Declared<'a>,
    route: &'a Surroundings<'a>,
    /// Parameters of the condition being expanded; `None` where the argument is wrong.
    parameters: HashMap<&'a str, Option<Typed>>,
    /// The calls being expanded, outermost first.
    calls: Vec<(&'a str, Span)>,
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
    let mut typing = Typing {
        declared,
        route,
        parameters: HashMap::new(),
        calls: Vec::new(),
        size: 0,
        too_large: false,
    };
    let condition = typing.condition(expression, findings)?;
    identity::check(&condition, expression.span(), route, findings).then_some(condition)
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
        if self.size > LARGEST {
            self.report_size(expression.span(), findings);
            return None;
        }
        match expression {
            Expression::Or { parts, .. } => self.parts(parts, findings).map(Condition::Or),
            Expression::And { parts, .. } => self.parts(parts, findings).map(Condition::And),
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
            },
            Expression::IsSet { inner, .. } => {
                self.operand(inner, findings).map(|typed| Condition::IsSet(typed.operand))
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
            error.help(format!("write `{} == true`", name.text()))
        } else {
            error
        });
        None
    }

    /// A call of a named condition, expanded.
    fn call(
        &mut self,
        name: &'a Word,
        arguments: &'a [Expression],
        span: Span,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<Condition> {
        let text = name.text.as_str();
        if self.declared.conditions.get(text).is_none() {
            findings.push(match text {
                "header" => not_a_condition(span, "the value of a header")
                    .help("compare it: `header(\"x-region\") == \"eu\"`"),
                _ => self.unknown_condition(name),
            });
            return None;
        }
        let declaration = *self.declared.conditions.resolve(name, findings)?;
        if let Some((_, outer)) = self.calls.iter().find(|(called, _)| *called == text) {
            findings.push(recursive(declaration, span, *outer));
            return None;
        }
        if self.calls.len() >= DEEPEST {
            self.report_size(span, findings);
            return None;
        }
        if arguments.len() != declaration.parameters.len() {
            findings.push(wrong_count(declaration, arguments.len(), span));
            return None;
        }
        let mut frame = HashMap::new();
        let mut right = true;
        for (parameter, argument) in declaration.parameters.iter().zip(arguments) {
            let typed = self.argument(parameter, argument, findings);
            right &= typed.is_some();
            frame.insert(parameter.name.text.as_str(), typed);
        }
        let outer = std::mem::replace(&mut self.parameters, frame);
        self.calls.push((text, span));
        let before = findings.len();
        let body = self.condition(&declaration.body, findings);
        self.calls.pop();
        self.parameters = outer;
        if self.calls.is_empty() {
            // What is wrong inside is wrong for this route: show where it asks.
            for finding in findings.iter_mut().skip(before) {
                let inside = finding.labels.first().is_some_and(|label| {
                    label.span.start < span.start || label.span.end > span.end
                });
                if inside && finding.labels.iter().all(|label| label.span != span) {
                    *finding = finding.clone().label(span, "called here");
                }
            }
        }
        right.then_some(body?)
    }

    fn unknown_condition(&self, name: &Word) -> Diagnostic {
        let text = name.text.as_str();
        let parameters = self.parameters.keys().copied();
        if let Some(parameter) = suggest::similar(text, parameters) {
            return Diagnostic::error(
                codes::UNKNOWN_NAME,
                format!("there is no condition `{text}`"),
            )
            .label(name.span, "not declared")
            .help(format!("did you mean the parameter `{parameter}`?"));
        }
        let error = self.declared.conditions.unknown(name);
        if self.declared.roles.is_declared(text) {
            return error
                .note(format!("`{text}` is a role"))
                .help(format!("write `principal has {text}`"));
        }
        error
    }

    fn report_size(&mut self, span: Span, findings: &mut Vec<Diagnostic>) {
        if !self.too_large {
            self.too_large = true;
            let place = self.calls.first().map_or(span, |(_, span)| *span);
            findings.push(
                Diagnostic::error(codes::CONDITION_SIZE, "this condition grows too large")
                    .label(place, format!("expands to more than {LARGEST} parts, or {DEEPEST} calls in one another"))
                    .help("split it over several routes or clauses"),
            );
        }
    }
}

fn not_a_condition(span: Span, what: &str) -> Diagnostic {
    Diagnostic::error(codes::NOT_A_CONDITION, "a condition is needed here")
        .label(span, format!("this is {what}"))
}

fn recursive(declaration: &ConditionDeclaration, span: Span, outer: Span) -> Diagnostic {
    let name = &declaration.name.text;
    Diagnostic::error(codes::RECURSIVE_CONDITION, format!("condition `{name}` calls itself"))
        .label(span, "called again here")
        .label(declaration.name.span, "this condition")
        .label(outer, "first called here")
        .help("write out what is meant: a policy always ends")
}

fn wrong_count(declaration: &ConditionDeclaration, given: usize, span: Span) -> Diagnostic {
    let name = &declaration.name.text;
    let wanted = declaration.parameters.len();
    let plural = |count: usize| if count == 1 { "value" } else { "values" };
    let parameters: Vec<&str> =
        declaration.parameters.iter().map(|parameter| parameter.name.text.as_str()).collect();
    Diagnostic::error(
        codes::ARGUMENT_COUNT,
        format!("condition `{name}` takes {wanted} {}, not {given}", plural(wanted)),
    )
    .label(span, format!("{given} {} given", plural(given)))
    .label(declaration.name.span, "declared here")
    .help(if parameters.is_empty() {
        format!("write `{name}`")
    } else {
        format!("write `{name}({})`", parameters.join(", "))
    })
}

/// What [`Call`]s are to operands: only `header` is one.
fn is_header(call: &Call) -> bool {
    call.name.text == "header"
}
